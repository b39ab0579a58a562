"""Comments that fit a result: of subject teachers and of the homeroom teacher."""

from __future__ import annotations

from random import Random

from api.flows.demo import comment_texts as lower
from api.flows.demo import comment_texts_upper as upper
from api.flows.demo.comment_texts import DECLINED, HOMEROOM_ACADEMIC, HOMEROOM_CONDUCT, IMPROVED
from domain.values import Level

SCORED = lower.SCORED | upper.SCORED
COMMENT = lower.COMMENT | upper.COMMENT

#: Lower bounds of the bands of a scored subject, in tenths.
_BANDS = (80, 65, 50)
#: A change between the terms that a teacher would mention: one mark.
_NOTABLE_TENTHS = 10


def scored_comment(random: Random, subject: str, term_1: int, term_2: int) -> str:
    """For the term averages ``term_1`` and ``term_2`` in tenths (84 is 8.4)."""
    year = (term_1 + 2 * term_2) / 3
    band = next((index for index, bound in enumerate(_BANDS) if year >= bound), len(_BANDS))
    sentence = random.choice(SCORED[subject][band])
    if term_2 - term_1 >= _NOTABLE_TENTHS:
        return f"{sentence} {IMPROVED}"
    return f"{sentence} {DECLINED}" if term_1 - term_2 >= _NOTABLE_TENTHS else sentence


def comment_subject_comment(random: Random, subject: str, recovered: bool) -> str:
    """For a subject without scores that ends Đạt; ``recovered`` after a Chưa đạt in term I."""
    return random.choice(COMMENT[subject][recovered])


def homeroom_comment(random: Random, academic: Level, conduct: Level) -> str:
    """Nhận xét của giáo viên chủ nhiệm, for the results of the year."""
    return f"{random.choice(HOMEROOM_CONDUCT[conduct])} {random.choice(HOMEROOM_ACADEMIC[academic])}"
