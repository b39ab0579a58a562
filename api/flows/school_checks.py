"""
What must hold between the entries of a school file. Each check takes what could be read and yields every fault.

- one principal, a clerk; codes, numbers and registry numbers belong to one entry only
- references exist; only teachers and leaders teach; each class has each of its subjects once, and one who signs for it
- days follow each other and lie in the school year

Entries with a fault of their own are passed over, but not forgotten: what refers to them is not called unknown.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from api.flows import school_texts  # noqa: F401  # registers the texts
from api.flows.school_model import SCHOOL, AssignmentRow, ClassRow, PupilRow, StaffRow, grade_of
from domain.errors import HocbaError, Rejected
from domain.formats import hoc_ba
from domain.messages import Language
from domain.regulations.curriculum import Subject, parts_taught, studied, subjects
from domain.report.document import SchoolIdentity
from domain.school_year.events import Calendar, Duty, Role
from domain.words import said

Key = TypeVar("Key")
#: The assignments of a subject of a class: part → its place in the file, and itself.
Taught = dict[str | None, tuple[int, AssignmentRow]]

#: Who may teach: leaders teach some periods each week, too.
TEACHING_ROLES = frozenset({Role.TEACHER, Role.PRINCIPAL, Role.DEPUTY})

#: Unicode categories that no name or address holds: control, format (zero width), surrogate, private, unassigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True)
class Readable:
    """
    The entries that have the right shape, by their index in the file.

    ``staff_codes`` and ``class_codes`` also hold those of faulty entries; ``unjudged`` the (class, subject) of faulty
    assignments, for which no hole is reported. ``complete_staff``: no member of staff was faulty.
    """

    school_year: str | None
    level: str | None
    school: SchoolIdentity | None
    calendar: Calendar | None
    staff: Mapping[int, StaffRow]
    classes: Mapping[int, ClassRow]
    assignments: Mapping[int, AssignmentRow]
    pupils: Mapping[int, PupilRow]
    staff_codes: frozenset[str]
    class_codes: frozenset[str]
    unjudged: frozenset[tuple[str, str]]
    complete_staff: bool


def check(file: Readable) -> Iterator[HocbaError]:
    """All faults between entries, in the order of the file."""
    if file.school and file.level and file.school.level != file.level:
        yield Rejected("school_file.level", place="/school/level", found=file.school.level, expected=file.level)
    if file.calendar and file.school_year:
        yield from _calendar(file.calendar, file.school_year)
    yield from _staff(file)
    yield from _classes(file)
    yield from check_assignments(file)
    yield from _pupils(file)
    yield from _characters(file)


def _calendar(calendar: Calendar, school_year: str) -> Iterator[HocbaError]:
    first_year, last_year = (int(year) for year in school_year.split("-"))
    bounds = (date(first_year, 7, 1), date(last_year, 8, 31))
    earlier, earlier_place = bounds[0] - timedelta(days=1), "/school_year"
    for name in ("starts", "term_2_starts", "ends"):
        day: date = getattr(calendar, name)
        if not earlier < day <= bounds[1]:
            yield Rejected(
                "school_file.calendar_order",
                place=f"/calendar/{name}",
                found=day,
                earlier=earlier,
                earlier_place=earlier_place,
                school_year=school_year,
            )
        earlier, earlier_place = day, f"/calendar/{name}"
    # Reports of pupils assessed again in the summer may follow until the end of the year (domain.md §5.6).
    last = date(last_year, 12, 31)
    for name, deadline in calendar.deadlines:
        if deadline is not None and not calendar.term_2_starts <= deadline <= last:
            place = f"/calendar/deadlines/{name}"
            yield Rejected("school_file.deadline", place=place, found=deadline, first=calendar.term_2_starts, last=last)


def _staff(file: Readable) -> Iterator[HocbaError]:
    codes: dict[str, str] = {}
    for index, row in file.staff.items():
        yield from _once(codes, row.code, f"/staff/{index}/code")
        if row.code == SCHOOL:
            yield Rejected("school_file.reserved", place=f"/staff/{index}/code", found=row.code)
    yield from _teams(file)
    if not file.complete_staff:
        return
    principals = sum(Role.PRINCIPAL in row.roles for row in file.staff.values())
    if principals != 1:
        yield Rejected("school_file.principal", found=principals)
    if not any(Role.CLERK in row.roles for row in file.staff.values()):
        yield Rejected("school_file.no_clerk")


def _teams(file: Readable) -> Iterator[HocbaError]:
    """Who heads a team is of it, and no other does."""
    heads: dict[str, str] = {}
    for index, row in file.staff.items():
        place = f"/staff/{index}/heads_team"
        if row.heads_team and not row.team:
            yield Rejected("school_file.missing", place=f"/staff/{index}/team")
        elif row.heads_team and row.team:
            other = heads.setdefault(row.team.casefold(), place)
            if other != place:
                yield Rejected("school_file.team_heads", place=place, found=row.team, other_place=other)


def _classes(file: Readable) -> Iterator[HocbaError]:
    codes: dict[str, str] = {}
    for index, row in file.classes.items():
        place = f"/classes/{index}"
        yield from _once(codes, row.code, f"{place}/code")
        level = hoc_ba.of_grade(row.grade).level
        if file.level and level != file.level:
            yield Rejected("school_file.class_level", place=f"{place}/grade", found=row.grade, expected=file.level)
        if grade_of(row.code) != row.grade:
            yield Rejected("school_file.class_grade", place=f"{place}/grade", class_code=row.code, found=row.grade)
        yield from _teacher(file, row.homeroom, f"{place}/homeroom")


def _teacher(file: Readable, code: str, place: str) -> Iterator[HocbaError]:
    if code not in file.staff_codes:
        yield Rejected("school_file.staff_unknown", place=place, found=code)
        return
    # Where a code stands twice, or its entry is faulty, nobody knows whose roles count.
    known = [row for row in file.staff.values() if row.code == code]
    if len(known) == 1 and not TEACHING_ROLES & set(known[0].roles):
        yield Rejected("school_file.not_a_teacher", place=place, found=code)


def check_assignments(file: Readable) -> Iterator[HocbaError]:
    """Who teaches: known classes, subjects, parts and teachers, each once; no hole in what a class studies."""
    offered = _offered(file)
    for place, error in offered.refused:
        yield Rejected("school_file.class_grade", place=place, **error)
    taught: dict[tuple[str, str], Taught] = defaultdict(dict)
    for index, row in file.assignments.items():
        place = f"/assignments/{index}"
        yield from _teacher(file, row.teacher, f"{place}/teacher")
        if row.since and file.calendar and not file.calendar.starts <= row.since <= file.calendar.ends:
            yield _outside(f"{place}/from", row.since, file.calendar)
        if row.class_code not in file.class_codes:
            yield Rejected("school_file.class_unknown", place=f"{place}/class", found=row.class_code)
            continue
        curriculum = offered.subjects.get(row.class_code)
        if curriculum is None:
            continue
        fault = _unknown_subject(row, curriculum, grade_of(row.class_code), place)
        if fault:
            yield fault
            continue
        yield from _taught_once(taught[(row.class_code, row.subject)], row, index)
    for seen in taught.values():
        yield from _answered_for(seen)
    chosen = {(row.class_code, code) for row in file.pupils.values() for code in row.programme.electives}
    for class_code, curriculum in offered.subjects.items():
        for subject in curriculum.values():
            needed = subject.compulsory or (class_code, subject.code) in chosen
            if needed and (class_code, subject.code) not in file.unjudged:
                yield from _holes(
                    taught.get((class_code, subject.code)), subject, class_code, offered.places[class_code]
                )


@dataclass(frozen=True)
class _Offered:
    subjects: dict[str, dict[str, Subject]]
    places: dict[str, str]
    refused: list[tuple[str, dict[str, object]]]


def _offered(file: Readable) -> _Offered:
    """The subjects of each class by code; ``refused`` are classes of a grade that has no rules in this year."""
    found = _Offered({}, {}, [])
    for index, row in file.classes.items():
        if file.school_year is None or grade_of(row.code) != row.grade or row.code in found.places:
            continue
        found.places[row.code] = f"/classes/{index}"
        try:
            found.subjects[row.code] = {one.code: one for one in subjects(row.grade, file.school_year)}
        except Rejected:
            found.refused.append((f"/classes/{index}/grade", {"class_code": row.code, "found": row.grade}))
    return found


def _unknown_subject(row: AssignmentRow, curriculum: dict[str, Subject], grade: int, place: str) -> HocbaError | None:
    if row.subject not in curriculum:
        expected = ", ".join(curriculum)
        return Rejected(
            "school_file.subject_unknown", place=f"{place}/subject", grade=grade, found=row.subject, expected=expected
        )
    parts = parts_taught(curriculum[row.subject])
    if row.part not in (None, *parts) or (row.part is None and row.duty is Duty.PART):
        return Rejected(
            "school_file.part_unknown",
            place=f"{place}/part",
            subject=row.subject,
            found=row.part,
            expected=", ".join(parts) or "–",
        )
    return None


def _taught_once(seen: Taught, row: AssignmentRow, index: int) -> Iterator[HocbaError]:
    facts = {"place": f"/assignments/{index}", "subject": row.subject, "class_code": row.class_code}
    clash = seen.get(row.part) or seen.get(None) or (next(iter(seen.values()), None) if row.part is None else None)
    if clash:
        yield Rejected("school_file.assignment_double", other_place=f"/assignments/{clash[0]}", **facts)
        return
    seen[row.part] = (index, row)


def _answered_for(seen: Taught) -> Iterator[HocbaError]:
    """One of several teachers signs for the subject, and the file says which one."""
    (first, row), *others = seen.values()
    answering = [(index, other) for index, other in seen.values() if other.duty is Duty.RESPONSIBLE]
    facts = {"subject": row.subject, "class_code": row.class_code}
    for index, _ in answering[1:]:
        other_place = f"/assignments/{answering[0][0]}"
        yield Rejected(
            "school_file.assignment_several", place=f"/assignments/{index}", other_place=other_place, **facts
        )
    for index, other in others if not answering else ():
        if other.teacher != row.teacher:
            place = f"/assignments/{index}"
            yield Rejected("school_file.assignment_several", place=place, other_place=f"/assignments/{first}", **facts)


def _holes(seen: Taught | None, subject: Subject, class_code: str, place: str) -> Iterator[HocbaError]:
    facts = {"place": place, "subject": subject.code, "class_code": class_code}
    if not seen:
        yield Rejected("school_file.assignment_hole", **facts)
    elif None not in seen:
        for part in subject.parts:
            if part not in seen:
                yield Rejected("school_file.part_hole", expected=part, **facts)


def _pupils(file: Readable) -> Iterator[HocbaError]:
    numbers: dict[str, str] = {}
    for index, member in file.staff.items():
        yield from _once(numbers, member.personal_number, f"/staff/{index}/personal_number")
    codes: dict[str, str] = {}
    registry: dict[str, str] = {}
    places: dict[tuple[str, int], str] = {}
    for index, row in file.pupils.items():
        place = f"/pupils/{index}"
        if row.class_code not in file.class_codes:
            yield Rejected("school_file.class_unknown", place=f"{place}/class", found=row.class_code)
        yield from _programme(file, row, place)
        if row.number is not None:
            yield from _once(places, (row.class_code, row.number), f"{place}/number")
        if file.calendar and row.birth_date >= file.calendar.starts:
            yield Rejected("school_file.born_late", place=f"{place}/birth_date", first=file.calendar.starts)
        yield from _once(numbers, row.personal_number, f"{place}/personal_number")
        yield from _once(codes, row.pupil_code, f"{place}/pupil_code")
        if row.registry_number:
            yield from _once(registry, row.registry_number, f"{place}/registry_number")
        if row.enrolled_on and file.calendar and not row.birth_date < row.enrolled_on <= file.calendar.ends:
            yield _outside(f"{place}/enrolled_on", row.enrolled_on, file.calendar)


def _programme(file: Readable, row: PupilRow, place: str) -> Iterator[HocbaError]:
    """What the pupil chose can be chosen. A grade without rules has been told at its class."""
    if file.school_year is None or row.class_code not in file.class_codes:
        return
    try:
        studied(grade_of(row.class_code), file.school_year, row.programme)
    except Rejected as error:
        if error.code != "regulation.no_rules":
            yield Placed(f"{place}/{'topics' if 'topics' in error.code else 'electives'}", error)


class Placed(Rejected):
    """A rejection of the rules (``fault``), with its place in a file in front."""

    def __init__(self, place: object, fault: Rejected) -> None:
        self.place, self.fault = place, fault
        super().__init__(fault.code, **{**fault.facts, "place": place})

    def text(self, language: Language) -> str:
        """As the fault's own."""
        return f"{said(self.place, language)}: {self.fault.text(language)}"


def _characters(file: Readable) -> Iterator[HocbaError]:
    rows: list[tuple[str, StaffRow | PupilRow | SchoolIdentity]] = []
    if file.school:
        rows.append(("/school", file.school))
    rows += [(f"/staff/{index}", member) for index, member in file.staff.items()]
    rows += [(f"/pupils/{index}", pupil) for index, pupil in file.pupils.items()]
    for place, row in rows:
        for name, value in row:
            hidden = [sign for sign in value if unicodedata.category(sign) in _HIDDEN] if type(value) is str else []
            if hidden:
                yield Rejected("school_file.character", place=f"{place}/{name}", sign=f"{ord(hidden[0]):04X}")


def _once(seen: dict[Key, str], value: Key, place: str) -> Iterator[HocbaError]:
    other = seen.setdefault(value, place)
    if other != place:
        yield Rejected("school_file.twice", place=place, other_place=other)


def _outside(place: str, day: date, calendar: Calendar) -> HocbaError:
    return Rejected("school_file.day_outside", place=place, found=day, first=calendar.starts, last=calendar.ends)
