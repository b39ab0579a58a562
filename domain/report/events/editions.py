"""
What becomes of an issued edition (domain.md §5.8): submitted, closed, or ended and followed by the next one.

Not yet submitted, the principal cancels it (hủy bỏ, plan 002). Once submitted it is recalled (thu hồi), once closed
(chốt) amended (chỉnh lý), each at the school's request and by the Department's grant. Nothing here takes back what was
issued: an ended edition stays verifiable, and says what became of it.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.event import Event
from domain.report.events.corrections import Paper
from domain.values import Text


class _Asked(Event):
    """An edition shall end, for this reason, by this document of the school."""

    edition: int
    reason: Text
    paper: Paper


class _Answered(Event):
    """The Department's answer, as the clerk entered it."""

    edition: int
    document: Paper
    remark: Text | None


class EditionCancelled(_Asked):
    """Hủy bỏ: the principal ended an edition that the Department does not hold; ``paper`` is his decision."""

    TOPIC: ClassVar[str] = "hocba.report.edition_cancelled.v1"


class ReportSubmitted(Event):
    """Nộp: the edition went to the Department; ``reference`` is the number of the parcel or transaction."""

    TOPIC: ClassVar[str] = "hocba.report.submitted.v1"
    edition: int
    reference: Text


class SubmissionAccepted(Event):
    """Được tiếp nhận: the Department has it, since ``on``."""

    TOPIC: ClassVar[str] = "hocba.report.submission_accepted.v1"
    edition: int
    reference: Text
    on: date


class SubmissionRejected(Event):
    """Bị từ chối: counts as not submitted, so it is cancelled, or sent again as it is where the fault was technical."""

    TOPIC: ClassVar[str] = "hocba.report.submission_rejected.v1"
    edition: int
    reason: Text


class RecallRequested(_Asked):
    """The school asked the Department for the recall (thu hồi) of a submitted edition; ``paper`` is its letter."""

    TOPIC: ClassVar[str] = "hocba.report.recall_requested.v1"


class RecallGranted(_Answered):
    """The Department agrees: the edition is recalled."""

    TOPIC: ClassVar[str] = "hocba.report.recall_granted.v1"


class RecallRefused(_Answered):
    """The Department does not agree: the edition stands as before."""

    TOPIC: ClassVar[str] = "hocba.report.recall_refused.v1"


class ReportClosed(Event):
    """Chốt: the Department closed the accepted edition on this day; a recall is no longer possible."""

    TOPIC: ClassVar[str] = "hocba.report.closed.v1"
    edition: int
    on: date


class AmendmentRequested(_Asked):
    """The school asked the Department to let it amend (chỉnh lý) a closed edition; ``paper`` is its letter."""

    TOPIC: ClassVar[str] = "hocba.report.amendment_requested.v1"


class AmendmentGranted(_Answered):
    """The Department agrees: the edition is replaced by an amended one."""

    TOPIC: ClassVar[str] = "hocba.report.amendment_granted.v1"


class AmendmentRefused(_Answered):
    """The Department does not agree: the closed edition stands."""

    TOPIC: ClassVar[str] = "hocba.report.amendment_refused.v1"


#: An issued edition ends with one of these; and the school says in one of those why it shall.
EditionEnded = EditionCancelled | RecallGranted | AmendmentGranted
EndWanted = EditionCancelled | RecallRequested | AmendmentRequested
