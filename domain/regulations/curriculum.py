"""
Subjects of lower secondary in the 2018 curriculum (Chương trình GDPT 2018): kind, parts, yearly periods, cells.

From the periods (số tiết/năm học) follows how many regular scores a term has (TT 22/2021 Điều 6.2).
"""

from __future__ import annotations

from functools import cache, cached_property

from domain.errors import Rejected
from domain.event import Value
from domain.regulations.rule_sets import rules_for
from domain.values import Cell, Column, Kind, Term
from domain.words import PART_NAMES as PART_NAMES
from domain.words import SUBJECT_NAMES

_REGULAR = (Column.TX1, Column.TX2, Column.TX3, Column.TX4)
_PERIODIC = (Column.GK, Column.CK)


def regular_scores(kind: Kind, periods: int) -> int:
    """
    How many regular assessments (ĐĐGtx) a term records (Điều 6.2): ``periods`` is a year's, without chuyên đề.

    Comment subjects 2; scored subjects 2 up to 35 periods, 3 up to 70, 4 above.
    """
    if kind is Kind.COMMENT or periods <= 35:
        return 2
    return 3 if periods <= 70 else 4


class Subject(Value):
    """A subject (môn học) or educational activity of one grade; ``periods`` are those of a year in this grade."""

    code: str
    name: str
    kind: Kind
    parts: tuple[str, ...]
    periods: int

    @property
    def regular_scores(self) -> int:
        """Number of TX columns of a term (Điều 6.2)."""
        return regular_scores(self.kind, self.periods)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """TX1…TXn, GK, CK: the columns of a term, the same in each part (Điều 6, 7)."""
        return _REGULAR[: self.regular_scores] + _PERIODIC

    def cells(self, term: Term | None = None) -> tuple[Cell, ...]:
        """All cells that must be filled in ``term``, or in both: by term, then part, then column."""
        return _cells(self, tuple(Term) if term is None else (term,))


@cache
def _cells(subject: Subject, terms: tuple[Term, ...]) -> tuple[Cell, ...]:
    return tuple(
        Cell(subject=subject.code, part=part, term=term, column=column)
        for term in terms
        for part in subject.parts or (None,)
        for column in subject.columns
    )


# Code, kind (Điều 5), yearly periods in grades 6, 7, 8, 9. The order is that of the score table.
_TABLE: tuple[tuple[str, Kind, tuple[int, int, int, int]], ...] = (
    ("TOAN", Kind.SCORED, (140, 140, 140, 140)),
    ("NGU_VAN", Kind.SCORED, (140, 140, 140, 140)),
    ("NGOAI_NGU_1", Kind.SCORED, (105, 105, 105, 105)),
    ("GDCD", Kind.SCORED, (35, 35, 35, 35)),
    ("LS_DL", Kind.SCORED, (105, 105, 105, 105)),
    ("KHTN", Kind.SCORED, (140, 140, 140, 140)),
    ("CONG_NGHE", Kind.SCORED, (35, 35, 52, 52)),
    ("TIN_HOC", Kind.SCORED, (35, 35, 35, 35)),
    ("GDTC", Kind.COMMENT, (70, 70, 70, 70)),
    ("NGHE_THUAT", Kind.COMMENT, (70, 70, 70, 70)),
    ("HDTN_HN", Kind.COMMENT, (105, 105, 105, 105)),
    ("GDDP", Kind.COMMENT, (35, 35, 35, 35)),
)
_PARTS = {"NGHE_THUAT": tuple(PART_NAMES)}


@cache
def subjects(grade: int, school_year: str) -> tuple[Subject, ...]:
    """
    The compulsory subjects of a grade, in the fixed order of the score table.

    Raises Rejected ``regulation.no_rules`` for a grade outside 6-9 or a year before the 2018 curriculum reached it.
    """
    rules_for(school_year, grade)
    return tuple(
        Subject(code=code, name=SUBJECT_NAMES[code], kind=kind, parts=_PARTS.get(code, ()), periods=periods[grade - 6])
        for code, kind, periods in _TABLE
    )


def subject(code: str, grade: int, school_year: str) -> Subject:
    """The subject ``code``; Rejected ``regulation.subject_unknown`` names the codes that there are."""
    offered = subjects(grade, school_year)
    for one in offered:
        if one.code == code:
            return one
    expected = ", ".join(one.code for one in offered)
    raise Rejected("regulation.subject_unknown", subject=code, grade=grade, school_year=school_year, expected=expected)
