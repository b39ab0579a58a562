"""Academic result (kết quả học tập) of a term or a year: TT 22/2021 Điều 9.2 and the adjustment of Điều 9.3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.regulations.policies import OneSubjectReading, Policies
from domain.values import CommentResult, Level, Score

#: "Ít nhất 06 môn học" in Điều 9.2 and 15.1: any six scored subjects.
HIGH_SUBJECTS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row of Điều 9.2.

    At most ``failed`` comment subjects Chưa đạt, every scored subject ``floor`` at least, six of them ``high``.
    """

    level: Level
    point: str
    failed: int
    floor: Decimal
    high: Decimal


ROWS = (
    Row(Level.TOT, "a", 0, Decimal("6.5"), Decimal("8.0")),
    Row(Level.KHA, "b", 0, Decimal("5.0"), Decimal("6.5")),
    Row(Level.DAT, "c", 1, Decimal("3.5"), Decimal("5.0")),
)

_BEST = Score(10)
_NONE = Decimal(-1)


@dataclass(frozen=True, slots=True)
class Ranking:
    """A level; ``raw`` is the level before Điều 9.3, ``adjusted_by`` the subject whose single result raised it."""

    level: Level
    raw: Level
    adjusted_by: str | None


def academic_level(results: Mapping[str, Score | CommentResult], policies: Policies) -> Ranking | None:
    """
    The academic result from one result per subject code, in the order of the score table (Điều 9.2, 9.3).

    None ("chưa đủ điều kiện xếp mức") where fewer scored subjects than ``minimum_scored_subjects`` are given.
    """
    if sum([type(result) is Score for result in results.values()]) < policies.minimum_scored_subjects:
        return None
    raw = raw_level(results)
    cause = _single_cause(results, raw, policies)
    return Ranking(raw if cause is None else Level(raw + 1), raw, cause)


def raw_level(results: Mapping[str, Score | CommentResult]) -> Level:
    """
    The first row that fits, from the top (Điều 9.2); there is no average over subjects in this circular.

    "At least six subjects reach x" holds exactly where the sixth-best score reaches x.
    """
    scores = sorted([result.value for result in results.values() if isinstance(result, Score)], reverse=True)
    sixth = scores[HIGH_SUBJECTS - 1] if len(scores) >= HIGH_SUBJECTS else _NONE
    lowest = scores[-1] if scores else _NONE
    failed = sum([result is CommentResult.CD for result in results.values()])
    for row in ROWS:
        if failed <= row.failed and lowest >= row.floor and sixth >= row.high:
            return row.level
    return Level.CHUA_DAT


def reference(raw: Level) -> Row | None:
    """Điều 9.3: the row two levels above ``raw``, Tốt or Khá, with which it is compared; None above Đạt."""
    return None if raw > Level.DAT else ROWS[0] if raw is Level.DAT else ROWS[1]


def spoilers(results: Mapping[str, Score | CommentResult], row: Row) -> list[str]:
    """The subjects that keep the results from a row without Chưa đạt, each by itself: Chưa đạt, or below its floor."""
    return [
        subject
        for subject, result in results.items()
        if result is CommentResult.CD or (isinstance(result, Score) and result.value < row.floor)
    ]


def _single_cause(results: Mapping[str, Score | CommentResult], raw: Level, policies: Policies) -> str | None:
    """
    The only subject ("duy nhất 01 môn học") because of which the level is two or more levels lower (Điều 9.3), or None.

    Two levels above Đạt is Tốt, above Chưa đạt is Khá: the reference is never another level, as the article demands.
    Without a subject below the reference's floor, and with more than one, no single subject is the cause.
    """
    row = reference(raw)
    found = spoilers(results, row) if row else []
    if len(found) != 1:
        return None
    [subject] = found
    if results[subject] is CommentResult.CD and not policies.comment_subject_can_adjust:
        return None
    return subject if raw_level(_unspoiled(results, subject, policies)) >= raw + 2 else None


def _unspoiled(
    results: Mapping[str, Score | CommentResult], subject: str, policies: Policies
) -> dict[str, Score | CommentResult]:
    """The results as if ``subject`` did not spoil them, in the reading of the policy."""
    others = {code: result for code, result in results.items() if code != subject}
    if policies.one_subject_reading is OneSubjectReading.BEST_VALUE:
        others[subject] = _BEST if isinstance(results[subject], Score) else CommentResult.D
    return others
