"""
What a teacher types, as a value of the domain. Pure; ``Unfit`` says what is wrong, whoever asks says where.

- A mark with a comma or a point (``7,5``, ``7.5``). With quick typing two digits are tenths: ``75`` is 7,5, ``05`` is
  0,5, but ``10`` stays 10. More than one decimal, or more than ten, is refused.
- A result as ``Đ`` or ``CĐ`` or their words, with one key ``d`` or ``c``; primary levels by letter, code or word.
- ``0K`` and ``CĐK``: the mark that stands by rule where an assessment was missed (TT 22/2021 Điều 7.4).
- Upper and lower case, spacing, NFC and NFD make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from domain.regulations.marks import TESTS
from domain.report.events import Absences
from domain.values import (
    ONE_DECIMAL,
    TEXT_CHARACTERS_MAX,
    UNSHOWN,
    Attainment,
    Column,
    CommentResult,
    Kind,
    Level,
    Mark,
    Rating,
    Score,
)
from domain.words import ATTAINMENT_WORDS, RATING_WORDS

#: Icelandic and African letters that keyboards and old fonts give in place of the Vietnamese Đ; they look the same.
LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "\u200b": None, "\ufeff": None})

#: How a zero by rule is written (0 điểm do không dự kiểm tra, Điều 7), by hand and in the legend.
ZERO_BY_RULE, FAIL_BY_RULE = "0K", "CĐK"
#: The reason that is recorded for it.
BY_RULE_REASON = "Không dự kiểm tra, đánh giá (TT 22/2021 Điều 7)"

#: A year has at most 366 days, and absences count half-days of a plan of one half-day a day (domain.md §2.8).
MAX_ABSENCES = 366

_RESULTS = {
    "Đ": CommentResult.D,
    "D": CommentResult.D,
    "ĐẠT": CommentResult.D,
    "CĐ": CommentResult.CD,
    "CD": CommentResult.CD,
    "CHƯA ĐẠT": CommentResult.CD,
}
_FAILS_BY_RULE = (FAIL_BY_RULE, "CDK")
_LEVELS = {
    "TỐT": Level.TOT,
    "TOT": Level.TOT,
    "KHÁ": Level.KHA,
    "KHA": Level.KHA,
    "ĐẠT": Level.DAT,
    "DAT": Level.DAT,
    "CHƯA ĐẠT": Level.CHUA_DAT,
    "CHUA_DAT": Level.CHUA_DAT,
}

T = TypeVar("T", Attainment, Rating)


def _spellings(levels: type[T], words: Mapping[str, str]) -> dict[str, T]:
    """By letter, by code and by word, as ``word`` gives what was typed."""
    return {key.upper(): each for each in levels for key in (each.letter, each.value, words[each.value])}


_ATTAINMENTS = _spellings(Attainment, ATTAINMENT_WORDS)
_RATINGS = _spellings(Rating, RATING_WORDS) | {"D": Rating.DAT}

_NUMBER = re.compile(r"[+-]?[0-9]{1,6}([.,][0-9]{1,15})?")
_QUICK = re.compile(r"[0-9]{2}")
_ABSENCES = re.compile(r"([0-9]{1,3})\+([0-9]{1,3})")


class Unfit(Exception):
    """A typed value that cannot be taken: ``code`` and ``facts`` of the fault, without its place."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def word(typed: str) -> str:
    """Upper case, composed, single spaces, with the Đ that is meant."""
    # Upper case first: ð is a letter of its own until then.
    return " ".join(unicodedata.normalize("NFC", typed).upper().translate(LOOKALIKES).split())


def number(typed: str) -> Decimal | None:
    """A number with a comma or a point; None for anything else."""
    found = word(typed)
    return Decimal(found.replace(",", ".")) if _NUMBER.fullmatch(found) else None


