"""
What the sheets of the opening workbooks hold, as data: one ``Field`` for each value of a school file.

The keys are those of ``docs/formats/school.md``; a hidden row of a sheet holds them, so that headings may be reworded
and columns moved. A sheet without that row is read by its headings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.flows.workbooks.layout import same_name
from domain.formats import hoc_ba
from domain.regulations.curriculum import parts_taught, subjects
from domain.words import PART_NAMES, SUBJECT_NAMES, TABLES


class Book(StrEnum):
    """The three files, as the options of ``hocba year open`` name them."""

    STAFF = "staff"
    CLASSES = "classes"
    ASSIGNMENTS = "assignments"


#: Names of the files that ``hocba template opening`` makes.
FILES = {
    Book.STAFF: "can-bo-giao-vien.xlsx",
    Book.CLASSES: "lop-hoc-sinh.xlsx",
    Book.ASSIGNMENTS: "phan-cong-chuyen-mon.xlsx",
}


class Typed(StrEnum):
    """How a cell is read: words as they stand, a code, a day, a whole number, digits of a fixed length, …"""

    TEXT = "TEXT"
    CODE = "CODE"
    DAY = "DAY"
    NUMBER = "NUMBER"
    DECIMAL = "DECIMAL"
    DIGITS = "DIGITS"
    WORD = "WORD"
    WORDS = "WORDS"
    TICK = "TICK"


@dataclass(frozen=True, slots=True)
class Field:
    """
    A column of a table, or a row of the school's sheet.

    Args:
        key: in the school file, ``/`` between the levels of a nested one.
        label: printed heading; ``width`` of its column in characters.
        typed: how it is read; ``digits`` the length of a DIGITS, ``words`` the code of each word of a WORD or WORDS.
        needed: stands in every filled row; the heading is marked.
        hint: what may be typed, shown beneath the heading.

    """

    key: str
    label: str
    width: int = 16
    typed: Typed = Typed.TEXT
    digits: int = 0
    words: Mapping[str, str] | None = None
    needed: bool = True
    hint: str = ""

    @property
    def expected(self) -> str:
        """The words that may stand there, as they are printed."""
        return ", ".join(self.words) if self.words else self.hint


ROLES = {words[0]: code for code, words in TABLES["role"].items()}
SEXES = {"Nam": "NAM", "Nữ": "NU"}
LEVELS = {"Tiểu học": "TIEU_HOC", "THCS": "THCS", "THPT": "THPT"}
#: Subjects by name, for what a pupil chose.
SUBJECTS = {name: code for code, name in SUBJECT_NAMES.items()}

SCHOOL = "Nhà trường"
STAFF = "Cán bộ, giáo viên"
CLASSES = "Lớp"
PUPILS = "Học sinh"
ASSIGNMENTS = "Phân công"

_DAY = "ngày/tháng/năm"
#: ``school_notices.COMPLETED_LATER``: no report is signed without it, but a year is opened.
_LATER = "có thể bổ sung sau"

SCHOOL_FIELDS = (
    Field("school/name", "Tên trường"),
    Field("school/code", "Mã trường", typed=Typed.CODE),
    Field("level", "Cấp học", typed=Typed.WORD, words=LEVELS),
    Field("school/ward", "Xã, phường"),
    Field("school/province", "Tỉnh, thành phố"),
    Field("school/department", "Sở Giáo dục và Đào tạo"),
    Field("place_of_issue", "Địa danh phát hành", hint="đứng trước ngày tháng trên học bạ"),
    Field("school_year", "Năm học", typed=Typed.CODE, hint="2025-2026"),
    Field("calendar/starts", "Ngày bắt đầu năm học", typed=Typed.DAY, hint=_DAY),
    Field("calendar/term_2_starts", "Ngày bắt đầu học kì II", typed=Typed.DAY, hint=_DAY),
    Field("calendar/ends", "Ngày kết thúc năm học", typed=Typed.DAY, hint=_DAY),
    Field("calendar/deadlines/subject_teachers", "Hạn GVBM ký", typed=Typed.DAY, needed=False, hint=_DAY),
    Field("calendar/deadlines/homeroom_teachers", "Hạn GVCN ký", typed=Typed.DAY, needed=False, hint=_DAY),
    Field("calendar/deadlines/principal", "Hạn Hiệu trưởng ký duyệt", typed=Typed.DAY, needed=False, hint=_DAY),
    Field("calendar/deadlines/seal", "Hạn đóng dấu", typed=Typed.DAY, needed=False, hint=_DAY),
)

STAFF_FIELDS = (
    Field("code", "Mã", 9, Typed.CODE, hint="GV01"),
    Field("full_name", "Họ và tên", 26),
    Field("personal_number", "Số định danh cá nhân", 18, Typed.DIGITS, 12, hint="12 chữ số"),
    Field("roles", "Vai trò", 30, Typed.WORDS, words=ROLES, needed=False, hint="nhiều vai trò: ngăn bằng ;"),
    Field("team", "Tổ", 20, needed=False, hint="tên tổ chuyên môn"),
    Field("heads_team", "Tổ trưởng", 10, Typed.TICK, needed=False, hint="x"),
)

CLASS_FIELDS = (
    Field("code", "Lớp", 9, Typed.CODE, hint="8A"),
    Field("grade", "Khối", 7, Typed.NUMBER, needed=False, hint="số khối, hoặc bỏ trống"),
    Field("homeroom", "Mã GVCN", 11, Typed.CODE, hint="GV01"),
)

PUPIL_FIELDS = (
    Field("class", "Lớp", 7, Typed.CODE, hint="8A"),
    Field("number", "STT", 6, Typed.NUMBER, needed=False, hint="số, hoặc bỏ trống"),
    Field("full_name", "Họ và tên", 26),
    Field("sex", "Giới tính", 9, Typed.WORD, words=SEXES),
    Field("birth_date", "Ngày sinh", 12, Typed.DAY, hint=_DAY),
    Field("birth_place", "Nơi sinh", 20, needed=False, hint=_LATER),
    Field("ethnicity", "Dân tộc", 10, needed=False, hint=_LATER),
    Field("nationality", "Quốc tịch", 10, needed=False, hint=_LATER),
    Field("personal_number", "Mã số định danh cá nhân", 16, Typed.DIGITS, 12, hint="12 chữ số"),
    Field("pupil_code", "Mã học sinh", 13, Typed.DIGITS, 10, hint="10 chữ số"),
    Field("hometown", "Quê quán", 26, needed=False, hint=_LATER),
    Field("residence", "Chỗ ở hiện nay", 32, needed=False, hint=_LATER),
    Field("registry_number", "Số đăng bộ", 12, needed=False, hint=_LATER),
    Field("father", "Cha", 24, needed=False),
    Field("mother", "Mẹ", 24, needed=False),
    Field("guardian", "Người giám hộ", 24, needed=False),
    Field("height_cm", "Chiều cao (cm)", 10, Typed.DECIMAL, needed=False, hint="132"),
    Field("weight_kg", "Cân nặng (kg)", 10, Typed.DECIMAL, needed=False, hint="28,5"),
    Field("enrolled_on", "Ngày nhập học", 12, Typed.DAY, needed=False, hint="bỏ trống: ngày đầu năm học"),
    Field("electives", "Môn lựa chọn", 24, Typed.WORDS, words=SUBJECTS, needed=False, hint="ngăn bằng ;"),
    Field("topics", "Chuyên đề", 24, Typed.WORDS, words=SUBJECTS, needed=False, hint="ngăn bằng ;"),
)


#: The first school year in which the curriculum of 2018 had reached all grades.
_ALL_GRADES = "2024-2025"


def subject_columns(level: str | None = None) -> dict[str, str]:
    """
    Columns of the assignment sheet at a level, or at all: key (``KHTN``, ``KHTN/VAT_LI``) → heading.

    A subject whose parts may have teachers of their own has a column for each part behind its own.
    """
    columns: dict[str, str] = {}
    for grade in range(1, 13):
        if level in (None, hoc_ba.of_grade(grade).level):
            for each in subjects(grade, _ALL_GRADES):
                columns[each.code] = SUBJECT_NAMES[each.code]
                for part in parts_taught(each):
                    columns[f"{each.code}/{part}"] = f"{SUBJECT_NAMES[each.code]} – {_PART_NAMES[part]}"
    return columns


_PART_NAMES = SUBJECT_NAMES | PART_NAMES


def code_of(heading: str, columns: Mapping[str, str]) -> str | None:
    """The key of a column by its key or its printed heading, with or without its mark; None where there is none."""
    plain = same_name(heading.rstrip(" *"))
    return next((key for key, label in columns.items() if plain in (same_name(key), same_name(label))), None)
