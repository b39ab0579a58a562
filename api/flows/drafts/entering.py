"""Saving drafts, reading them back, and taking them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from api.flows.desk import Desk, Member
from api.flows.drafts.kept import Draft, Held, kept
from api.flows.drafts.provisional import marks_of, provisional
from api.flows.drafts.sheet import Sheet, Typed, key_of
from api.flows.places import place_at, written
from api.web_words import web_text
from domain.context import local_day
from domain.errors import HocbaError, Rejected
from domain.event import Value
from domain.messages import Language
from domain.report.places import Place
from domain.report.state import Report, Standing
from domain.typing import Unfit
from domain.values import Cell, Score, Term

#: The drafts of a sheet, read.
TypedByReport = Mapping[UUID, Mapping[Cell | Place, Typed]]


class Entered(Value):
    """A value in a place of a report, as it is typed, or as it is kept."""

    report_id: UUID
    place: str
    value: str


class Refused(Value):
    """A value that was not kept, and why."""

    number: int
    place: str
    code: str
    message: str


class Saved(Value):
    """
    What came of values that were typed: ``kept`` are drafts now, as they were read; ``cleared`` are blank again.

    ``standing`` are recorded already with this very value; ``refused`` are not kept. ``provisional``: by report that
    was typed in, what its results would be now (tạm tính).
    """

    kept: tuple[Entered, ...]
    cleared: int
    standing: int
    refused: tuple[Refused, ...]
    provisional: dict[UUID, dict[str, str]]


class _Sorted(NamedTuple):
    """What is to be done with each of the values that were typed."""

    kept: list[Draft]
    blank: list[tuple[UUID, str]]
    standing: list[tuple[UUID, str]]
    refused: list[tuple[Member, Cell | Place, HocbaError]]


def save(
    desk: Desk,
    actor: str,
    sheet: Sheet,
    typed: Sequence[Entered],
    language: Language,
    *,
    quick: bool = False,
    days: Mapping[str, date] = MappingProxyType({}),
) -> Saved:
    """
    Keep what was typed; a blank takes the draft away. What is refused does not keep the rest out.

    ``days``: by column the day of its assessment, kept as long as the column has a draft.
    Raises Rejected for a missing right, or a place or pupil that is not in the sheet.
    """
    sheet.require(actor, desk.today)
    found = _sort(desk, actor, sheet, typed, quick=quick)
    assessed = {written(sheet.column(text)): day for text, day in days.items()}
    if desk.dry_run is None:
        with kept(desk.pool, key_of(desk, actor, sheet)) as drafts:
            drafts.clear([*found.blank, *found.standing])
            drafts.put(found.kept)
            drafts.put_days(assessed)
    typed_now, touched = typed_of(sheet, held_of(desk, actor, sheet)), {each.report_id for each in typed}
    return Saved(
        kept=tuple(Entered(**draft._asdict()) for draft in found.kept),
        cleared=len(found.blank),
        standing=len(found.standing),
        refused=tuple(
            Refused(number=member.number, place=written(place), code=error.code, message=web_text(error, language))
            for member, place, error in found.refused
        ),
        provisional={
            report.report_id: provisional(sheet, report, typed_now[report.report_id])
            for _, report in sheet.rows
            if report.report_id in touched
        },
    )


def _sort(desk: Desk, actor: str, sheet: Sheet, typed: Sequence[Entered], *, quick: bool) -> _Sorted:
    rows = {report.report_id: (member, report) for member, report in sheet.rows}
    found = _Sorted([], [], [], [])
    # The last one counts where a place is named twice: one statement cannot save a row twice.
    for (report_id, text), value in {(each.report_id, each.place): each.value for each in typed}.items():
        if report_id not in rows:
            raise Rejected("draft.pupil", report=report_id, where=sheet.found.code)
        member, report = rows[report_id]
        place = sheet.place(text)
        at = (report_id, written(place))
        if not value.strip():
            found.blank.append(at)
            continue
        try:
            kept_text = _fit(desk, actor, sheet, member, report, place, value, quick=quick)
        except Rejected as error:
            found.refused.append((member, place, error))
        else:
            (found.kept.append(Draft(*at, kept_text)) if kept_text is not None else found.standing.append(at))
    return found


def _fit(
    desk: Desk, actor: str, sheet: Sheet, member: Member, report: Report, place: Cell | Place, text: str, *, quick: bool
) -> str | None:
    """The text to keep; None where this value is recorded. Raises Rejected."""
    try:
        value = sheet.read(place, text, quick=quick)
        if isinstance(place, Cell) and (member.pupil_id, place) in sheet.closed:
            raise Unfit("cell.closed")
    except Unfit as unfit:
        raise sheet.fault(member, place, text, unfit) from unfit
    if isinstance(place, Cell) and place.part:
        sheet.require(actor, desk.today, place)
    standing = standing_at(report, place)
    if standing is None:
        return value.text
    if standing.value == value.value:
        return None
    raise Rejected("score.recorded", cell=place, day=f"{local_day(standing.at):%d/%m/%Y}", value=standing.value)


def standing_at(report: Report, place: Cell | Place) -> Standing[Any] | None:
    """What is recorded in a place."""
    if isinstance(place, Cell):
        return report.marks.get(place)
    match place:
        case Place(what="comment", subject=str() as code):
            return report.comments.get(code)
        case Place(what="conduct", term=Term() as term):
            return report.conduct.get(term)
        case Place(what="absences"):
            return report.absences
    return report.homeroom_comment


def held_of(desk: Desk, actor: str, sheet: Sheet) -> Held:
    """The actor's drafts of the sheet."""
    with kept(desk.pool, key_of(desk, actor, sheet)) as drafts:
        return drafts.held()


def typed_of(sheet: Sheet, held: Held) -> TypedByReport:
    """The drafts by report, read; those in places that the sheet has not any more are left out."""
    found: dict[UUID, dict[Cell | Place, Typed]] = {report.report_id: {} for _, report in sheet.rows}
    for draft in held:
        place = place_at(draft.place)
        if draft.report_id in found and place in sheet.places:
            found[draft.report_id][place] = sheet.read(place, draft.value)
    return found


def scores_of(sheet: Sheet, report: Report, typed: Mapping[Cell | Place, Typed]) -> dict[Cell, Score]:
    """A pupil's scores in the subject so far, recorded or else drafted."""
    return {cell: mark for cell, mark in marks_of(sheet, report, typed).items() if isinstance(mark, Score)}


def clear(desk: Desk, actor: str, sheet: Sheet, places: Sequence[tuple[UUID, str]] | None) -> int:
    """Take drafts away, or all of the sheet; how many there were. One's own can always be taken away."""
    if desk.dry_run is not None:
        held = held_of(desk, actor, sheet).drafts
        return len(held if places is None else held.keys() & set(places))
    with kept(desk.pool, key_of(desk, actor, sheet)) as drafts:
        return drafts.clear(places)
