"""Recording a roll call: the roll's own entry and what it makes of each report, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from api.flows.desk import Desk, Member, attempt, command
from api.flows.rosters import rows_of
from domain.errors import Misused
from domain.event import Value
from domain.ledger import NewEvents
from domain.messages import MESSAGES
from domain.report.events import Session
from domain.rights import acting
from domain.roll import state as rolls
from domain.roll.commands import Absent, CallRoll
from domain.roll.decide import call_roll
from domain.roll.state import Roll
from domain.school_year.state import SchoolClass

MESSAGES.update(
    {
        "roll.number": (
            "Lớp {class_code} ngày {day} không có số thứ tự {number}. Các số: {expected}.",
            "Class {class_code} has no number {number} on {day}. It has: {expected}.",
        ),
    }
)


class Recorded(Value):
    """What a call did: ``absent`` of ``pupils`` are not there; ``position`` of the roll's entry, None: it stood so."""

    class_code: str
    session: str
    pupils: int
    absent: int
    changed: int
    position: int | None


def call(desk: Desk, found: SchoolClass, session: Session, absent: Mapping[UUID, Absent], actor: str) -> Recorded:
    """
    Call the roll of a half-day: ``absent`` by report, everybody else is there.

    Raises Rejected, Faults as ``domain.roll.decide``; nothing is recorded then.
    """
    asked = CallRoll(class_id=found.class_id, day=session.day, half=session.half, absent=absent)

    def once() -> Recorded:
        year, context, roll = desk.year(), desk.context(actor), roll_of(desk, found)
        reports = list(desk.reports([member.report_id for member in on_list(desk, found, session.day)]).values())
        called = call_roll(roll, reports, asked, year, context)
        new = [NewEvents(roll.roll_id, roll.version, called.roll)]
        new += [NewEvents(report.report_id, report.version, events) for report, events in called.reports]
        content = asked.model_dump(mode="json")
        order = command(actor, "roll", content, acting=acting(asked, year, context, reports[0]))
        answer = desk.append(new, order, guards=[desk.guard(year)])
        return Recorded(
            class_code=found.code,
            session=str(session),
            pupils=len(reports),
            absent=len(absent),
            changed=len(called.reports),
            position=answer.first_position if answer else None,
        )

    return attempt(desk.ledger, once)


def roll_of(desk: Desk, found: SchoolClass) -> Roll:
    """The roll of a class."""
    return rolls.fold(found.class_id, desk.ledger.stream(rolls.roll_id(found.class_id)))


def on_list(desk: Desk, found: SchoolClass, day: date) -> list[Member]:
    """Who was in the class on a day, in the order of the list and with the numbers of that day."""
    members = {member.report_id: member for member in desk.members(found)}
    then = [row for row in rows_of(desk, found) if row.since <= day and (row.last_day is None or day <= row.last_day)]
    gone = [row.report_id for row in then if row.report_id not in members]
    members |= {member.report_id: member for member in desk.members_of(gone)}
    return [replace(members[row.report_id], number=row.number) for row in then]


def by_number(desk: Desk, found: SchoolClass, day: date, numbers: Mapping[int, Absent]) -> dict[UUID, Absent]:
    """Absences by report, from those by number (STT). Raises Misused ``roll.number``."""
    known = {member.number: member.report_id for member in on_list(desk, found, day)}
    for number in numbers:
        if number not in known:
            facts = {"day": f"{day:%d/%m/%Y}", "expected": ", ".join(map(str, sorted(known)))}
            raise Misused("roll.number", class_code=found.code, number=number, **facts)
    return {known[number]: absent for number, absent in numbers.items()}
