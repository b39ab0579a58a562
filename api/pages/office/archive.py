"""``/van-thu/luu-tru``: the archive of the school year (xuất lưu trữ): what it holds by class, and all of it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from api.flows import archive, packages
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, ThePerson, show
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

#: Who takes every pupil's report along.
TAKING = (Role.CLERK, Role.PRINCIPAL)
router = APIRouter(prefix="/van-thu/luu-tru", include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def overview(who: ThePerson) -> Response:
    """How many reports of each class would be in it, and what else."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        rows = archive.classes(who.desk)
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("pupils", "issued")}
    takes = bool(who.staff.roles.intersection(TAKING))
    return show(who, "office/archive.html", rows=rows, totals=totals, takes=takes)


@router.get("/hoc-ba.zip")
def content(who: ThePerson) -> Response:
    """All of it, sent while it is made."""
    with wrapped():
        who.year.require_role(who.staff_id, *TAKING)
        keys = who.program.keys(who.desk.ledger.school_id)
        packed = archive.files(who.desk, keys, who.names[who.staff.code])
    headers = {"Content-Disposition": f'attachment; filename="luu-tru-{who.year.name}.zip"'}
    return StreamingResponse(packages.zipped(packed), media_type="application/zip", headers=headers)
