"""
What a correction would change beside the values that it names: averages, levels, promotion, title.

Computed by the rules of the school year on the report as it is and as it would be; recorded nowhere. A principal must
see it before he decides (people.md C3.1): above all where a level or a title rises, *vượt ngưỡng*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Literal

from domain.regulations.circular_22 import SubjectEvaluation
from domain.report import events as e
from domain.report import primary
from domain.report.corrections import Supposed, changed
from domain.report.editions import derive, is_primary
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from domain.values import Level, mark_of
from domain.words import Language, said

#: The time of what has not happened; no derived value looks at it.
NEVER = datetime.min.replace(tzinfo=UTC)

#: What is derived, as its explanations name it: a subject's results first, then those of the pupil.
What = Literal["subject", "academic", "conduct", "rating", "result", "promotion", "completion", "title"]

#: Where a threshold was crossed if the value rises; from the lowest to the highest, by name.
_RISING: dict[str, tuple[str, ...]] = {
    "academic": tuple(level.name for level in Level),
    "conduct": tuple(level.name for level in Level),
    "result": ("CHT", "HT", "HTT", "HTXS"),
    "promotion": ("RETAINED", "REASSESS", "SUMMER_CONDUCT", "PROMOTED"),
    "completion": ("NOT_COMPLETED", "COMPLETED"),
    "title": ("NO_TITLE", "TIEU_BIEU", "GIOI", "XUAT_SAC"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """
    One derived value, before and after; None while it cannot be derived.

    ``subject``: code, of a subject's result or a rating. ``period``: ``term_1``, ``term_2``, ``year``, ``final``.
    """

    what: What
    subject: str | None
    period: str | None
    before: str | None
    after: str | None

    @property
    def rises(self) -> bool:
        """Whether a level, the promotion or the title rises (vượt ngưỡng)."""
        order = _RISING.get(self.what, ())
        if self.before not in order or self.after not in order:
            return False
        return order.index(self.before) < order.index(self.after)

    def said(self, language: Language) -> str:
        """For people: ``ĐTB môn Toán học kì I: 7,5 → 7,9``."""
        return f"{self.place(language)}: {self.value(self.before, language)} → {self.value(self.after, language)}"

    def place(self, language: Language) -> str:
        """Which value, in words: ``ĐTB môn Toán học kì I``, ``Kết quả học tập cả năm``."""
        words = said(self.subject or self.what, language, "subject" if self.subject else "explained")
        if language == "vi" and self.what == "subject":
            scored = any(text and text[0].isdigit() for text in (self.before, self.after))
            words = f"{'ĐTB' if scored else 'kết quả'} môn {words}"
        period = f" {said(self.period, language, 'explained')}" if self.period else ""
        return f"{words[0].upper()}{words[1:]}{period}"

    def value(self, text: str | None, language: Language) -> str:
        """``before`` or ``after`` in words."""
        if text is None or text == "PENDING":
            return said("PENDING", language, "outcome")
        if self.what in ("academic", "conduct"):
            return str(Level[text])
        if self.what in ("subject", "rating"):
            return said(mark_of(text), language)
        return said(text, language, "outcome")


def effects(state: Report, changes: tuple[e.Change, ...], year: SchoolYear) -> tuple[Effect, ...]:
    """Every derived value that would be another one, in the order of the report; empty where none would be."""
    supposed = Supposed(state.started, "", NEVER, 0, state.report_id)
    before, after = derived_values(state, year), derived_values(changed(state, changes, supposed), year)
    keys = dict.fromkeys([*before, *after])
    found = (Effect(*key, before.get(key), after.get(key)) for key in keys)
    return tuple(effect for effect in found if effect.before != effect.after)


Key = tuple[What, str | None, str | None]


def derived_values(state: Report, year: SchoolYear) -> dict[Key, str | None]:
    """Everything that is derived: what, subject and period, as in an ``Effect``, and its value."""
    return dict(_primary(state, year) if is_primary(state) else _secondary(state, year))


def _secondary(state: Report, year: SchoolYear) -> Iterator[tuple[Key, str | None]]:
    found = derive(state, year)
    for row in found.subjects:
        yield from _results(row)
    for period in ("term_1", "term_2", "year"):
        yield ("academic", None, period), _name(getattr(found.academic, period))
    if found.academic.final != found.academic.year:
        yield ("academic", None, "final"), _name(found.academic.final)
    yield ("conduct", None, "year"), _name(found.conduct_year)
    yield ("promotion", None, None), _name(found.promotion)
    yield ("completion", None, None), _name(found.completion)
    yield ("title", None, None), _title(found.title, settled=found.promotion != "PENDING")


def _results(row: SubjectEvaluation) -> Iterator[tuple[Key, str | None]]:
    for period in ("term_1", "term_2", "year"):
        result = getattr(row, period)
        yield ("subject", row.subject, period), None if result is None else str(result)
    if row.final != row.year:
        yield ("subject", row.subject, "final"), None if row.final is None else str(row.final)


def _primary(state: Report, year: SchoolYear) -> Iterator[tuple[Key, str | None]]:
    found = primary.derive(state, year)
    for row in found.subjects:
        yield ("subject", row.subject, None), _name(row.level)
    for code, rating in found.ratings:
        yield ("rating", code, None), _name(rating)
    yield ("result", None, None), _name(found.result)
    promoted = {None: None, True: "PROMOTED", False: "RETAINED"}
    completed = {None: None, True: "COMPLETED", False: "NOT_COMPLETED"}
    yield ("completion", None, None), completed[found.completed]
    yield ("promotion", None, None), promoted[found.promoted]
    yield ("title", None, None), _title(found.title, settled=found.promoted is not None)


def _name(value: Enum | None) -> str | None:
    return None if value is None else value.name


def _title(value: Enum | None, *, settled: bool) -> str | None:
    """No title is a result too, once the year's results are there."""
    return value.name if value else "NO_TITLE" if settled else None
