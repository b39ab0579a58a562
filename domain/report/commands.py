"""Commands to a report: imperatives, each with the verb of its events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.regulations.curriculum import Programme
from domain.regulations.records import ExemptionScope
from domain.report.events import (
    Absences,
    Attachments,
    BodyDecision,
    Changes,
    DecisionKind,
    LeavingReason,
    Paper,
    ReasonCode,
)
from domain.report.frozen import Frozen as Frozen
from domain.report.identity_commands import CompleteIdentity as CompleteIdentity
from domain.report.identity_commands import KeepDifference as KeepDifference
from domain.report.identity_commands import Reconcile as Reconcile
from domain.report.identity_commands import ReturnSlip as ReturnSlip
from domain.values import Cell, Digest, Level, Mark, Term, Text


class StartReport(Value):
    """Begin the report of a pupil who enrols in a class."""

    pupil_id: UUID
    school_year_id: UUID
    class_id: UUID
    grade: int
    number: int


class RecordSubject(Value):
    """
    Record a subject's marks and the comment on the year; what stands already and is equal is passed over.

    ``assessed_on`` are days of assessments, of marks that are recorded now.
    """

    subject: str
    marks: Mapping[Cell, Mark] = {}
    by_rule: Mapping[Cell, Text] = {}
    assessed_on: Mapping[Cell, date] = {}
    comment: Text | None = None


class RecordHomeroom(Value):
    """
    Record conduct, absences and the homeroom comment; what stands already and is equal is passed over.

    In primary school ``marks`` are the ratings of qualities and competencies, ``comments`` those on their groups.
    """

    marks: Mapping[Cell, Mark] = {}
    comments: Mapping[str, Text] = {}
    conduct: Mapping[Term, Level] = {}
    absences: Absences | None = None
    comment: Text | None = None


class ChooseProgramme(Value):
    """Say what the pupil studies; ``document`` is the permission, needed where a choice stands already."""

    programme: Programme
    document: Text | None = None


class Exempt(Value):
    """Exempt the pupil from a subject, or a part of it, for a term or the year."""

    subject: str
    part: str | None = None
    scope: ExemptionScope
    decision: Text


class RecordSummerConduct(Value):
    """Record the conduct level after the summer."""

    level: Level


class RecordDecision(Value):
    """Record what people decided."""

    kind: DecisionKind
    decided: bool
    document: Text
    subjects: tuple[str, ...] = ()


class MovePupil(Value):
    """Put the pupil into another class from a day on, under a number of its list."""

    class_id: UUID
    number: int
    since: date
    document: Text


class LeaveSchool(Value):
    """Let the pupil leave with this last day; ``destination``: the next school."""

    last_day: date
    reason: LeavingReason
    destination: Text | None = None
    document: Text


class RejoinSchool(Value):
    """Take the pupil back in the same year, from a day on, under a number of a class list."""

    class_id: UUID
    number: int
    since: date
    document: Text


class AttestResults(Value):
    """Sign, for the school that a pupil was transferred to, what stands in his report; ``paper`` is the signed file."""

    paper: Paper


class RequestCorrection(Value):
    """
    Ask for a correction of recorded values, with reason and written report.

    ``identity`` is the pupil's identity as it stands, needed where a change is about it; its stream is then a guard.
    """

    request_id: UUID
    changes: Changes
    reason_code: ReasonCode
    reason: Text
    paper: Paper
    attachments: Attachments = ()
    identity: Mapping[str, Digest] = {}


class ApproveCorrection(Value):
    """
    Agree. ``refrozen`` is needed where an edition is open, and only there; ``identity`` as in ``RequestCorrection``.

    ``body``: enter the decision of the supervising body, which decides where nobody in the school may.
    """

    request_id: UUID
    request_sha256: Digest
    signature: Digest
    certificate: Digest
    remark: Text | None = None
    body: BodyDecision | None = None
    answer: Paper | None = None
    identity: Mapping[str, Digest] = {}
    refrozen: Frozen | None = None


class RefuseCorrection(Value):
    """Do not agree, with the reason; signed as an approval is, and ``body`` as there."""

    request_id: UUID
    request_sha256: Digest
    signature: Digest
    certificate: Digest
    remark: Text
    body: BodyDecision | None = None
    answer: Paper | None = None


class WithdrawCorrection(Value):
    """Take one's own request back."""

    request_id: UUID
    remark: Text | None = None


