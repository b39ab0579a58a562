"""How the academic result of a period came about: which row of Điều 9.2, why none above it, and Điều 9.3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.regulations.explanations.model import Explanation, Input, Places, Results, Sentence
from domain.regulations.explanations.subject import ARTICLE
from domain.regulations.levels import HIGH_SUBJECTS, ROWS, academic_level, raw_level, reference, spoilers
from domain.regulations.policies import OneSubjectReading, Policies
from domain.regulations.results import Period, SubjectEvaluation
from domain.regulations.rule_sets import TT22
from domain.values import CommentResult, Level, Score

#: Every choice that has a say in a level.
POLICIES = ("minimum_scored_subjects", "one_subject_reading", "comment_subject_can_adjust")


def explain(subjects: tuple[SubjectEvaluation, ...], period: Period, policies: Policies) -> Explanation:
    """The level of a period from the results of its subjects."""
    ranked = [one for one in subjects if period not in one.left_out]
    inputs = tuple(Input(f"subjects.{one.subject}.{period}", one.of(period)) for one in ranked)
    results = {one.subject: result for one in ranked if (result := one.of(period)) is not None}
    ranking = academic_level(results, policies) if len(results) == len(ranked) else None
    if len(results) < len(ranked):
        missing = ", ".join(one.subject for one in ranked if one.subject not in results)
        told = [Sentence("explain.not_ranked_missing", {"missing": missing})]
    elif ranking is None:
        scored = sum(isinstance(result, Score) for result in results.values())
        told = [Sentence("explain.not_ranked_few", {"count": scored, "needed": policies.minimum_scored_subjects})]
    else:
        told = [*_rows(results), *_one_subject(results, ranking.level, ranking.adjusted_by, policies)]
    return Explanation(
        what=f"academic.{period}",
        value=ranking.level if ranking else None,
        article=ARTICLE + ("9.2, 9.3" if ranking and ranking.adjusted_by else "9.2"),
        rule_set=TT22.version,
        sentences=tuple(told),
        inputs=inputs,
        policies=POLICIES,
    )


def _rows(results: Mapping[str, Score | CommentResult]) -> Iterator[Sentence]:
    """From the top: what each row failed for, until one fits."""
    failed = [code for code, result in results.items() if result is CommentResult.CD]
    for row in ROWS:
        facts: dict[str, object] = {"level": row.level, "point": row.point}
        below = [code for code, result in results.items() if isinstance(result, Score) and result.value < row.floor]
        high = sum(isinstance(result, Score) and result.value >= row.high for result in results.values())
        if len(failed) > row.failed:
            found = Results.of(results, failed)
            yield Sentence("explain.row_failed", facts | {"count": len(failed), "found": found, "allowed": row.failed})
        elif below:
            found = Results.of(results, below)
            yield Sentence("explain.row_floor", facts | {"found": found, "floor": Score(row.floor)})
        elif high < HIGH_SUBJECTS:
            numbers = {"count": high, "high": Score(row.high), "needed": HIGH_SUBJECTS}
            yield Sentence("explain.row_high", facts | numbers)
        else:
            numbers = {"count": high, "high": Score(row.high), "needed": HIGH_SUBJECTS, "floor": Score(row.floor)}
            yield Sentence("explain.row_fits", facts | numbers | {"failed": len(failed), "allowed": row.failed})
            return
    yield Sentence("explain.no_row")


def _one_subject(
    results: Mapping[str, Score | CommentResult], level: Level, cause: str | None, policies: Policies
) -> Iterator[Sentence]:
    """Điều 9.3: raw level, the subject that is the cause, the reading; or why there is none."""
    raw = raw_level(results)
    row = reference(raw)
    if row is None:
        return
    if cause is not None:
        facts = {"found": Results.of(results, [cause]), "reference": row.level, "raw": raw, "level": level}
        yield Sentence("explain.adjusted", facts)
        ignore = policies.one_subject_reading is OneSubjectReading.IGNORE_SUBJECT
        yield Sentence("explain.reading_ignore" if ignore else "explain.reading_best", {"reference": row.level})
        return
    found = spoilers(results, row)
    facts = {"reference": row.level, "found": Results.of(results, found) if found else Places(("none",))}
    barred = len(found) == 1 and results[found[0]] is CommentResult.CD and not policies.comment_subject_can_adjust
    yield Sentence("explain.not_adjusted_comment" if barred else "explain.not_adjusted", facts)
