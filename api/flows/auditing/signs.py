"""
Signs worth a look (dấu hiệu cần xem): what stands out in how corrections were asked for and decided (people.md C6.5).

A sign says what was counted and against which limit, and lists the entries; it judges nobody, for each may have a good
reason, and what it does not see it does not clear. The limits are data (``Limits``); the rules are pure:

- ``many_decided``: one person decided many requests within an hour;
- ``at_night``: one person asked for or decided corrections in one night;
- ``soon_decided``: requests approved almost as soon as they were asked for;
- ``before_last_day``: marks or levels that a correction raised in the last days before a class is closed;
- ``one_direction``: one person asked for many corrections, and every one of them raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from api.flows.auditing.chronicle import Person
from api.flows.auditing.timeline import Line
from domain.context import VIETNAM, local_day
from domain.event import Value

Act = Literal["asked", "approved", "refused"]
Code = Literal["many_decided", "at_night", "soon_decided", "before_last_day", "one_direction"]


class Limits(Value):
    """
    From what on a thing stands out. ``many_decided`` in ``many_minutes``; night from ``night_begins`` to
    ``night_ends``; approved within ``soon_s`` seconds; raised in the last ``last_days``; ``one_direction`` requests.
    """

    many_decided: int = 20
    many_minutes: int = 60
    night_begins: time = time(22)
    night_ends: time = time(5)
    soon_s: int = 60
    soon_decided: int = 5
    last_days: int = 3
    one_direction: int = 10


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One act on a request, as the rules see it.

    ``raises``: of the values asked for, some rise and none falls. ``last_day``: until when its class could be changed
    without being late, or the day of the lock, whichever comes next. ``since_asked`` of a decision.
    """

    line: Line
    act: Act
    raises: bool = False
    last_day: date | None = None
    since_asked: timedelta | None = None

    @property
    def at(self) -> datetime:
        """When, in Vietnam."""
        return self.line.source.at.astimezone(VIETNAM)

    @property
    def who(self) -> str:
        """The person, as staff id."""
        return self.line.source.by.staff_id


class Sign(Value):
    """
    One group of entries. ``person`` is who did all of them, ``class_code`` and ``last_day`` where the rule has them.

    ``counted`` against ``limit``; ``lines`` in the order of the ledger.
    """

    code: Code
    person: Person | None
    class_code: str | None
    last_day: date | None
    counted: int
    limit: int
    lines: tuple[Line, ...]

    @property
    def first_at(self) -> datetime:
        """Time of the first entry."""
        return self.lines[0].source.at

    @property
    def last_at(self) -> datetime:
        """Time of the last entry."""
        return self.lines[-1].source.at


def signs(facts: Sequence[Fact], limits: Limits) -> list[Sign]:
    """Every sign, in the order of the rules and within each by time; ``facts`` are in the order of the ledger."""
    return [
        *_many(facts, limits),
        *_night(facts, limits),
        *_soon(facts, limits),
        *_last_days(facts, limits),
        *_direction(facts, limits),
    ]


def _many(facts: Sequence[Fact], limits: Limits) -> Iterator[Sign]:
    """Runs of decisions in which every one has so many of its person within the hour around it."""
    within = timedelta(minutes=limits.many_minutes)
    for _, own in _grouped((fact for fact in facts if fact.act != "asked"), lambda fact: fact.who):
        runs: list[list[Fact]] = []
        first = taken = 0
        for last, fact in enumerate(own):
            while fact.at - own[first].at > within:
                first += 1
            if last - first + 1 < limits.many_decided:
                continue
            if first < taken:  # this hour and the one before share entries
                runs[-1] += own[taken : last + 1]
            else:
                runs.append(own[first : last + 1])
            taken = last + 1
        for run in runs:
            yield _sign("many_decided", run, limits.many_decided)


def _night(facts: Sequence[Fact], limits: Limits) -> Iterator[Sign]:
    asleep = [fact for fact in facts if _at_night(fact.at.time(), limits)]
    # The hours after midnight belong to the night that began the day before.
    night = timedelta(hours=limits.night_ends.hour, minutes=limits.night_ends.minute)
    for _, found in _grouped(asleep, lambda fact: (fact.who, (fact.at - night).date())):
        yield _sign("at_night", found, 1)


def _at_night(at: time, limits: Limits) -> bool:
    return at >= limits.night_begins or at < limits.night_ends


def _soon(facts: Sequence[Fact], limits: Limits) -> Iterator[Sign]:
    soon = timedelta(seconds=limits.soon_s)
    quick = (fact for fact in facts if fact.act == "approved" and fact.since_asked and fact.since_asked < soon)
    for _, found in _grouped(quick, lambda fact: (fact.who, fact.at.date())):
        if len(found) >= limits.soon_decided:
            yield _sign("soon_decided", found, limits.soon_decided)


def _last_days(facts: Sequence[Fact], limits: Limits) -> Iterator[Sign]:
    raised = (fact for fact in facts if fact.act == "approved" and fact.raises and fact.last_day)
    near = (fact for fact in raised if fact.last_day and _days_left(fact, fact.last_day) < limits.last_days)
    for _, found in _grouped(near, lambda fact: (fact.line.class_code or "", fact.last_day)):
        yield _sign("before_last_day", found, limits.last_days)


def _days_left(fact: Fact, last_day: date) -> int:
    return (last_day - local_day(fact.line.source.at)).days


def _direction(facts: Sequence[Fact], limits: Limits) -> Iterator[Sign]:
    for _, own in _grouped((fact for fact in facts if fact.act == "asked"), lambda fact: fact.who):
        if len(own) >= limits.one_direction and all(fact.raises for fact in own):
            yield _sign("one_direction", own, limits.one_direction)


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], object]) -> Iterator[tuple[object, list[Fact]]]:
    """By key, each group in the order of the ledger, the groups in the order of their first facts."""
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    yield from groups.items()


def _sign(code: Code, found: Sequence[Fact], limit: int) -> Sign:
    first = found[0]
    alone = len({fact.who for fact in found}) == 1
    of_class = code == "before_last_day"
    return Sign(
        code=code,
        person=first.line.source.by if alone else None,
        class_code=first.line.class_code if of_class else None,
        last_day=first.last_day if of_class else None,
        counted=len(found),
        limit=limit,
        lines=tuple(fact.line for fact in found),
    )
