"""State of a cross-check: who checks what, what was found, how it was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.cross_check import events as e
from domain.errors import Misused
from domain.event import Happened
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "check.unknown": (
            "Không tìm thấy lần kiểm tra {check_id}. Xem danh sách bằng: hocba check list.",
            "There is no check {check_id}. See hocba check list.",
        ),
    }
)


class CheckStatus(StrEnum):
    """Where a check stands."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(slots=True)
class Finding:
    """Something that was found, by whom (staff id) and when, and the owner's answer."""

    noted: e.FindingNoted
    by: str
    at: datetime
    answer: e.FindingAnswered | None = None
    answered_by: str | None = None


@dataclass(slots=True)
class CrossCheck:
    """The fold of the stream; ``version`` is the number of events in it."""

    check_id: UUID
    assigned: e.CheckAssigned
    assigned_by: str
    assigned_at: datetime
    version: int = 1
    drawn: e.SampleDrawn | None = None
    findings: dict[UUID, Finding] = field(default_factory=dict)
    closed: e.CheckClosed | None = None
    closed_by: str | None = None
    withdrawn: e.CheckWithdrawn | None = None

    @property
    def status(self) -> CheckStatus:
        """Open until it is closed or withdrawn."""
        if self.closed:
            return CheckStatus.CLOSED
        return CheckStatus.WITHDRAWN if self.withdrawn else CheckStatus.OPEN

    @property
    def unanswered(self) -> list[Finding]:
        """Findings that wait for the owner."""
        return [finding for finding in self.findings.values() if finding.answer is None]


def fold(check_id: UUID, happened: Iterable[Happened]) -> CrossCheck:
    """The state after these events. Raises Misused if the stream is none of a check."""
    steps: Iterator[Happened] = iter(happened)
    first = next(steps, None)
    if first is None or not isinstance(first.data, e.CheckAssigned):
        raise Misused("check.unknown", check_id=check_id)
    state = CrossCheck(check_id, first.data, first.actor, first.at)
    for step in steps:
        evolve(state, step)
    return state


def evolve(state: CrossCheck, happened: Happened) -> CrossCheck:
    """The state after one more event. Changes and returns ``state``."""
    state.version += 1
    match happened.data:
        case e.SampleDrawn() as drawn:
            state.drawn = drawn
        case e.FindingNoted(finding_id=finding_id) as noted:
            state.findings[finding_id] = Finding(noted, happened.actor, happened.at)
        case e.FindingAnswered(finding_id=finding_id) as answer:
            finding = state.findings[finding_id]
            finding.answer, finding.answered_by = answer, happened.actor
        case e.CheckClosed() as closed:
            state.closed, state.closed_by = closed, happened.actor
        case e.CheckWithdrawn() as withdrawn:
            state.withdrawn = withdrawn
    return state
