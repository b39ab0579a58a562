"""``/vao/dich-vu``: by the school's sign-in service (OpenID Connect), and whom it means where nobody knows yet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.pages.signin import Following, Login, OneTime, school_of
from api.pages.visitor import TheKnocker, TheVisitor, Visitor, path_of
from api.routes.errors import status_of
from api.signin import entering
from api.signin.steps import Abroad
from api.web_words import web_text
from domain.errors import Rejected

router = APIRouter(prefix="/vao/dich-vu", include_in_schema=False)

#: What a service's answer may hold (RFC 6749 §4.1.2, RFC 9207), and how long each may be.
ANSWER = ("code", "state", "iss", "error")
ANSWER_MAX = 4000


@router.get("")
def go(
    who: TheVisitor,
    school: Annotated[str, Query(alias="truong", max_length=40)] = "",
    following: Following = "/viec",
) -> Response:
    """
    On to the service: by itself from the door's link, by another link where a form named the school.

    Browsers hold what a form redirects to to this server's own addresses (``form-action``). No attempt is counted: any
    site's page can make a browser ask for this, and would lock its network out.
    """
    address = entering.go_abroad(who.door, who.secret, school_of(who, school), path_of(following))
    return who.show("signin/abroad.html", address=address) if school else who.on(address)


@router.get("/ve")
def back(request: Request, who: TheVisitor) -> Response:
    """Back from it; counted as an attempt only where this browser was sent there."""
    entering.waiting(who.door, who.secret, Abroad)
    who.door.knock(who.address)
    told = {name: request.query_params[name][:ANSWER_MAX] for name in ANSWER if name in request.query_params}
    entered = entering.come_back(who.door, who.secret, told)
    if entered is None:
        return who.on("/vao/dich-vu/lien-ket")
    who.door.welcome(who.address)
    return who.enter(entered)


@router.get("/lien-ket")
def unknown(who: TheVisitor) -> Response:
    """The service knows the person, the school does not yet."""
    return _form(who)


@router.post("/lien-ket")
def link(who: TheKnocker, login: Login = "", code: OneTime = "") -> Response:
    """A one-time code tells who it is."""
    try:
        entered = entering.link(who.door, who.secret, login, code)
    except Rejected as error:
        return _form(who, error, login)
    who.door.welcome(who.address)
    return who.enter(entered)


def _form(who: Visitor, error: Rejected | None = None, login: str = "") -> Response:
    return who.show(
        "signin/link.html",
        status=status_of(error) if error else 200,
        error=web_text(error, who.language) if error else None,
        login=login,
    )
