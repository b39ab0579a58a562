"""Enrolling a pupil into a class of a school year: once in a year, and behind last year's result where there is one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.context import Context
from domain.errors import Rejected
from domain.messages import MESSAGES
from domain.pupil.events import PupilEnrolled
from domain.pupil.state import Pupil
from domain.school_year.events import Waiting
from domain.school_year.state import SchoolClass, SchoolYear

MESSAGES.update(
    {
        "enrol.already": (
            "Học sinh này đã có học bạ năm học {year}. Nếu đã rời trường và trở lại: hocba pupil rejoin.",
            "This pupil has a report of school year {year} already. If he left and comes back: hocba pupil rejoin.",
        ),
        "enrol.day": (
            "Ngày vào lớp {found} không dùng được; cần một ngày từ {first} đến {last}.",
            "{found} cannot be the day of enrolment; it takes one from {first} to {last}.",
        ),
        "enrol.grade": (
            "Học sinh lớp {before} năm trước ({why:waiting}) xếp vào khối {expected}, không phải lớp {class_code}.",
            "A pupil of {before} last year ({why:waiting}) goes into grade {expected}, not into class {class_code}.",
        ),
    }
)

#: Why a pupil waits → how many grades above last year's he may be placed.
_STEPS = {Waiting.RETAINED: (0,), Waiting.NO_CLASS: (1,), Waiting.UNDECIDED: (0, 1)}


def enrol(
    pupil: Pupil, year: SchoolYear, into: SchoolClass, number: int, since: date, report_id: UUID, context: Context
) -> PupilEnrolled:
    """One event. Raises Rejected: enrolled this year, a day that cannot be, a grade that last year's result bars."""
    if any(each.school_year_id == year.school_year_id for each in pupil.enrolments):
        raise Rejected("enrol.already", year=year.name)
    first, last = year.calendar.starts, max(context.today, year.calendar.starts)
    if not first <= since <= last:
        raise Rejected("enrol.day", found=f"{since:%d/%m/%Y}", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    waiting = year.to_place.get(pupil.pupil_id)
    grades = [waiting.grade + step for step in _STEPS[waiting.why]] if waiting else []
    if waiting and into.grade not in grades:
        expected = ", ".join(map(str, grades))
        facts = {"before": waiting.class_code, "why": waiting.why.value, "expected": expected}
        raise Rejected("enrol.grade", class_code=into.code, **facts)
    return PupilEnrolled(
        school_year_id=year.school_year_id, class_id=into.class_id, report_id=report_id, number=number, since=since
    )
