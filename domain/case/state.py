"""State of a case, and of the register in which it has its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from domain.case import events as e
from domain.errors import Misused
from domain.event import Happened
from domain.messages import MESSAGES
from domain.report.standing import Standing

MESSAGES.update(
    {
        "case.unknown": (
            "Không có yêu cầu {case_id} trong Sổ tiếp nhận của năm học.",
            "The year's register has no case {case_id}.",
        ),
    }
)


class CaseStatus(StrEnum):
    """Where a case stands: asked, agreed and being done, done, kept as it is, taken back."""

    OPEN = "OPEN"
    AGREED = "AGREED"
    DONE = "DONE"
    KEPT = "KEPT"
    WITHDRAWN = "WITHDRAWN"

    @property
    def over(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self not in (CaseStatus.OPEN, CaseStatus.AGREED)


@dataclass(slots=True)
class Case:
    """The fold of the stream; ``version`` is the number of events in it."""

    case_id: UUID
    opened: e.CaseOpened
    opened_by: str
    opened_at: datetime
    version: int = 1
    advice: Standing[e.CaseAdvised] | None = None
    answer: Standing[e.CaseAnswered] | None = None
    closed: Standing[e.CaseClosed] | None = None
    withdrawn: Standing[e.CaseWithdrawn] | None = None

    @property
    def status(self) -> CaseStatus:
        """By what happened last."""
        if self.withdrawn:
            return CaseStatus.WITHDRAWN
        if self.closed:
            return CaseStatus.DONE
        if self.answer is None:
            return CaseStatus.OPEN
        return CaseStatus.AGREED if self.answer.value.answer is e.Answer.AGREED else CaseStatus.KEPT


def fold(case_id: UUID, happened: Iterable[Happened]) -> Case:
    """The state after these events. Raises Misused if the stream is none of a case."""
    steps: Iterator[Happened] = iter(happened)
    first = next(steps, None)
    if first is None or not isinstance(first.data, e.CaseOpened):
        raise Misused("case.unknown", case_id=case_id)
    state = Case(case_id, first.data, first.actor, first.at)
    for step in steps:
        evolve(state, step)
    return state


def evolve(state: Case, happened: Happened) -> Case:
    """The state after one more event. Changes and returns ``state``."""
    state.version += 1
    match happened.data:
        case e.CaseAdvised() as advised:
            state.advice = Standing.of(advised, happened)
        case e.CaseAnswered() as answered:
            state.answer = Standing.of(answered, happened)
        case e.CaseClosed() as closed:
            state.closed = Standing.of(closed, happened)
        case e.CaseWithdrawn() as withdrawn:
            state.withdrawn = Standing.of(withdrawn, happened)
    return state


def register_id(school_year_id: UUID) -> UUID:
    """The stream of a year's register of cases, which needs no event to be known; it holds ``CaseEntered`` only."""
    return uuid5(school_year_id, "cases")
