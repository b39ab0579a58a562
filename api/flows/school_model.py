"""
Shape of the school file, ``hocba-school/1``: all that a ledger needs to begin one school year (docs/formats/school.md).

What holds between entries (references, duplicates, holes) is checked in ``api.flows.school_checks``.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue
from pydantic_core import PydanticCustomError

from api.flows.vietnamese_names import name_key
from domain.event import Value
from domain.regulations.curriculum import Programme
from domain.report.document import PupilIdentity, SchoolIdentity
from domain.school_year.events import Calendar, ClassCode, Duty, Role, StaffCode
from domain.values import SchoolYearName, Text

FORMAT = "hocba-school/1"

#: A province's largest schools have about 3,000 pupils; beyond 5,000 the file is of several schools or a mistake.
PUPILS_MAX = 5_000
#: A tenth of the pupils: more staff than any school of that size has.
STAFF_MAX = 500
#: 5,000 pupils in classes of 25.
CLASSES_MAX = 200
#: 200 classes × 14 subjects with room for parts.
ASSIGNMENTS_MAX = 4_000

#: Four electives, a second language and one of a minority; nobody chooses more.
CHOICES_MAX = 6

#: On the command line this word names the school's own key, so nobody may bear it as a staff code.
SCHOOL = "SCHOOL"

#: The longest registered names of persons have about 60 letters.
NAME_CHARACTERS_MAX = 120
Name = Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS_MAX)]
#: Mã số định danh cá nhân: 12 digits, a leading zero counts (domain.md §5.7).
PersonalNumber = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
#: Mã học sinh of the sector database: 10 digits.
PupilCode = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
#: Whole centimetres, and kilograms with at most one decimal, as v1.0 of the primary report writes them.
Height = Annotated[str, Field(pattern=r"^[1-9][0-9]{1,2}$")]
Weight = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}(\.[0-9])?$")]
SubjectCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,31}$")]
Choices = Annotated[tuple[SubjectCode, ...], Field(max_length=CHOICES_MAX)]
ListNumber = Annotated[int, Field(ge=1, le=999)]


def _day(given: object) -> object:
    """Only YEAR-MONTH-DAY: pydantic also reads "1336780800" as a day."""
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given) else "")
    except ValueError as error:
        raise PydanticCustomError("date_parsing", "not a day written YEAR-MONTH-DAY") from error


Day = Annotated[date, BeforeValidator(_day)]


class Sex(StrEnum):
    """Giới tính as stored: Nam, Nữ."""

    NAM = "NAM"
    NU = "NU"


class _Row(Value):
    """An entry of the file; its keys may be words that Python reserves (``class``, ``from``)."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)


class StaffRow(_Row):
    """
    A member of staff. ``roles`` is empty for one who neither teaches nor signs (kế toán, thư viện, y tế).

    ``team`` is the name of the tổ chuyên môn, ``heads_team`` says that he is its head (tổ trưởng).
    """

    code: StaffCode
    full_name: Name
    personal_number: PersonalNumber
    roles: tuple[Role, ...]
    team: Name | None = None
    heads_team: bool | None = None


class ClassRow(_Row):
    """A class (lớp) and its homeroom teacher (GVCN)."""

    code: ClassCode
    grade: Annotated[int, Field(ge=1, le=12)]
    homeroom: StaffCode


class AssignmentRow(_Row):
    """
    Who teaches a subject of a class; ``part`` null is the whole subject.

    ``duty`` absent: RESPONSIBLE of the whole, PART of a part. Of several teachers one is RESPONSIBLE, and signs.
    """

    class_code: ClassCode = Field(alias="class")
    subject: SubjectCode
    part: SubjectCode | None = None
    teacher: StaffCode
    duty: Literal[Duty.RESPONSIBLE, Duty.PART] | None = None
    since: Day | None = Field(default=None, alias="from")


