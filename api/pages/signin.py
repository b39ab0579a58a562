"""The door: on a demo everybody is there to be picked, loudly; signing out."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.app import App
from api.pages.rendering import language_of, page
from api.pages.shell import ThePost
from api.routes.deps import Program, session
from api.sessions import LIFETIME, close_session, cookie_name, open_session
from domain.errors import Rejected
from domain.school_year.events import Role

router = APIRouter(include_in_schema=False)

#: Where to go on: a page of this server, and nothing that a browser reads as another one.
_PATH = re.compile(r"/(?![/\\])[^\s\\?#]{0,200}")

Next = Annotated[str, Query(alias="tiep", max_length=200)]


@router.get("/vao")
def door(request: Request, program: Program, following: Next = "/viec") -> Response:
    """Who may be picked on a demo, by role."""
    if session(request) is not None:
        return RedirectResponse(_path(following), 303)
    people = _people(program) if program.demo_mark else []
    return page(language_of(request), "signin/door.html", people=people, following=_path(following))


@router.post("/vao/demo")
def pick(
    program: Program,
    staff: Annotated[UUID, Form()],
    school: Annotated[UUID, Form()],
    following: Annotated[str, Form(alias="tiep", max_length=200)] = "/viec",
) -> Response:
    """Be this person, on a demo only. Raises Rejected ``route.unknown`` anywhere else."""
    if not program.demo_mark:
        raise Rejected("route.unknown")
    program.desk(school).year().actor(str(staff))
    return enter(program, open_session(program.pool, school, staff, "DEMO"), following)


@router.post("/ra")
def leave(who: ThePost) -> Response:
    """Sign out here."""
    close_session(who.program.pool, who.session)
    answer = RedirectResponse("/vao", 303)
    answer.delete_cookie(cookie_name(who.program.settings.public_url), path="/", httponly=True, samesite="lax")
    return answer


def enter(program: App, secret: str, following: str) -> Response:
    """On to where somebody wanted to go, with the session's secret in a cookie that no script reads."""
    answer = RedirectResponse(_path(following), 303)
    answer.set_cookie(
        cookie_name(program.settings.public_url),
        secret,
        max_age=int(LIFETIME.total_seconds()),
        secure=program.settings.public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
        path="/",
    )
    return answer


def _path(following: str) -> str:
    return following if _PATH.fullmatch(following) else "/viec"


def _people(program: App) -> list[dict[str, object]]:
    """Schools of the demo with their staff: leadership first, then by code."""
    order = list(Role)
    found = []
    for school_id in program.schools():
        desk = program.desk(school_id)
        year = desk.year()
        names = desk.signatories(year.staff.values())
        holding = [one for one in year.staff.values() if one.roles]  # the others have nothing to do here
        staff = sorted(holding, key=lambda one: (min(order.index(role) for role in one.roles), one.code))
        rows = [{"staff": one, "name": names[one.staff_id].full_name} for one in staff]
        found.append({"school_id": school_id, "name": year.school.name, "year": year.name, "staff": rows})
    return found
