"""The form on which a paper report is typed: which years it has, and what was typed in them, all faults at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from api.flows.desk import made
from api.flows.paper_reports import Typed, scan_of
from api.pages.forms import Filled
from domain import typing
from domain.errors import Faults, HocbaError, Rejected
from domain.formats import hoc_ba
from domain.messages import MESSAGES
from domain.paper_report.events import ABSENCES_MAX, PaperOrigin, PaperRow, PaperYear
from domain.regulations.curriculum import Subject, Trait, subjects, traits
from domain.regulations.rule_sets import rules_for
from domain.report.state import Report
from domain.typing import Unfit
from domain.values import Column

MESSAGES.update(
    {
        "paper_report.empty": (
            "Chưa nhập kết quả của năm học nào. Hãy nhập ít nhất một năm như ghi trên học bạ giấy.",
            "Nothing was typed of any year. Type one year at least, as the paper says.",
        ),
        "paper_report.class_blank": (
            "Năm học {year}: chưa nhập tên lớp.",
            "School year {year}: the class is missing.",
        ),
        "paper_report.origin_blank": (
            "Chưa nhập trường cấp hoặc nơi cấp học bạ giấy.",
            "Who issued the paper, or where, is missing.",
        ),
        "paper_report.absences": (
            "Năm học {year}: số buổi nghỉ “{found}” phải là một số từ 0 đến {limit}.",
            "School year {year}: absences “{found}” must be a number from 0 to {limit}.",
        ),
    }
)

T = TypeVar("T")

#: Places of a subject's row, by how it is assessed.
PLACES = {False: ("term_1", "term_2", "year"), True: ("year", "test")}
_TERMS = ("term_1", "term_2", "year")


@dataclass(frozen=True, slots=True)
class Block:
    """The part of the form for one school year; its fields are named after the grade: ``6.TOAN.year``."""

    school_year: str
    grade: int
    subjects: tuple[Subject, ...]
    traits: tuple[Trait, ...]

    @property
    def primary(self) -> bool:
        """Whether its subjects have levels and tests."""
        return bool(self.traits)

    @property
    def places(self) -> tuple[str, ...]:
        """Of a subject's row."""
        return PLACES[self.primary]


def blocks(report: Report, year_name: str) -> list[Block]:
    """The years of the school level up to the pupil's own, as far as the 2018 curriculum reaches back."""
    first, grade = int(year_name[:4]), report.started.grade
    found = []
    for each in hoc_ba.of_grade(grade).grades:
        if each > grade:
            break
        name = f"{first - grade + each}-{first - grade + each + 1}"
        try:
            rules_for(name, each)
        except Rejected:
            continue
        found.append(Block(name, each, subjects(each, name), traits(each)))
    return found


def typed(form: Filled, shown: list[Block], scan: bytes) -> Typed:
    """
    What was typed. Raises Faults naming each value that cannot stand, Rejected ``paper_report.empty``; Misused for who
    issued it.
    """
    faults: list[HocbaError] = []
    judged = None
    if not (form["truong"] and form["noi"]):
        faults.append(Rejected("paper_report.origin_blank"))
    try:
        judged = scan_of(scan)
    except Rejected as error:
        faults.append(error)
    years = [year for block in shown if (year := _year(form, block, faults))]
    if not years and not faults:
        faults.append(Rejected("paper_report.empty"))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults(faults)
    origin = made(PaperOrigin, school=form["truong"], place=form["noi"], number=form["so"])
    return Typed(origin, tuple(years), scan, judged=judged)


def _year(form: Filled, block: Block, faults: list[HocbaError]) -> PaperYear | None:
    """None where nothing was typed of it."""
    grade, name = block.grade, block.school_year
    if not any(key.startswith(f"{grade}.") and form[key] for key in form.fields):
        return None

    def taken(read: Callable[[str], T], subject: str, place: str) -> T | None:
        given = form[f"{grade}.{subject}.{place}"]
        if given is None:
            return None
        try:
            return read(given)
        except Unfit:
            faults.append(Rejected("paper_report.mark", year=name, subject=subject, place=place, found=given))
            return None

    rows = tuple(
        PaperRow(subject=each.code, **{place: taken(_reader(each, place), each.code, place) for place in block.places})
        for each in block.subjects
        if each.compulsory or any(form[f"{grade}.{each.code}.{place}"] for place in block.places)
    )
    rated = [(each.code, taken(typing.rating_of, each.code, "year")) for each in block.traits]
    absences = _absences(form[f"{grade}.nghi"], name, faults)
    class_code, school = form[f"{grade}.lop"], form[f"{grade}.truong"] or form["truong"]
    if class_code is None:
        faults.append(Rejected("paper_report.class_blank", year=name))
    if class_code is None or school is None:
        return None
    return made(
        PaperYear,
        school_year=name,
        grade=grade,
        class_code=class_code,
        school=school,
        rows=rows,
        traits=tuple((code, rating) for code, rating in rated if rating),
        academic=tuple(form[f"{grade}.academic.{place}"] for place in _TERMS),
        conduct=tuple(form[f"{grade}.conduct.{place}"] for place in _TERMS),
        absences=absences,
        **{field: form[f"{grade}.{field}"] for field in ("result", "promotion", "title")},
    )


def _reader(subject: Subject, place: str) -> Callable[[str], object]:
    column = Column.KT_CK if place == "test" else Column.CK
    return lambda given: typing.mark_of(given, subject.kind, column)[0]


def _absences(given: str | None, year: str, faults: list[HocbaError]) -> int | None:
    if given is None:
        return None
    if not (re.fullmatch("[0-9]{1,3}", given) and int(given) <= ABSENCES_MAX):
        faults.append(Rejected("paper_report.absences", year=year, found=given, limit=ABSENCES_MAX))
        return None
    return int(given)
