"""State of who may open reports: of one pupil, and of the organisations of a school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from domain.access import events as e
from domain.event import Happened
from domain.report.standing import Standing


@dataclass(slots=True)
class AccessCode:
    """A personal access code: whose, since when, and until when it opened something; None: it still does."""

    issued: Standing[e.AccessCodeIssued]
    ended_at: datetime | None = None


@dataclass(slots=True)
class Access:
    """
    The fold of what a pupil's stream says of access; ``version`` is the number of all events in it.

    ``taken``: how often somebody was shut out; links that were made before it open nothing.
    """

    version: int = 0
    restricted: Standing[e.AccessRestricted] | None = None
    codes: dict[UUID, AccessCode] = field(default_factory=dict)
    taken: int = 0

    def opens(self, sha256: str) -> bool:
        """Whether a personal access code with this digest opens the pupil's reports."""
        return any(code.ended_at is None and code.issued.value.sha256 == sha256 for code in self.codes.values())


def fold(happened: Iterable[Happened]) -> Access:
    """The state after these events of a pupil's stream."""
    state = Access()
    for step in happened:
        evolve(state, step)
    return state


def evolve(state: Access, happened: Happened) -> Access:
    """The state after one more event of the pupil's stream. Changes and returns ``state``."""
    state.version += 1
    match happened.data:
        case e.AccessRestricted() as restricted:
            state.restricted = Standing.of(restricted, happened)
            _end(state, list(state.codes), happened.at)
        case e.AccessRestored():
            state.restricted = None
        case e.AccessCodeIssued() as issued:
            state.codes[issued.code_id] = AccessCode(Standing.of(issued, happened))
        case e.AccessCodeRevoked(code_id=code_id):
            _end(state, [code_id], happened.at)
    return state


def _end(state: Access, code_ids: Iterable[UUID], at: datetime) -> None:
    state.taken += 1
    for code_id in code_ids:
        state.codes[code_id].ended_at = state.codes[code_id].ended_at or at


@dataclass(slots=True)
class Grant:
    """What an organisation may open; ``revoked_at``: None while nobody took it back."""

    given: Standing[e.GrantGiven]
    revoked_at: datetime | None = None
    reason: str | None = None

    def covers(self, school_year: str, grade: int, class_code: str) -> bool:
        """Whether a report of this year, grade and class is among those that it may open."""
        given = self.given.value
        return given.school_year == school_year and (grade in given.grades or class_code in given.classes)

    def runs(self, day: date) -> bool:
        """Whether it may open anything on this day."""
        return self.revoked_at is None and self.given.value.starts <= day <= self.given.value.ends


def fold_grants(happened: Iterable[Happened]) -> dict[UUID, Grant]:
    """Every grant of a school by its id, the first given first."""
    grants: dict[UUID, Grant] = {}
    for step in happened:
        match step.data:
            case e.GrantGiven() as given:
                grants[given.grant_id] = Grant(Standing.of(given, step))
            case e.GrantRevoked() as revoked:
                grants[revoked.grant_id].revoked_at = step.at
                grants[revoked.grant_id].reason = revoked.reason
    return grants


def grants_id(school_id: UUID) -> UUID:
    """The stream of a school's grants, which needs no event to be known."""
    return uuid5(school_id, "grants")
