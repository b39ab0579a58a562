"""What in a school file deserves a second look though nothing forbids it; the file is loaded all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.flows.school_model import PupilRow, SchoolFile, Sex, grade_of
from api.flows.vietnamese_names import tidy
from domain.messages import Language, render

#: Grade 6 begins at 11 (Luật Giáo dục Điều 28); up to 3 years older is allowed and one year younger (vượt lớp).
AGE_BELOW, AGE_ABOVE = 4, 9

#: What may be blank on loading, though no report is signed without it: by none of these a pupil is told from another.
COMPLETED_LATER = ("birth_place", "ethnicity", "nationality", "hometown", "residence", "registry_number")


@dataclass(frozen=True)
class Notice:
    """A permanent code of ``domain.messages`` and the facts of its text, ``place`` (a JSON pointer) among them."""

    code: str
    facts: dict[str, object]

    def text(self, language: Language) -> str:
        """In ``vi`` or ``en``."""
        return render(self.code, language, self.facts)


def notices(file: SchoolFile) -> tuple[Notice, ...]:
    """All of them, in the order of the file."""
    return tuple(
        Notice(f"school_file.notice.{code}", facts)
        for found in (_deadlines(file), _classes(file), _pupils(file))
        for code, facts in found
    )


_Found = Iterator[tuple[str, dict[str, object]]]


def _deadlines(file: SchoolFile) -> _Found:
    before: tuple[date, str] | None = None
    for name, day in file.calendar.deadlines:
        place = f"/calendar/deadlines/{name}"
        if day is None:
            continue
        if before and day < before[0]:
            yield "deadline_order", {"place": place, "found": day, "other_place": before[1]}
        before = (day, place)


def _classes(file: SchoolFile) -> _Found:
    homerooms: dict[str, str] = {}
    filled = {pupil.class_code for pupil in file.pupils}
    for index, row in enumerate(file.classes):
        place = f"/classes/{index}"
        other = homerooms.setdefault(row.homeroom, place)
        if other != place:
            yield "homeroom_twice", {"place": f"{place}/homeroom", "found": row.homeroom, "other_place": other}
        if row.code not in filled:
            yield "empty_class", {"place": place, "class_code": row.code}


def _pupils(file: SchoolFile) -> _Found:
    persons: dict[tuple[str, date], str] = {}
    for index, pupil in enumerate(file.pupils):
        place = f"/pupils/{index}"
        other = persons.setdefault((tidy(pupil.full_name).casefold(), pupil.birth_date), place)
        if other != place:
            yield "same_person", {"place": place, "other_place": other}
        for code in number_mismatches(pupil):
            yield code, {"place": f"{place}/personal_number"}
        grade = grade_of(pupil.class_code)
        if not grade + AGE_BELOW <= file.calendar.starts.year - pupil.birth_date.year <= grade + AGE_ABOVE:
            yield "age", {"place": f"{place}/birth_date", "grade": grade}
        if not (pupil.father or pupil.mother or pupil.guardian):
            yield "no_family", {"place": place}
        if blank := [name for name in COMPLETED_LATER if getattr(pupil, name) is None]:
            yield "blank", {"place": place, "fields": ", ".join(blank)}


def number_mismatches(pupil: PupilRow) -> Iterator[str]:
    """
    Where the personal number does not fit sex and birth: its 4th digit is 0/1 for men/women of the 1900s, 2/3 of the
    2000s, and so on; the 5th and 6th are the year (domain.md §5.7). Foreign or re-issued numbers may differ rightly.
    """
    expected = 2 * (pupil.birth_date.year // 100 - 19) + (pupil.sex is Sex.NU)
    if pupil.personal_number[3] != str(expected):
        yield "number_sex"
    if pupil.personal_number[4:6] != f"{pupil.birth_date.year % 100:02d}":
        yield "number_year"
