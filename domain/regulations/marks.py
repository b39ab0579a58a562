"""
What may stand in a cell: the refusals that importers, reports and ``evaluate`` share.

TT 22/2021 Điều 5-7 for scores and comment results, TT 27/2020 Điều 7 for the levels and tests of primary school.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from domain.errors import Rejected
from domain.regulations.curriculum import Subject, Trait
from domain.regulations.policies import DEFAULT, Policies
from domain.values import Attainment, Cell, Column, CommentResult, Kind, Level, Mark, Rating, Score, Term

#: What Điều 7.4 sets where an assessment was missed without a reason, or its make-up was missed.
MISSED_SCORE = Score(0)
MISSED_RESULT = CommentResult.CD
#: Điều 14: scored subjects below this in the year are re-assessed.
REASSESSED_BELOW = Decimal("5.0")
#: The periodic tests of primary school, which take whole scores.
TESTS = (Column.KT_GK, Column.KT_CK)

_EXPECTED: dict[type, str] = {
    Score: "score_expected",
    CommentResult: "result_expected",
    Attainment: "attainment_expected",
    Rating: "rating_expected",
}


class MarkState(StrEnum):
    """State of a cell: a blank is never averaged away, and a zero tells whether a person or a rule gave it."""

    PENDING = "PENDING"
    GIVEN = "GIVEN"
    BY_RULE = "BY_RULE"


def missed(kind: Kind) -> Score | CommentResult:
    """
    The mark of a missed assessment (Điều 7.4): 0 in a scored subject, Chưa đạt in a comment subject.

    Raises Rejected ``regulation.by_rule_primary``: TT 27/2020 sets no mark.
    """
    if kind is Kind.LEVEL:
        raise Rejected("regulation.by_rule_primary")
    return MISSED_SCORE if kind is Kind.SCORED else MISSED_RESULT


def check_mark(one: Subject | Trait, cell: Cell, mark: Mark, policies: Policies = DEFAULT) -> None:
    """
    Refuse a mark that cannot stand in ``cell`` of the subject or trait; returns nothing where it can.

    Raises Rejected naming the place: ``regulation.other_subject``, ``part_unexpected``, ``part_unknown``,
    ``column_unknown`` (beyond the regular scores of this grade), ``score_expected``, ``result_expected``; in primary
    school ``attainment_expected``, ``rating_expected``, ``integer_expected``, ``zero_refused``.
    """
    check_cell(one, cell)
    if not isinstance(mark, mark_type(one, cell.column)):
        code = _EXPECTED[mark_type(one, cell.column)]
        raise Rejected(f"regulation.{code}", cell=cell, subject=one.name, found=mark)
    if cell.column in TESTS and isinstance(mark, Score):
        if mark.value != int(mark.value):
            raise Rejected("regulation.integer_expected", cell=cell, found=mark)
        if mark == MISSED_SCORE and not policies.primary_test_zero:
            raise Rejected("regulation.zero_refused", cell=cell)


def check_reassessed(one: Subject, year: Score | CommentResult | None) -> None:
    """Refuse a re-assessment where the year's result did not fail (Điều 14): ``regulation.reassessed_passed``."""
    if not failed(year):
        cell = Cell(subject=one.code, term=Term.TWO, column=Column.DGL)
        raise Rejected("regulation.reassessed_passed", cell=cell, subject=one.name, found=year or "—")


def check_summer_conduct(year: Level | None) -> None:
    """Refuse conduct after the summer where the year's is not Chưa đạt: ``regulation.summer_conduct_passed``."""
    if year is not Level.CHUA_DAT:
        raise Rejected("regulation.summer_conduct_passed", found="—" if year is None else year)


def failed(year: Score | CommentResult | None) -> bool:
    """Điều 14: what is re-assessed: Chưa đạt, or a year average below 5.0."""
    return year is CommentResult.CD or (isinstance(year, Score) and year.value < REASSESSED_BELOW)


def mark_type(one: Subject | Trait, column: Column) -> type[Score | CommentResult | Attainment | Rating]:
    """The type of mark that may stand in this column of the subject or trait."""
    if isinstance(one, Trait):
        return Rating
    if one.kind is Kind.SCORED or column in TESTS:
        return Score
    return CommentResult if one.kind is Kind.COMMENT else Attainment


def check_cell(one: Subject | Trait, cell: Cell) -> None:
    """
    The part of ``check_mark`` that concerns the place alone.

    A re-assessment (``DGL``) is one result of the whole subject, and stands in term II.
    """
    if cell.subject != one.code:
        raise Rejected("regulation.other_subject", cell=cell, subject=one.name)
    reassessed = cell.column is Column.DGL
    if cell.part is not None and (reassessed or not one.parts):
        raise Rejected("regulation.part_unexpected", cell=cell, subject=one.name, found=cell.part)
    if one.parts and not reassessed and cell.part not in one.parts:
        expected = ", ".join(one.parts)
        raise Rejected(
            "regulation.part_unknown", cell=cell, subject=one.name, expected=expected, found=cell.part or "—"
        )
    if reassessed and isinstance(one, Subject) and one.kind is not Kind.LEVEL and cell.term is Term.TWO:
        return
    if cell.column not in one.columns:
        expected = ", ".join(one.columns)
        raise Rejected(
            "regulation.column_unknown", cell=cell, subject=one.name, expected=expected, found=cell.column.value
        )
