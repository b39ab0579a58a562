"""
Thông tư 22/2021/TT-BGDĐT for lower and upper secondary (grades 6-12): from a year's record to all that follows from it.

``evaluate`` strings the articles together, in this order: which cells a pupil has and what fills them (Điều 5-7,
``sheets``), the results of each subject (Điều 9.1, ``results``, ``averages``), the academic result (Điều 9.2-9.3,
``levels``), the year's conduct, promotion, completion and title, before the summer and after it (Điều 8, 12-15,
``year``). What people decide is input: conduct of a term, absences, exemptions, all about an individual plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import Rejected
from domain.regulations.levels import Ranking, academic_level
from domain.regulations.marks import MarkState, check_mark, failed
from domain.regulations.policies import Policies
from domain.regulations.records import Exemption, ExemptionScope, IndividualPlan, YearRecord
from domain.regulations.results import Period, PerPeriod, Result, SubjectEvaluation, subject_results
from domain.regulations.rule_sets import TT22, RuleSet, rules_for
from domain.regulations.sheets import exempted, filled, plan_of, reassessment_place
from domain.regulations.year import (
    Completion,
    Promotion,
    Summer,
    Title,
    after_summer,
    completion,
    conduct_year,
    promotion,
    title,
)
from domain.values import Cell, CommentResult, Level, Score, Term

__all__ = [
    "RULE_SET",
    "Completion",
    "Exemption",
    "ExemptionScope",
    "IndividualPlan",
    "MarkState",
    "PerPeriod",
    "Period",
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


@dataclass(frozen=True, slots=True)
class YearEvaluation:
    """
    All derived values of one pupil's year, in the order of ``subjects()``; ``final`` values are those after the summer.

    ``academic`` is None where the data do not suffice for a level ("chưa đủ điều kiện xếp mức"), which is never the
    level Chưa đạt; ``adjusted_by`` names the subject of Điều 9.3. ``promotion`` is where the pupil stands now, from
    what is recorded of the summer too. ``missing`` lists the cells not filled. The year of a comment subject rests on
    term II alone (Điều 9.1a), so the year may be ranked while cells of term I are missing: whoever freezes a report
    must look at ``missing`` too.
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
    conduct_final: Level | None = None


def evaluate(record: YearRecord, policies: Policies) -> YearEvaluation:
    """
    Everything that follows from ``record``, whatever the order of its marks.

    Raises Rejected: a grade or year without rules, a choice of subjects that cannot be, an unknown subject, a mark that
    cannot stand where it stands (``check_mark``), a mark by rule without reason or against another mark, an impossible
    number of absences. Results of a summer that the year does not open are left aside, so that a later correction of
    the year makes no record unreadable; who takes them in refuses them (``marks.check_reassessed``,
    ``check_summer_conduct``).
    """
    rules = rules_for(record.school_year, record.grade)
    if rules is not TT22:
        raise Rejected("regulation.no_rules", grade=record.grade, school_year=record.school_year)
    if record.absences is not None and (type(record.absences) is not int or record.absences < 0):
        raise Rejected("regulation.absences", found=record.absences)
    own = plan_of(record, policies)
    marks = filled(record, own)
    without = exempted(record, own)
    results = tuple(
        subject_results(one, own.sheets[code], marks, without, policies) for code, one in own.subjects.items()
    )
    rankings = [ranking(results, period, policies) for period in (Period.TERM_1, Period.TERM_2, Period.YEAR)]
    failures = tuple(one.subject for one in results if failed(one.year))
    summer = Summer(
        conduct=record.summer_conduct is not None,
        reassessed=tuple(code for code in failures if reassessment_place(code) in marks),
        failed=failures,
    )
    rankings.append(ranking(results, Period.FINAL, policies) if summer.reassessed else rankings[-1])
    academic: PerPeriod[Level] = PerPeriod(*(each.level if each else None for each in rankings))
    conduct = conduct_year(record.conduct.get(Term.ONE), record.conduct.get(Term.TWO))
    conduct_final = _conduct_after_summer(conduct, record.summer_conduct)
    outcome = _outcome(record, academic, (conduct, conduct_final), summer, policies)
    late = policies.title_after_summer
    averages = (one.final if late else one.year for one in results)
    return YearEvaluation(
        rule_set=rules.version,
        subjects=results,
        academic=academic,
        adjusted_by=PerPeriod(*(each.adjusted_by if each else None for each in rankings)),
        conduct_year=conduct,
        conduct_final=conduct_final,
        promotion=outcome,
        completion=completion(record.grade, outcome),
        title=title(
            conduct_final if late else conduct,
            academic.final if late else academic.year,
            [average for average in averages if isinstance(average, Score)],
        ),
        missing=tuple(cell for where, cell in own.cells.items() if where not in marks and _due(cell, without)),
    )


def ranking(results: tuple[SubjectEvaluation, ...], period: Period, policies: Policies) -> Ranking | None:
    """
    Điều 9.2-9.3 for one period, from the subjects that are not left out of it.

    None where one of them has no result yet, or too few are scored.
    """
    found: dict[str, Score | CommentResult] = {}
    for one in results:
        result: Result = getattr(one, period)
        if result is not None:
            found[one.subject] = result
        elif period not in one.left_out:
            return None
    return academic_level(found, policies)


def _due(cell: Cell, without: Mapping[tuple[str, str | None], frozenset[Term]]) -> bool:
    """Whether a cell that is not filled is missing: not where the pupil is exempted."""
    return cell.term not in without.get((cell.subject, cell.part), ())


def _conduct_after_summer(conduct: Level | None, summer: Level | None) -> Level | None:
    """Điều 13: of a pupil Chưa đạt, and of no other, the level after the summer stands in the place of the year's."""
    return summer if summer is not None and conduct is Level.CHUA_DAT else conduct


def _outcome(
    record: YearRecord,
    academic: PerPeriod[Level],
    conduct: tuple[Level | None, Level | None],
    summer: Summer,
    policies: Policies,
) -> Promotion:
    """Promotion now; of a pupil with an individual plan people decide."""
    if record.individual_plan:
        decided = record.individual_plan.promoted
        return Promotion.PENDING if decided is None else Promotion.PROMOTED if decided else Promotion.RETAINED
    before = promotion(conduct[0], academic.year, record.absences, policies)
    return after_summer(before, conduct[1], academic.final, summer, policies)
