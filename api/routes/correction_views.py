"""``/api/v1/corrections``: requests as they are read: one, those that wait, their papers, the month's book."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter

from api.downloads import Download, Pdf, Workbook
from api.flows import correction_exports as exports
from api.flows import correction_views as views
from api.flows.correction_exports import MonthBook
from api.flows.correction_views import RequestView
from api.flows.desk import Desk
from api.flows.visits import Opened
from api.routes.classes import YearName
from api.routes.deps import Reader, TheReader
from api.routes.paging import ThePage
from api.visiting import page_of
from domain.errors import Rejected
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/corrections", tags=["corrections"])

#: Who reads every request of the school; anybody else those that he asked for, or of the class that he heads.
READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER, Role.SUPERVISOR)

Month = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="2026-05")]
Ending = Annotated[Literal["pdf", "xlsx"], Query(alias="format")]
Sha256 = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{64}$")]


@router.get("")
def waiting_requests(reader: TheReader, page: ThePage, year: YearName = None) -> list[RequestView]:
    """Requests that wait for a decision, with their effects: all for the leadership and the office, else one's own."""
    with wrapped():
        desk = reader.desk(year)
        found = views.waiting(desk, reader.program.settings.lang)
        return page.of([view for view in found if _may_read(desk, reader, view)], lambda each: each.request_id)


@router.get("/log")
def month_book(reader: TheReader, month: Month, year: YearName = None) -> MonthBook:
    """The month's book (sổ theo dõi điều chỉnh): for the leadership and the office."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), *READERS)
        return exports.month(desk, date.fromisoformat(f"{month}-01"))


@router.get("/log/book", response_class=Download)
def month_book_file(reader: TheReader, month: Month, ending: Ending = "pdf", year: YearName = None) -> Download:
    """The month's book to print and keep, as PDF or workbook; for the same people."""
    book = month_book(reader, month, year)
    with wrapped(), TemporaryDirectory() as folder:
        path = Path(folder) / f"so-theo-doi-dieu-chinh-{month}.{ending}"
        exports.write_month(reader.desk(year), book, path)
        return {"pdf": Pdf, "xlsx": Workbook}[ending](path.read_bytes(), path.name)


@router.get("/{request_id}")
def one_request(request: Request, request_id: UUID, reader: TheReader, year: YearName = None) -> RequestView:
    """One request, with its effect, its papers and who may decide or decided."""
    with wrapped():
        return read_request(request, reader.desk(year), reader, request_id)


@router.get("/{request_id}/files/{sha256}", response_class=Response)
def file_of_request(
    request: Request, request_id: UUID, sha256: Sha256, reader: TheReader, year: YearName = None
) -> Response:
    """A paper or attachment of the request, by its digest, as it lies in the ledger."""
    with wrapped():
        desk = reader.desk(year)
        view = read_request(request, desk, reader, request_id)
        types = {one.sha256: one.media_type for one in view.attachments}
        types |= {one.sha256: one.media_type for one in (view.paper, view.answer) if one}
        if sha256 not in types:
            raise Rejected("correction.file_unknown", request=request_id)
        media_type = types[sha256]
        name = f"{sha256[:16]}.{exports.ENDINGS[media_type]}"
        return Response(
            desk.ledger.blob(sha256), media_type=media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )  # fmt: skip


def read_request(
    request: Request, desk: Desk, reader: Reader, request_id: UUID, *, on_paper: bool = False
) -> RequestView:
    """
    The request, if he may read it; its report is what ``request`` opened (``visiting``).

    Raises Rejected ``correction.unknown``, ``right.role``.
    """
    view = views.one(desk, request_id, reader.program.settings.lang, on_paper=on_paper)
    if not _may_read(desk, reader, view):
        desk.year().require_role(str(reader.staff_id), *READERS)
    request.state.opened = Opened(page_of(request.scope), view.report_id, view.class_code)
    return view


def _may_read(desk: Desk, reader: Reader, view: RequestView) -> bool:
    year = desk.year()
    staff = year.actor(str(reader.staff_id))
    heads = year.homeroom_teacher(year.school_class(view.class_code).class_id, desk.today)
    return bool(staff.roles.intersection(READERS)) or staff == heads or staff.code == view.asked_by.code
