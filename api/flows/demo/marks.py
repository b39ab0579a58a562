"""
Marks of one pupil's year by profile: how the year is to come out is chosen first, then marks are drawn that give it.

All arithmetic is in tenths of a mark (84 is 8.4). Oral and short tests (ĐĐGtx) are whole or half marks, midterm and
final tests lie on quarters rounded to one decimal (6.75 → 6.8), as teachers give them. For each subject and term the
drawn marks have an average inside the profile's interval, so the level of the year is certain, whatever the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from domain.values import Level, Score

SCORES = tuple(Score(Decimal(tenths) / 10) for tenths in range(101))

#: How much better (negative) or worse pupils do in a subject than in others, on the scale of a uniform draw.
_DIFFICULTY = {"TOAN": 0.35, "NGU_VAN": 0.3, "NGOAI_NGU_1": 0.25, "KHTN": 0.15, "GDCD": -0.2, "TIN_HOC": -0.1}

Interval = tuple[int, int]


@dataclass(frozen=True)
class Group:
    """``least`` to ``most`` subjects whose averages lie in ``term_1`` and ``term_2``; -1: all but one."""

    least: int
    most: int
    term_1: Interval
    term_2: Interval


@dataclass(frozen=True)
class Profile:
    """
    A pupil's year.

    ``groups`` are filled from the subjects he does best in; the last one takes all that are left. ``academic`` is the
    level of the year that follows (Điều 9.2, 9.3); ``conduct`` the pairs (HKI, HKII) to draw from.
    """

    name: str
    academic: Level
    groups: tuple[Group, ...]
    conduct: tuple[tuple[Level, Level], ...]
    may_fail_comment_subject: bool = False


def _same(least: int, most: int, low: int, high: int) -> Group:
    return Group(least, most, (low, high), (low, high))


_T, _K, _D = Level.TOT, Level.KHA, Level.DAT
_MOSTLY_GOOD = ((_T, _T), (_T, _T), (_T, _T), (_K, _T), (_T, _K), (_K, _K))
_MIXED = ((_T, _T), (_T, _K), (_K, _K), (_K, _T), (_K, _D), (_D, _K), (_D, _D))

#: Six subjects from 9.0 and conduct Tốt (Điều 15.1a): Học sinh Xuất sắc.
EXCELLENT = Profile("XUAT_SAC", _T, (_same(6, 7, 91, 97), _same(8, 8, 83, 90)), ((_T, _T), (_K, _T)))
#: Fewer than six from 9.0: Học sinh Giỏi.
GOOD = Profile(
    "GIOI", _T, (_same(1, 3, 88, 94), _same(5, 5, 80, 88), _same(8, 8, 68, 82)), ((_T, _T), (_T, _T), (_K, _T))
)
#: The same marks without the title, for conduct is Khá.
UNTITLED = Profile("TOT_KHONG_DANH_HIEU", _T, GOOD.groups, ((_T, _K), (_K, _K)))
FAIR = Profile("KHA", _K, (_same(0, 3, 78, 86), _same(6, 6, 65, 77), _same(8, 8, 52, 64)), _MOSTLY_GOOD)
_PASSED_GROUPS = (_same(2, 4, 64, 74), _same(4, 4, 50, 62), _same(8, 8, 40, 56))
PASSED = Profile("DAT", _D, _PASSED_GROUPS, _MIXED, may_fail_comment_subject=True)
#: Would be Tốt but for one subject below 5.0: raised from Đạt to Khá (Điều 9.3).
RAISED_TO_FAIR = Profile("NANG_LEN_KHA", _K, (_same(-1, -1, 82, 90), _same(8, 8, 38, 47)), ((_T, _T),))
#: Would be Khá but for one subject below 3.5: raised from Chưa đạt to Đạt (Điều 9.3).
RAISED_TO_PASSED = Profile("NANG_LEN_DAT", _D, (_same(-1, -1, 67, 77), _same(8, 8, 29, 34)), ((_T, _K), (_K, _K)))
IMPROVING = Profile("TIEN_BO", _K, (Group(8, 8, (57, 63), (70, 77)),), ((_K, _T), (_D, _T), (_K, _K)))
DECLINING = Profile("GIAM_SUT", _D, (Group(8, 8, (66, 73), (54, 60)),), ((_T, _D), (_K, _D)))
#: To be assessed again in the summer (Điều 14): never in a class of up to 42, where every report can be issued.
FAILED = Profile("CHUA_DAT", Level.CHUA_DAT, (_same(4, 4, 50, 58), _same(3, 3, 38, 48), _same(8, 8, 28, 34)), _MIXED)

#: 42 pupils. The first ones show the most, so that small classes, too, have something of everything.
_DECK: tuple[Profile, ...] = (
    EXCELLENT, RAISED_TO_FAIR, PASSED, FAIR, GOOD, UNTITLED, RAISED_TO_PASSED, IMPROVING, DECLINING, EXCELLENT,
    *(GOOD,) * 8, *(FAIR,) * 13, *(PASSED,) * 8, EXCELLENT, IMPROVING, DECLINING,
)  # fmt: skip


def profiles(random: Random, pupils: int) -> list[Profile]:
    """One for each pupil, in random order."""
    chosen = list(_DECK[:pupils])
    if pupils > len(_DECK):
        chosen += random.choices((GOOD, FAIR, PASSED, FAILED), weights=(3, 6, 5, 4), k=pupils - len(_DECK))
    random.shuffle(chosen)
    return chosen


def subject_intervals(
    random: Random, profile: Profile, subjects: Sequence[str]
) -> dict[str, tuple[Interval, Interval]]:
    """For each scored subject the intervals of its averages in term I and II."""
    # The weak subject of a raised level may be any; otherwise hard subjects tend to come out lower.
    left = sorted(subjects, key=lambda subject: random.random() + _DIFFICULTY.get(subject, 0.0))
    intervals: dict[str, tuple[Interval, Interval]] = {}
    for group in profile.groups:
        count = random.randint(group.least, group.most)
        if group is profile.groups[-1]:
            count = len(left)
        elif count < 0:
            count += len(left)
        for subject in left[:count]:
            intervals[subject] = (group.term_1, group.term_2)
        left = left[count:]
    return intervals


def term_average(regular: Sequence[int], midterm: int, final: int) -> int:
    """ĐTBmhk in tenths, half up (Điều 9.1)."""
    total, divisor = sum(regular) + 2 * midterm + 3 * final, len(regular) + 5
    return (2 * total + divisor) // (2 * divisor)


def draw_term(random: Random, regular_scores: int, interval: Interval) -> tuple[list[int], int]:
    """Marks TX1…TXn, GK, CK in tenths, and their average, which lies in ``interval``."""
    low, high = interval
    target = random.randint(low, high)
    for spread in (9.0, 9.0, 9.0, 6.0, 6.0, 3.0):
        regular = [_whole_or_half(random, random.gauss(target, spread)) for _ in range(regular_scores)]
        midterm = _quarter(random.gauss(target, spread))
        final = _quarter((target * (regular_scores + 5) - sum(regular) - 2 * midterm) / 3)
        average = term_average(regular, midterm, final)
        if low <= average <= high and abs(final - target) <= 2 * spread + 5:
            return [*regular, midterm, final], average
    return [target] * (regular_scores + 2), target


def _whole_or_half(random: Random, tenths: float) -> int:
    step = 10 if random.random() < 0.7 else 5
    return min(100, max(10, round(tenths / step) * step))


def _quarter(tenths: float) -> int:
    return min(100, max(5, (round(tenths / 2.5) * 25 + 5) // 10))
