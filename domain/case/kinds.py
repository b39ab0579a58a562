"""The kinds of cases as data: over which channel, what they must name, who answers, in how many days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from domain.case.events import CaseKind
from domain.school_year.policies import CaseDays
from domain.school_year.state import SchoolYear

#: Saturday and Sunday are no working days; public holidays are not known to the program.
_WORKING_DAYS = 5


class Kind(NamedTuple):
    """
    How a kind of case goes.

    ``online``: a family may ask over the portal. ``decided``: the principal answers before anything is done; else the
    clerk does it and closes the case. ``proved``: it takes a paper (trích lục). ``days``: the policy of its due day.
    """

    online: bool
    decided: bool
    proved: bool
    days: str


KINDS: Mapping[CaseKind, Kind] = {
    CaseKind.REVIEW: Kind(online=True, decided=True, proved=False, days="review"),
    CaseKind.CIVIL_STATUS: Kind(online=False, decided=True, proved=True, days="civil_status"),
    CaseKind.CERTIFIED_COPY: Kind(online=False, decided=False, proved=False, days="certified_copy"),
    CaseKind.NEW_ACCESS: Kind(online=False, decided=False, proved=False, days="new_access"),
}
assert {kind.days for kind in KINDS.values()} == set(CaseDays.model_fields)


def due(kind: CaseKind, year: SchoolYear, today: date) -> tuple[date, str | None]:
    """The last day of the answer, and the clause that it rests on; None where it is the program's default."""
    name = KINDS[kind].days
    in_force = year.policies_set.get(f"case_days.{name}")
    clause = f"{in_force.set.clause}, {in_force.set.document}" if in_force else None
    return working_day(today, getattr(year.policies.case_days, name)), clause


def working_day(day: date, after: int) -> date:
    """The ``after``-th working day behind a day; 0: the same day, or the first working day behind it."""
    while after or day.weekday() >= _WORKING_DAYS:
        day += timedelta(days=1)
        after -= day.weekday() < _WORKING_DAYS and after > 0
    return day
