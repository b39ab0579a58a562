"""``/van-thu/luu-tru``: the year's archive (xuất lưu trữ): what it holds by class, all of it, who was given it."""

from __future__ import annotations

import hashlib
from base64 import b64decode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.flows import archive
from api.flows.desk import made
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import office as api
from domain.errors import HocbaError, Misused
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from domain.school_year.structure.commands import HandOverArchive

MESSAGES.update(
    {
        "archive.no_index": (
            "Hãy chọn tệp mục lục hồ sơ (muc-luc-ho-so.xlsx) của bản đã bàn giao.",
            "Choose the index (muc-luc-ho-so.xlsx) of the archive that was handed over.",
        ),
    }
)

router = APIRouter(prefix="/van-thu/luu-tru", include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def overview(who: ThePerson) -> Response:
    """How many reports of each class would be in it, what else, and to whom it was handed over."""
    return _overview(who)


@router.post("/ban-giao")
def hand_over(form: TheForm) -> Response:
    """It was handed over; of the index that both sides have the digest is recorded."""

    def act() -> Response:
        index = form.file("index")
        if index is None:
            raise Misused("archive.no_index")
        given = {"recipient": form["recipient"], "document": form["document"], "dated": form.day("dated")}
        digest = hashlib.sha256(b64decode(index)).hexdigest()
        api.hand_over(made(HandOverArchive, **given, index_sha256=digest), form.writer())
        return back(form.who, "/van-thu/luu-tru", form.who.t("Đã ghi lần bàn giao.", "The handing over is recorded."))

    return done_or_told(act, lambda error: _overview(form.who, error, form))


def _overview(who: Person, fault: HocbaError | None = None, given: Filled | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        rows = archive.classes(who.desk)
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("pupils", "issued")}
    takes = bool(who.staff.roles.intersection(api.TAKING))
    return show(
        who, "office/archive.html", fault, rows=rows, totals=totals, takes=takes, given=given,
        handovers=archive.handovers(who.year),
    )  # fmt: skip


@router.get("/hoc-ba.zip")
def content(request: Request, who: ThePerson) -> Response:
    """All of it, sent while it is made."""
    return api.archive_content(request, who.reader, who.year_name)
