"""What the rules make of a report's recorded values, in the shape in which it leaves the program."""

from __future__ import annotations

from domain.event import Value
from domain.regulations.circular_22 import PerPeriod, SubjectEvaluation
from domain.report import primary
from domain.report.editions import derive, is_primary
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from domain.values import Level


class DerivedSubject(Value):
    """Results by the rules: ``"8.4"``, ``"D"``, ``"CD"``, or None while marks are missing; parts in order."""

    subject: str
    term_1: str | None
    term_2: str | None
    year: str | None
    parts: tuple[DerivedSubject, ...]


class Derived(Value):
    """What the rule set makes of the recorded values now; levels TOT, KHA, DAT, CHUA_DAT for term 1, term 2, year."""

    rule_set: str
    subjects: tuple[DerivedSubject, ...]
    academic: tuple[str | None, str | None, str | None]
    conduct_year: str | None
    promotion: str
    completion: str | None
    title: str | None


class DerivedLevel(Value):
    """The year's end of a primary subject: HOAN_THANH_TOT, …, and the score of its test."""

    subject: str
    level: str | None
    test: str | None


class DerivedPrimary(Value):
    """The same of a primary report; ``ratings`` by code of quality or competency: TOT, DAT, CAN_CO_GANG."""

    rule_set: str
    subjects: tuple[DerivedLevel, ...]
    ratings: dict[str, str | None]
    result: str
    completed: bool | None
    promoted: bool | None
    title: str | None


def derived(report: Report, year: SchoolYear) -> Derived | DerivedPrimary:
    """By the rules of the report's level."""
    return _derived_primary(report, year) if is_primary(report) else _derived(report, year)


def _derived(report: Report, year: SchoolYear) -> Derived:
    evaluation = derive(report, year)
    return Derived(
        rule_set=evaluation.rule_set,
        subjects=tuple(_subject(each) for each in evaluation.subjects),
        academic=_levels(evaluation.academic),
        conduct_year=evaluation.conduct_year.name if evaluation.conduct_year is not None else None,
        promotion=evaluation.promotion.value,
        completion=evaluation.completion.value if evaluation.completion else None,
        title=evaluation.title.value if evaluation.title else None,
    )


def _derived_primary(report: Report, year: SchoolYear) -> DerivedPrimary:
    evaluation = primary.derive(report, year)
    return DerivedPrimary(
        rule_set=evaluation.rule_set,
        subjects=tuple(
            DerivedLevel(subject=each.subject, level=each.level, test=str(each.test) if each.test else None)
            for each in evaluation.subjects
        ),
        ratings=dict(evaluation.ratings),
        result=evaluation.result.value,
        completed=evaluation.completed,
        promoted=evaluation.promoted,
        title=evaluation.title.value if evaluation.title else None,
    )


def _subject(found: SubjectEvaluation) -> DerivedSubject:
    results = [None if each is None else str(each) for each in (found.term_1, found.term_2, found.year)]
    term_1, term_2, year = results
    parts = tuple(_subject(part) for part in found.parts)
    return DerivedSubject(subject=found.subject, term_1=term_1, term_2=term_2, year=year, parts=parts)


def _levels(found: PerPeriod[Level]) -> tuple[str | None, str | None, str | None]:
    names = [None if level is None else level.name for level in (found.term_1, found.term_2, found.year)]
    return names[0], names[1], names[2]
