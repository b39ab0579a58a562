"""
What a person typed in a cell, as a value of the domain. Pure; ``Unfit`` says what is wrong, the table says where.

Numbers come as floats. They become a ``Decimal`` by 15 significant digits, which is what spreadsheet programs show and
keep: the shortest form of anything a person can type (7.2), and what she sees of a sum (0.1 + 0.2 shows 0.3).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from api.flows.workbooks.layout import FAIL_BY_RULE, MAX_ABSENCES, MAX_COMMENT, ZERO_BY_RULE
from domain.values import ONE_DECIMAL, UNSHOWN, Attainment, CommentResult, Kind, Level, Mark, Rating, Score
from domain.words import ATTAINMENT_WORDS, RATING_WORDS

#: Icelandic and African letters that keyboards and old fonts give in place of the Vietnamese Đ; they look the same.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "\u200b": None, "\ufeff": None})

_RESULTS = {
    "Đ": CommentResult.D,
    "D": CommentResult.D,
    "ĐẠT": CommentResult.D,
    "CĐ": CommentResult.CD,
    "CD": CommentResult.CD,
    "CHƯA ĐẠT": CommentResult.CD,
}
#: Marks kept as they were typed: there are 101 scores, in a few spellings each.
_MARKS_KEPT = 1024
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
    """By letter, by code and by word, as ``_word`` gives what was typed."""
    return {key.upper(): each for each in levels for key in (each.letter, each.value, words[each.value])}


_ATTAINMENTS = _spellings(Attainment, ATTAINMENT_WORDS)
_RATINGS = _spellings(Rating, RATING_WORDS) | {"D": Rating.DAT}

_NUMBER = re.compile(r"[+-]?[0-9]{1,6}([.,][0-9]{1,15})?")
#: Days from 2000 to 2099 as spreadsheets count them from 1899-12-30: a date that lost its format, never a mark.
_DATE_NUMBERS = range(36526, 73051)
_DAY_ZERO = date(1899, 12, 30)
#: As much of a bad value as an error list has room for.
_MAX_SHOWN = 60


class Unfit(Exception):
    """A cell's value that cannot be taken: ``code`` and ``facts`` of the fault, without its place."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@lru_cache(_MARKS_KEPT, typed=True)  # typed: True is 1 and 1.0 to a dictionary, and no mark
def read_mark(value: object, kind: Kind, *, round_half_up: bool) -> tuple[Mark, bool]:
    """
    The mark in a filled cell, and whether it stands there by rule (``0K``, ``CĐK``: Điều 7).

    Raises:
        Unfit: ``score.…`` or ``result.expected``.

    """
    word = _word(value)
    if kind is Kind.COMMENT:
        if word in _FAILS_BY_RULE:
            return CommentResult.CD, True
        if word not in _RESULTS:
            raise Unfit("result.expected")
        return _RESULTS[word], False
    if word == ZERO_BY_RULE:
        return Score(0), True
    if word in _RESULTS or word in _FAILS_BY_RULE:
        raise Unfit("score.expected")
    return _score(value, round_half_up=round_half_up), False


def _score(value: object, *, round_half_up: bool) -> Score:
    if isinstance(value, (date, time, timedelta)):
        raise Unfit("score.date")
    number = _decimal(value)
    if number is None:
        raise Unfit("score.text")
    if not 0 <= number <= 10:
        if number in _DATE_NUMBERS:
            day = _DAY_ZERO + timedelta(days=int(number))
            raise Unfit("score.date", value=as_text(day), shown=as_text(day))
        raise Unfit("score.range")
    if number != number.quantize(ONE_DECIMAL):
        if not round_half_up:
            raise Unfit("score.decimals")
        return Score.rounded(number)
    return Score(abs(number))  # abs: a typed -0 is 0.0, not -0.0


def read_attainment(value: object) -> tuple[Mark, bool]:
    """A primary subject's level: T, H, C or its words. Raises Unfit ``attainment.expected``."""
    return _letter(value, _ATTAINMENTS, "attainment.expected"), False


def read_rating(value: object) -> Mark:
    """The rating of a quality or competency: T, Đ, C or its words. Raises Unfit ``rating.expected``."""
    return _letter(value, _RATINGS, "rating.expected")


def read_test(value: object) -> tuple[Mark, bool]:
    """The whole score of a periodic test of primary school. Raises Unfit ``score.…``, ``score.integer``."""
    if _word(value) in _ATTAINMENTS:
        raise Unfit("score.expected")
    score = _score(value, round_half_up=False)
    if score.value != score.value.to_integral_value():
        raise Unfit("score.integer")
    return score, False


def _letter(value: object, known: Mapping[str, T], code: str) -> T:
    found = known.get(_word(value) or "")
    if found is None:
        raise Unfit(code)
    return found


def read_level(value: object) -> Level:
    """Level of conduct, by its word or its code. Raises Unfit ``conduct.level``."""
    word = _word(value)
    if word not in _LEVELS:
        raise Unfit("conduct.level")
    return _LEVELS[word]


def read_absences(value: object) -> int:
    """A whole number of half-days. Raises Unfit ``absences.number``."""
    number = _decimal(value)
    if number is None or number != number.to_integral_value() or not 0 <= number <= MAX_ABSENCES:
        raise Unfit("absences.number", limit=MAX_ABSENCES)
    return int(number)


def read_comment(value: object) -> str:
    """A comment in NFC, trimmed, with plain line feeds. Raises Unfit ``comment.…``."""
    if not isinstance(value, str):
        raise Unfit("comment.not_text")
    # _x000D_ is how the format writes the carriage return of a pasted line end (ISO/IEC 29500-1 §22.9.2.19).
    text = value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text).strip(" \t\n\u00a0\u200b\ufeff")
    if UNSHOWN.search(text):
        raise Unfit("comment.characters")
    if len(text) > MAX_COMMENT:
        raise Unfit("comment.long", length=len(text), limit=MAX_COMMENT)
    return text


def is_blank(value: object) -> bool:
    """Nothing, or nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.translate(_LOOKALIKES).strip())


def as_text(value: object) -> str:
    """A cell's value for an error message: numbers with a point, dates dd/mm/yyyy, long or unprintable text cut."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return format(value, ".15g")
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    # A terminal must not obey what somebody hid in a cell.
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in str(value).strip())
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"


def with_comma(value: object) -> str:
    """As ``as_text``, but numbers with the Vietnamese decimal comma."""
    text = as_text(value)
    return text.replace(".", ",") if isinstance(value, float) else text


def _word(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    # Upper case first: ð is a letter of its own until then.
    return " ".join(unicodedata.normalize("NFC", value).upper().translate(_LOOKALIKES).split())


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return Decimal(format(value, ".15g")) if math.isfinite(value) else None
    word = _word(value)
    if word is None or not _NUMBER.fullmatch(word):
        return None
    return Decimal(word.replace(",", "."))
