"""``/quan-tri/nhan-su``: who belongs where: staff with their roles, teams (tổ) with their heads."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows.structure import teams
from api.pages.fields import typed_day
from api.pages.forms import CommandId, Line, Page
from api.pages.menu import LEADERSHIP
from api.pages.shell import Person, ThePerson, ThePost, show
from api.routes import structure as routes
from domain.errors import HocbaError
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.structure.events import TeamKind

router = APIRouter(prefix="/quan-tri/nhan-su", include_in_schema=False)

Code = Annotated[str, Form(max_length=16)]
AsRole = Annotated[Role, Form()]
AsKind = Annotated[TeamKind, Form()]


@router.get("")
def people(who: ThePerson) -> Response:
    """Staff and teams as they are today."""
    return _shown(who)


@router.post("/vai-tro")
def give(
    who: ThePost, key: CommandId, nguoi: Code, vai_tro: AsRole, van_ban: Line, tu: Line = "", den: Line = ""
) -> Response:
    """The principal gives a role, perhaps for a time."""
    return _PAGE.sent(
        who, key, routes.give, routes.NewRole,
        staff=nguoi, role=vai_tro, since=typed_day(tu), until=typed_day(den), document=van_ban,
    )  # fmt: skip


@router.post("/vai-tro/het")
def end(who: ThePost, key: CommandId, nguoi: Code, vai_tro: AsRole, van_ban: Line, den: Line = "") -> Response:
    """The principal ends a role."""
    return _PAGE.sent(
        who, key, routes.end, routes.EndOfRole,
        staff=nguoi, role=vai_tro, last_day=typed_day(den), document=van_ban,
    )  # fmt: skip


@router.post("/to")
def form(who: ThePost, key: CommandId, ma: Code, ten: Line, loai: AsKind = TeamKind.SUBJECTS) -> Response:
    """Form a team."""
    return _PAGE.sent(who, key, routes.form, routes.NewTeam, code=ma, name=ten, kind=loai)


@router.post("/to/vao")
def join(who: ThePost, key: CommandId, to: Code, nguoi: Code, tu: Line = "", truong: Code = "") -> Response:
    """Somebody joins a team, or becomes its head."""
    act = partial(routes.join, to)
    return _PAGE.sent(who, key, act, routes.NewMember, staff=nguoi, since=typed_day(tu), head=bool(truong))


@router.post("/to/ra")
def leave(who: ThePost, key: CommandId, to: Code, nguoi: Code, den: Line = "") -> Response:
    """Somebody leaves a team."""
    return _PAGE.sent(who, key, partial(routes.leave, to), routes.Leaver, staff=nguoi, last_day=typed_day(den))


def _shown(who: Person, error: HocbaError | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *LEADERSHIP, Role.IT_OFFICER, Role.SUPERVISOR, Role.CLERK)
        found = teams(who.year, who.desk.today)
        names = who.desk.signatories(who.year.staff.values())
    staff = [(one, names[one.staff_id].full_name) for one in who.year.staff.values()]
    context = {
        "staff": sorted(staff, key=lambda pair: pair[0].code),
        "teams": found,
        "names": {one.code: name for one, name in staff},
        "roles": list(Role),
        "kinds": list(TeamKind),
        "principal": Role.PRINCIPAL in who.staff.roles,
        "leads": bool(who.staff.roles & {*LEADERSHIP, Role.IT_OFFICER}),
    }
    return show(who, "school/people.html", error, **context)


_PAGE = Page("/quan-tri/nhan-su", _shown)
