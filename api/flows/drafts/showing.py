"""A sheet as its owner sees it: what is drafted beside what is recorded, and the results so far (tạm tính)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from api.flows.desk import Desk
from api.flows.drafts.entering import held_of, standing_at, typed_of
from api.flows.drafts.kept import Held
from api.flows.drafts.provisional import provisional
from api.flows.drafts.sheet import Sheet, Typed
from api.flows.places import written
from domain.event import Value
from domain.report.corrections import target
from domain.report.places import Place
from domain.report.standing import Request, RequestStatus
from domain.report.state import Report
from domain.values import Cell


class CellState(StrEnum):
    """nháp · đã ghi sổ · đang đề nghị điều chỉnh."""

    DRAFT = "DRAFT"
    RECORDED = "RECORDED"
    CORRECTION_ASKED = "CORRECTION_ASKED"


class CellShown(Value):
    """
    A cell of a sheet. ``value`` is what is recorded, else the draft; ``draft`` a draft over a recorded value.

    ``by`` (staff code) is who recorded it; ``saved_at`` when the draft was saved. ``request``: the correction that
    waits, or the last one about it, if it was refused: then with its reason (``refusal``).
    """

    place: str
    state: CellState
    value: str
    by: str | None = None
    draft: str | None = None
    saved_at: datetime | None = None
    request: UUID | None = None
    refusal: str | None = None


class RowShown(Value):
    """
    A pupil's row. ``provisional``: by term (``"1"``, ``"2"``) and ``"year"`` the result of what is recorded and drafted
    so far (tạm tính).
    """

    number: int
    report_id: UUID
    full_name: str
    cells: tuple[CellShown, ...]
    closed: tuple[str, ...]
    provisional: dict[str, str]


class SheetShown(Value):
    """
    A sheet as its owner sees it; ``days`` are those of assessments, by column, that are not recorded yet.

    ``people``: by staff code the names of who recorded what stands.
    """

    school_year: str
    class_code: str
    sheet: str
    places: tuple[str, ...]
    days: dict[str, date]
    people: dict[str, str]
    pupils: tuple[RowShown, ...]


def shown(desk: Desk, actor: str, sheet: Sheet) -> SheetShown:
    """The sheet with the actor's own drafts. Raises Rejected for a missing right."""
    sheet.require(actor, desk.today)
    return _shown(desk, sheet, held_of(desk, actor, sheet))


def recorded(desk: Desk, sheet: Sheet) -> SheetShown:
    """The sheet with nobody's drafts, for those who only read it; the caller has seen to their right."""
    return _shown(desk, sheet, Held({}, {}, {}))


def _shown(desk: Desk, sheet: Sheet, held: Held) -> SheetShown:
    typed = typed_of(sheet, held)
    codes = {str(staff.staff_id): staff.code for staff in sheet.year.staff.values()}
    rows = [
        RowShown(
            number=member.number,
            report_id=report.report_id,
            full_name=member.full_name,
            cells=tuple(_cells(sheet, report, held, typed[report.report_id], codes)),
            closed=tuple(written(place) for pupil_id, place in sheet.closed if pupil_id == member.pupil_id),
            provisional=provisional(sheet, report, typed[report.report_id]),
        )
        for member, report in sheet.rows
    ]
    found = {cell.by for row in rows for cell in row.cells}
    people = desk.signatories(staff for staff in sheet.year.staff.values() if staff.code in found)
    return SheetShown(
        school_year=sheet.year.name,
        class_code=sheet.found.code,
        sheet=sheet.name,
        places=tuple(written(place) for place in sheet.places),
        days=held.days,
        people={sheet.year.staff[staff_id].code: one.full_name for staff_id, one in people.items()},
        pupils=tuple(rows),
    )


def _cells(
    sheet: Sheet, report: Report, held: Held, typed: Mapping[Cell | Place, Typed], codes: Mapping[str, str]
) -> Iterator[CellShown]:
    asked = last_requests(report)
    for place in sheet.places:
        standing, draft, text = standing_at(report, place), typed.get(place), written(place)
        saved_at = held.saved_at.get((report.report_id, text))
        if standing:
            request = asked.get(place)
            waits = request is not None and request.status is RequestStatus.OPEN
            refused = request is not None and request.status is RequestStatus.REFUSED
            yield CellShown(
                place=text,
                state=CellState.CORRECTION_ASKED if waits else CellState.RECORDED,
                value=Typed(standing.value, standing.by_rule is not None).text,
                by=codes.get(standing.actor, standing.actor),
                draft=draft.text if draft else None,
                saved_at=saved_at,
                request=request.asked.request_id if request and (waits or refused) else None,
                refusal=request.remark if request and refused else None,
            )
        elif draft:
            yield CellShown(place=text, state=CellState.DRAFT, value=draft.text, saved_at=saved_at)


def last_requests(report: Report) -> dict[Cell | Place, Request]:
    """By place the last correction that was asked for about it."""
    return {target(change): request for request in report.requests.values() for change in request.asked.changes}
