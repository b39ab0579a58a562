"""
Strict JSON, read with the place of every fault: ``subjects.TOAN.terms.1.tx[2]``.

A key that stands twice, a number with a fraction and a key that nobody knows are faults; all are collected, so that
who sends a record sees everything at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.flows.evaluating.messages import MESSAGES as MESSAGES
from domain.errors import Faults, HocbaError, Misused, Rejected
from domain.values import TEXT_CHARACTERS_MAX, CommentResult, Kind, Score, Text

#: A full record has about 5 KB.
BYTES_MAX = 1 << 20
#: Faults told of one input: a person reads no more, and a hostile input shall not fill a screen.
FAULTS_MAX = 100
#: Characters of a wrong value that a message repeats.
SHOWN_MAX = 40
#: Digits of a whole number; grades, absences and limits have fewer.
_DIGITS_MAX = 9

#: Every way to write a score: "8" and "8.0" are the same.
_SCORES = {str(score): score for score in (Score(Decimal(tenths) / 10) for tenths in range(101))}
_SCORES |= {text.removesuffix(".0"): score for text, score in _SCORES.items()}
_RESULTS = {result.value: result for result in CommentResult}
_PLAIN = re.compile(r"[A-Za-z0-9_]{1,40}")
#: Places remembered: those of a record are some hundreds, and most records have the same.
_PLACES_KEPT = 4096
_TEXT: TypeAdapter[str] = TypeAdapter(Text)

#: The two ways to say that a mark follows from Điều 7.4.
BY_RULE = {Kind.SCORED: "zero_by_rule", Kind.COMMENT: "cd_by_rule"}


class _Number(str):
    """A number that no value here may be: with a fraction, an exponent, or too many digits."""

    __slots__ = ()


class _Object(dict[str, Any]):
    """A JSON object that remembers which keys stood in it twice."""

    twice: tuple[str, ...] = ()


def parse(content: bytes) -> Any:
    """The document. Raises Misused ``evaluate.too_large``, ``evaluate.not_json``."""
    if len(content) > BYTES_MAX:
        raise Misused("evaluate.too_large", limit=BYTES_MAX)
    try:
        return json.loads(
            content.decode(),
            object_pairs_hook=_object,
            parse_float=_Number,
            parse_constant=_Number,
            parse_int=lambda digits: int(digits) if len(digits) <= _DIGITS_MAX else _Number(digits),
        )
    except (ValueError, RecursionError) as error:
        raise Misused("evaluate.not_json", reason=str(error)[:200]) from error


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        found.twice = tuple(key for key in found if keys.count(key) > 1)
    return found


class Reading:
    """One document on its way to a record; ``faults`` are what was found so far, in the order of the document."""

    def __init__(self) -> None:
        self.faults: list[HocbaError] = []
        self._numbers: set[str] = set()

    def fault(self, error: HocbaError) -> None:
        """Remember one more, but nothing more of a number told already. Raises Faults where there are too many."""
        if error.facts.get("place") in self._numbers:
            return
        self.faults.append(error)
        if len(self.faults) == FAULTS_MAX:
            place = error.facts.get("place", "")
            raise Faults([*self.faults, Rejected("evaluate.many", place=place, limit=FAULTS_MAX)])

    def done(self) -> None:
        """Raises Faults where there is one."""
        if self.faults:
            raise Faults(self.faults)

    def whole(self, value: Any, place: str = "") -> None:
        """Look at the whole document for keys that stand twice and numbers that cannot be, wherever they are."""
        if isinstance(value, _Number):
            self.fault(Rejected("evaluate.number", place=place or "$", found=shown(value)))
            self._numbers.add(place or "$")
        elif isinstance(value, _Object):
            for key in value.twice:
                self.fault(Rejected("evaluate.twice", place=within(place, key)))
            for key, inner in value.items():
                if type(inner) is not str:
                    self.whole(inner, within(place, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                if type(inner) is not str:
                    self.whole(inner, f"{place}[{index}]")

    def object(
        self, value: Any, place: str, known: Collection[str] | None = None, required: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        """An object with none but the known keys, or any; empty where it is none."""
        if not isinstance(value, dict):
            self._type(value, place, "object")
            return {}
        for key in value:
            if known is not None and key not in known:
                self.fault(Rejected("evaluate.unknown_key", place=within(place, key), expected=", ".join(known)))
        for key in required:
            if key not in value:
                self.fault(Rejected("evaluate.missing_key", place=within(place, key)))
        return {key: inner for key, inner in value.items() if known is None or key in known}

    def optional(self, value: Any, place: str, known: Collection[str] | None = None) -> Mapping[str, Any]:
        """An object, or null for an empty one."""
        return {} if value is None else self.object(value, place, known)

    def list(self, value: Any, place: str) -> Sequence[Any]:
        """A list; empty where it is none."""
        if isinstance(value, list):
            return value
        self._type(value, place, "list")
        return ()

    def one_of(self, value: Any, place: str, words: Collection[str]) -> str | None:
        """One of the words, or None where it is none of them."""
        if isinstance(value, str) and not isinstance(value, _Number) and value in words:
            return str(value)
        self.fault(Rejected("evaluate.value", place=place, expected=", ".join(words), found=shown(value)))
        return None

    def count(self, value: Any, place: str) -> int | None:
        """A whole number from 0 upwards."""
        if type(value) is int and value >= 0:
            return value
        self._type(value, place, "whole number")
        return None

    def flag(self, value: Any, place: str) -> bool | None:
        """True, false, or null for what is not decided."""
        if value is None or isinstance(value, bool):
            return value
        self._type(value, place, "true or false")
        return None

    def text(self, value: Any, place: str) -> str:
        """A text that people can read; "—" where it is none."""
        try:
            if isinstance(value, _Number):
                return "—"
            return _TEXT.validate_python(value, strict=True)
        except ValidationError:
            self.fault(Rejected("evaluate.text", place=place, limit=TEXT_CHARACTERS_MAX))
            return "—"

    def mark(self, value: Any, place: str, kind: Kind) -> tuple[Score | CommentResult | None, str | None]:
        """A mark and, where it follows from Điều 7.4, the reason; both None where it is pending or a fault."""
        if isinstance(value, dict):
            key = BY_RULE[kind]
            given = self.object(value, place, (key,), (key,))
            return None, self.text(given[key], within(place, key)) if key in given else None
        words: Mapping[str, Score | CommentResult] = _RESULTS if kind is Kind.COMMENT else _SCORES
        if type(value) is str and value in words:
            return words[value], None
        if value is not None:
            code = "evaluate.result" if kind is Kind.COMMENT else "evaluate.mark"
            self.fault(Rejected(code, place=place, found=shown(value)))
        return None, None

    def _type(self, value: Any, place: str, expected: str) -> None:
        self.fault(Rejected("evaluate.type", place=place or "$", expected=expected, found=shown(value)))


@lru_cache(_PLACES_KEPT)
def within(place: str, key: str) -> str:
    """The place of a key of an object."""
    name = key if _PLAIN.fullmatch(key) else shown(key)
    return f"{place}.{name}" if place else name


def shown(value: Any) -> str:
    """A value as it stands in JSON, cut: it comes from anywhere."""
    if isinstance(value, _Number):
        return str(value)[:SHOWN_MAX]
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…"
