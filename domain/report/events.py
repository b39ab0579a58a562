"""Events of the ``Report`` stream: one pupil, one school year (đơn vị học bạ)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.event import Event, Value
from domain.formats.hoc_ba import Stage
from domain.regulations.curriculum import Programme
from domain.regulations.records import ExemptionScope
from domain.report.document import Result
from domain.values import Cell, Digest, Level, Mark, Term, Text
from domain.words import Language

#: Absences are counted in half-day sessions (buổi); a year has fewer than 2 × 366.
Sessions = Annotated[int, Field(ge=0, le=732)]


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


class Absences(Value):
    """Sessions of absence in the school year, with and without permission."""

    permitted: Sessions
    unpermitted: Sessions

    def __str__(self) -> str:
        return f"{self.permitted} có phép, {self.unpermitted} không phép"

    def said(self, language: Language) -> str:
        """For people."""
        return str(self) if language == "vi" else f"{self.permitted} with and {self.unpermitted} without permission"


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


class ReportStarted(Event):
    """A report begins with the pupil's enrolment in a class."""

    TOPIC: ClassVar[str] = "hocba.report.started.v1"
    pupil_id: UUID
    school_year_id: UUID
    class_id: UUID
    grade: int
    number: int


class ScoreRecorded(Event):
    """One mark is recorded (ghi sổ). ``by_rule`` tells why a 0 or CD stands where no test was taken (Điều 7.4)."""

    TOPIC: ClassVar[str] = "hocba.report.score_recorded.v1"
    cell: Cell
    mark: Mark
    by_rule: Text | None = None


class CommentRecorded(Event):
    """The subject teacher's comment on the year is recorded."""

    TOPIC: ClassVar[str] = "hocba.report.comment_recorded.v1"
    subject: str
    text: Text


class ConductRecorded(Event):
    """The conduct level (kết quả rèn luyện) of a term is recorded: the homeroom teacher's judgement (Điều 8)."""

    TOPIC: ClassVar[str] = "hocba.report.conduct_recorded.v1"
    term: Term
    level: Level


class AbsencesRecorded(Event):
    """The year's sessions of absence are recorded."""

    TOPIC: ClassVar[str] = "hocba.report.absences_recorded.v1"
    absences: Absences


class HomeroomCommentRecorded(Event):
    """The homeroom teacher's comment on the year is recorded."""

    TOPIC: ClassVar[str] = "hocba.report.homeroom_comment_recorded.v1"
    text: Text


class ProgrammeChosen(Event):
    """
    What the pupil studies of what can be chosen: subjects beyond the compulsory ones, and those with special topics.

    A later choice takes the place of an earlier one; ``document`` is the principal's permission for it.
    """

    TOPIC: ClassVar[str] = "hocba.report.programme_chosen.v1"
    programme: Programme
    document: Text | None = None


class Exempted(Event):
    """The pupil is exempted (miễn học) from a subject, or a part of it, for a term or the year, by a decision."""

    TOPIC: ClassVar[str] = "hocba.report.exempted.v1"
    subject: str
    part: str | None
    scope: ExemptionScope
    decision: Text


class SummerConductRecorded(Event):
    """The conduct level after the summer (Điều 13), which stands beside the year's; the principal approves it."""

    TOPIC: ClassVar[str] = "hocba.report.summer_conduct_recorded.v1"
    level: Level


class DecisionKind(StrEnum):
    """
    What people decide for a pupil and no rule computes.

    TT 27/2020: the class recognised him as outstanding (Điều 13.1b), the principal promotes him (Điều 11.2). A pupil
    with disabilities follows an individual plan (its ``subjects`` are assessed by it), and is promoted on it.
    """

    OUTSTANDING_RECOGNISED = "OUTSTANDING_RECOGNISED"
    PROMOTED_BY_PRINCIPAL = "PROMOTED_BY_PRINCIPAL"
    INDIVIDUAL_PLAN = "INDIVIDUAL_PLAN"
    PROMOTED_ON_PLAN = "PROMOTED_ON_PLAN"


class DecisionRecorded(Event):
    """A decision of people with the document that it stands in; ``subjects`` with INDIVIDUAL_PLAN only."""

    TOPIC: ClassVar[str] = "hocba.report.decision_recorded.v1"
    kind: DecisionKind
    decided: bool
    document: Text
    subjects: tuple[str, ...] = ()


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


class EditionOpened(Event):
    """
    Khởi tạo: what will be signed is fixed before the first signature.

    ``data_sha256`` is the digest of the XML data region, kept in ``ledger.blobs``, so that signatures outlive every
    later version of this program. ``pupil_version`` and ``school_year_version`` pin what it was made from.
    """

    TOPIC: ClassVar[str] = "hocba.report.edition_opened.v2"
    edition: int
    lookup_id: UUID
    result: Result
    head: UUID
    head_capacity: Text
    created_on: date
    planned_issue_date: date
    pupil_version: int
    school_year_version: int
    data_sha256: Digest


class EditionRefrozen(Event):
    """A correction before the first signature changed what will be signed: same lookup id, values frozen anew."""

    TOPIC: ClassVar[str] = "hocba.report.edition_refrozen.v2"
    edition: int
    request_id: UUID
    result: Result
    pupil_version: int
    school_year_version: int
    data_sha256: Digest


class ReportSigned(Event):
    """
    One signature of the chain. ``signer`` is the digest of the signer's XML element (his facts and the XML
    signature), in ``ledger.blobs``; ``signed_at`` is the time inside the signed bytes.
    """

    TOPIC: ClassVar[str] = "hocba.report.signed.v1"
    stage: Stage
    subject: str | None
    signed_at: datetime
    certificate: Digest
    signer: Digest
    delegation_id: UUID | None = None


class ReportSealed(Event):
    """The clerk (văn thư) put the school's organisation signature (KY_PHAT_HANH) on: the XML is complete."""

    TOPIC: ClassVar[str] = "hocba.report.sealed.v1"
    signed_at: datetime
    certificate: Digest
    signer: Digest
    effective_date: date
    xml_sha256: Digest


class ReportIssued(Event):
    """
    Phát hành. Its entry stands in the public receipt, so it holds digests and the lookup id only.

    ``page_sha256`` is the digest of the rendered pages without attachments.
    """

    TOPIC: ClassVar[str] = "hocba.report.issued.v1"
    edition: int
    lookup_id: UUID
    effective_date: date
    xml_sha256: Digest
    page_sha256: Digest


class DocumentSealed(Event):
    """The PDF with its attachments was sealed (PAdES) and can be handed out."""

    TOPIC: ClassVar[str] = "hocba.report.document_sealed.v1"
    edition: int
    pdf_sha256: Digest
    checkpoint_size: int


EVENTS: tuple[type[Event], ...] = (
    ReportStarted,
    ScoreRecorded,
    CommentRecorded,
    ConductRecorded,
    AbsencesRecorded,
    HomeroomCommentRecorded,
    ProgrammeChosen,
    Exempted,
    SummerConductRecorded,
    DecisionRecorded,
    CorrectionRequested,
    CorrectionApproved,
    CorrectionRefused,
    EditionOpened,
    EditionRefrozen,
    ReportSigned,
    ReportSealed,
    ReportIssued,
    DocumentSealed,
)
