"""
Class lists of a running year: numbers, classes that are opened later, homeroom teachers.

A list number (STT) is given once. Who joins gets the one after the highest ever given, and nobody's moves up when
somebody leaves: marks were read aloud, and papers signed, under these numbers.
"""

from __future__ import annotations

from uuid import UUID

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.school_year import commands as c
from domain.school_year import events as e
from domain.school_year.state import SchoolYear

#: Three digits: the longest class list of a school has fewer than a hundred rows in a year.
NUMBER_MAX = 999

MESSAGES.update(
    {
        "list.number": (
            "Lớp {class_code}: số thứ tự {number} không dùng được; số tiếp theo là {expected}. Mỗi số chỉ cấp một lần.",
            "Class {class_code}: number {number} cannot be given; the next one is {expected}. No number is given "
            "twice.",
        ),
        "class.exists": (
            "Năm học này đã có lớp {class_code}.",
            "This school year has a class {class_code} already.",
        ),
        "class.grade": (
            "Lớp {class_code} không mở được ở khối {grade}: tên lớp bắt đầu bằng số khối, và trường có các "
            "khối {grades}.",
            "Class {class_code} cannot be opened in grade {grade}: its name begins with the grade, and the school has "
            "the grades {grades}.",
        ),
        "homeroom.day": (
            "Lớp {class_code}: {staff} làm GVCN từ {since}; GVCN mới phải nhận lớp sau ngày đó.",
            "Class {class_code}: {staff} is homeroom teacher since {since}; another one begins after that day.",
        ),
    }
)


def list_pupil(state: SchoolYear, command: c.ListPupil, _: Context) -> list[Event]:
    """One event. Raises Rejected for a class that is not there, and a number that is not behind all those given."""
    found = state.classes.get(command.class_id)
    if found is None:
        raise Rejected("assignment.unknown")
    least = state.numbers.get(command.class_id, 0) + 1
    if not least <= command.number <= NUMBER_MAX:
        raise Rejected("list.number", class_code=found.code, number=command.number, expected=least)
    return [e.PupilListed(**command.model_dump())]


def open_class(state: SchoolYear, command: c.OpenClass, _: Context) -> list[Event]:
    """One event. Raises Rejected for a code that is taken, or a grade that the school or the code does not have."""
    if any(each.code == command.code for each in state.classes.values()):
        raise Rejected("class.exists", class_code=command.code)
    grades = sorted({each.grade for each in state.classes.values()})
    digits, rest = command.code[: len(str(command.grade))], command.code[len(str(command.grade)) :]
    if command.grade not in grades or digits != str(command.grade) or not rest or rest[0].isdigit():
        raise Rejected("class.grade", class_code=command.code, grade=command.grade, grades=", ".join(map(str, grades)))
    return [e.ClassOpened(**command.model_dump())]


def assign_homeroom(state: SchoolYear, command: c.AssignHomeroom, context: Context) -> list[Event]:
    """One event, or none where it stands so. Raises Rejected for a class or person that is not there."""
    rights = state.homerooms.get(command.class_id, [])
    if command.class_id not in state.classes or command.staff_id not in state.staff:
        raise Rejected("assignment.unknown")
    require_own(state, command.staff_id)
    if rights and rights[-1].staff_id == command.staff_id and rights[-1].last_day is None:
        return []
    if rights and command.since <= rights[-1].since:
        raise Rejected(
            "homeroom.day",
            class_code=state.classes[command.class_id].code,
            staff=state.staff[rights[-1].staff_id].code,
            since=f"{rights[-1].since:%d/%m/%Y}",
        )
    return [e.HomeroomAssigned(**command.model_dump())]


def require_own(state: SchoolYear, staff_id: UUID) -> None:
    """Raises Rejected for who only supervises: with a class or a subject he would record and sign."""
    if e.Role.SUPERVISOR in state.staff[staff_id].roles:
        raise Rejected("role.supervisor")
