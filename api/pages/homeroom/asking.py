"""What a homeroom teacher asks of others: a reminder (nhắc), a look again (trả lại); and that a pupil has left."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows.board import nudging
from api.flows.board.nudging import Nudge
from api.flows.desk import made
from api.pages.fields import Day
from api.pages.forms import CommandId
from api.pages.homeroom.room import Line, Room, SentRoom, TheRoom
from api.pages.shell import back
from api.routes import roster, signing
from domain.formats.hoc_ba import Stage
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/lop/{code}", include_in_schema=False)

Note = Annotated[str, Form(alias="loi-nhan", max_length=1000)]


@router.get("/nhac")
def reminding(room: TheRoom) -> Response:
    """Who owes what in the class; nobody is reminded yet."""
    return room.show("remind", nudge=_nudge(room, nudging.Asked(class_code=room.code), dry=True))


@router.post("/nhac")
def remind(room: SentRoom, staff: Annotated[str, Form(alias="ai", max_length=16)] = "", note: Note = "") -> Response:
    """Remind one of them, or all."""
    asked = made(nudging.Asked, class_code=room.code, staff=staff or None, note=note.strip() or None)
    done = _nudge(room, asked)
    count = len(done.people)
    told = room.words(
        f"Đã nhắc {count} người. Lời nhắc nằm ở trang Việc của tôi của mỗi người; nội dung gửi nhóm ở bên dưới.",
        f"{count} people were reminded, each on his page My work; the text for the chat group stands below.",
    )
    return back(room.who, f"{room.path}/nhac", f"{told} {done.mail_fault or ''}".strip())


def _nudge(room: Room, asked: nudging.Asked, *, dry: bool = False) -> Nudge:
    who = room.who
    with wrapped():
        desk = who.program.desk(who.session.school_id, who.year_name, dry=dry)
        return nudging.nudge(desk, who.staff, asked, who.program.mailer, who.language)


@router.post("/hoc-sinh/{report_id}/tra-lai")
def send_back(
    report_id: UUID,
    room: SentRoom,
    command: CommandId,
    subject: Annotated[str, Form(alias="mon", max_length=16)],
    note: Note,
) -> Response:
    """Send one subject of a pupil back to who signs it."""
    asked = made(
        signing.Returned,
        reports=(str(room.member(report_id).report_id),),
        stage=Stage.SUBJECT,
        subject=subject,
        note=note,
    )
    signing.send_back(asked, room.who.writer(command))
    told = room.words(
        "Đã trả lại cho người ký kèm lời nhắn. Chữ ký của bước đó và các bước sau không còn hiệu lực.",
        "Sent back to the signer with the note. The signature of that step and those behind it hold no more.",
    )
    return back(room.who, _pupil(room, report_id), told)


@router.post("/hoc-sinh/{report_id}/roi-truong")
def leave(
    report_id: UUID,
    room: SentRoom,
    command: CommandId,
    day: Annotated[Day, Form(alias="ngay-cuoi")],
    reason: Annotated[str, Form(alias="li-do", max_length=16)],
    document: Annotated[Line, Form(alias="van-ban")],
    destination: Annotated[Line, Form(alias="noi-den")] = "",
) -> Response:
    """The pupil has left: his row is struck through from that day, and his results to date go to the leadership."""
    asked = made(
        roster.Leaving,
        report_id=room.member(report_id).report_id,
        last_day=day,
        reason=reason,
        destination=destination.strip() or None,
        document=document,
    )
    roster.leave(asked, room.who.writer(command))
    told = room.words(
        f"Đã ghi: học sinh rời trường, ngày cuối {day:%d/%m/%Y}. Kết quả đến ngày đó chờ lãnh đạo ký.",
        f"Recorded: the pupil has left, the last day was {day:%d/%m/%Y}. The leadership signs the results to that day.",
    )
    return back(room.who, _pupil(room, report_id), told)


def _pupil(room: Room, report_id: UUID) -> str:
    return f"{room.path}/hoc-sinh/{report_id}"
