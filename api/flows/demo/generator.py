"""
The fictional school of demo and tests: ``generate(seed)`` for a class of 42, ``full_school(seed)`` for plan 000's size.

The same seed gives the same school on every machine. Every pupil's year is complete: no cell is pending, so every
report can be opened; the profiles (``marks``) see to it that each class shows all results that Circular 22/2021 knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from api.flows.demo import names
from api.flows.demo.comments import comment_subject_comment, homeroom_comment, scored_comment
from api.flows.demo.marks import SCORES, Profile, draw_term, profiles, subject_intervals
from api.flows.demo.staffing import staffing
from api.flows.school_model import FORMAT, AssignmentRow, ClassRow, PupilRow, SchoolFile, Sex, StaffRow, grade_of
from api.flows.vietnamese_names import name_key
from domain.regulations.curriculum import Subject, studied
from domain.regulations.year import conduct_year
from domain.report.document import SchoolIdentity
from domain.school_year.events import Calendar, Deadlines
from domain.values import Cell, CommentResult, Kind, Level, Mark, Term

SCHOOL_YEAR = "2025-2026"

#: 29 classes, 8 in grade 6 and 7 in each other; 16 of 43 pupils and 13 of 42 (8A is one) make the 1,234 of plan 000.
FULL_SCHOOL: tuple[tuple[str, int], ...] = tuple(
    (f"{grade}{letter}", 43 if index < 4 else 42)
    for grade, letters in ((6, "HGFEDCBA"), (7, "GFEDCBA"), (8, "GFEDCBA"), (9, "GFEDCBA"))
    for index, letter in enumerate(letters)
)

ClassSubject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class HomeroomEntry:
    """What the homeroom teacher enters for one pupil: conduct of both terms, absences (buổi) of the year, comment."""

    conduct_1: Level
    conduct_2: Level
    absences_permitted: int
    absences_unpermitted: int
    comment: str


@dataclass(frozen=True)
class DemoSchool:
    """
    A school file and all that its teachers will enter.

    ``marks[(class code, subject code)][(list number, cell)]`` is a mark, ``comments[(class code, subject code)][list
    number]`` a teacher's comment, ``homeroom[class code][list number]`` the homeroom teacher's entry.
    ``profiles[class code][list number]`` names what the generator aimed at (``marks.Profile``), for tests and stories.
    """

    seed: int
    file: SchoolFile
    marks: dict[ClassSubject, dict[tuple[int, Cell], Mark]]
    comments: dict[ClassSubject, dict[int, str]]
    homeroom: dict[str, dict[int, HomeroomEntry]]
    profiles: dict[str, dict[int, Profile]]


def generate(seed: int, *, classes: Sequence[tuple[str, int]] = (("8A", 42),)) -> DemoSchool:
    """
    A school of these classes (code, number of pupils).

    Class 8A, or else the first one, gets the demo's cast as teachers (``staffing``). Codes begin with the grade, 6-9.
    """
    used: set[str] = set()
    staff = staffing(Random(f"{seed}/staff"), [code for code, _ in classes], SCHOOL_YEAR, used)  # noqa: S311 # no secret
    school = DemoSchool(seed, _file(staff.staff, staff.classes, staff.assignments), {}, {}, {}, {})
    serial = count(1)
    pupils: list[PupilRow] = []
    for code, size in classes:
        # Each class has a stream of its own, so that 8A has the same pupils and marks in the full school.
        random = Random(f"{seed}/{code}")  # noqa: S311 # no secret
        pupils += _roster(random, code, size, serial, used)
        _year(random, code, size, school)
    return DemoSchool(
        seed,
        school.file.model_copy(update={"pupils": tuple(pupils)}),
        school.marks,
        school.comments,
        school.homeroom,
        school.profiles,
    )


def full_school(seed: int) -> DemoSchool:
    """The size of plan 000: 29 classes, 1,234 pupils, 61 staff, one Tin học teacher for all classes."""
    return generate(seed, classes=sorted(FULL_SCHOOL))


def _file(
    staff: tuple[StaffRow, ...], classes: tuple[ClassRow, ...], assignments: tuple[AssignmentRow, ...]
) -> SchoolFile:
    return SchoolFile(
        format=FORMAT,
        school=SchoolIdentity(
            name="Trường THCS Sông Lam",
            code="99999001",
            level="THCS",
            ward="Phường Sông Lam",
            province="Tỉnh Ninh Bình",
            department="Sở Giáo dục và Đào tạo Ninh Bình",
        ),
        place_of_issue="Ninh Bình",
        school_year=SCHOOL_YEAR,
        level="THCS",
        calendar=Calendar(
            starts=date(2025, 9, 5),
            term_2_starts=date(2026, 1, 19),
            ends=date(2026, 5, 31),
            deadlines=Deadlines(
                subject_teachers=date(2026, 6, 15),
                homeroom_teachers=date(2026, 6, 20),
                principal=date(2026, 6, 25),
                seal=date(2026, 6, 30),
            ),
        ),
        staff=staff,
        classes=classes,
        assignments=assignments,
        pupils=(),
    )


@dataclass(frozen=True)
class _Child:
    full_name: str
    sex: Sex
    born: date
    ethnicity: str
    family: str


def _children(random: Random, code: str, size: int) -> list[_Child]:
    """By name order; 8A has two girls of one name, born on different days, so that names alone never identify."""
    first = date(2025 - grade_of(code) - 5, 1, 1)
    children = []
    for index in range(size):
        born = first + timedelta(days=random.randrange(365))
        if random.random() < 0.02:
            born = born.replace(year=born.year - 1, day=min(born.day, 28))
        sex = random.choice((Sex.NAM, Sex.NU))
        # The second and third pupil drawn belong to a minority, so that even a small class shows one.
        group = ("Mường", "Tày")[index - 1] if index in (1, 2) else names.ethnicity(random)
        family = names.family_name(random, group)
        children.append(_Child(names.full_name(random, sex, family), sex, born, group, family))
    if code == "8A" and size >= 10:
        for index, born in ((4, date(2012, 5, 12)), (7, date(2012, 9, 21))):
            children[index] = _Child("Nguyễn Thị Mai", Sex.NU, born, "Kinh", "Nguyễn")
    return sorted(children, key=lambda child: (name_key(child.full_name), child.born))


def _roster(random: Random, code: str, size: int, serial: count[int], used: set[str]) -> list[PupilRow]:
    rows = []
    for number, child in enumerate(_children(random, code, size), start=1):
        entry = next(serial)
        father = names.full_name(random, Sex.NAM, child.family)
        mother = names.full_name(random, Sex.NU, names.family_name(random, child.ethnicity))
        # A few live with one parent, or with a guardian.
        family = random.choices(
            ({"father": father, "mother": mother}, {"mother": mother}, {"guardian": father}), weights=(92, 6, 2)
        )[0]
        rows.append(
            PupilRow(
                class_code=code,
                number=number,
                full_name=child.full_name,
                sex=child.sex,
                birth_date=child.born,
                birth_place=names.birth_place(random),
                ethnicity=child.ethnicity,
                nationality="Việt Nam",
                personal_number=names.personal_number(random, child.sex, child.born, used),
                pupil_code=f"99{entry:08d}",
                hometown=names.hometown(random),
                residence=names.residence(random),
                registry_number=f"{entry:04d}/THCS",
                **family,
            )
        )
    return rows


def _year(random: Random, code: str, size: int, school: DemoSchool) -> None:
    """Marks, comments and homeroom entries of one class, added to ``school``."""
    offered = studied(grade_of(code), SCHOOL_YEAR)
    scored = [subject.code for subject in offered if subject.kind is Kind.SCORED]
    for subject in offered:
        school.marks[(code, subject.code)] = {}
        school.comments[(code, subject.code)] = {}
    school.homeroom[code] = {}
    school.profiles[code] = dict(enumerate(profiles(random, size), start=1))
    for number, profile in school.profiles[code].items():
        intervals = subject_intervals(random, profile, scored)
        failing = profile.may_fail_comment_subject and random.random() < 0.35
        weak = random.choice([one.code for one in offered if one.kind is Kind.COMMENT]) if failing else None
        for subject in offered:
            marks = school.marks[(code, subject.code)]
            if subject.kind is Kind.SCORED:
                comment = _scored(random, subject, number, intervals[subject.code], marks)
            else:
                comment = _commented(random, subject, number, subject.code == weak, marks)
            school.comments[(code, subject.code)][number] = comment
        school.homeroom[code][number] = _homeroom(random, profile)


def _scored(
    random: Random,
    subject: Subject,
    number: int,
    intervals: tuple[tuple[int, int], tuple[int, int]],
    marks: dict[tuple[int, Cell], Mark],
) -> str:
    averages = []
    for term, interval in zip(Term, intervals, strict=True):
        drawn, average = draw_term(random, subject.regular_scores, interval)
        averages.append(average)
        for cell, tenths in zip(subject.cells(term), drawn, strict=True):
            marks[(number, cell)] = SCORES[tenths]
    return scored_comment(random, subject.code, *averages)


def _commented(
    random: Random, subject: Subject, number: int, failed_once: bool, marks: dict[tuple[int, Cell], Mark]
) -> str:
    """All Đạt; ``failed_once``: one Chưa đạt in term I, which makes that term's result Chưa đạt, not the year's."""
    for cell in subject.cells():
        marks[(number, cell)] = CommentResult.D
    if failed_once:
        marks[(number, random.choice(subject.cells(Term.ONE)))] = CommentResult.CD
    return comment_subject_comment(random, subject.code, failed_once)


def _homeroom(random: Random, profile: Profile) -> HomeroomEntry:
    first, second = random.choice(profile.conduct)
    year = conduct_year(first, second)
    assert year is not None
    # Most pupils miss a day or two; far below the 45 buổi of Điều 12.1c.
    permitted = min(20, int(random.expovariate(0.45)))
    unpermitted = random.choices((0, 1, 2, 5), weights=(80, 12, 6, 2))[0] if year < Level.TOT else 0
    return HomeroomEntry(first, second, permitted, unpermitted, homeroom_comment(random, profile.academic, year))
