"""What follows at the end of a year, before the summer and after it: TT 22/2021 Điều 8.2, 12-15."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.regulations.levels import HIGH_SUBJECTS
from domain.regulations.policies import Policies
from domain.values import Level, Score

#: Điều 15.1a: six scored subjects of the year at least.
EXCELLENT = Decimal("9.0")
#: The last grades of lower and of upper secondary: their reports confirm completion of the level (Điều 12; in grade 9
#: in the place of a diploma, Luật 123/2025/QH15).
LAST_GRADES = (9, 12)

_TOT, _KHA, _DAT, _CHUA = Level.TOT, Level.KHA, Level.DAT, Level.CHUA_DAT

# Điều 8.2b: a row for term II, a column for term I (Tốt, Khá, Đạt, Chưa đạt). Not symmetric.
_CONDUCT_YEAR: dict[Level, dict[Level, Level]] = {
    _TOT: {_TOT: _TOT, _KHA: _TOT, _DAT: _KHA, _CHUA: _KHA},
    _KHA: {_TOT: _KHA, _KHA: _KHA, _DAT: _KHA, _CHUA: _DAT},
    _DAT: {_TOT: _KHA, _KHA: _DAT, _DAT: _DAT, _CHUA: _DAT},
    _CHUA: {_TOT: _CHUA, _KHA: _CHUA, _DAT: _CHUA, _CHUA: _CHUA},
}


class Promotion(StrEnum):
    """Where a pupil stands: promoted, retained, or on one of the two ways through the summer (Điều 12-14)."""

    PROMOTED = "PROMOTED"
    SUMMER_CONDUCT = "SUMMER_CONDUCT"
    REASSESS = "REASSESS"
    RETAINED = "RETAINED"
    PENDING = "PENDING"


class Completion(StrEnum):
    """Completion of a level (hoàn thành chương trình cấp học), in its last grade only."""

    COMPLETED = "COMPLETED"
    NOT_COMPLETED = "NOT_COMPLETED"


class Title(StrEnum):
    """Year title (danh hiệu): Học sinh Xuất sắc, Học sinh Giỏi. There is no other one, and none for a term."""

    XUAT_SAC = "XUAT_SAC"
    GIOI = "GIOI"


def conduct_year(term_1: Level | None, term_2: Level | None) -> Level | None:
    """Year conduct (kết quả rèn luyện cả năm, Điều 8.2b) from both terms; None while one is missing."""
    if term_1 is None or term_2 is None:
        return None
    return _CONDUCT_YEAR[term_2][term_1]


def promotion(conduct: Level | None, academic: Level | None, absences: int | None, policies: Policies) -> Promotion:
    """
    Promotion (lên lớp, Điều 12) or the way to it (Điều 13 summer conduct, Điều 14 re-assessment).

    ``absences`` are those of the whole year, with and without permission, counted in buổi. PENDING while any of the
    three is missing, even where the outcome seems certain: a running count can still be corrected.
    """
    if conduct is None or academic is None or absences is None:
        return Promotion.PENDING
    if absences > policies.absence_limit:
        return Promotion.RETAINED
    if conduct == _CHUA and academic == _CHUA:
        return Promotion.SUMMER_CONDUCT if policies.conduct_repair_opens_reassessment else Promotion.RETAINED
    if conduct == _CHUA:
        return Promotion.SUMMER_CONDUCT
    return Promotion.REASSESS if academic == _CHUA else Promotion.PROMOTED


@dataclass(frozen=True, slots=True)
class Summer:
    """What is recorded of the summer: conduct judged again, subjects re-assessed, of those that had ``failed``."""

    conduct: bool
    reassessed: tuple[str, ...]
    failed: tuple[str, ...]

    def over(self, policies: Policies) -> bool:
        """Whether no re-assessment is to come (Điều 14): of all that failed, or, by policy, of one of them."""
        if policies.reassess_all_failed:
            return set(self.failed) <= set(self.reassessed)
        return bool(self.reassessed)


def after_summer(
    before: Promotion, conduct: Level | None, academic: Level | None, summer: Summer, policies: Policies
) -> Promotion:
    """
    Promotion with what the summer brought (Điều 13, 14); ``conduct`` and ``academic`` are those after it.

    There is no way through the summer for whom ``before`` does not open one. Nobody is retained while something of
    his way is still to come.
    """
    if before is Promotion.SUMMER_CONDUCT and summer.conduct:
        if conduct == _CHUA:
            return Promotion.RETAINED
        # Only where the policy opens re-assessment after repaired conduct is the academic result Chưa đạt here.
        before = Promotion.REASSESS
    if before is Promotion.REASSESS:
        if academic is not None and academic >= _DAT:
            return Promotion.PROMOTED
        return Promotion.RETAINED if summer.over(policies) else Promotion.REASSESS
    return before


def completion(grade: int, outcome: Promotion) -> Completion | None:
    """Completion of the level (Điều 12) under the conditions of promotion; None in other grades or while pending."""
    if grade not in LAST_GRADES or outcome is Promotion.PENDING:
        return None
    return Completion.COMPLETED if outcome is Promotion.PROMOTED else Completion.NOT_COMPLETED


def title(conduct: Level | None, academic: Level | None, averages: Iterable[Score]) -> Title | None:
    """Title of the year (Điều 15.1a, b): ``averages`` are the year averages of the scored subjects."""
    if conduct != _TOT or academic != _TOT:
        return None
    excellent = sum(average.value >= EXCELLENT for average in averages)
    return Title.XUAT_SAC if excellent >= HIGH_SUBJECTS else Title.GIOI
