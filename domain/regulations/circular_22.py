"""
Thông tư 22/2021/TT-BGDĐT for lower secondary (grades 6-9): from the marks of a year to all that follows from them.

``evaluate`` strings the articles together, in this order: which cells a subject has (Điều 5-7, ``curriculum``,
``marks``), its term and year results (Điều 9.1, ``averages``), the academic result (Điều 9.2-9.3, ``levels``), the
year's conduct, promotion, completion and title (Điều 8, 12-15, ``year``).
Left out here: summer results, exemption, pupils with disabilities, electives, other levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Generic, TypeVar, cast

from domain.errors import Rejected
from domain.regulations.averages import combined_parts, comment_term, comment_year, term_average, year_average
from domain.regulations.curriculum import Subject, studied, subject
from domain.regulations.levels import Ranking, academic_level
from domain.regulations.marks import MarkState, check_cell, check_mark, missed
from domain.regulations.policies import Policies
from domain.regulations.rule_sets import TT22, RuleSet, rules_for
from domain.regulations.year import Completion, Promotion, Title, completion, conduct_year, promotion, title
from domain.values import Cell, CommentResult, Kind, Level, Mark, Score, Term

__all__ = [
    "RULE_SET",
    "Completion",
    "MarkState",
    "PerPeriod",
    "Promotion",
    "RuleSet",
    "SubjectEvaluation",
    "Title",
    "YearEvaluation",
    "YearRecord",
    "check_mark",
    "evaluate",
    "rules_for",
]

#: Stands in every result of this module.
RULE_SET = TT22.version

#: A result of a subject: an average, D/CD, or None while cells are missing.
Result = Score | CommentResult | None
T = TypeVar("T")

# A cell as a plain tuple: pydantic's own hash and comparison would cost more than all rules together.
_Place = tuple[str, str | None, Term, str]


@dataclass(frozen=True, slots=True)
class YearRecord:
    """
    What was recorded of one pupil in one school year.

    A cell absent from ``marks`` and ``by_rule`` is pending. ``by_rule`` gives the reason of each mark that Điều 7.4
    sets (0 or CD); such a cell may also stand in ``marks`` with just that mark. ``absences`` are the year's buổi.
    """

    grade: int
    school_year: str
    marks: Mapping[Cell, Mark]
    conduct: Mapping[Term, Level]
    absences: int | None
    by_rule: Mapping[Cell, str] = field(default_factory=dict)

    def state(self, cell: Cell) -> MarkState:
        """Which of the three states ``cell`` is in (Điều 7.3, 7.4)."""
        if cell in self.by_rule:
            return MarkState.BY_RULE
        return MarkState.GIVEN if cell in self.marks else MarkState.PENDING


@dataclass(frozen=True, slots=True)
class SubjectEvaluation:
    """Results of a subject (code), or of one of its ``parts``, which then stand in the order of the curriculum."""

    subject: str
    kind: Kind
    term_1: Result
    term_2: Result
    year: Result
    parts: tuple[SubjectEvaluation, ...] = ()


@dataclass(frozen=True, slots=True)
class PerPeriod(Generic[T]):
    """One value for each of the two terms and the year; None where there is none (yet)."""

    term_1: T | None
    term_2: T | None
    year: T | None


@dataclass(frozen=True, slots=True)
class YearEvaluation:
    """
    All derived values of one pupil's year, before the summer, in the order of ``subjects()``.

    ``academic`` is None where the data do not suffice for a level; ``adjusted_by`` names the subject of Điều 9.3.
    ``missing`` lists the cells not filled. The year of a comment subject rests on term II alone (Điều 9.1a), so the
    year may be ranked while cells of term I are missing: whoever freezes a report must look at ``missing`` too.
    """

    rule_set: str
    subjects: tuple[SubjectEvaluation, ...]
    academic: PerPeriod[Level]
    adjusted_by: PerPeriod[str]
    conduct_year: Level | None
    promotion: Promotion
    completion: Completion | None
    title: Title | None
    missing: tuple[Cell, ...]


def evaluate(record: YearRecord, policies: Policies) -> YearEvaluation:
    """
    Everything that follows from ``record``, whatever the order of its marks.

    Raises Rejected: a grade or year without rules, an unknown subject, a mark that cannot stand where it stands
    (``check_mark``), a mark by rule without reason or against another mark, an impossible number of absences.
    """
    rules = rules_for(record.school_year, record.grade)
    if rules is not TT22:
        raise Rejected("regulation.no_rules", grade=record.grade, school_year=record.school_year)
    if record.absences is not None and (type(record.absences) is not int or record.absences < 0):
        raise Rejected("regulation.absences", found=record.absences)
    filled = _filled(record)
    cells = _cells(record.grade, record.school_year)
    results = tuple(_subject(one, sheets, filled, policies) for one, sheets in _plan(record.grade, record.school_year))
    rankings = (
        _ranking({one.subject: one.term_1 for one in results}, policies),
        _ranking({one.subject: one.term_2 for one in results}, policies),
        _ranking({one.subject: one.year for one in results}, policies),
    )
    academic: PerPeriod[Level] = PerPeriod(*(ranking.level if ranking else None for ranking in rankings))
    conduct = conduct_year(record.conduct.get(Term.ONE), record.conduct.get(Term.TWO))
    outcome = promotion(conduct, academic.year, record.absences, policies)
    return YearEvaluation(
        rule_set=rules.version,
        subjects=results,
        academic=academic,
        adjusted_by=PerPeriod(*(ranking.adjusted_by if ranking else None for ranking in rankings)),
        conduct_year=conduct,
        promotion=outcome,
        completion=completion(record.grade, outcome),
        title=title(conduct, academic.year, [one.year for one in results if isinstance(one.year, Score)]),
        missing=tuple(cell for place, cell in cells.items() if place not in filled),
    )


def _place(cell: Cell) -> _Place:
    return (cell.subject, cell.part, cell.term, cell.column)


# The places of one gradebook sheet in term I and in term II, each in the order TX1…TXn, GK, CK.
_Sheet = tuple[tuple[_Place, ...], tuple[_Place, ...]]


@cache
def _plan(grade: int, school_year: str) -> tuple[tuple[Subject, dict[str, _Sheet]], ...]:
    """Each subject with its sheets: one by its own code, or one for each part."""

    def places(one: Subject, part: str | None, term: Term) -> tuple[_Place, ...]:
        return tuple(_place(cell) for cell in one.cells(term) if cell.part == part)

    return tuple(
        (
            one,
            {
                part or one.code: (places(one, part, Term.ONE), places(one, part, Term.TWO))
                for part in one.parts or (None,)
            },
        )
        for one in studied(grade, school_year)
    )


@cache
def _cells(grade: int, school_year: str) -> dict[_Place, Cell]:
    """All cells of a year by place, in order."""
    return {_place(cell): cell for one in studied(grade, school_year) for cell in one.cells()}


@cache
def _types(grade: int, school_year: str) -> dict[_Place, type]:
    """For each place that exists, the type of mark that may stand there."""
    return {
        _place(cell): Score if one.kind is Kind.SCORED else CommentResult
        for one in studied(grade, school_year)
        for cell in one.cells()
    }


def _filled(record: YearRecord) -> dict[_Place, Mark]:
    """All marks by place, those set by rule among them; refuses what cannot stand where it stands."""
    types = _types(record.grade, record.school_year)
    filled: dict[_Place, Mark] = {}
    for cell, mark in record.marks.items():
        place = _place(cell)
        if types.get(place) is not type(mark):
            check_mark(subject(cell.subject, record.grade, record.school_year), cell, mark)
        filled[place] = mark
    for cell, reason in record.by_rule.items():
        one = subject(cell.subject, record.grade, record.school_year)
        check_cell(one, cell)
        if not reason.strip():
            raise Rejected("regulation.by_rule_reason", cell=cell)
        expected = missed(one.kind)
        found = filled.setdefault(_place(cell), expected)
        if found != expected:
            raise Rejected("regulation.by_rule_contradicted", cell=cell, found=found, expected=expected)
    return filled


def _subject(
    one: Subject, sheets: Mapping[str, _Sheet], filled: Mapping[_Place, Mark], policies: Policies
) -> SubjectEvaluation:
    parts = tuple(_sheet(code, one.kind, sheet, filled, policies) for code, sheet in sheets.items())
    if not one.parts:
        return parts[0]
    term_1 = _combined([part.term_1 for part in parts], policies)
    term_2 = _combined([part.term_2 for part in parts], policies)
    year = _combined([part.year for part in parts], policies)
    return SubjectEvaluation(one.code, one.kind, term_1, term_2, year, parts)


def _sheet(
    code: str, kind: Kind, sheet: _Sheet, filled: Mapping[_Place, Mark], policies: Policies
) -> SubjectEvaluation:
    term_1, term_2 = (_term(kind, [filled.get(place) for place in places], policies) for places in sheet)
    year: Result = None
    if isinstance(term_1, Score) and isinstance(term_2, Score):
        year = year_average(term_1, term_2, policies)
    elif isinstance(term_2, CommentResult):
        year = comment_year(term_2)
    return SubjectEvaluation(code, kind, term_1, term_2, year)


def _term(kind: Kind, marks: Sequence[Mark | None], policies: Policies) -> Result:
    """A term's result from TX1…TXn, GK, CK; None while one is missing: a blank is never averaged away (Điều 7)."""
    if None in marks:
        return None
    if kind is Kind.COMMENT:
        return comment_term(cast(Sequence[CommentResult], marks))
    *regular, midterm, final = cast(Sequence[Score], marks)
    return term_average(regular, midterm, final, policies)


def _combined(parts: Sequence[Result], policies: Policies) -> Result:
    return None if None in parts else combined_parts(cast(Sequence[CommentResult], parts), policies)


def _ranking(results: Mapping[str, Result], policies: Policies) -> Ranking | None:
    """Điều 9.2-9.3, where every subject has its result."""
    if None in results.values():
        return None
    return academic_level(cast(Mapping[str, Score | CommentResult], results), policies)
