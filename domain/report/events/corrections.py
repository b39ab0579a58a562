"""Corrections (điều chỉnh): what is asked for, with its written report, and what was decided."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.event import Event, Value
from domain.report.events.data import IdentityField
from domain.report.events.recording import Absences
from domain.report.events.roll import Attendance, Half
from domain.values import Cell, Digest, Level, Mark, Term, Text


class ReasonCode(StrEnum):
    """Why a correction is asked for (people.md §4)."""

    TYPING_ERROR = "TYPING_ERROR"
    WRONG_PUPIL = "WRONG_PUPIL"
    WRONG_COLUMN = "WRONG_COLUMN"
    REMARKED = "REMARKED"
    MAKE_UP_TEST = "MAKE_UP_TEST"
    CIVIL_STATUS = "CIVIL_STATUS"
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


class SessionChange(Value):
    """Whether the pupil was there for a half-day of the roll."""

    kind: Literal["session"] = "session"
    day: date
    half: Half
    before: Attendance
    after: Attendance


class HomeroomCommentChange(Value):
    """The homeroom teacher's comment on the year."""

    kind: Literal["homeroom_comment"] = "homeroom_comment"
    before: Text
    after: Text


class IdentityChange(Value):
    """A field of the pupil's identity; ``before`` and ``after`` are commitments, the values lie in the ledger aside."""

    kind: Literal["identity"] = "identity"
    field: IdentityField
    before: Digest
    after: Digest


Change = Annotated[
    MarkChange
    | CommentChange
    | ConductChange
    | AbsencesChange
    | SessionChange
    | HomeroomCommentChange
    | IdentityChange,
    Field(discriminator="kind"),
]

#: The changes of one request: a class's worth of slips has its own requests, one for each pupil.
Changes = Annotated[tuple[Change, ...], Field(min_length=1, max_length=20)]


class Paper(Value):
    """
    A written paper (văn bản): number, date, and its file in ``ledger.blobs``.

    ``made``: the system made it, numbered from the school's register and signed by its author; else it was handed in.
    """

    number: Text
    dated: date
    sha256: Digest
    media_type: str
    made: bool = False


class Attachment(Value):
    """A file that proves what is asked for, such as a photograph of the test paper; its content lies in the blobs."""

    name: Text
    sha256: Digest
    media_type: str


#: As many as a person looks through: each has its own bytes in the ledger, for ever.
Attachments = Annotated[tuple[Attachment, ...], Field(max_length=10)]


class BodyDecision(Value):
    """What the supervising body (cơ quan quản lý trực tiếp) decided where nobody in the school may: who, by what."""

    name: Text
    paper: Paper


class CorrectionRequested(Event):
    """A correction (đề nghị điều chỉnh) is asked for with reason and written report; nothing changes yet."""

    TOPIC: ClassVar[str] = "hocba.report.correction_requested.v2"
    request_id: UUID
    changes: Changes
    reason_code: ReasonCode
    reason: Text
    paper: Paper
    attachments: Attachments = ()


class CorrectionApproved(Event):
    """
    The principal agrees; the values after stand from here on, the ones before stay readable.

    ``signature`` is the digest of a detached CMS signature, in ``ledger.blobs``, over the bytes of the request's
    entry, whose SHA-256 is ``request_sha256``. ``delegation_id`` is the delegation he acted under, if any. ``body``:
    the supervising body decided, and who entered it signed. ``answer`` is the paper of the decision, if one was made.
    """

    TOPIC: ClassVar[str] = "hocba.report.correction_approved.v2"
    request_id: UUID
    request_sha256: Digest
    signature: Digest
    certificate: Digest
    delegation_id: UUID | None
    remark: Text | None = None
    body: BodyDecision | None = None
    answer: Paper | None = None


class CorrectionRefused(Event):
    """
    The principal does not agree; the recorded values stand. Signed as an approval is.

    Refusals of version 1 were not signed: there the three digests are None.
    """

    TOPIC: ClassVar[str] = "hocba.report.correction_refused.v2"
    request_id: UUID
    request_sha256: Digest | None = None
    signature: Digest | None = None
    certificate: Digest | None = None
    delegation_id: UUID | None
    remark: Text
    body: BodyDecision | None = None
    answer: Paper | None = None


class CorrectionWithdrawn(Event):
    """Who asked takes the request back (rút đề nghị) before it is decided; the recorded values stand."""

    TOPIC: ClassVar[str] = "hocba.report.correction_withdrawn.v1"
    request_id: UUID
    remark: Text | None = None
