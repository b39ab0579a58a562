"""The rules of the signs worth a look, each at its limit and one below it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.flows.auditing.chronicle import Person, Source
from api.flows.auditing.signs import Act, Fact, Limits, Sign, signs
from api.flows.auditing.timeline import Line
from domain.context import VIETNAM

VAN, LONG = (Person(staff_id=str(UUID(int=number)), code=f"CB0{number}", name="Vân") for number in (1, 2))
LIMITS = Limits()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


class Days:
    """Facts in the order of a ledger."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def add(self, when: datetime, act: Act = "approved", who: Person = VAN, **said: Any) -> Days:
        source = Source(position=len(self.facts) + 1, at=when, by=who, role="DEPUTY")
        line = Line(
            source=source, topic="", kind=act, stream_id=UUID(int=9), school_year=None, pupil=None,
            class_code="9A", subjects=(), told="",
        )  # fmt: skip
        self.facts.append(Fact(line=line, act=act, **said))
        return self

    def found(self, code: str) -> list[Sign]:
        return [sign for sign in signs(self.facts, LIMITS) if sign.code == code]


def every(minutes: float, count: int, since: str = "2026-05-18 09:00") -> Days:
    days = Days()
    for number in range(count):
        days.add(at(since) + timedelta(minutes=minutes * number))
    return days


def test_forty_approvals_by_one_person_in_an_hour_at_night_are_a_group_with_its_entries() -> None:
    days = every(1, 40, "2026-05-18 23:05")
    (many,) = days.found("many_decided")
    assert (many.person, many.counted, many.limit) == (VAN, 40, LIMITS.many_decided)
    assert [line.source.position for line in many.lines] == list(range(1, 41))
    (night,) = days.found("at_night")
    assert night.counted == 40


def test_one_fewer_than_the_limit_or_a_slower_pace_is_no_group() -> None:
    assert every(1, LIMITS.many_decided - 1).found("many_decided") == []
    assert every(4, 60).found("many_decided") == []
    assert len(every(3, LIMITS.many_decided).found("many_decided")) == 1


def test_two_crowded_hours_of_a_day_are_two_groups_and_what_lies_between_is_in_none() -> None:
    days = every(1, 20)
    days.add(at("2026-05-18 12:00"))
    for number in range(20):
        days.add(at("2026-05-18 15:00") + timedelta(minutes=number))
    assert [sign.counted for sign in days.found("many_decided")] == [20, 20]


def test_two_people_are_not_counted_together() -> None:
    days = Days()
    for number in range(LIMITS.many_decided):
        days.add(at("2026-05-18 09:00") + timedelta(minutes=number), who=VAN if number % 2 else LONG)
    assert days.found("many_decided") == []


def test_a_night_goes_over_midnight_and_ends_in_the_morning() -> None:
    days = Days().add(at("2026-05-18 22:00")).add(at("2026-05-19 04:59")).add(at("2026-05-19 05:00"))
    days.add(at("2026-05-19 21:59")).add(at("2026-05-19 23:00"), "asked")
    assert [[line.source.position for line in sign.lines] for sign in days.found("at_night")] == [[1, 2], [5]]


def test_approvals_within_a_minute_of_their_requests_stand_out_from_five_a_day() -> None:
    def quick(count: int, seconds: int) -> list[Sign]:
        days = Days()
        for number in range(count):
            days.add(at("2026-05-18 09:00") + timedelta(hours=number), since_asked=timedelta(seconds=seconds))
        return days.found("soon_decided")

    assert [sign.counted for sign in quick(LIMITS.soon_decided, 59)] == [LIMITS.soon_decided]
    assert quick(LIMITS.soon_decided - 1, 59) == quick(LIMITS.soon_decided, 60) == []


def test_what_was_raised_in_the_last_days_is_listed_by_class_and_day() -> None:
    last = date(2026, 6, 15)
    days = Days()
    for when, raises in (("2026-06-12", True), ("2026-06-13", True), ("2026-06-14", False), ("2026-06-15", True)):
        days.add(at(f"{when} 10:00"), raises=raises, last_day=last)
    (sign,) = days.found("before_last_day")
    assert (sign.class_code, sign.last_day, [line.source.position for line in sign.lines]) == ("9A", last, [2, 4])


def test_many_requests_of_one_person_that_all_raise() -> None:
    days = Days()
    for number in range(LIMITS.one_direction):
        days.add(at("2026-05-18 09:00") + timedelta(days=number), "asked", LONG, raises=True)
    assert [sign.person for sign in days.found("one_direction")] == [LONG]
    days.add(at("2026-06-01 09:00"), "asked", LONG)
    assert days.found("one_direction") == []


def test_nothing_stands_out_where_nothing_happened() -> None:
    assert signs([], LIMITS) == []
