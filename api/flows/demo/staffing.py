"""
Staff, classes and assignments: for 29 classes the 61 people of plan 000 (3 leaders, 53 teachers, 5 others).

Kept from the demo's cast (people.md §3): thầy Dũng principal who also teaches GDCD, cô Vân and thầy Khoa deputies, chị
Thu clerk, thầy Tuấn IT officer, cô Lan homeroom and Ngữ văn of 8A, cô Hằng Tin học of all classes and Công nghệ of 8A,
thầy Long Toán of 8A, thầy Bình who stands by for a substitution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from random import Random

from api.flows.demo.names import family_name, full_name, personal_number
from api.flows.school_model import AssignmentRow, ClassRow, Sex, StaffRow, grade_of
from domain.regulations.curriculum import studied
from domain.school_year.events import Role

#: Classes that one teacher of a subject can take; with 29 classes this gives the numbers of plan 000.
LOADS: dict[str, float] = {
    "TOAN": 4,
    "NGU_VAN": 4,
    "KHTN": 3.25,
    "LS_DL": 4.2,
    "NGOAI_NGU_1": 6,
    "GDCD": 10,
    "CONG_NGHE": 10,
    "GDTC": 10,
    "NGHE_THUAT": 6,
}
#: Homeroom teachers come from these in turn: together they always have a teacher for each class.
_HOMEROOM_SUBJECTS = ("NGU_VAN", "TOAN", "KHTN", "LS_DL")

#: The first teacher of each subject, by name.
_CAST = {
    "NGU_VAN": "Nguyễn Thị Ngọc Lan",
    "TOAN": "Trịnh Thành Long",
    "KHTN": "Đỗ Thị Hoài Nga",
    "LS_DL": "Lương Thu Hà",
    "NGOAI_NGU_1": "Trần Mai Phương",
    "GDTC": "Cao Đức Mạnh",
    "NGHE_THUAT": "Bạch Thị Thảo",
}
_LEADERS = (
    ("CB01", "Đinh Quang Dũng", Sex.NAM, (Role.PRINCIPAL, Role.TEACHER)),
    ("CB02", "Phạm Thị Hồng Vân", Sex.NU, (Role.DEPUTY,)),
    ("CB03", "Ngô Đăng Khoa", Sex.NAM, (Role.DEPUTY,)),
    ("VT01", "Vũ Thị Thu", Sex.NU, (Role.CLERK,)),
    ("NV01", "Nguyễn Anh Tuấn", Sex.NAM, (Role.IT_OFFICER,)),
)
_OTHERS = (("NV02", "Mai Thị Liên"), ("NV03", "Tống Thị Oanh"), ("NV04", "Hà Thị Tuyết"))


@dataclass
class StaffList:
    """Members of staff, one after the other, each with a code and a personal number of his own."""

    random: Random
    used: set[str]
    rows: list[StaffRow] = field(default_factory=list)
    teachers: int = 0

    def add(self, code: str, name: str, sex: Sex, roles: tuple[Role, ...]) -> str:
        """One more; his code."""
        born = date(self.random.randint(1968, 1998), self.random.randint(1, 12), self.random.randint(1, 28))
        number = personal_number(self.random, sex, born, self.used)
        self.rows.append(StaffRow(code=code, full_name=name, personal_number=number, roles=roles))
        return code

    def teacher(self, name: str | None, sex: Sex = Sex.NU) -> str:
        """One more teacher, with a name drawn where none is given; his code."""
        self.teachers += 1
        if name is None:
            name = full_name(self.random, sex, family_name(self.random, "Kinh"))
        return self.add(f"GV{self.teachers:02d}", name, sex, (Role.TEACHER,))


@dataclass(frozen=True)
class Staffing:
    """The rows of the school file that speak of staff."""

    staff: tuple[StaffRow, ...]
    classes: tuple[ClassRow, ...]
    assignments: tuple[AssignmentRow, ...]


def staffing(random: Random, codes: Sequence[str], school_year: str, used: set[str]) -> Staffing:
    """Staff for these classes: each subject of each class has one teacher, who enters and signs."""
    staff = StaffList(random, used)
    for code, name, sex, roles in _LEADERS:
        staff.add(code, name, sex, roles)
    if len(codes) > 1:
        for code, name in _OTHERS:
            staff.add(code, name, Sex.NU, ())
    # Class 8A is the stage of the demo: it comes first, so that it has the first teacher of each subject.
    ordered = sorted(codes, key=lambda code: (code != "8A", codes.index(code)))
    of_principal = "9A" if "9A" in codes else ordered[0]
    of_hang = ordered[0]
    teachers: dict[str, list[str]] = {}
    for subject, load in LOADS.items():
        share = len(codes) - (subject in ("GDCD", "CONG_NGHE"))
        males = {"TOAN", "GDTC"}
        teachers[subject] = [
            staff.teacher(_CAST.get(subject), Sex.NAM if subject in males else Sex.NU)
            if number == 0
            else staff.teacher(None)
            for number in range(ceil(share / load))
        ]
    hang = staff.teacher("Phan Thị Thu Hằng")
    staff.teacher("Đoàn Thanh Bình", Sex.NAM)
    assigned: dict[str, dict[str, str]] = {}
    homeroom: dict[str, str] = {}
    for index, code in enumerate(ordered):
        taught = {subject: group[index % len(group)] for subject, group in teachers.items() if group}
        taught["TIN_HOC"] = hang
        if code == of_hang:
            taught["CONG_NGHE"] = hang
        if code == of_principal:
            taught["GDCD"] = "CB01"
        homeroom[code] = taught[_homeroom_subject(index, teachers)]
        taught["HDTN_HN"], taught["GDDP"] = homeroom[code], taught["LS_DL"]
        assigned[code] = taught
    return Staffing(
        staff=tuple(staff.rows),
        classes=tuple(ClassRow(code=code, grade=grade_of(code), homeroom=homeroom[code]) for code in codes),
        assignments=tuple(
            AssignmentRow(class_code=code, subject=subject.code, teacher=assigned[code][subject.code])
            for code in codes
            for subject in studied(grade_of(code), school_year)
        ),
    )


def _homeroom_subject(index: int, teachers: dict[str, list[str]]) -> str:
    """As many consecutive classes as a subject has teachers: each of these has another of them, so nobody has two."""
    for subject in _HOMEROOM_SUBJECTS:
        if index < len(teachers[subject]):
            return subject
        index -= len(teachers[subject])
    raise AssertionError("the loads give each class a homeroom teacher")
