"""Staff of the small schools: leaders, a teacher for each department, in primary a homeroom teacher for each class."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from api.flows.demo.staffing import Staffing, StaffList
from api.flows.school_model import AssignmentRow, ClassRow, Sex, grade_of
from domain.regulations.curriculum import subjects
from domain.school_year.events import Role

_UPPER_LEADERS = (
    ("CB01", "Lê Đình Trọng", Sex.NAM, (Role.PRINCIPAL, Role.TEACHER)),
    ("CB02", "Nguyễn Thị Kim Oanh", Sex.NU, (Role.DEPUTY,)),
    ("VT01", "Hoàng Thị Bích Ngọc", Sex.NU, (Role.CLERK,)),
    ("NV01", "Trương Công Vinh", Sex.NAM, (Role.IT_OFFICER,)),
)
_PRIMARY_LEADERS = (
    ("CB01", "Huỳnh Thị Mỹ Dung", Sex.NU, (Role.PRINCIPAL, Role.TEACHER)),
    ("CB02", "Dương Văn Phước", Sex.NAM, (Role.DEPUTY,)),
    ("VT01", "Lâm Thị Tuyết Mai", Sex.NU, (Role.CLERK,)),
    ("NV01", "Võ Quốc Khánh", Sex.NAM, (Role.IT_OFFICER,)),
)
#: The subjects of one teacher of the school, each group; the first groups give the homeroom teachers.
_UPPER_DEPARTMENTS = (
    ("NGU_VAN",), ("TOAN",), ("NGOAI_NGU_1",), ("VAT_LI",), ("HOA_HOC",), ("SINH_HOC",), ("LICH_SU", "GDDP"),
    ("DIA_LI",), ("GDKTPL",), ("TIN_HOC",), ("CONG_NGHE",), ("GDTC",), ("GDQPAN",), ("AM_NHAC",), ("MI_THUAT",),
    ("NGOAI_NGU_2",), ("TIENG_DTTS",),
)  # fmt: skip
#: In a primary school the homeroom teacher teaches all but these.
_PRIMARY_SPECIALISTS = (("NGOAI_NGU_1",), ("TIN_HOC", "CONG_NGHE"), ("GDTC",), ("AM_NHAC",), ("MI_THUAT",))


def upper_staffing(random: Random, codes: Sequence[str], school_year: str, used: set[str]) -> Staffing:
    """One teacher for each department; a class's homeroom teacher leads its experiential activities, too."""
    staff = StaffList(random, used)
    for code, name, sex, roles in _UPPER_LEADERS:
        staff.add(code, name, sex, roles)
    teachers = {code: teacher for group in _UPPER_DEPARTMENTS for teacher in [_anyone(staff)] for code in group}
    homeroom = {code: teachers[_UPPER_DEPARTMENTS[index][0]] for index, code in enumerate(codes)}
    return _staffing(staff, codes, school_year, homeroom, dict.fromkeys(codes, teachers))


def primary_staffing(random: Random, codes: Sequence[str], school_year: str, used: set[str]) -> Staffing:
    """A homeroom teacher for each class, who teaches most of it, and specialists for the school."""
    staff = StaffList(random, used)
    for code, name, sex, roles in _PRIMARY_LEADERS:
        staff.add(code, name, sex, roles)
    homeroom = {code: _anyone(staff) for code in codes}
    special = {code: teacher for group in _PRIMARY_SPECIALISTS for teacher in [_anyone(staff)] for code in group}
    return _staffing(staff, codes, school_year, homeroom, dict.fromkeys(codes, special))


def _anyone(staff: StaffList) -> str:
    return staff.teacher(None, staff.random.choice((Sex.NU, Sex.NU, Sex.NAM)))


def _staffing(
    staff: StaffList,
    codes: Sequence[str],
    school_year: str,
    homeroom: dict[str, str],
    teachers: dict[str, dict[str, str]],
) -> Staffing:
    """Whoever has no teacher of his own is taught by the homeroom teacher."""
    return Staffing(
        staff=tuple(staff.rows),
        classes=tuple(ClassRow(code=code, grade=grade_of(code), homeroom=homeroom[code]) for code in codes),
        assignments=tuple(
            AssignmentRow(class_code=code, subject=one.code, teacher=teachers[code].get(one.code, homeroom[code]))
            for code in codes
            for one in subjects(grade_of(code), school_year)
        ),
    )
