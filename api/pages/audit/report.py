"""
``/nhat-ky/hoc-ba/{report}``: the story of a report, and the report as it stood at every entry of it, or at a moment.

Every entry is a stop of the time slider; ``?tai=`` is its position, ``?luc=`` a moment as a person names it, which lies
at or behind a stop. Without scripts the slider is a form, and links lead to the stop before and after.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.auditing import texts
from api.flows.auditing.history import Chapter, History, history
from api.flows.auditing.moments import moment
from api.flows.auditing.replay import Replayed, StoodAt, replay
from api.pages.audit.people import TheInspector
from api.pages.shell import show
from domain.errors import Misused
from domain.ledger.failures import wrapped
from domain.values import Column
from domain.words import Language, said

router = APIRouter(include_in_schema=False)

#: Sections as they are shown, after the marks.
_ORDER = (
    "derived", "signature", "request", "edition", "comment", "conduct", "absences", "session", "homeroom_comment",
    "summer_conduct", "programme", "exemption", "decision", "confirmed", "identity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stop:
    """An entry of the report: where the slider may stand."""

    position: int
    at: datetime
    told: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in the table; ``new``: the entry of this stop put it there."""

    said: str
    new: bool
    position: int | None


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A subject (or a part of one) in a term: its marks by column."""

    subject: str
    marks: dict[str, Mark]


@dataclass(frozen=True, slots=True)
class Fact:
    """Any other value, and where it comes from."""

    label: str
    said: str
    new: bool
    source: str | None


@router.get("/nhat-ky/hoc-ba/{report}")
def story(
    report: UUID,
    who: TheInspector,
    at: Annotated[int | None, Query(alias="tai", ge=1)] = None,
    number: Annotated[int | None, Query(alias="moc", ge=1)] = None,
    when: Annotated[str | None, Query(alias="luc", max_length=40)] = None,
) -> Response:
    """The report at a stop or a moment; by default at its last entry."""
    ledger, language = who.desk.ledger, who.language
    with wrapped():
        report_id = who.desk.find_report(str(report))
        found = history(ledger, report_id, language)
        stops = list(_stops(found))
        then = moment(ledger, when) if when and when.strip() else None
        chosen = _chosen([stop.position for stop in stops], then.position if then else at, number)
        here = stops[chosen]
        stood = replay(ledger, report_id, then or moment(ledger, str(here.position)), language)
    terms = [(term, list(rows)) for term, rows in groupby(_marks(stood, here.position, language), lambda each: each[0])]
    return show(
        who,
        "audit/report.html",
        history=found,
        stops=stops,
        chosen=chosen,
        here=here,
        then=then,
        when=when or "",
        stood=stood,
        columns=[column.value for column in Column],
        terms=[(said(term, language, "explained"), [row for _, row in rows]) for term, rows in terms],
        sections=list(_sections(stood, here.position, language)),
        fallen=[(each.label, each.signed_at, texts.circumstances(each.source, language)) for each in stood.voided],
        days=[
            (day, [_chapter(each, language) for each in of_day])
            for day, of_day in groupby(found.chapters, lambda chapter: texts.day_of(chapter.source.at))
        ],
    )


def _stops(found: History) -> Iterator[Stop]:
    told = {position: chapter for chapter in found.chapters for position in chapter.positions}
    for position in sorted(told):
        chapter = told[position]
        last = position == chapter.positions[-1]
        yield Stop(position, chapter.until if last else chapter.source.at, chapter.told)


def _chosen(positions: list[int], at: int | None, number: int | None) -> int:
    """Which stop: that of the position, or the last one before it. Raises Misused if the report had not begun."""
    if number is not None:
        return min(number, len(positions)) - 1
    if at is None:
        return len(positions) - 1
    before = bisect_right(positions, at)
    if before == 0:
        raise Misused("audit.not_begun", position=at, report="")
    return before - 1


def _marks(stood: Replayed, here: int, language: Language) -> Iterator[tuple[str, MarkRow]]:
    """Term and row, in the order of the terms and the report."""
    rows: dict[tuple[str, str], dict[str, Mark]] = {}
    for value in stood.values:
        kind, *steps = value.place.split("/")
        if kind == "mark" and len(steps) == 4:
            subject, part, term, column = steps
            name = said(part or subject, language, "subject")
            rows.setdefault((term, name), {})[column] = Mark(value.said, _new(value, here), _position(value))
    for (term, name), marks in sorted(rows.items(), key=lambda row: row[0][0]):
        yield term, MarkRow(name, marks)


def _sections(stood: Replayed, here: int, language: Language) -> Iterator[tuple[str, str, list[Fact]]]:
    by_kind: dict[str, list[Fact]] = {}
    for value in stood.values:
        kind = value.place.partition("/")[0]
        source = texts.circumstances(value.source, language) if value.source else None
        rule = f"{value.said} ({value.by_rule})" if value.by_rule else value.said
        by_kind.setdefault(kind, []).append(Fact(value.label, rule, _new(value, here), source))
    for kind in _ORDER:
        if kind in by_kind:
            yield kind, texts.SECTIONS[kind][0 if language == "vi" else 1], by_kind[kind]


def _new(value: StoodAt, here: int) -> bool:
    return _position(value) == here


def _position(value: StoodAt) -> int | None:
    return value.source.position if value.source else None


def _chapter(chapter: Chapter, language: Language) -> tuple[Chapter, list[str]]:
    return chapter, [line.strip() for line in list(texts.told_chapter(chapter, language))[1:]]
