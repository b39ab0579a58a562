"""What may stand in a cell (TT 22/2021 Điều 5-7): the refusals that importers, reports and ``evaluate`` share."""

from __future__ import annotations

from enum import StrEnum

from domain.errors import Rejected
from domain.regulations.curriculum import Subject
from domain.values import Cell, CommentResult, Kind, Mark, Score

#: What Điều 7.4 sets where an assessment was missed without a reason, or its make-up was missed.
MISSED_SCORE = Score(0)
MISSED_RESULT = CommentResult.CD


class MarkState(StrEnum):
    """State of a cell: a blank is never averaged away, and a zero tells whether a person or a rule gave it."""

    PENDING = "PENDING"
    GIVEN = "GIVEN"
    BY_RULE = "BY_RULE"


def missed(kind: Kind) -> Score | CommentResult:
    """The mark of a missed assessment (Điều 7.4): 0 in a scored subject, Chưa đạt in a comment subject."""
    return MISSED_SCORE if kind is Kind.SCORED else MISSED_RESULT


def check_mark(subject: Subject, cell: Cell, mark: Mark) -> None:
    """
    Refuse a mark that cannot stand in ``cell`` of ``subject``; returns nothing where it can.

    Raises Rejected naming the place: ``regulation.other_subject``, ``part_unexpected``, ``part_unknown``,
    ``column_unknown`` (beyond the regular scores of this grade), ``score_expected``, ``result_expected``.
    """
    check_cell(subject, cell)
    if subject.kind is Kind.SCORED and not isinstance(mark, Score):
        raise Rejected("regulation.score_expected", cell=cell, subject=subject.name, found=mark)
    if subject.kind is Kind.COMMENT and not isinstance(mark, CommentResult):
        raise Rejected("regulation.result_expected", cell=cell, subject=subject.name, found=mark)


def check_cell(subject: Subject, cell: Cell) -> None:
    """The part of ``check_mark`` that concerns the place alone."""
    if cell.subject != subject.code:
        raise Rejected("regulation.other_subject", cell=cell, subject=subject.name)
    if cell.part is not None and not subject.parts:
        raise Rejected("regulation.part_unexpected", cell=cell, subject=subject.name, found=cell.part)
    if subject.parts and cell.part not in subject.parts:
        expected = ", ".join(subject.parts)
        raise Rejected(
            "regulation.part_unknown", cell=cell, subject=subject.name, expected=expected, found=cell.part or "—"
        )
    if cell.column not in subject.columns:
        expected = ", ".join(subject.columns)
        raise Rejected(
            "regulation.column_unknown", cell=cell, subject=subject.name, expected=expected, found=cell.column.value
        )
