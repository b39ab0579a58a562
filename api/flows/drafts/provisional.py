"""What a subject's results would be of what is recorded and drafted so far (tạm tính), by the rules of the report."""

from __future__ import annotations

from collections.abc import Mapping

from api.flows.drafts.sheet import Sheet, Typed
from domain.regulations.averages import (
    combined_parts,
    comment_term,
    comment_year,
    provisional_average,
    year_average,
)
from domain.regulations.policies import Policies
from domain.report.governing import assessment
from domain.report.places import Place
from domain.report.state import Report
from domain.values import Cell, Column, CommentResult, Kind, Mark, Score, Term

#: Columns with a coefficient of their own, and the re-assessment, which is in no average.
_NOT_REGULAR = (Column.GK, Column.CK, Column.DGL)
#: The year, among the terms.
YEAR = "year"


def marks_of(sheet: Sheet, report: Report, typed: Mapping[Cell | Place, Typed]) -> dict[Cell, Mark]:
    """A pupil's marks in the subject so far, recorded or else drafted."""
    found = {}
    for place in sheet.places:
        if isinstance(place, Cell) and (given := report.marks.get(place) or typed.get(place)) is not None:
            found[place] = given.value
    return found


def provisional(sheet: Sheet, report: Report, typed: Mapping[Cell | Place, Typed]) -> dict[str, str]:
    """By term (``"1"``, ``"2"``) and ``"year"`` the result of the marks so far; nothing where there are none."""
    marks, policies = marks_of(sheet, report, typed), assessment(report, sheet.year)
    found: dict[str, Score | CommentResult] = {}
    for term in Term:
        of_term = {cell: mark for cell, mark in marks.items() if cell.term is term and cell.column is not Column.DGL}
        result = _average(of_term, policies) if sheet.kind is Kind.SCORED else _result(of_term, policies)
        if result:
            found[str(term.value)] = result
    match (found.get("1"), found.get("2")):
        case Score() as first, Score() as second:
            found[YEAR] = year_average(first, second, policies)
        case CommentResult(), CommentResult() as second:
            found[YEAR] = comment_year(second)
    return {name: str(value) for name, value in found.items()}


def _average(marks: Mapping[Cell, Mark], policies: Policies) -> Score | None:
    scores = {cell.column: mark for cell, mark in marks.items() if isinstance(mark, Score)}
    regular = [score for column, score in scores.items() if column not in _NOT_REGULAR]
    return provisional_average(regular, scores.get(Column.GK), scores.get(Column.CK), policies)


def _result(marks: Mapping[Cell, Mark], policies: Policies) -> CommentResult | None:
    """Of a subject assessed by comments; of one with parts, what they come to together."""
    by_part: dict[str | None, list[CommentResult]] = {}
    for cell, mark in marks.items():
        if isinstance(mark, CommentResult):
            by_part.setdefault(cell.part, []).append(mark)
    parts = [comment_term(results) for results in by_part.values()]
    return combined_parts(parts, policies) if len(parts) > 1 else next(iter(parts), None)
