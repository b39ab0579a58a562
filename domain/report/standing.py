"""What the state of a report is made of: values that stand, requests, editions, signatures that fell, how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from domain.event import Event, Happened
from domain.report import events as e
from domain.report.document import PrimaryResult, YearResult


class Status(StrEnum):
    """How far a report has come (domain.md §5.8); the words for people stand in people.md §4."""

    OPEN = "OPEN"
    EDITION_OPENED = "EDITION_OPENED"
    SUBJECT_SIGNED = "SUBJECT_SIGNED"
    HOMEROOM_SIGNED = "HOMEROOM_SIGNED"
    APPROVED = "APPROVED"
    SEALED = "SEALED"
    ISSUED = "ISSUED"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    RECALL_REQUESTED = "RECALL_REQUESTED"
    CLOSED = "CLOSED"
    AMENDMENT_REQUESTED = "AMENDMENT_REQUESTED"
    # Of an edition only: its report is open again, or already at the next one.
    CANCELLED = "CANCELLED"
    RECALLED = "RECALLED"
    AMENDED = "AMENDED"


#: What an event after the issue makes of its edition. A refusal leaves it where it stood before the request.
AFTER_ISSUE: Mapping[type[Event], Status] = {
    e.ReportSubmitted: Status.SUBMITTED,
    e.SubmissionAccepted: Status.ACCEPTED,
    e.SubmissionRejected: Status.REJECTED,
    e.RecallRequested: Status.RECALL_REQUESTED,
    e.ReportClosed: Status.CLOSED,
    e.AmendmentRequested: Status.AMENDMENT_REQUESTED,
    e.EditionCancelled: Status.CANCELLED,
    e.RecallGranted: Status.RECALLED,
    e.AmendmentGranted: Status.AMENDED,
}


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Standing(NamedTuple, Generic[T_co]):
    """A value that stands in the record, who put it there, when, and where in the ledger."""

    value: T_co
    actor: str
    at: datetime
    position: int
    by_rule: str | None = None

    @staticmethod
    def of(value: T, happened: Happened, by_rule: str | None = None) -> Standing[T]:
        """``value`` as this event put it there."""
        return Standing(value, happened.actor, happened.at, happened.position, by_rule)


class Membership(NamedTuple):
    """
    A pupil's place in a class; ``since`` is None for the first one of a year.

    The pupil's stream dates his enrolment; no mark of his is older than it.
    """

    class_id: UUID
    number: int
    since: date | None = None


class RequestStatus(StrEnum):
    """Chờ duyệt, Đồng ý, Không đồng ý, Đã rút."""

    OPEN = "OPEN"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(slots=True)
class Request:
    """A correction request with its fate; ``decision`` is the event of it, a withdrawal too."""

    asked: e.CorrectionRequested
    requested_by: str
    requested_at: datetime
    position: int
    status: RequestStatus = RequestStatus.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None
    decided_position: int = 0
    remark: str | None = None
    decision: e.CorrectionApproved | e.CorrectionRefused | e.CorrectionWithdrawn | None = None


class Compared(NamedTuple):
    """
    How a field of the pupil's identity stands to what a source shows of it, as last looked at.

    ``found`` is the commitment of what the source shows where it differs; ``decided`` the position of the principal's
    decision on that, None while there is none.
    """

    result: e.Comparison
    found: str | None
    evidence: e.Evidence
    actor: str
    at: datetime
    position: int
    decided: int | None = None


class Voided(NamedTuple):
    """A signature, or the seal, that holds no more: what took its force, and when."""

    place: e.Place
    signed: e.ReportSigned | e.ReportSealed
    fell: Standing[e.SignaturesVoided]


@dataclass(slots=True)
class Edition:
    """What was fixed for signing; ``refrozen`` counts the times a correction changed it."""

    opened: e.EditionOpened
    data_sha256: str
    refrozen: int = 0
    frozen: e.EditionRefrozen | None = None

    @property
    def blank(self) -> tuple[str, ...]:
        """Fields of the pupil's identity that the format requires and that will be signed without a value."""
        return self.frozen.blank if self.frozen else self.opened.blank

    @property
    def result(self) -> YearResult | PrimaryResult:
        """The frozen values that will be, or are, signed."""
        return self.frozen.result if self.frozen else self.opened.result


@dataclass(frozen=True, slots=True)
class PastEdition:
    """
    An edition that was issued and has ended, with all that was signed; it stays verifiable for ever.

    ``voided`` are the signatures that fell before it was issued, ``life`` its steps since, the last of them its end.
    ``replaced_by``: lookup id of the next edition.
    """

    edition: Edition
    signatures: Mapping[e.Place, e.ReportSigned]
    voided: tuple[Voided, ...]
    sealed: e.ReportSealed
    issued: Standing[e.ReportIssued]
    document: e.DocumentSealed
    life: tuple[Standing[Event], ...]
    replaced_by: UUID | None = None

    @property
    def status(self) -> Status:
        """CANCELLED, RECALLED or AMENDED."""
        return AFTER_ISSUE[type(self.life[-1].value)]

    @property
    def reason(self) -> str:
        """Why it ended: the school's words, in the cancellation or in the request that the Department granted."""
        return next(str(step.value.reason) for step in reversed(self.life) if isinstance(step.value, e.EndWanted))

    @property
    def paper(self) -> e.Paper:
        """The principal's decision, or the Department's document, by which it ended."""
        ended = self.life[-1].value
        assert isinstance(ended, e.EditionEnded), "the last step of a past edition is its end"
        return ended.paper if isinstance(ended, e.EditionCancelled) else ended.document
