"""
``/lop/8A/so-chu-nhiem``: what the homeroom teacher records: conduct, in primary school qualities, absences, comments.

Draft first (nháp), recorded second (Ghi sổ), by the flows of every sheet. The page is a form of choices and texts; with
scripts each value is saved as it is typed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from api.flows.desk import made
from api.flows.drafts import entering, preview, showing
from api.flows.drafts.entering import Entered, Refused
from api.flows.drafts.sheet import HOMEROOM, Sheet, open_sheet
from api.flows.drafts.waiting import page_key, page_name
from api.flows.places import written
from api.pages.forms import CommandId
from api.pages.homeroom.room import Room, SentForm, SentRoom, TheRoom
from api.pages.shell import AfterSignIn, back
from api.routes import drafts as routes
from domain.ledger.failures import wrapped
from domain.messages import Language
from domain.regulations.curriculum import PRIMARY_LAST
from domain.report.places import Place
from domain.values import Cell, Column, Level, Rating, Term
from domain.words import said

router = APIRouter(prefix="/lop/{code}/so-chu-nhiem", include_in_schema=False, route_class=AfterSignIn)

#: The part with the texts of a primary class; the others are the times of the year at which it is rated.
TEXTS = "nhan-xet"
TIMES = {f"{term.value}-{column.value}": (term, column) for term in Term for column in (Column.GK, Column.CK)}

Part = Annotated[str | None, Query(alias="phan", max_length=16)]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the page: its place, and the levels that it takes with their words; without any, a text."""

    place: str
    at: Cell | Place
    name: str
    choices: Mapping[str, str]
    long: bool


@router.get("")
def sheet(room: TheRoom, part: Part = None) -> Response:
    """The sheet with one's own drafts."""
    return _page(room, part)


@router.post("")
def save(
    room: SentRoom, form: SentForm, then: Annotated[str, Form(alias="viec", max_length=16)] = "luu", part: Part = None
) -> Response:
    """Keep what was typed; what is refused is shown where it was typed."""
    with wrapped():
        opened = open_sheet(room.desk, room.code, HOMEROOM)
        typed = tuple(_typed(opened, form))
        saved = entering.save(room.desk, room.who.staff_id, opened, typed, room.who.language)
    if saved.refused:
        return _page(room, part, typed, saved.refused)
    if then == "xem":
        return RedirectResponse(f"{room.path}/so-chu-nhiem/xem-truoc", 303)
    told = room.words(f"Đã lưu nháp {len(saved.kept)} ô.", f"{len(saved.kept)} draft cells are saved.")
    return back(room.who, _path(room, part), told)


@router.post("/dan")
def paste(
    room: SentRoom,
    text: Annotated[str, Form(alias="van-ban", max_length=routes.PASTED_CHARACTERS_MAX)],
    place: Annotated[str, Form(alias="cot", max_length=64)],
    part: Part = None,
) -> Response:
    """A list from a spreadsheet becomes drafts: each row goes to the pupil whom it names."""
    done = routes.paste(room.code, HOMEROOM, made(routes.PastedText, text=text, places=(place,)), room.who.reader)
    told = room.words(f"Đã dán {len(done.kept)} ô nháp.", f"{len(done.kept)} draft cells were pasted.")
    faults = [*(each.message for each in done.refused), *(each.message for each in done.passed_over)]
    return back(room.who, _path(room, part), " ".join((told, *faults)))


@router.get("/xem-truoc")
def look(room: TheRoom) -> Response:
    """What recording would do now."""
    with wrapped():
        opened = open_sheet(room.desk, room.code, HOMEROOM)
        found = preview.preview(room.desk, room.who.staff_id, opened, room.who.language)
    names = {written(place): place for place in opened.places}
    return room.show("sheet_preview", found=found, names=names)


@router.post("/ghi-so")
def record(room: SentRoom, command: CommandId, digest: Annotated[str, Form(alias="ban", max_length=64)]) -> Response:
    """Ghi sổ: the drafts that the preview showed."""
    done = routes.record(room.code, HOMEROOM, made(routes.Seen, digest=digest), room.who.writer(command))
    count = len(done.entries)
    told = room.words(f"Đã ghi sổ: {count} bản ghi.", f"Recorded: {count} entries.")
    return back(room.who, f"{room.path}/so-chu-nhiem", told)


def _page(room: Room, part: str | None, typed: tuple[Entered, ...] = (), refused: tuple[Refused, ...] = ()) -> Response:
    with wrapped():
        opened = open_sheet(room.desk, room.code, HOMEROOM)
        found = showing.shown(room.desk, room.who.staff_id, opened)
        keep = b64encode(page_key(room.desk, room.who.staff_id)).decode()
        kept_as = page_name(room.desk, room.who.staff_id, opened)
        counted = {report.report_id: report.roll is not None for _, report in opened.rows}
    columns = [_heading(place, room.who.language) for place in opened.places]
    parts = [*TIMES, TEXTS] if room.found.grade <= PRIMARY_LAST else []
    if parts:
        part = part if part in parts else _current(room)
        columns = [column for column in columns if _part_of(column.at) == part]
    return room.show(
        "sheet",
        sheet=found,
        rows=[(pupil, {cell.place: cell for cell in pupil.cells}) for pupil in found.pupils],
        columns=columns,
        parts=parts,
        times=TIMES,
        part=part,
        counted=counted,
        keep=keep,
        kept_as=kept_as,
        again={(each.report_id, each.place): each.value for each in typed},
        faults={(each.number, each.place): each.message for each in refused},
    )


def _heading(place: Cell | Place, language: Language) -> Heading:
    if isinstance(place, Cell):
        ratings = {each.value: each.said(language) for each in Rating}
        return Heading(written(place), place, said(place.subject, language, "subject"), ratings, long=False)
    levels = {each.name: str(each) for each in reversed(Level)} if place.what == "conduct" else {}
    long = place.what in ("comment", "homeroom_comment")
    return Heading(written(place), place, place.said(language), levels, long)


def _part_of(place: Cell | Place) -> str:
    return f"{place.term.value}-{place.column.value}" if isinstance(place, Cell) else TEXTS


def _current(room: Room) -> str:
    """The end of the term that it is."""
    second = room.desk.today >= room.who.year.calendar.term_2_starts
    return f"{(Term.TWO if second else Term.ONE).value}-{Column.CK.value}"


def _typed(opened: Sheet, form: FormData) -> Iterator[Entered]:
    """Fields are called ``7:conduct/1``, by number in the list and place."""
    reports: dict[str, UUID] = {str(member.number): report.report_id for member, report in opened.rows}
    for field, value in form.multi_items():
        number, found, place = field.partition(":")
        if found and number in reports and isinstance(value, str):
            yield Entered(report_id=reports[number], place=place, value=value)


def _path(room: Room, part: str | None) -> str:
    return f"{room.path}/so-chu-nhiem" + (f"?phan={part}" if part else "")
