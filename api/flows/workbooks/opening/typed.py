"""
What a person typed in an opening workbook, as the school file writes it. Pure.

What cannot be read stays as it was typed: the checks of the school file find it, and say what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from api.flows.vietnamese_names import tidy
from api.flows.workbooks.layout import same_name
from api.flows.workbooks.opening.forms import Field, Typed
from api.flows.workbooks.values import as_text

#: A value as JSON has it.
Read = str | int | bool | list[str] | None

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BETWEEN = re.compile(r"[;,\n]")
_TICKS = frozenset({"x", "có", "1", "true", "✓", "✔"})
_GROUPING = re.compile(r"[\s.'’]")


def read(field: Field, value: object) -> Read:
    """A filled cell as the school file writes it."""
    return _READERS[field.typed](field, value)


def plain(value: object) -> str:
    """The whole text of a cell; a number and a day as people see them."""
    return value if isinstance(value, str) else as_text(value)


def lost_zeros(field: Field, value: object) -> bool:
    """Whether a cell of digits holds a number that is shorter than they are: it lost the zeros in front of it."""
    return field.typed is Typed.DIGITS and isinstance(value, float) and len(plain(value)) < field.digits


def code(value: object) -> str:
    """A code as people type it: without spaces, in capitals, a long dash as a short one."""
    return re.sub(r"\s", "", plain(value)).replace("–", "-").upper()


def day(value: object) -> str:
    """A day as YEAR-MONTH-DAY from a date, or from day/month/year; else the text."""
    if isinstance(value, date):  # a datetime is one
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = tidy(plain(value))
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def is_day(text: str) -> bool:
    """Whether ``day`` read a day that exists."""
    try:
        return bool(_ISO_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _text(_: Field, value: object) -> Read:
    return tidy(plain(value))


def _number(_: Field, value: object) -> Read:
    text = plain(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _decimal(_: Field, value: object) -> Read:
    return plain(value).replace(",", ".")


def _digits(field: Field, value: object) -> Read:
    text = _GROUPING.sub("", plain(value))
    return text.zfill(field.digits) if lost_zeros(field, value) else text


def _word(field: Field, value: object) -> Read:
    return _coded(field, plain(value))


def _words(field: Field, value: object) -> Read:
    return [_coded(field, word) for word in _BETWEEN.split(plain(value)) if word.strip()]


def _coded(field: Field, text: str) -> str:
    typed = same_name(text)
    for word, stored in (field.words or {}).items():
        if typed in (same_name(word), same_name(stored)):
            return stored
    return tidy(text)


def _tick(_: Field, value: object) -> Read:
    text = plain(value)
    return True if same_name(text) in _TICKS else text


_READERS: Mapping[Typed, Callable[[Field, object], Read]] = {
    Typed.TEXT: _text,
    Typed.CODE: lambda _, value: code(value),
    Typed.DAY: lambda _, value: day(value),
    Typed.NUMBER: _number,
    Typed.DECIMAL: _decimal,
    Typed.DIGITS: _digits,
    Typed.WORD: _word,
    Typed.WORDS: _words,
    Typed.TICK: _tick,
}
