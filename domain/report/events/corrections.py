"""Corrections (điều chỉnh): what is asked for, with its written report, and what was decided."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.event import Event, Value
from domain.report.events.recording import Absences
from domain.values import Cell, Digest, Level, Mark, Term, Text


class ReasonCode(StrEnum):
    """Why a correction is asked for (people.md §4)."""

    TYPING_ERROR = "TYPING_ERROR"
    WRONG_PUPIL = "WRONG_PUPIL"
    WRONG_COLUMN = "WRONG_COLUMN"
    REMARKED = "REMARKED"
    MAKE_UP_TEST = "MAKE_UP_TEST"
    OTHER = "OTHER"


class MarkChange(Value):
    """A mark in the gradebook."""

    kind: Literal["mark"] = "mark"
    cell: Cell
    before: Mark
    after: Mark


class CommentChange(Value):
    """A subject teacher's comment on the year."""

    kind: Literal["comment"] = "comment"
    subject: str
    before: Text
    after: Text


class ConductChange(Value):
    """The conduct level of a term."""

    kind: Literal["conduct"] = "conduct"
    term: Term
    before: Level
    after: Level


class AbsencesChange(Value):
    """The absences of the year."""

    kind: Literal["absences"] = "absences"
    before: Absences
    after: Absences


class HomeroomCommentChange(Value):
    """The homeroom teacher's comment on the year."""

    kind: Literal["homeroom_comment"] = "homeroom_comment"
    before: Text
    after: Text


Change = Annotated[
    MarkChange | CommentChange | ConductChange | AbsencesChange | HomeroomCommentChange, Field(discriminator="kind")
]

#: The changes of one request: a class's worth of slips has its own requests, one for each pupil.
Changes = Annotated[tuple[Change, ...], Field(min_length=1, max_length=20)]


class Paper(Value):
    """The written report to the principal (báo cáo bằng văn bản): number, date, and its file in ``ledger.blobs``."""

    number: Text
    dated: date
    sha256: Digest
    media_type: str


class CorrectionRequested(Event):
    """A correction (đề nghị điều chỉnh) is asked for with reason and written report; nothing changes yet."""

    TOPIC: ClassVar[str] = "hocba.report.correction_requested.v1"
    request_id: UUID
    changes: Changes
    reason_code: ReasonCode
    reason: Text
    paper: Paper


class CorrectionApproved(Event):
    """
    The principal agrees; the values after stand from here on, the ones before stay readable.

    ``signature`` is the digest of a detached CMS signature, in ``ledger.blobs``, over the bytes of the request's
    entry, whose SHA-256 is ``request_sha256``. ``delegation_id`` is the delegation he acted under, if any.
    """

    TOPIC: ClassVar[str] = "hocba.report.correction_approved.v1"
    request_id: UUID
    request_sha256: Digest
    signature: Digest
    certificate: Digest
    delegation_id: UUID | None
    remark: Text | None = None


class CorrectionRefused(Event):
    """The principal does not agree; the recorded values stand."""

    TOPIC: ClassVar[str] = "hocba.report.correction_refused.v1"
    request_id: UUID
    delegation_id: UUID | None
    remark: Text