class OpenEdition(Value):
    """Khởi tạo: fix what will be signed."""

    lookup_id: UUID
    head: UUID
    planned_issue_date: date
    created_on: date
    frozen: Frozen


class ConfirmPart(Value):
    """Say of the own part of a subject that what stands there is right."""

    subject: str
    part: str


class ReturnReport(Value):
    """Send the report back to an earlier signer, with a note."""

    return_id: UUID
    stage: Stage
    subject: str | None = None
    note: Text


class SignReport(Value):
    """Add one signature of the chain; ``in_place_of`` and ``reason`` where the teacher left and nobody follows."""

    stage: Stage
    subject: str | None = None
    signed_at: datetime
    certificate: Digest
    signer: Digest
    in_place_of: UUID | None = None
    reason: Text | None = None


class SealReport(Value):
    """Add the school's organisation signature; ``serial`` and ``last_day`` are its certificate's."""

    signed_at: datetime
    certificate: Digest
    serial: Text
    last_day: date
    signer: Digest
    xml_sha256: Digest


class IssueReport(Value):
    """Issue the sealed report."""

    page_sha256: Digest


class SealDocument(Value):
    """Record the sealed PDF."""

    pdf_sha256: Digest
    checkpoint_size: int


class _Asked(Value):
    """Why an edition shall end, and the document that says so."""

    reason: Text
    paper: Paper


class _Answered(Value):
    """The Department's answer, as the clerk enters it."""

    document: Paper
    remark: Text | None = None


class CancelEdition(_Asked):
    """Hủy bỏ: end an issued edition that was not submitted, by the principal's decision."""


class SubmitReport(Value):
    """Enter that the edition was sent to the Department."""

    reference: Text


class AcceptSubmission(Value):
    """Enter that the Department accepted it, on this day."""

    reference: Text
    on: date


class RejectSubmission(Value):
    """Enter that the Department did not accept it, with its reason."""

    reason: Text


class RequestRecall(_Asked):
    """Ask the Department for the recall of a submitted edition."""


class GrantRecall(_Answered):
    """Enter that the Department agrees to the recall."""


class RefuseRecall(_Answered):
    """Enter that the Department does not agree to the recall."""


class CloseReport(Value):
    """Enter that the Department closed it (chốt), on this day."""

    on: date


class RequestAmendment(_Asked):
    """Ask the Department to let a closed edition be amended."""


class GrantAmendment(_Answered):
    """Enter that the Department agrees to the amendment."""


class RefuseAmendment(_Answered):
    """Enter that the Department does not agree to the amendment."""


#: What follows the issue of an edition.
AfterIssue = (
    CancelEdition
    | SubmitReport
    | AcceptSubmission
    | RejectSubmission
    | RequestRecall
    | GrantRecall
    | RefuseRecall
    | CloseReport
    | RequestAmendment
    | GrantAmendment
    | RefuseAmendment
)

Command = (
    StartReport
    | RecordSubject
    | RecordHomeroom
    | ChooseProgramme
    | Exempt
    | RecordSummerConduct
    | RecordDecision
    | MovePupil
    | LeaveSchool
    | RejoinSchool
    | AttestResults
    | RequestCorrection
    | ApproveCorrection
    | RefuseCorrection
    | WithdrawCorrection
    | Reconcile
    | KeepDifference
    | ReturnSlip
    | CompleteIdentity
    | OpenEdition
    | ConfirmPart
    | ReturnReport
    | SignReport
    | SealReport
    | IssueReport
    | SealDocument
    | AfterIssue
)
