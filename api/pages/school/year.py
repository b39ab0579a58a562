"""``/quan-tri``: the school year: classes, pupils to place, closing it and opening the next one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows import next_year
from api.flows.year_state import year_shown
from api.pages.forms import CommandId, Line, Page
from api.pages.menu import LEADERSHIP, OFFICE
from api.pages.shell import Person, ThePerson, ThePost, show
from api.routes import roster as routes
from domain.errors import HocbaError
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/quan-tri", include_in_schema=False)


@router.get("")
def state(who: ThePerson) -> Response:
    """Running or closed, the classes, who waits for a place."""
    return _shown(who)


@router.post("/xep-lop")
def place(
    who: ThePost, key: CommandId, hoc_sinh: Annotated[UUID, Form()], lop: Annotated[str, Form(max_length=8)]
) -> Response:
    """A pupil of last year into a class of this one."""
    return _PAGE.sent(who, key, routes.place, routes.Placing, pupil_id=hoc_sinh, class_code=lop)


@router.post("/ket-thuc")
def close(who: ThePost, key: CommandId, van_ban: Line) -> Response:
    """The principal closes the year."""
    return _PAGE.sent(who, key, routes.close, routes.Closing, document=van_ban)


@router.post("/nam-sau")
def open_next(who: ThePost, key: CommandId) -> Response:
    """The next year from this one's results."""
    return _PAGE.sent(who, key, routes.open_next, routes.NextYear)


def _shown(who: Person, error: HocbaError | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *OFFICE, Role.SUPERVISOR)
        shown = year_shown(who.desk)
        heads = {code for each in shown.classes if (code := each.homeroom)}
        people = who.desk.signatories([who.year.member(code) for code in heads])
        names = {code: people[who.year.member(code).staff_id].full_name for code in heads}
        waits = next_year.waiting(who.desk) if who.staff.roles & set(OFFICE) else []
    context = {
        "shown": shown,
        "names": names,
        "waits": waits,
        "leads": bool(who.staff.roles & {*LEADERSHIP, Role.IT_OFFICER}),
        "closes": Role.PRINCIPAL in who.staff.roles,
    }
    return show(who, "school/year.html", error, **context)


_PAGE = Page("/quan-tri", _shown)