class PupilRow(_Row):
    """
    A pupil in a class, identity as in the birth certificate (giấy khai sinh).

    ``number`` is the place in the class list (STT), given by name order where absent; ``enrolled_on`` absent means the
    first day of the school year. ``electives`` and ``topics`` are what the pupil chose to study. What may be absent and
    a report needs is completed later (``hocba data complete``); a notice names it.
    """

    class_code: ClassCode = Field(alias="class")
    number: ListNumber | None = None
    full_name: Name
    sex: Sex
    birth_date: Day
    birth_place: Text | None = None
    ethnicity: Text | None = None
    nationality: Text | None = None
    personal_number: PersonalNumber
    pupil_code: PupilCode
    hometown: Text | None = None
    residence: Text | None = None
    registry_number: Text | None = None
    father: Name | None = None
    mother: Name | None = None
    guardian: Name | None = None
    height_cm: Height | None = None
    weight_kg: Weight | None = None
    enrolled_on: Day | None = None
    electives: Choices | None = None
    topics: Choices | None = None

    @property
    def programme(self) -> Programme:
        """What the pupil studies of what can be chosen."""
        return Programme(electives=self.electives or (), topics=self.topics or ())

    @property
    def identity(self) -> PupilIdentity:
        """The part that a report shows."""
        return PupilIdentity(**{name: getattr(self, name) for name in PupilIdentity.model_fields})


class SchoolFile(_Row):
    """One school, one school year. ``school_id`` absent means a new random one at ``school load``."""

    format: Literal["hocba-school/1"]
    school_id: UUID | None = None
    school: SchoolIdentity
    place_of_issue: Text
    school_year: SchoolYearName
    level: Literal["TIEU_HOC", "THCS", "THPT"]
    policies: dict[str, JsonValue] = Field(default_factory=dict)
    calendar: Calendar
    staff: Annotated[tuple[StaffRow, ...], Field(min_length=1, max_length=STAFF_MAX)]
    classes: Annotated[tuple[ClassRow, ...], Field(min_length=1, max_length=CLASSES_MAX)]
    assignments: Annotated[tuple[AssignmentRow, ...], Field(max_length=ASSIGNMENTS_MAX)]
    pupils: Annotated[tuple[PupilRow, ...], Field(max_length=PUPILS_MAX)]

    @property
    def rosters(self) -> dict[str, dict[int, PupilRow]]:
        """Per class code the pupils by list number (STT), in its order; numbers not in the file are given here."""
        by_class: dict[str, list[PupilRow]] = {row.code: [] for row in self.classes}
        for pupil in self.pupils:
            by_class[pupil.class_code].append(pupil)
        return {code: _numbered(pupils) for code, pupils in by_class.items()}

    @property
    def teams(self) -> dict[str, list[StaffRow]]:
        """Members of each team by its name, in the order of the file."""
        found: dict[str, tuple[str, list[StaffRow]]] = {}
        for row in self.staff:
            if row.team:
                found.setdefault(row.team.casefold(), (row.team, []))[1].append(row)
        return dict(found.values())

    def enrolled_on(self, pupil: PupilRow) -> date:
        """Day of enrolment (ngày nhập học): the pupil's own, else the first day of the school year."""
        return pupil.enrolled_on or self.calendar.starts

    def to_json(self) -> bytes:
        """As a file: UTF-8, two spaces of indentation, absent values left out."""
        return self.model_dump_json(indent=2, by_alias=True, exclude_none=True).encode() + b"\n"


def _numbered(pupils: list[PupilRow]) -> dict[int, PupilRow]:
    """Given numbers stay (a list number never shifts); the others follow the largest one in name order."""
    given = {pupil.number: pupil for pupil in pupils if pupil.number is not None}
    rest = sorted(
        (pupil for pupil in pupils if pupil.number is None),
        key=lambda pupil: (name_key(pupil.full_name), pupil.birth_date, pupil.personal_number),
    )
    following = enumerate(rest, start=max(given, default=0) + 1)
    return dict(sorted({**given, **dict(following)}.items()))


def grade_of(class_code: str) -> int:
    """The number that a class code begins with: 8 for "8A"."""
    match = re.match(r"[0-9]+", class_code)
    return int(match[0]) if match else 0
