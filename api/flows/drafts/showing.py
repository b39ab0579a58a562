"""A sheet as its owner sees it: what is drafted beside what is recorded, and the averages so far (tạm tính)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from api.flows.desk import Desk
from api.flows.drafts.entering import held_of, scores_of, standing_at, typed_of
from api.flows.drafts.kept import Held
from api.flows.drafts.sheet import Sheet, Typed
from api.flows.places import written
from domain.event import Value
from domain.regulations.averages import provisional_average
from domain.report.corrections import target
from domain.report.governing import assessment
from domain.report.places import Place
from domain.report.state import Report
from domain.values import Cell, Column, Kind, Term

#: Columns with a coefficient of their own, and the re-assessment, which is in no average.
_NOT_REGULAR = (Column.GK, Column.CK, Column.DGL)


class CellState(StrEnum):
    """nháp · đã ghi sổ · đang đề nghị điều chỉnh."""

    DRAFT = "DRAFT"
    RECORDED = "RECORDED"
    CORRECTION_ASKED = "CORRECTION_ASKED"


class CellShown(Value):
    """
    A cell of a sheet. ``value`` is what is recorded, else the draft; ``draft`` a draft over a recorded value.

    ``by`` (staff code) is who recorded it; ``saved_at`` when the draft was saved.
    """

    place: str
    state: CellState
    value: str
    by: str | None = None
    draft: str | None = None
    saved_at: datetime | None = None


class RowShown(Value):
    """A pupil's row; ``provisional`` is by term the average of what is recorded and drafted so far (tạm tính)."""

    number: int
    report_id: UUID
    full_name: str
    cells: tuple[CellShown, ...]
    provisional: dict[str, str]


class SheetShown(Value):
    """A sheet as its owner sees it; ``days`` are those of assessments, by column, that are not recorded yet."""

    school_year: str
    class_code: str
    sheet: str
    places: tuple[str, ...]
    days: dict[str, date]
    pupils: tuple[RowShown, ...]


def shown(desk: Desk, actor: str, sheet: Sheet) -> SheetShown:
    """The sheet with the actor's own drafts. Raises Rejected for a missing right."""
    sheet.require(actor, desk.today)
    held = held_of(desk, actor, sheet)
    typed = typed_of(sheet, held)
    return SheetShown(
        school_year=sheet.year.name,
        class_code=sheet.found.code,
        sheet=sheet.name,
        places=tuple(written(place) for place in sheet.places),
        days=held.days,
        pupils=tuple(
            RowShown(
                number=member.number,
                report_id=report.report_id,
                full_name=member.full_name,
                cells=tuple(_cells(sheet, report, held, typed[report.report_id])),
                provisional=provisional(sheet, report, typed[report.report_id]),
            )
            for member, report in sheet.rows
        ),
    )


def _cells(sheet: Sheet, report: Report, held: Held, typed: Mapping[Cell | Place, Typed]) -> Iterator[CellShown]:
    asked = {target(change) for request in report.open_requests for change in request.asked.changes}
    for place in sheet.places:
        standing, draft, text = standing_at(report, place), typed.get(place), written(place)
        saved_at = held.saved_at.get((report.report_id, text))
        if standing:
            yield CellShown(
                place=text,
                state=CellState.CORRECTION_ASKED if place in asked else CellState.RECORDED,
                value=Typed(standing.value, standing.by_rule is not None).text,
                by=_code(sheet, standing.actor),
                draft=draft.text if draft else None,
                saved_at=saved_at,
            )
        elif draft:
            yield CellShown(place=text, state=CellState.DRAFT, value=draft.text, saved_at=saved_at)


def _code(sheet: Sheet, actor: str) -> str:
    staff = next((staff for staff in sheet.year.staff.values() if str(staff.staff_id) == actor), None)
    return staff.code if staff else actor


def provisional(sheet: Sheet, report: Report, typed: Mapping[Cell | Place, Typed]) -> dict[str, str]:
    """By term what the average is of the scores so far; nothing where the subject has no averages."""
    if sheet.kind is not Kind.SCORED:
        return {}
    scores, found = scores_of(sheet, report, typed), {}
    for term in Term:
        of_term = {cell.column: score for cell, score in scores.items() if cell.term is term}
        regular = [score for column, score in of_term.items() if column not in _NOT_REGULAR]
        policies = assessment(report, sheet.year)
        average = provisional_average(regular, of_term.get(Column.GK), of_term.get(Column.CK), policies)
        if average:
            found[str(term.value)] = str(average)
    return found
