"""``/lop/8A/ky``: opening the reports of a class, and signing them as its homeroom teacher, who sees before what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows import signing
from api.flows.class_glance import PupilGlance, glance
from api.flows.data import checking
from api.flows.data.checking import PupilData
from api.flows.desk import made
from api.flows.roll.sheets import uncalled
from api.flows.signers import Wanted
from api.pages.forms import CommandId
from api.pages.homeroom.room import Room, SentRoom, TheRoom
from api.pages.shell import back
from api.routes import signing as routes
from api.routes.outcomes import REPORTS_MAX, Taken
from api.web_words import beside_name
from domain.formats.hoc_ba import Stage
from domain.ledger.failures import wrapped
from domain.words import said

router = APIRouter(prefix="/lop/{code}", include_in_schema=False)

HOMEROOM = Wanted(Stage.HOMEROOM)


class Caution(NamedTuple):
    """Something that deserves a look and forbids nothing, and whom it is about."""

    text: str
    pupils: list[str]


@router.get("/ky")
def before(room: TheRoom) -> Response:
    """What would be signed, of whom; what is in the way, of whom; what deserves a look."""
    language = room.who.language
    with wrapped():
        desk = room.desk
        members = desk.members(room.found)
        shown, outcome = signing.show_reports(desk, members, room.who.staff_id, HOMEROOM)
        found = glance(desk, room.found, language)
        signable = {one.report_id for one in shown}
        data = [one for one in checking.check(desk, room.found) if one.report_id in signable]
        warned = list(_warnings(room, [one for one in found.pupils if one.report_id in signable], data))
    names = {member.report_id: f"{member.number}. {member.full_name}" for member in members}
    obstacles: dict[str, list[str]] = {}
    for member, error in outcome.refused:
        obstacles.setdefault(names[member.report_id], []).append(room.who.named(beside_name(error, language)))
    return room.show(
        "sign",
        shown=shown,
        names=names,
        obstacles=obstacles,
        passed=outcome.passed,
        total=len(members),
        warned=warned,
        unopened=[pupil for pupil in found.pupils if pupil.status == "OPEN"],
        waiting=found.waiting,
    )


@router.post("/khoi-tao")
def open_editions(room: SentRoom, command: CommandId) -> Response:
    """Khởi tạo: fix what will be signed."""
    done = routes.open_editions(made(routes.Opened, class_code=room.code), room.who.writer(command))
    vi, en = f"Đã khởi tạo {done.count} học bạ.", f"{done.count} reports are opened."
    return back(room.who, f"{room.path}/ky", _told(room, done, vi, en))


@router.post("/ky")
def sign(
    room: SentRoom,
    command: CommandId,
    reports: Annotated[list[UUID], Form(alias="hoc-ba", max_length=REPORTS_MAX)],
    seen: Annotated[Literal["1"], Form(alias="da-xem")],
) -> Response:
    """Sign those that were shown; ``seen``: declaration and warnings were read."""
    asked = made(routes.Signature, stage=Stage.HOMEROOM, reports=tuple(map(str, reports)))
    done = routes.sign(asked, room.who.writer(command))
    vi, en = f"Đã ký {done.count + done.passed} học bạ.", f"{done.count + done.passed} reports are signed."
    return back(room.who, f"{room.path}/ky", _told(room, done, vi, en))


def _told(room: Room, done: Taken, vi: str, en: str) -> str:
    refused = [each.message for each in done.refused]
    if not refused:
        return room.words(vi, en)
    left = room.words(f"{vi} Còn {len(refused)} em chưa làm được:", f"{en} {len(refused)} were refused:")
    return " ".join((left, *refused))


def _warnings(room: Room, glances: list[PupilGlance], pupils: list[PupilData]) -> Iterator[Caution]:
    """Of the pupils whose reports can be signed."""
    vi = room.who.language == "vi"

    def about(text_vi: str, text_en: str, named: list[str]) -> Iterator[Caution]:
        if named:
            yield Caution(text_vi if vi else text_en, named)

    def named(one: PupilData, more: str = "") -> str:
        return f"{one.number}. {one.full_name}{f' ({more})' if more else ''}"

    for pupil in glances:
        for risk in pupil.risks if any(one.bars for one in pupil.risks) else ():
            yield from about(risk.text, risk.text, [f"{pupil.number}. {pupil.full_name}"])
    yield from about(
        "Trùng họ tên, ngày sinh; phân biệt bằng bốn số cuối của mã định danh",
        "Same name and birth date; told apart by the last four digits of the personal number",
        [named(one, ", ".join(f"{twin.class_code}/{twin.number} …{twin.number_ends}" for twin in one.twins))
         for one in pupils if one.twins],
    )  # fmt: skip
    yield from about(
        "Phiếu xác nhận của cha mẹ đã cũ: thông tin đổi sau khi ký",
        "The parents' slip is older than the data",
        [named(one) for one in pupils if one.slip_outdated],
    )
    yield from about(
        "Chưa nhận phiếu xác nhận của cha mẹ",
        "No slip of the parents yet",
        [named(one) for one in pupils if one.slip is None],
    )
    yield from about(
        "Mã định danh chưa đối chiếu với CSDL quốc gia về dân cư",
        "The personal number was not compared with the population database",
        [named(one) for one in pupils if one.verified_on is None],
    )
    yield from about(
        "Mục không bắt buộc còn trống",
        "Optional fields are blank",
        [named(one, ", ".join(said(name, room.who.language, "identity") for name in one.left_blank))
         for one in pupils if one.left_blank],
    )  # fmt: skip
    lacking = [session for each in uncalled(room.desk, [room.found]) for session in each.sessions]
    yield from about("Buổi lớp khác đã điểm danh mà lớp này chưa", "Half-days that other classes called", lacking)
