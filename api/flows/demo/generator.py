"""
The fictional schools of demo and tests: ``generate(seed)`` for one class, ``full_school(seed)`` for plan 000's size.

``level`` takes the school of another level (``schools``). The same seed gives the same school on every machine. Every
pupil's year is complete: no cell is pending, so every report can be opened; the profiles (``marks``) see to it that
each secondary class shows all results that Circular 22/2021 knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from api.flows.demo import names
from api.flows.demo.comments import comment_subject_comment, homeroom_comment, scored_comment
from api.flows.demo.marks import SCORES, Profile, draw_term, profiles, subject_intervals
from api.flows.demo.primary import abilities, homeroom_sentence, subject_year, traits_year
from api.flows.demo.schools import SCHOOLS, DemoLevel, SchoolPlan
from api.flows.demo.staffing import Staffing
from api.flows.school_model import FORMAT, PupilRow, SchoolFile, Sex, grade_of
from api.flows.vietnamese_names import name_key
from domain.regulations.curriculum import Subject, studied, subjects
from domain.regulations.year import conduct_year
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
    """
    What the homeroom teacher enters for one pupil: conduct of both terms, absences (buổi) of the year, comment.

    There is no conduct in primary school.
    """

    conduct_1: Level | None
    conduct_2: Level | None
    absences_permitted: int
    absences_unpermitted: int
    comment: str


@dataclass(frozen=True)
class DemoSchool:
    """
    A school file and all that its teachers will enter.

    ``marks[(class code, subject code)][(list number, cell)]`` is a mark, ``comments[(class code, subject code)][list
    number]`` a teacher's comment, ``homeroom[class code][list number]`` the homeroom teacher's entry.
    ``profiles[class code][list number]`` names what the generator aimed at (``marks.Profile``), for tests and stories;
    a primary class has none. Its ``ratings`` and ``trait_comments`` stand beside the homeroom entries.
    """

    seed: int
    file: SchoolFile
    marks: dict[ClassSubject, dict[tuple[int, Cell], Mark]]
    comments: dict[ClassSubject, dict[int, str]]
    homeroom: dict[str, dict[int, HomeroomEntry]]
    profiles: dict[str, dict[int, Profile]]
    ratings: dict[str, dict[tuple[int, Cell], Mark]]
    trait_comments: dict[str, dict[tuple[int, str], str]]


def generate(
    seed: int, *, classes: Sequence[tuple[str, int]] | None = None, level: DemoLevel = DemoLevel.LOWER
) -> DemoSchool:
    """
    A school of these classes (code, number of pupils), or of the demo's one class.

    In lower secondary class 8A, or else the first one, gets the demo's cast as teachers (``staffing``). Codes begin
    with the grade.
    """
    plan = SCHOOLS[level]
    classes = plan.classes if classes is None else classes
    used: set[str] = set()
    staff = plan.staffing(Random(f"{seed}/staff"), [code for code, _ in classes], SCHOOL_YEAR, used)  # noqa: S311 # no secret
    school = DemoSchool(seed, _file(plan, staff), {}, {}, {}, {}, {}, {})
    serial = count(1)
    pupils: list[PupilRow] = []
    for code, size in classes:
        # Each class has a stream of its own, so that 8A has the same pupils and marks in the full school.
        random = Random(f"{seed}/{code}")  # noqa: S311 # no secret
        roster = _roster(random, code, size, serial, used, plan)
        pupils += roster
        if level is DemoLevel.PRIMARY:
            _primary_year(random, code, size, school)
        else:
            _year(random, code, roster, school)
    return replace(school, file=_with(school.file, pupils))


def full_school(seed: int) -> DemoSchool:
    """The size of plan 000: 29 classes, 1,234 pupils, 61 staff, one Tin học teacher for all classes."""
    return generate(seed, classes=sorted(FULL_SCHOOL))


def _file(plan: SchoolPlan, staff: Staffing) -> SchoolFile:
    return SchoolFile(
        format=FORMAT,
        school=plan.identity,
        place_of_issue=plan.place_of_issue,
        school_year=SCHOOL_YEAR,
        level=plan.identity.level,
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
        staff=staff.staff,
        classes=staff.classes,
        assignments=staff.assignments,
        pupils=(),
    )


def _with(file: SchoolFile, pupils: list[PupilRow]) -> SchoolFile:
    """The file with these pupils, and teachers for what they study only."""
    chosen = {(pupil.class_code, code) for pupil in pupils for code in pupil.programme.electives}
    compulsory = {
        (row.code, one.code) for row in file.classes for one in subjects(row.grade, SCHOOL_YEAR) if one.compulsory
    }
    taught = [row for row in file.assignments if (row.class_code, row.subject) in chosen | compulsory]
    return file.model_copy(update={"pupils": tuple(pupils), "assignments": tuple(taught)})


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


def _roster(
    random: Random, code: str, size: int, serial: count[int], used: set[str], plan: SchoolPlan
) -> list[PupilRow]:
    rows = []
    for number, child in enumerate(_children(random, code, size), start=1):
        entry = next(serial)
        father = names.full_name(random, Sex.NAM, child.family)
        mother = names.full_name(random, Sex.NU, names.family_name(random, child.ethnicity))
        # A few live with one parent, or with a guardian.
        family = random.choices(
            ({"father": father, "mother": mother}, {"mother": mother}, {"guardian": father}), weights=(92, 6, 2)
        )[0]
        chosen = plan.choices[number % len(plan.choices)]
        measures = _measures(random, grade_of(code)) if plan.measured else {}
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
                registry_number=f"{entry:04d}/{plan.registry}",
                electives=chosen.electives or None,
                topics=chosen.topics or None,
                **family,
                **measures,
            )
        )
    return rows


def _measures(random: Random, grade: int) -> dict[str, str]:
    """Height and weight of a child of this grade."""
    height = round(random.gauss(110 + 6 * grade, 4))
    return {"height_cm": str(height), "weight_kg": f"{height * height * random.uniform(0.0014, 0.0019):.1f}"}


def _year(random: Random, code: str, roster: Sequence[PupilRow], school: DemoSchool) -> None:
    """Marks, comments and homeroom entries of one secondary class, added to ``school``."""
    grade = grade_of(code)
    chosen = {elective for pupil in roster for elective in pupil.programme.electives}
    for subject in subjects(grade, SCHOOL_YEAR):
        if subject.compulsory or subject.code in chosen:
            school.marks[(code, subject.code)] = {}
            school.comments[(code, subject.code)] = {}
    school.homeroom[code] = {}
    school.profiles[code] = dict(enumerate(profiles(random, len(roster)), start=1))
    for pupil, (number, profile) in zip(roster, school.profiles[code].items(), strict=True):
        own = studied(grade, SCHOOL_YEAR, pupil.programme)
        intervals = subject_intervals(random, profile, [one.code for one in own if one.kind is Kind.SCORED])
        failing = profile.may_fail_comment_subject and random.random() < 0.35
        weak = random.choice([one.code for one in own if one.kind is Kind.COMMENT]) if failing else None
        for subject in own:
            marks = school.marks[(code, subject.code)]
            if subject.kind is Kind.SCORED:
                comment = _scored(random, subject, number, intervals[subject.code], marks)
            else:
                comment = _commented(random, subject, number, subject.code == weak, marks)
            school.comments[(code, subject.code)][number] = comment
        school.homeroom[code][number] = _homeroom(random, profile)


def _primary_year(random: Random, code: str, size: int, school: DemoSchool) -> None:
    """Levels, tests, ratings, comments and homeroom entries of one primary class, added to ``school``."""
    grade = grade_of(code)
    offered = studied(grade, SCHOOL_YEAR)
    for subject in offered:
        school.marks[(code, subject.code)] = {}
        school.comments[(code, subject.code)] = {}
    school.homeroom[code], school.ratings[code], school.trait_comments[code] = {}, {}, {}
    for number, ability in enumerate(abilities(random, size), start=1):
        for subject in offered:
            marks, comment = subject_year(random, subject, ability)
            school.marks[(code, subject.code)] |= {(number, cell): mark for cell, mark in marks.items()}
            school.comments[(code, subject.code)][number] = comment
        ratings, comments = traits_year(random, grade, ability)
        school.ratings[code] |= {(number, cell): rating for cell, rating in ratings.items()}
        school.trait_comments[code] |= {(number, group): text for group, text in comments.items()}
        permitted = min(12, int(random.expovariate(0.6)))
        comment = homeroom_sentence(random, ability)
        school.homeroom[code][number] = HomeroomEntry(None, None, permitted, 0, comment)


def _scored(
    random: Random,
    subject: Subject,
    number: int,
    intervals: tuple[tuple[int, int], tuple[int, int]],
    marks: dict[tuple[int, Cell], Mark],
) -> str:
    averages = []
    for term, interval in zip(Term, intervals, strict=True):
        # Special topics count as one regular assessment more (Điều 6).
        drawn, average = draw_term(random, len(subject.columns) - 2, interval)
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
