"""``/lop/8A/ho-so``: the pupils' identity before anybody signs for it: blank, different, confirmed (đối soát hồ sơ)."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response
from starlette.datastructures import FormData

from api.flows.data import checking
from api.flows.desk import made
from api.pages.fields import Day
from api.pages.forms import CommandId
from api.pages.homeroom.room import DataRoom, Line, Room, SentForm, SentRoom
from api.pages.shell import AfterSignIn, back
from api.routes import data as routes
from api.routes.corrections import AttachedFile
from domain.ledger.failures import wrapped
from domain.report import events as e
from domain.report.document import PupilIdentity

router = APIRouter(prefix="/lop/{code}/ho-so", include_in_schema=False, route_class=AfterSignIn)

Source = Annotated[e.Source, Form(alias="nguon")]
Field = Annotated[str, Form(alias="muc", max_length=40)]
Document = Annotated[Line, Form(alias="van-ban")]


@router.get("")
def check(room: DataRoom) -> Response:
    """What is wrong with the data of the class."""
    with wrapped():
        pupils = checking.check(room.desk, room.found)
    return room.show("data", pupils=pupils)


@router.get("/{report_id}")
def beside(report_id: UUID, room: DataRoom) -> Response:
    """One pupil's data beside every source, and what can be done about it."""
    member = room.member(report_id)
    with wrapped():
        fields = checking.beside(room.desk, report_id)
        found = next(one for one in checking.check(room.desk, room.found) if one.report_id == report_id)
    return room.show("data_pupil", member=member, fields=fields, found=found, sources=tuple(e.Source))


@router.post("/{report_id}/doi-soat")
def reconcile(
    report_id: UUID,
    room: SentRoom,
    form: SentForm,
    command: CommandId,
    source: Source,
    kind: Annotated[Line, Form(alias="loai")],
    number: Annotated[Line, Form(alias="so")],
    dated: Annotated[Day, Form(alias="ngay")],
) -> Response:
    """Record what a source shows."""
    evidence = made(routes.Evidence, kind=kind, number=number, dated=dated)
    report = str(_own(room, report_id))
    asked = made(routes.Reconciled, report=report, source=source, evidence=evidence, **_seen(form))
    routes.reconcile(asked, room.who.writer(command))
    return _done(room, report_id, "Đã ghi kết quả đối soát.", "What the source shows is recorded.")


@router.post("/{report_id}/bo-sung")
def complete(report_id: UUID, room: SentRoom, form: SentForm, command: CommandId, document: Document) -> Response:
    """Fill in what is blank."""
    typed = {name: str(form.get(f"gia-tri-{name}", "")).strip() for name in PupilIdentity.model_fields}
    values = {name: value for name, value in typed.items() if value}
    asked = made(routes.Completed, report=str(_own(room, report_id)), values=values, document=document)
    routes.complete(asked, room.who.writer(command))
    return _done(room, report_id, "Đã bổ sung thông tin.", "The blank fields are completed.")


@router.post("/{report_id}/giu")
def keep(
    report_id: UUID,
    room: SentRoom,
    command: CommandId,
    source: Source,
    name: Field,
    reason: Annotated[Line, Form(alias="li-do")],
    document: Document,
) -> Response:
    """The principal decides that our record stands."""
    said = {"source": source, "field": name, "reason": reason, "document": document}
    routes.keep(made(routes.Kept, report=str(_own(room, report_id)), **said), room.who.writer(command))
    return _done(room, report_id, "Đã ghi quyết định: giữ nguyên học bạ.", "Decided: our record stands.")


@router.post("/{report_id}/de-nghi")
def propose(
    report_id: UUID,
    room: SentRoom,
    command: CommandId,
    source: Source,
    name: Field,
    file: Annotated[UploadFile, File(alias="tep")],
) -> Response:
    """Ask for the correction of our record to what the source shows."""
    attached = made(AttachedFile, name=file.filename or "tep", content=b64encode(file.file.read()))
    said = {"source": source, "field": name, "attachments": (attached,)}
    routes.propose(made(routes.Proposed, report=str(_own(room, report_id)), **said), room.who.writer(command))
    return _done(
        room,
        report_id,
        "Đã gửi Đề nghị điều chỉnh kèm minh chứng; Hiệu trưởng sẽ duyệt.",
        "The correction is asked for, with its proof; the principal decides.",
    )


@router.post("/{report_id}/phieu")
def take_slip(
    report_id: UUID,
    room: SentRoom,
    command: CommandId,
    dated: Annotated[Day, Form(alias="ngay")],
    file: Annotated[UploadFile, File(alias="tep")],
) -> Response:
    """The parents' slip came back signed."""
    content = b64encode(file.file.read())
    routes.slip(
        made(routes.Slip, report=str(_own(room, report_id)), dated=dated, content=content), room.who.writer(command)
    )
    return _done(room, report_id, "Đã nhận phiếu xác nhận.", "The slip is taken.")


def _seen(form: FormData) -> dict[str, object]:
    """What was found, by field: ``ket-qua-ethnicity`` says how it compares, ``nguon-ethnicity`` what stands there."""
    results = {name: str(form.get(f"ket-qua-{name}", "")) for name in PupilIdentity.model_fields}
    differs = [name for name, result in results.items() if result == e.Comparison.DIFFERS]
    return {
        "matches": tuple(name for name, result in results.items() if result == e.Comparison.MATCH),
        "blank": tuple(name for name, result in results.items() if result == e.Comparison.BLANK),
        "differs": {name: str(form.get(f"nguon-{name}", "")).strip() for name in differs},
    }


def _own(room: Room, report_id: UUID) -> UUID:
    """The report, which is one of the class."""
    return room.member(report_id).report_id


def _done(room: Room, report_id: UUID, vi: str, en: str) -> Response:
    return back(room.who, f"{room.path}/ho-so/{report_id}", room.words(vi, en))