def score_of(value: Decimal, *, round_half_up: bool = False) -> Score:
    """A mark of 0 to 10 with one decimal. Raises Unfit ``score.range``, ``score.decimals``."""
    if not 0 <= value <= 10:
        raise Unfit("score.range")
    if value != value.quantize(ONE_DECIMAL):
        if not round_half_up:
            raise Unfit("score.decimals")
        return Score.rounded(value)
    return Score(abs(value))  # abs: a typed -0 is 0.0, not -0.0


def result_of(typed: str) -> tuple[CommentResult, bool]:
    """A comment subject's result, and whether it stands by rule. Raises Unfit ``result.expected``."""
    found = word(typed)
    if found in _FAILS_BY_RULE:
        return CommentResult.CD, True
    if found not in _RESULTS:
        raise Unfit("result.expected")
    return _RESULTS[found], False


def is_result(typed: str) -> bool:
    """Whether this is a comment subject's result, which a scored subject does not take."""
    return word(typed) in (*_RESULTS, *_FAILS_BY_RULE)


def attainment_of(typed: str) -> Attainment:
    """A primary subject's level: T, H, C or its words. Raises Unfit ``attainment.expected``."""
    return _letter(typed, _ATTAINMENTS, "attainment.expected")


def is_attainment(typed: str) -> bool:
    """Whether this is a level, which a test of primary school does not take."""
    return word(typed) in _ATTAINMENTS


def rating_of(typed: str) -> Rating:
    """The rating of a quality or competency: T, Đ, C or its words. Raises Unfit ``rating.expected``."""
    return _letter(typed, _RATINGS, "rating.expected")


def _letter(typed: str, known: Mapping[str, T], code: str) -> T:
    found = known.get(word(typed))
    if found is None:
        raise Unfit(code)
    return found


def whole(score: Score) -> Score:
    """The whole score of a periodic test of primary school. Raises Unfit ``score.integer``."""
    if score.value != score.value.to_integral_value():
        raise Unfit("score.integer")
    return score


def level_of(typed: str) -> Level:
    """Level of conduct, by its word or its code. Raises Unfit ``conduct.level``."""
    found = word(typed)
    if found not in _LEVELS:
        raise Unfit("conduct.level")
    return _LEVELS[found]


def comment_of(typed: str) -> str:
    """A comment in NFC, trimmed, with plain line feeds. Raises Unfit ``comment.…``."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.strip(" \t\n\u00a0\u200b\ufeff")
    if UNSHOWN.search(text):
        raise Unfit("comment.characters")
    if len(text) > TEXT_CHARACTERS_MAX:
        raise Unfit("comment.long", length=len(text), limit=TEXT_CHARACTERS_MAX)
    return text


def absences_of(typed: str) -> Absences:
    """``3+1``: sessions with and without permission. Raises Unfit ``typed.absences``."""
    found = _ABSENCES.fullmatch(word(typed).replace(" ", ""))
    if not found or max(int(found[1]), int(found[2])) > MAX_ABSENCES:
        raise Unfit("typed.absences", limit=MAX_ABSENCES)
    return Absences(permitted=int(found[1]), unpermitted=int(found[2]))


def mark_of(typed: str, kind: Kind, column: Column, *, quick: bool = False) -> tuple[Mark, bool]:
    """
    The mark that was typed in a column of a subject, and whether it stands there by rule.

    Raises Unfit ``score.…``, ``result.expected``, ``attainment.expected``.
    """
    if kind is Kind.COMMENT:
        # One key: c for Chưa đạt, as d is for Đạt.
        return (CommentResult.CD, False) if word(typed) == "C" else result_of(typed)
    if kind is Kind.LEVEL and column not in TESTS:
        return attainment_of(typed), False
    if kind is Kind.SCORED and word(typed) == ZERO_BY_RULE:
        return Score(0), True
    if is_result(typed) or (kind is Kind.LEVEL and is_attainment(typed)):
        raise Unfit("score.expected")
    value = number(typed)
    if value is None:
        raise Unfit("score.text")
    if quick and kind is Kind.SCORED and value != 10 and _QUICK.fullmatch(word(typed)):
        value /= 10
    return (whole(score_of(value)) if kind is Kind.LEVEL else score_of(value)), False
