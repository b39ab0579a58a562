"""
The principal's decisions on last days and policies.

- A last day is set by the school's plan until it is over; then, and for single classes, it is extended with a reason.
- An extension gives more time, or it is refused. It may be given after the last day: what was late stays late.
- A policy is set by a clause of a document, from a day on that lies in the year. The first signature of the year fixes
  the chain of signatures, and what is signed keeps the policies that it was opened under.
"""

from __future__ import annotations

from datetime import date

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.school_year import commands as c
from domain.school_year import events as e
from domain.school_year.deadlines import last_day
from domain.school_year.in_force import CHAINS, changed, check_since, names
from domain.school_year.state import SchoolYear

MESSAGES.update(
    {
        "deadline.grade": (
            "Năm học này không có khối {grade}. Các khối: {expected}.",
            "This school year has no grade {grade}; it has {expected}.",
        ),
        "deadline.class": (
            "Không có lớp {class_id} như đã nêu trong năm học này, hoặc lớp không thuộc khối {grade}.",
            "This school year has no such class {class_id}, or the class is not of grade {grade}.",
        ),
        "deadline.over": (
            "{step:timed}: đã hết hạn ngày {until}. Muốn có thêm thời gian, Hiệu trưởng gia hạn và nêu lí do.",
            "{step:timed}: the last day was {until}. For more time the principal extends it, with a reason.",
        ),
        "deadline.day": (
            "{step:timed}: ngày {found} không nằm trong năm học (từ {first} đến {last}) hoặc đã qua.",
            "{step:timed}: {found} does not lie in the school year ({first} to {last}), or is past.",
        ),
        "deadline.not_later": (
            "{step:timed}: {found} không muộn hơn thời hạn hiện tại {until}; gia hạn chỉ thêm thời gian.",
            "{step:timed}: {found} is not later than the last day {until}; an extension gives more time.",
        ),
        "deadline.none": (
            "{step:timed} chưa có thời hạn nên không có gì để gia hạn. Hãy đặt thời hạn trước.",
            "{step:timed} has no last day that could be extended. Set one first.",
        ),
    }
)


def set_deadline(state: SchoolYear, command: c.SetDeadline, context: Context) -> list[Event]:
    """One event, or none where it stands so. Raises Rejected for another's right, a past day, a day that is over."""
    state.require_role(context.actor, e.Role.PRINCIPAL)
    grades = _grades(state, command.grade, ())
    _check_day(state, command.step, command.until, context)
    for grade in grades:
        standing = last_day(state, command.step, grade)
        if standing and standing.until < context.today:
            raise Rejected("deadline.over", step=command.step.value, until=f"{standing.until:%d/%m/%Y}")
    event = e.DeadlineSet(**command.model_dump())
    return [] if state.deadlines.get((command.step, command.grade)) == event else [event]


def extend_deadline(state: SchoolYear, command: c.ExtendDeadline, context: Context) -> list[Event]:
    """One event. Raises Rejected for another's right, a past day, a day that is not later than what stands."""
    state.require_role(context.actor, e.Role.PRINCIPAL)
    grades = _grades(state, command.grade, command.class_ids)
    _check_day(state, command.step, command.until, context)
    classes = [each for each in state.classes.values() if each.grade in grades]
    meant = [each for each in classes if not command.class_ids or each.class_id in command.class_ids]
    standing = [last_day(state, command.step, each.grade, each.class_id) for each in meant]
    days = [found.until for found in standing if found]
    if not days:
        raise Rejected("deadline.none", step=command.step.value)
    if command.until <= min(days):
        facts = {"found": f"{command.until:%d/%m/%Y}", "until": f"{min(days):%d/%m/%Y}"}
        raise Rejected("deadline.not_later", step=command.step.value, **facts)
    return [e.DeadlineExtended(**command.model_dump())]


def _grades(state: SchoolYear, grade: int | None, class_ids: tuple[object, ...]) -> set[int]:
    """The grades that are meant. Raises Rejected for one, or a class, that this year does not have."""
    known = {each.grade for each in state.classes.values()}
    if grade is not None and grade not in known:
        raise Rejected("deadline.grade", grade=grade, expected=", ".join(map(str, sorted(known))))
    for class_id in class_ids:
        found = next((each for each in state.classes.values() if each.class_id == class_id), None)
        if found is None or grade not in (None, found.grade):
            raise Rejected("deadline.class", class_id=class_id, grade=grade)
    return known if grade is None else {grade}


def _check_day(state: SchoolYear, step: e.Step, until: date, context: Context) -> None:
    first, last = _bounds(state)
    if not max(first, context.today) <= until <= last:
        facts = {"found": f"{until:%d/%m/%Y}", "first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        raise Rejected("deadline.day", step=step.value, **facts)


def _bounds(state: SchoolYear) -> tuple[date, date]:
    """
    From the first day of the year to a year after its end: who was late by months is given time, too.

    A report may be issued long after its year, and what is wrong by a century is a slip.
    """
    ends = state.calendar.ends
    return state.calendar.starts, date(ends.year + 1, 12, 31)


def set_policy(state: SchoolYear, command: c.SetPolicy, context: Context) -> list[Event]:
    """One event. Raises Rejected for another's right, an impossible value, a chain that is fixed."""
    state.require_role(context.actor, e.Role.PRINCIPAL)
    year = state.on(context.today)
    check_since(command.since, *_bounds(state))
    after = changed(year.policies, command.policy, command.value)
    if command.policy.partition(".")[0] == CHAINS and getattr(state, "chains_fixed", None):
        raise Rejected("policy.chain_fixed", policy=command.policy)
    coming = any(each.set.policy == command.policy for each in state.coming)
    if after == year.policies and command.policy in dict(names(year.policies)) and not coming:
        raise Rejected("policy.same", policy=command.policy, found=command.value)
    return [e.PolicySet(**command.model_dump())]
