"""
Where the pupil is: to another class of the grade, out of the school, and back.

- His marks and his report go with him; the teachers of the class of each day have the rights of that day, and the old
  class keeps what stood on its list, struck through.
- It is recorded on its day or later, never in advance: a list says who is there.
- The class stands in the head of what is signed, so nobody moves while an edition is open or stands.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report import events as e
from domain.report.attendance import noted
from domain.report.state import Report
from domain.rights import acting
from domain.school_year.state import SchoolYear

MESSAGES.update(
    {
        "place.class": (
            "Số thứ tự {number} lớp {class_code}: không chuyển được sang lớp đã nêu; chỉ chuyển sang lớp khác cùng "
            "khối {grade} trong năm học.",
            "Number {number} of {class_code} cannot be put into that class; it takes another class of grade {grade} in "
            "this school year.",
        ),
        "place.day": (
            "Số thứ tự {number} lớp {class_code}: ngày {found} không dùng được; cần một ngày từ {first} đến {last}.",
            "Number {number} of {class_code}: {found} cannot be the day; it takes one from {first} to {last}.",
        ),
        "place.left": (
            "Số thứ tự {number} lớp {class_code} đã rời trường, ngày cuối {last_day}.",
            "Number {number} of {class_code} has left the school; the last day was {last_day}.",
        ),
        "place.here": (
            "Số thứ tự {number} lớp {class_code} đang học tại trường; không có gì để tiếp nhận lại.",
            "Number {number} of {class_code} has not left the school.",
        ),
    }
)


def move(state: Report, command: c.MovePupil, year: SchoolYear, context: Context) -> list[Event]:
    """One event. Raises Rejected: no right, no such class, a day that cannot be, an edition that is open."""
    acting(command, year, context, state)
    _require_here(state, year)
    if command.class_id == state.class_id:
        raise _no_such_class(state, year)
    _require_class(state, command.class_id, year)
    _require_day(state, command.since, _after_last_move(state, year), year, context)
    _require_no_edition(state)
    return [e.PupilMoved(**command.model_dump())]


def leave(state: Report, command: c.LeaveSchool, year: SchoolYear, context: Context) -> list[Event]:
    """
    He is gone, and what was noted of the half-days behind his last one falls: he was not to be there.

    An edition may be open: what is signed stays. Raises Rejected: no right, a day that cannot be.
    """
    acting(command, year, context, state)
    _require_here(state, year)
    _require_day(state, command.last_day, state.places[-1].since or year.calendar.starts, year, context)
    behind = [] if state.edition else [session for session, _ in noted(state) if session.day > command.last_day]
    struck = [e.AbsenceStruck(day=session.day, half=session.half) for session in behind]
    return [e.PupilLeft(**command.model_dump()), *struck]


def rejoin(state: Report, command: c.RejoinSchool, year: SchoolYear, context: Context) -> list[Event]:
    """One event; any class of the grade, the old one too. Raises Rejected as ``move``, and for who has not left."""
    acting(command, year, context, state)
    if state.left is None:
        raise Rejected("place.here", **_where(state, year))
    _require_class(state, command.class_id, year)
    _require_day(state, command.since, state.left.value.last_day + timedelta(days=1), year, context)
    _require_no_edition(state)
    return [e.PupilRejoined(**command.model_dump())]


def _where(state: Report, year: SchoolYear) -> dict[str, object]:
    return {"number": state.number, "class_code": year.classes[state.class_id].code}


def _require_here(state: Report, year: SchoolYear) -> None:
    if state.left:
        raise Rejected("place.left", **_where(state, year), last_day=f"{state.left.value.last_day:%d/%m/%Y}")


def _no_such_class(state: Report, year: SchoolYear) -> Rejected:
    return Rejected("place.class", **_where(state, year), grade=state.started.grade)


def _require_class(state: Report, class_id: UUID, year: SchoolYear) -> None:
    found = year.classes.get(class_id)
    if found is None or found.grade != state.started.grade:
        raise _no_such_class(state, year)


def _after_last_move(state: Report, year: SchoolYear) -> date:
    since = state.places[-1].since
    return since + timedelta(days=1) if since else year.calendar.starts


def _require_day(state: Report, day: date, first: date, year: SchoolYear, context: Context) -> None:
    last = max(context.today, year.calendar.starts)
    if not first <= day <= last:
        facts = {"found": f"{day:%d/%m/%Y}", "first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        raise Rejected("place.day", **_where(state, year), **facts)


def _require_no_edition(state: Report) -> None:
    if state.edition:
        raise Rejected("report.edition_open")
