"""Where the pupil is: moved to another class, left the school, came back. The list numbers of others never shift."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.event import Event
from domain.report.events.corrections import Paper
from domain.values import Text


class LeavingReason(StrEnum):
    """Why a pupil left: chuyển trường, thôi học, lí do khác."""

    TRANSFERRED = "TRANSFERRED"
    DROPPED_OUT = "DROPPED_OUT"
    OTHER = "OTHER"


class PupilMoved(Event):
    """Moved to another class of the grade from ``since`` on, under a number of its list; the marks go along."""

    TOPIC: ClassVar[str] = "hocba.report.moved.v1"
    class_id: UUID
    number: int
    since: date
    document: Text


class PupilLeft(Event):
    """Left the school; his row on the list is struck through after ``last_day``. ``destination``: the next school."""

    TOPIC: ClassVar[str] = "hocba.report.left.v1"
    last_day: date
    reason: LeavingReason
    destination: Text | None
    document: Text


class ResultsAttested(Event):
    """
    The leadership signed what stood in the report of a pupil who was transferred (QĐ 1789 Điều 22): for his new school.

    ``paper`` is the signed file, with its number in the school's register; ``capacity`` the line above the signature.
    """

    TOPIC: ClassVar[str] = "hocba.report.results_attested.v1"
    paper: Paper
    capacity: Text
    delegation_id: UUID | None


class PupilRejoined(Event):
    """Came back in the same year, from ``since`` on, under a new number of a class list."""

    TOPIC: ClassVar[str] = "hocba.report.rejoined.v1"
    class_id: UUID
    number: int
    since: date
    document: Text
