"""
The results of one subject: each term, the year, and the year after the summer (TT 22/2021 Điều 9.1, 14).

A result is None while cells of it are missing, or where the pupil is exempted: ``left_out`` tells which, because a
subject left out is no part of the ranking, and a subject that is missing prevents it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar, cast

from domain.regulations.averages import combined_parts, comment_term, comment_year, term_average, year_average
from domain.regulations.curriculum import Subject
from domain.regulations.marks import failed
from domain.regulations.policies import Policies, YearAfterTermExemption
from domain.regulations.sheets import Place, Sheet, reassessment_place
from domain.values import CommentResult, Kind, Mark, Score, Term

#: A result of a subject: an average, D/CD, or None.
Result = Score | CommentResult | None

T = TypeVar("T")


class Period(StrEnum):
    """For what a value holds: a term, the year, or the year after the summer."""

    TERM_1 = "term_1"
    TERM_2 = "term_2"
    YEAR = "year"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class PerPeriod(Generic[T]):
    """One value for each of the two terms, the year, and the year after the summer; None where there is none (yet)."""

    term_1: T | None
    term_2: T | None
    year: T | None
    final: T | None = None


NOWHERE: frozenset[Period] = frozenset()


@dataclass(frozen=True, slots=True)
class SubjectEvaluation:
    """
    Results of a subject (code), or of one of its ``parts``, which then stand in the order of the curriculum.

    ``final`` is ``year``, or the re-assessment in its place. ``left_out`` are the periods from which the pupil is
    exempted.
    """

    subject: str
    kind: Kind
    term_1: Result
    term_2: Result
    year: Result
    parts: tuple[SubjectEvaluation, ...] = ()
    final: Result = None
    left_out: frozenset[Period] = NOWHERE

    def of(self, period: Period) -> Result:
        """The result of a period."""
        return cast(Result, getattr(self, period))


Exempted = Mapping[tuple[str, str | None], frozenset[Term]]
_NO_TERM: frozenset[Term] = frozenset()


def subject_results(
    one: Subject, sheets: Mapping[str, Sheet], marks: Mapping[Place, Mark], exempted: Exempted, policies: Policies
) -> SubjectEvaluation:
    """All results of a subject; a re-assessment counts only where the year had failed (Điều 14)."""
    if one.parts:
        parts = tuple(
            _sheet(code, one.kind, sheet, marks, exempted.get((one.code, code), _NO_TERM), policies)
            for code, sheet in sheets.items()
        )
        found = _combined(one, parts, policies)
    else:
        found = _sheet(one.code, one.kind, sheets[one.code], marks, exempted.get((one.code, None), _NO_TERM), policies)
    again = marks.get(reassessment_place(one.code))
    if again is None or not failed(found.year):
        return found
    return SubjectEvaluation(
        one.code, one.kind, found.term_1, found.term_2, found.year, found.parts, cast(Result, again), found.left_out
    )


def _sheet(
    code: str,
    kind: Kind,
    sheet: Sheet,
    marks: Mapping[Place, Mark],
    exempted: frozenset[Term],
    policies: Policies,
) -> SubjectEvaluation:
    first, second = sheet
    if exempted:
        return _sheet_with_exemption(code, kind, sheet, marks, exempted, policies)
    term_1, term_2 = _term(kind, first, marks, policies), _term(kind, second, marks, policies)
    year = _year(term_1, term_2, policies)
    return SubjectEvaluation(code, kind, term_1, term_2, year, (), year)


def _sheet_with_exemption(
    code: str,
    kind: Kind,
    sheet: Sheet,
    marks: Mapping[Place, Mark],
    exempted: frozenset[Term],
    policies: Policies,
) -> SubjectEvaluation:
    term_1, term_2 = (
        None if term in exempted else _term(kind, places, marks, policies)
        for term, places in zip(Term, sheet, strict=True)
    )
    year, left_out = _year_with_exemption(kind, term_1, term_2, exempted, policies)
    return SubjectEvaluation(code, kind, term_1, term_2, year, (), year, left_out)


def _year_with_exemption(
    kind: Kind, term_1: Result, term_2: Result, exempted: frozenset[Term], policies: Policies
) -> tuple[Result, frozenset[Period]]:
    """The year's result and all that is left out: of a scored subject with one term no formula speaks, but a policy."""
    left_out = frozenset(Period[f"TERM_{term.value}"] for term in exempted)
    whole_year = left_out | {Period.YEAR, Period.FINAL}
    if not exempted:
        return _year(term_1, term_2, policies), NOWHERE
    if len(exempted) == 2:
        return None, whole_year
    if kind is Kind.COMMENT and Term.TWO not in exempted:
        return term_2, left_out
    if policies.year_after_term_exemption is YearAfterTermExemption.OTHER_TERM:
        return term_2 if Term.ONE in exempted else term_1, left_out
    return None, whole_year


def _term(kind: Kind, places: Sequence[Place], marks: Mapping[Place, Mark], policies: Policies) -> Result:
    """A term's result from TX1…TXn, GK, CK; None while one is missing: a blank is never averaged away (Điều 7)."""
    try:
        found = [marks[each] for each in places]
    except KeyError:
        return None
    if kind is Kind.COMMENT:
        return comment_term(cast(Sequence[CommentResult], found))
    *regular, midterm, final = cast(Sequence[Score], found)
    return term_average(regular, midterm, final, policies)


def _year(term_1: Result, term_2: Result, policies: Policies) -> Result:
    if isinstance(term_1, Score) and isinstance(term_2, Score):
        return year_average(term_1, term_2, policies)
    return comment_year(term_2) if isinstance(term_2, CommentResult) else None


def _combined(one: Subject, parts: tuple[SubjectEvaluation, ...], policies: Policies) -> SubjectEvaluation:
    """One result from those of the parts that are assessed; left out where none is."""
    results: list[Result] = []
    exempted: set[Term] = set()
    for term, period in ((Term.ONE, Period.TERM_1), (Term.TWO, Period.TERM_2)):
        assessed = [part.of(period) for part in parts if period not in part.left_out]
        if not assessed:
            exempted.add(term)
        complete = bool(assessed) and None not in assessed
        results.append(combined_parts(cast(Sequence[CommentResult], assessed), policies) if complete else None)
    term_1, term_2 = results
    year, left_out = _year_with_exemption(one.kind, term_1, term_2, frozenset(exempted), policies)
    return SubjectEvaluation(one.code, one.kind, term_1, term_2, year, parts, year, left_out)
