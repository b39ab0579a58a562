"""
Subjects taught by several (KHTN, LS&ĐL, Nghệ thuật: plan 000): each confirms his part before the one who answers signs.

Where no subject teacher signs (``Chain.HOMEROOM_FIRST``) the homeroom teacher waits for the parts.
"""

from __future__ import annotations

from datetime import date

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report import events as e
from domain.report.state import Report
from domain.school_year.events import Duty
from domain.school_year.state import SchoolYear, Staff

MESSAGES.update(
    {
        "sign.part_awaited": (
            "Số thứ tự {number}: còn chờ {staff} xác nhận phần {part:subject} của môn {subject:subject}.",
            "Number {number}: waiting for {staff} to confirm the part {part:subject} of {subject:subject}.",
        ),
        "part.not_yours": (
            "Phần {part:subject} của môn {subject:subject} không phải do {staff} xác nhận.",
            "The part {part:subject} of {subject:subject} is not {staff}'s to confirm.",
        ),
        "part.already": (
            "Số thứ tự {number}: phần {part:subject} của môn {subject:subject} đã được xác nhận.",
            "Number {number}: the part {part:subject} of {subject:subject} has been confirmed.",
        ),
    }
)

Part = tuple[str, str]


def confirm_part(state: Report, command: c.ConfirmPart, year: SchoolYear, context: Context) -> list[Event]:
    """One event; the teacher of the part, once, while the edition is open. Raises Rejected."""
    class_id = state.class_on(context.today)
    staff = year.require_teacher(context.actor, class_id, command.subject, context.today, command.part)
    part = (command.subject, command.part)
    confirming = _confirming(state, year, command.subject, context.today)
    if confirming.get(command.part) != staff:
        raise Rejected("part.not_yours", subject=command.subject, part=command.part, staff=staff.code)
    if state.edition is None:
        raise Rejected("edition.none", number=state.number)
    if state.issued:
        raise Rejected("issue.already", lookup_id=state.issued.value.lookup_id)
    if state.open_requests:
        raise Rejected("edition.request_open", request=state.open_requests[0].asked.request_id)
    if part in state.confirmed:
        raise Rejected("part.already", number=state.number, subject=command.subject, part=command.part)
    return [e.PartConfirmed(subject=command.subject, part=command.part)]


def unconfirmed(state: Report, year: SchoolYear, day: date, subject: str | None = None) -> dict[Part, Staff]:
    """Parts, of one subject or of all rows, that their teachers have still to confirm, and who these are."""
    assert state.edition is not None, "parts are confirmed where an edition is open"
    subjects = [row.subject for row in state.edition.result.subjects] if subject is None else [subject]
    return {
        (code, part): staff
        for code in subjects
        for part, staff in _confirming(state, year, code, day).items()
        if (code, part) not in state.confirmed
    }


def _confirming(state: Report, year: SchoolYear, subject: str, day: date) -> dict[str, Staff]:
    """Who confirms which part on this day: all who teach one, but for the one who answers for the subject."""
    class_id = state.class_on(day)
    answers = year.teacher(class_id, subject, day)
    return {
        right.part: year.staff[right.staff_id]
        for right in year.teachers(class_id, subject)
        if right.part and right.duty is Duty.PART and right.covers(day) and year.staff[right.staff_id] != answers
    }
