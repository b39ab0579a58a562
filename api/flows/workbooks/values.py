"""
What a person typed in a cell, as a value of the domain. Pure; ``Unfit`` says what is wrong, the table says where.

Numbers come as floats. They become a ``Decimal`` by 15 significant digits, which is what spreadsheet programs show and
keep: the shortest form of anything a person can type (7.2), and what she sees of a sum (0.1 + 0.2 shows 0.3).
"""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from domain import typing
from domain.typing import LOOKALIKES, ZERO_BY_RULE
from domain.typing import Unfit as Unfit
from domain.values import Kind, Level, Mark, Score

#: Marks kept as they were typed: there are 101 scores, in a few spellings each.
_MARKS_KEPT = 1024

#: Days from 2000 to 2099 as spreadsheets count them from 1899-12-30: a date that lost its format, never a mark.
_DATE_NUMBERS = range(36526, 73051)
_DAY_ZERO = date(1899, 12, 30)
#: As much of a bad value as an error list has room for.
_MAX_SHOWN = 60


@lru_cache(_MARKS_KEPT, typed=True)  # typed: True is 1 and 1.0 to a dictionary, and no mark
def read_mark(value: object, kind: Kind, *, round_half_up: bool) -> tuple[Mark, bool]:
    """
    The mark in a filled cell, and whether it stands there by rule (``0K``, ``CĐK``: Điều 7).

    Raises:
        Unfit: ``score.…`` or ``result.expected``.

    """
    if kind is Kind.COMMENT:
        return typing.result_of(_typed(value))
    if typing.word(_typed(value)) == ZERO_BY_RULE:
        return Score(0), True
    if typing.is_result(_typed(value)):
        raise Unfit("score.expected")
    return _score(value, round_half_up=round_half_up), False


def _score(value: object, *, round_half_up: bool) -> Score:
    if isinstance(value, (date, time, timedelta)):
        raise Unfit("score.date")
    number = _decimal(value)
    if number is None:
        raise Unfit("score.text")
    if number in _DATE_NUMBERS:
        day = _DAY_ZERO + timedelta(days=int(number))
        raise Unfit("score.date", value=as_text(day), shown=as_text(day))
    return typing.score_of(number, round_half_up=round_half_up)


def read_attainment(value: object) -> tuple[Mark, bool]:
    """A primary subject's level: T, H, C or its words. Raises Unfit ``attainment.expected``."""
    return typing.attainment_of(_typed(value)), False


def read_rating(value: object) -> Mark:
    """The rating of a quality or competency: T, Đ, C or its words. Raises Unfit ``rating.expected``."""
    return typing.rating_of(_typed(value))


def read_test(value: object) -> tuple[Mark, bool]:
    """The whole score of a periodic test of primary school. Raises Unfit ``score.…``, ``score.integer``."""
    if typing.is_attainment(_typed(value)):
        raise Unfit("score.expected")
    return typing.whole(_score(value, round_half_up=False)), False


def read_level(value: object) -> Level:
    """Level of conduct, by its word or its code. Raises Unfit ``conduct.level``."""
    return typing.level_of(_typed(value))


def read_absences(value: object) -> int:
    """A whole number of half-days. Raises Unfit ``absences.number``."""
    number, limit = _decimal(value), typing.MAX_ABSENCES
    if number is None or number != number.to_integral_value() or not 0 <= number <= limit:
        raise Unfit("absences.number", limit=limit)
    return int(number)


def read_comment(value: object) -> str:
    """A comment in NFC, trimmed, with plain line feeds. Raises Unfit ``comment.…``."""
    if not isinstance(value, str):
        raise Unfit("comment.not_text")
    # _x000D_ is how the format writes the carriage return of a pasted line end (ISO/IEC 29500-1 §22.9.2.19).
    return typing.comment_of(value.replace("_x000D_", ""))


def is_blank(value: object) -> bool:
    """Nothing, or nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.translate(LOOKALIKES).strip())


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


def _typed(value: object) -> str:
    """What is no text is no word either."""
    return value if isinstance(value, str) else ""


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return Decimal(format(value, ".15g")) if math.isfinite(value) else None
    return typing.number(value) if isinstance(value, str) else None
