"""Đề nghị điều chỉnh from a recorded cell; and, of a cell that has one, how it stands with it."""

from __future__ import annotations

import base64
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, UploadFile
from fastapi.responses import Response

from api.flows import correction_views as views
from api.flows.corrections import PAPER_BYTES_MAX
from api.flows.desk import made
from api.flows.drafts.entering import standing_at
from api.flows.drafts.sheet import Typed
from api.flows.drafts.showing import last_requests
from api.pages.fields import typed_day
from api.pages.forms import CommandId
from api.pages.shell import AfterSignIn, ThePerson, ThePost, back, show
from api.pages.teacher.place import ClassCode, Subject, opened
from api.pages.teacher.table import text_of
from api.routes.corrections import Asked, AttachedFile, NewValue, Withdrawn, WrittenPaper
from api.routes.corrections import request_correction as ask_for
from api.routes.corrections import withdraw_correction as take_back
from domain.errors import Misused, Rejected
from domain.ledger.failures import wrapped
from domain.report.events import ReasonCode
from domain.report.standing import RequestStatus

router = APIRouter(include_in_schema=False, route_class=AfterSignIn)

#: Of marks, beside those for civil status: what a teacher gives as the reason.
REASONS = tuple(code for code in ReasonCode if code is not ReasonCode.CIVIL_STATUS)
FILES_MAX = 5

PlaceText = Annotated[str, Query(alias="o", max_length=64)]
ReportId = Annotated[UUID, Query(alias="hoc-ba")]


@router.get("/lop/{code}/so-diem/{subject}/dieu-chinh")
def form(code: ClassCode, subject: Subject, who: ThePerson, report_id: ReportId, place: PlaceText) -> Response:
    """The form for a recorded cell, with the request that waits or was refused. Raises Rejected ``draft.place``."""
    with wrapped():
        found = opened(who, code, subject)
        at, (member, report) = found.sheet.place(place), found.row(report_id)
        standing = standing_at(report, at)
        if standing is None:
            raise Rejected("correction.nothing_recorded", what=at)
        request = last_requests(report).get(at)
        view = views.one(who.desk, request.asked.request_id, who.language) if request else None
        by = who.year.staff.get(UUID(standing.actor))
        return show(
            who,
            "teacher/correction.html",
            found=found,
            member=member,
            place=place,
            what=at,
            is_comment=place.endswith("/comment"),
            standing=standing,
            value=text_of(found.sheet, place, Typed(standing.value, standing.by_rule is not None).text),
            by=who.desk.signatory(by).full_name if by else "",
            view=view,
            waits=view is not None and view.status is RequestStatus.OPEN,
            mine=view is not None and view.asked_by.code == who.staff.code,
            reasons=REASONS,
        )


@router.post("/lop/{code}/so-diem/{subject}/dieu-chinh")
def ask(
    code: ClassCode,
    subject: Subject,
    who: ThePost,
    command_id: CommandId,
    report_id: Annotated[UUID, Form(alias="hoc_ba")],
    place: Annotated[str, Form(alias="o", max_length=64)],
    value: Annotated[str, Form(alias="gia_tri", max_length=1000)],
    reason_code: Annotated[ReasonCode, Form(alias="loai")],
    reason: Annotated[str, Form(alias="li_do", max_length=1000)],
    files: Annotated[list[UploadFile] | None, Form(alias="minh_chung", max_length=FILES_MAX)] = None,
    number: Annotated[str, Form(alias="so", max_length=100)] = "",
    dated: Annotated[str, Form(alias="ngay", max_length=10)] = "",
    paper: Annotated[UploadFile | None, Form(alias="bao_cao")] = None,
) -> Response:
    """Ask: the system makes the written report and numbers it, unless one is handed in."""
    with wrapped():
        found = opened(who, code, subject)
        found.row(report_id)
    asked = made(
        Asked,
        report=str(report_id),
        changes=(made(NewValue, place=place, value=value),),
        reason_code=reason_code,
        reason=reason,
        paper=_paper(number, dated, paper),
        attachments=tuple(
            AttachedFile(name=file.filename or "minh-chung", content=_read(file)) for file in files or () if file.size
        ),
    )
    ask_for(asked, who.writer(command_id))
    return back(who, found.path, _told(who, command_id))


@router.post("/lop/{code}/so-diem/{subject}/dieu-chinh/rut")
def withdraw(
    code: ClassCode, subject: Subject, who: ThePost, command_id: CommandId,
    request_id: Annotated[UUID, Form(alias="de_nghi")],
) -> Response:  # fmt: skip
    """Take one's own request back."""
    take_back(request_id, Withdrawn(), who.writer(command_id))
    return back(who, f"/lop/{code}/so-diem/{subject}", who.t("Đã rút đề nghị.", "The request is taken back."))


def _read(file: UploadFile) -> bytes:
    """In base64, as the API takes files; one byte more than may be is refused there."""
    return base64.b64encode(file.file.read(PAPER_BYTES_MAX + 1))


def _paper(number: str, dated: str, file: UploadFile | None) -> WrittenPaper | None:
    """A written report that exists already, or None. Raises Misused where a part of it is missing."""
    if not (number or (file and file.size)):
        return None
    if not (number and dated and file and file.size):
        raise Misused("paper.none")
    return made(WrittenPaper, number=number, dated=typed_day(dated), content=_read(file))


def _told(who: ThePost, request_id: UUID) -> str:
    """Which paper was made, and who decides."""
    with wrapped():
        view = views.one(who.desk, request_id, who.language)
    names = ", ".join(person.name for person in view.decides)
    return who.t(
        f"Đã gửi đề nghị điều chỉnh, báo cáo số {view.paper.number}. Chờ duyệt: {names or 'cơ quan quản lý'}.",
        f"The correction was asked for, report {view.paper.number}. It waits for {names or 'the supervising body'}.",
    )
