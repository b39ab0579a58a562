"""Events of a school year about its class lists, and of its place in the line of years: whence it comes, its end."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.event import Event, Value
from domain.values import Text


class PupilListed(Event):
    """
    A number of a class list (STT) is given to who comes after the year's first day: it is his for ever.

    It stands in the stream of the year, so that two at once never get the same one.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.pupil_listed.v1"
    class_id: UUID
    number: int
    pupil_id: UUID
    report_id: UUID


class Waiting(StrEnum):
    """Why a pupil of last year has no class yet: he stays behind, nothing was decided, no class has that name."""

    RETAINED = "RETAINED"
    UNDECIDED = "UNDECIDED"
    NO_CLASS = "NO_CLASS"


class ToPlace(Value):
    """A pupil to place; ``class_code`` and ``grade`` are those of last year."""

    pupil_id: UUID
    class_code: Text
    grade: int
    why: Waiting


class RosterCarriedOver(Event):
    """The year goes on from ``previous``; ``to_place`` are the pupils for whom somebody has to find a class."""

    TOPIC: ClassVar[str] = "hocba.school_year.roster_carried_over.v1"
    previous: UUID
    to_place: tuple[ToPlace, ...]


class YearClosed(Event):
    """The year is closed (kết thúc năm học): from now on its reports change by correction only."""

    TOPIC: ClassVar[str] = "hocba.school_year.closed.v1"
    document: Text


class YearContinued(Event):
    """The next school year was opened from this one, once."""

    TOPIC: ClassVar[str] = "hocba.school_year.continued.v1"
    next_year: UUID
