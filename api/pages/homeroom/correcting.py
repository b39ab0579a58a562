"""Đề nghị điều chỉnh of what the homeroom teacher recorded or keeps: conduct, comments, half-days, the identity."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import Response

from api.flows import correction_views
from api.flows.desk import made
from api.flows.drafts.entering import standing_at
from api.flows.places import place_at
from api.pages.forms import CommandId
from api.pages.homeroom.room import DataRoom, Room, SentRoom
from api.pages.shell import AfterSignIn, back
from api.routes import corrections as routes
from domain.errors import Rejected
from domain.ledger.failures import wrapped
from domain.messages import Language
from domain.report.attendance import attendance
from domain.report.events import Attendance, ReasonCode
from domain.report.places import Place
from domain.values import Cell, Level, Rating
from domain.words import said

router = APIRouter(
    prefix="/lop/{code}/hoc-sinh/{report_id}/dieu-chinh", include_in_schema=False, route_class=AfterSignIn
)

FILES_MAX = 5
IDENTITY = "identity/"

PlaceText = Annotated[str, Query(alias="o", max_length=64)]


@dataclass(frozen=True, slots=True)
class Asking:
    """A place with what stands there, in words, and what it takes: ``choices`` (value → words), else a text."""

    name: str
    standing: str
    choices: dict[str, str]
    long: bool


@router.get("")
def form(report_id: UUID, room: DataRoom, place: PlaceText) -> Response:
    """The form of one place. Raises Rejected ``correction.nothing_recorded``."""
    member = room.member(report_id)
    with wrapped():
        found = _asking(room, report_id, place)
    return room.show("correction", member=member, place=place, found=found, reasons=tuple(ReasonCode))


@router.post("")
def ask(
    report_id: UUID,
    room: SentRoom,
    command: CommandId,
    place: Annotated[str, Form(alias="o", max_length=64)],
    value: Annotated[str, Form(alias="gia-tri", max_length=2000)],
    kind: Annotated[ReasonCode, Form(alias="loai")],
    reason: Annotated[str, Form(alias="li-do", max_length=1000)],
    files: Annotated[list[UploadFile] | None, File(alias="tep", max_length=FILES_MAX)] = None,
) -> Response:
    """Ask for it; the system makes the written report, numbers and signs it."""
    asked = made(
        routes.Asked,
        report=str(room.member(report_id).report_id),
        changes=({"place": place, "value": value},),
        reason_code=kind,
        reason=reason,
        attachments=tuple(
            {"name": file.filename or "tep", "content": b64encode(file.file.read())}
            for file in files or ()
            if file.size
        ),
    )
    routes.request_correction(asked, room.who.writer(command))
    with wrapped():
        view = correction_views.one(room.desk, command, room.who.language)
    names = ", ".join(person.name for person in view.decides)
    told = room.words(
        f"Đã gửi Đề nghị điều chỉnh, báo cáo số {view.paper.number}. Chờ duyệt: {names or 'cơ quan quản lý'}.",
        f"The correction is asked for, report {view.paper.number}. It waits for {names or 'the supervising body'}.",
    )
    return back(room.who, f"{room.path}/hoc-sinh/{report_id}", told)


def _asking(room: Room, report_id: UUID, text: str) -> Asking:
    desk, language, report = room.desk, room.who.language, room.desk.report(report_id)
    if text.startswith(IDENTITY):
        name = text.removeprefix(IDENTITY)
        pupil_id = report.started.pupil_id
        value = desk.identities([pupil_id])[pupil_id].get(name)
        if value is None:
            raise Rejected("correction.nothing_recorded", what=Place("identity", field=name))
        return Asking(said(name, language, "identity"), value, {}, long=False)
    place = place_at(text)
    if isinstance(place, Place) and place.session:
        there = attendance(report, place.session) or Attendance.PRESENT
        return Asking(place.said(language), there.said(language), _choices(place, language), long=False)
    standing = standing_at(report, place)
    if standing is None:
        raise Rejected("correction.nothing_recorded", what=place)
    long = isinstance(place, Place) and place.what in ("comment", "homeroom_comment")
    return Asking(place.said(language), said(standing.value, language), _choices(place, language), long)


def _choices(place: Cell | Place, language: Language) -> dict[str, str]:
    """What can stand there, by what ``correction_places`` reads; empty where it is a text."""
    if isinstance(place, Cell):
        return {each.value: each.said(language) for each in Rating}
    if place.session:
        return {each.value.casefold(): each.said(language) for each in Attendance}
    return {each.name: str(each) for each in reversed(Level)} if place.what == "conduct" else {}
