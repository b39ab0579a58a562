"""State of a digitised paper report, and of the list in which it has its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from domain.errors import Misused
from domain.event import Happened
from domain.messages import MESSAGES
from domain.paper_report import events as e
from domain.report.standing import Standing

MESSAGES.update(
    {
        "paper_report.unknown": (
            "Không có bản số hoá {paper_id} trong danh sách của trường.",
            "The school's list has no digitised paper report {paper_id}.",
        ),
    }
)


class PaperStatus(StrEnum):
    """Typed, confirmed by the head, sealed and in force, taken back."""

    DIGITISED = "DIGITISED"
    CONFIRMED = "CONFIRMED"
    SEALED = "SEALED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(slots=True)
class PaperReport:
    """The fold of the stream; ``version`` is the number of events in it."""

    paper_id: UUID
    digitised: e.PaperReportDigitised
    digitised_by: str
    digitised_at: datetime
    version: int = 1
    confirmed: Standing[e.PaperReportConfirmed] | None = None
    sealed: Standing[e.PaperReportSealed] | None = None
    document: Standing[e.PaperDocumentSealed] | None = None
    withdrawn: Standing[e.PaperReportWithdrawn] | None = None

    @property
    def status(self) -> PaperStatus:
        """By what happened last."""
        if self.withdrawn:
            return PaperStatus.WITHDRAWN
        if self.sealed:
            return PaperStatus.SEALED
        return PaperStatus.CONFIRMED if self.confirmed else PaperStatus.DIGITISED


def fold(paper_id: UUID, happened: Iterable[Happened]) -> PaperReport:
    """The state after these events. Raises Misused if the stream is none of a digitised paper report."""
    steps: Iterator[Happened] = iter(happened)
    first = next(steps, None)
    if first is None or not isinstance(first.data, e.PaperReportDigitised):
        raise Misused("paper_report.unknown", paper_id=paper_id)
    state = PaperReport(paper_id, first.data, first.actor, first.at)
    for step in steps:
        evolve(state, step)
    return state


def evolve(state: PaperReport, happened: Happened) -> PaperReport:
    """The state after one more event. Changes and returns ``state``."""
    state.version += 1
    match happened.data:
        case e.PaperReportConfirmed() as confirmed:
            state.confirmed = Standing.of(confirmed, happened)
        case e.PaperReportSealed() as sealed:
            state.sealed = Standing.of(sealed, happened)
        case e.PaperDocumentSealed() as document:
            state.document = Standing.of(document, happened)
        case e.PaperReportWithdrawn() as withdrawn:
            state.withdrawn = Standing.of(withdrawn, happened)
    return state


def list_id(school_id: UUID) -> UUID:
    """The stream of a school's list of paper reports; it holds ``PaperReportEntered`` only."""
    return uuid5(school_id, "paper-reports")
