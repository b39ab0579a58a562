"""``/van-thu/luu-tru``: the archive of the school year (xuất lưu trữ): what it holds by class, and all of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.flows import archive
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, ThePerson, show
from api.routes import office as api
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/van-thu/luu-tru", include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def overview(who: ThePerson) -> Response:
    """How many reports of each class would be in it, and what else."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        rows = archive.classes(who.desk)
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("pupils", "issued")}
    takes = bool(who.staff.roles.intersection(api.TAKING))
    return show(who, "office/archive.html", rows=rows, totals=totals, takes=takes)


@router.get("/hoc-ba.zip")
def content(request: Request, who: ThePerson) -> Response:
    """All of it, sent while it is made."""
    return api.archive_content(request, who.reader, who.year_name)
