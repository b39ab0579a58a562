"""``/lop/8A/diem-danh``: the roll call of a half-day, made for a telephone; who misses much; what was not called."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from starlette.datastructures import FormData

from api.flows.desk import made
from api.flows.roll import sheets
from api.flows.roll.calling import by_number
from api.flows.roll.warnings import warnings
from api.pages.forms import CommandId
from api.pages.homeroom.room import Room, SentForm, SentRoom, TheRoom
from api.pages.shell import back
from api.routes import roll as routes
from domain.context import VIETNAM
from domain.ledger.failures import wrapped
from domain.report.events import Attendance, Half, Session
from domain.roll.commands import Absent

router = APIRouter(prefix="/lop/{code}/diem-danh", include_in_schema=False)

#: The afternoon's roll is not called before this hour.
NOON = 12


@router.get("")
def roll(
    room: TheRoom,
    day: Annotated[date | None, Query(alias="ngay")] = None,
    half: Annotated[Half | None, Query(alias="buoi")] = None,
) -> Response:
    """A half-day; without one, the half-day that it is."""
    session = _session(room, day, half)
    with wrapped():
        desk, only = room.desk, frozenset((room.found.class_id,))
        found = sheets.sheet(desk, room.found, session)
        warned = warnings(desk, room.who.language, only)
        lacking = [_read(text) for each in sheets.uncalled(desk, [room.found]) for text in each.sessions]
        caller = _name(room, found.called_by)
    return room.show(
        "roll",
        sheet=found,
        caller=caller,
        warned=warned,
        lacking=lacking,
        before=max(session.day, date.min + timedelta(days=1)) - timedelta(days=1),
        after=min(session.day, date.max - timedelta(days=1)) + timedelta(days=1),
        today=room.desk.today,
    )


@router.post("")
def call(
    room: SentRoom,
    form: SentForm,
    command: CommandId,
    day: Annotated[date, Form(alias="ngay")],
    half: Annotated[Half, Form(alias="buoi")],
) -> Response:
    """The homeroom teacher has called the roll."""
    with wrapped():
        absent = by_number(room.desk, room.found, day, _absent(form))
    named = tuple({"report_id": report_id, **dict(one)} for report_id, one in absent.items())
    routes.call(made(routes.Call, class_code=room.code, day=day, half=half, absent=named), room.who.writer(command))
    session = Session(day, half)
    told = room.words(
        f"Đã ghi điểm danh {session.said('vi')}: vắng {len(absent)}.",
        f"The roll of {session.said('en')} is recorded: {len(absent)} absent.",
    )
    return back(room.who, f"{room.path}/diem-danh?ngay={day}&buoi={half.value}", told)


def _session(room: Room, day: date | None, half: Half | None) -> Session:
    now = room.desk.ledger.now().astimezone(VIETNAM)
    current = Half.MORNING if now.hour < NOON else Half.AFTERNOON
    return Session(day or now.date(), half or current)


def _read(text: str) -> Session:
    day, _, half = text.partition("/")
    return Session(date.fromisoformat(day), Half(half))


#: A class has no thousand pupils.
NUMBER_DIGITS_MAX = 3


def _absent(form: FormData) -> dict[int, Absent]:
    """Those who are not there, by number: ``vang-7`` says how, ``ghi-chu-7`` what the parents said."""
    found = {}
    for field, value in form.multi_items():
        name, _, number = field.rpartition("-")
        if (
            name == "vang"
            and number.isdecimal()
            and len(number) <= NUMBER_DIGITS_MAX
            and value in (Attendance.PERMITTED, Attendance.UNPERMITTED)
        ):
            note = str(form.get(f"ghi-chu-{number}", "")).strip()
            found[int(number)] = made(Absent, permitted=value == Attendance.PERMITTED, note=note or None)
    return found


def _name(room: Room, code: str | None) -> str | None:
    return room.desk.signatory(room.who.year.member(code)).full_name if code else None
