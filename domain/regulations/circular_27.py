"""
Thông tư 27/2020/TT-BGDĐT for primary school (grades 1-5): the year's result from its levels, ratings and tests.

``evaluate`` looks at the end of the year alone (cuối năm: the cells ``CK`` and ``KT_CK`` of term II): the result of the
four (Điều 9.2a), completion of the class's programme, promotion and title (Điều 11, 13). Nothing is averaged with
anything. People decide the levels, the second title and the promotion of whom no result promotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import cast

from pydantic import StrictBool

from domain.errors import Rejected
from domain.event import Value
from domain.regulations.curriculum import NO_CHOICE, Programme, Subject, Trait, assessed, studied, traits
from domain.regulations.marks import check_mark
from domain.regulations.policies import Policies
from domain.regulations.records import Exemption, ExemptionScope, IndividualPlan
from domain.regulations.rule_sets import TT27, rules_for
from domain.values import Attainment, Cell, Column, Mark, Rating, Score, Term

#: Stands in every result of this module.
RULE_SET = TT27.version

#: Điều 9.2a: every test of the end of the year at least.
HTXS_TEST, HTT_TEST, HT_TEST = Decimal(9), Decimal(7), Decimal(5)

#: Điều 8.3: in classes for pupils with disabilities only these are tested.
TESTED_IN_DISABILITY_CLASSES = ("TIENG_VIET", "TOAN")

_PLANS_KEPT = 1024


class PrimaryResult(StrEnum):
    """Đánh giá kết quả giáo dục (Điều 9.2a), from the highest; or not enough data for one."""

    HTXS = "HTXS"
    HTT = "HTT"
    HT = "HT"
    CHT = "CHT"
    PENDING = "PENDING"


class PrimaryTitle(StrEnum):
    """Học sinh Xuất sắc; Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện (Điều 13)."""

    XUAT_SAC = "XUAT_SAC"
    TIEU_BIEU = "TIEU_BIEU"


class PrimaryDecisions(Value):
    """
    What people decide; None: not decided.

    ``outstanding_recognised``: outstanding in a subject, or clear progress in a quality or competency, and recognised
    by the class (Điều 13). ``promoted_by_principal``: whether a pupil who did not complete moves up (Điều 11).
    """

    outstanding_recognised: StrictBool | None = None
    promoted_by_principal: StrictBool | None = None


@dataclass(frozen=True, slots=True)
class PrimaryRecord:
    """
    What was recorded of one pupil in one school year of grades 1-5; a cell absent from ``marks`` is pending.

    After another test (kiểm tra lại) the cell holds the last one. An exemption is of the year; the subjects of an
    individual plan, likewise, are assessed by the plan (Điều 8.1). ``disability_class``: a class for pupils with
    disabilities, tested in two subjects only (Điều 8.3).
    """

    grade: int
    school_year: str
    marks: Mapping[Cell, Mark]
    decisions: PrimaryDecisions = field(default_factory=PrimaryDecisions)
    programme: Programme = NO_CHOICE
    exemptions: tuple[Exemption, ...] = ()
    individual_plan: IndividualPlan | None = None
    disability_class: bool = False


@dataclass(frozen=True, slots=True)
class SubjectLevel:
    """The end of the year in a subject: level, and score of the test where there is one; None while missing."""

    subject: str
    level: Attainment | None
    test: Score | None


@dataclass(frozen=True, slots=True)
class PrimaryEvaluation:
    """
    All derived values, with those that they rest on: ``subjects`` and ``ratings`` in the order of the report.

    ``completed`` (hoàn thành chương trình lớp học, in grade 5 tiểu học) and ``promoted`` (được lên lớp) are two facts;
    None while pending. ``missing`` lists the cells of the end of the year that are not filled.
    """

    rule_set: str
    subjects: tuple[SubjectLevel, ...]
    ratings: tuple[tuple[str, Rating | None], ...]
    result: PrimaryResult
    completed: bool | None
    promoted: bool | None
    title: PrimaryTitle | None
    missing: tuple[Cell, ...]


def evaluate(record: PrimaryRecord, policies: Policies) -> PrimaryEvaluation:
    """
    Everything that follows from ``record``, whatever the order of its marks.

    Raises Rejected: a grade or year without rules, a choice that cannot be, an unknown or not studied subject, a mark
    that cannot stand where it stands (``check_mark``), an exemption of a term.
    """
    rules = rules_for(record.school_year, record.grade)
    if rules is not TT27:
        raise Rejected("regulation.no_rules", grade=record.grade, school_year=record.school_year)
    own = _own(record.grade, record.school_year, record.programme)
    for cell, mark in record.marks.items():
        check_mark(_studied(cell.subject, record, own), cell, mark, policies)
    left_out = _left_out(record, own)
    due = [cell for code, one in own.items() if code not in left_out for cell in _year_end(one, record)]
    found = {(cell.subject, cell.column): record.marks.get(cell) for cell in due}
    optional = {code for code, one in own.items() if isinstance(one, Trait) and one.optional}
    missing = tuple(cell for cell in due if cell not in record.marks and cell.subject not in optional)
    result = PrimaryResult.PENDING if missing else year_result([mark for mark in found.values() if mark is not None])
    completed = None if result is PrimaryResult.PENDING else result is not PrimaryResult.CHT
    return PrimaryEvaluation(
        rule_set=rules.version,
        subjects=tuple(
            SubjectLevel(
                code,
                cast(Attainment | None, found.get((code, Column.CK))),
                cast(Score | None, found.get((code, Column.KT_CK))),
            )
            for code, one in own.items()
            if isinstance(one, Subject)
        ),
        ratings=tuple(
            (code, cast(Rating | None, found.get((code, Column.CK))))
            for code, one in own.items()
            if isinstance(one, Trait)
        ),
        result=result,
        completed=completed,
        promoted=_promoted(record, completed),
        title=title(result, record.decisions),
        missing=missing,
    )


def year_result(marks: Sequence[Mark]) -> PrimaryResult:
    """The first of the four that fits, from the top (Điều 9.2a): ``marks`` are all of the end of the year."""
    good = Attainment.CHUA_HOAN_THANH not in marks and Rating.CAN_CO_GANG not in marks
    best = good and Attainment.HOAN_THANH not in marks and Rating.DAT not in marks
    lowest = min((mark.value for mark in marks if isinstance(mark, Score)), default=Decimal(10))
    if best and lowest >= HTXS_TEST:
        return PrimaryResult.HTXS
    if best and lowest >= HTT_TEST:
        return PrimaryResult.HTT
    return PrimaryResult.HT if good and lowest >= HT_TEST else PrimaryResult.CHT


def title(result: PrimaryResult, decisions: PrimaryDecisions) -> PrimaryTitle | None:
    """Điều 13: the first title follows from the result; the second needs that people recognised the pupil."""
    if result is PrimaryResult.HTXS:
        return PrimaryTitle.XUAT_SAC
    return PrimaryTitle.TIEU_BIEU if result is PrimaryResult.HTT and decisions.outstanding_recognised else None


def _promoted(record: PrimaryRecord, completed: bool | None) -> bool | None:
    """Điều 11: who completed moves up; of all others, and of a pupil with an individual plan, people decide."""
    if record.individual_plan:
        return record.individual_plan.promoted
    return True if completed else record.decisions.promoted_by_principal if completed is False else None


@lru_cache(_PLANS_KEPT)
def _own(grade: int, school_year: str, programme: Programme) -> dict[str, Subject | Trait]:
    """All that a pupil is assessed in, by code."""
    own: list[Subject | Trait] = [*studied(grade, school_year, programme), *traits(grade)]
    return {one.code: one for one in own}


def _year_end(one: Subject | Trait, record: PrimaryRecord) -> tuple[Cell, ...]:
    tested = not record.disability_class or one.code in TESTED_IN_DISABILITY_CLASSES
    columns = (Column.CK, Column.KT_CK) if tested else (Column.CK,)
    return tuple(cell for cell in one.cells(Term.TWO) if cell.column in columns)


def _left_out(record: PrimaryRecord, own: Mapping[str, Subject | Trait]) -> set[str]:
    found: set[str] = set(record.individual_plan.subjects) if record.individual_plan else set()
    for exemption in record.exemptions:
        if exemption.scope is not ExemptionScope.YEAR or exemption.part is not None:
            raise Rejected("regulation.exempt_year_only", subject=exemption.subject, found=exemption.scope.value)
        found.add(exemption.subject)
    for code in found:
        _studied(code, record, own)
    return found


def _studied(code: str, record: PrimaryRecord, own: Mapping[str, Subject | Trait]) -> Subject | Trait:
    if code in own:
        return own[code]
    offered = assessed(code, record.grade, record.school_year)
    raise Rejected("regulation.not_studied", subject=offered.name, expected=", ".join(own))
