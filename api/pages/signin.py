"""
The door (``/vao``): password and second factor, passkey, out again. Beside it: ``invitation``, ``service``, and on a
demo ``demo_door``.

The answer to everything that is wrong is one and the same, and takes the same time: nobody learns here who has an
account, or that it is locked.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.pages.demo_door import people
from api.pages.shell import ThePost
from api.pages.visitor import TheAsker, TheKnocker, TheVisitor, Visitor, out, path_of, refusal
from api.routes.deps import session
from api.routes.errors import status_of
from api.sessions import close_session
from api.signin import entering
from api.signin.steps import SecondFactor
from api.web_words import web_text
from domain.errors import HocbaError, Misused, Rejected
from domain.ledger.database import rows

router = APIRouter(include_in_schema=False)

#: Nobody's school: a name that is asked for there is unknown.
NOWHERE = UUID(int=0)

Following = Annotated[str, Query(alias="tiep", max_length=200)]
FollowingField = Annotated[str, Form(alias="tiep", max_length=200)]
SchoolField = Annotated[str, Form(alias="truong", max_length=40)]
Login = Annotated[str, Form(alias="ma", max_length=40)]
Secret = Annotated[str, Form(alias="mat-khau", max_length=1000)]
OneTime = Annotated[str, Form(alias="so", max_length=40)]


@router.get("/vao")
def door(request: Request, who: TheVisitor, following: Following = "/viec") -> Response:
    """How one may come in here."""
    if session(request) is not None:
        return RedirectResponse(path_of(following), 303)
    return _door(who, following)


@router.post("/vao")
def password(
    who: TheKnocker,
    login: Login = "",
    given: Secret = "",
    school: SchoolField = "",
    following: FollowingField = "/viec",
) -> Response:
    """The first factor."""
    try:
        entering.by_password(who.door, who.secret, school_of(who, school), login, given, path_of(following))
    except Rejected as error:
        return _door(who, following, error, login, school)
    who.door.welcome(who.address)
    return who.on("/vao/buoc-hai")


@router.get("/vao/buoc-hai")
def second(who: TheVisitor) -> Response:
    """The second factor is asked for."""
    return _second(who)


@router.post("/vao/buoc-hai")
def app(who: TheKnocker, code: OneTime = "") -> Response:
    """The second factor."""
    try:
        entered = entering.by_app(who.door, who.secret, code)
    except Rejected as error:
        return _second(who, error)
    who.door.welcome(who.address)
    return who.enter(entered)


@router.post("/vao/passkey/hoi")
def ask(asked: TheAsker) -> Response:
    """What the browser's passkeys are asked."""
    who, body = asked
    return who.options(entering.ask_passkey(who.door, who.secret, who.site, path_of(str(body.get("tiep", "")))))


@router.post("/vao/passkey")
def passkey(asked: TheAsker) -> Response:
    """A passkey's answer."""
    who, body = asked
    who.door.knock(who.address)
    try:
        entered = entering.by_passkey(who.door, who.secret, who.site, body)
    except HocbaError as error:
        return refusal(error, who.language)
    who.door.welcome(who.address)
    return who.enter(entered, as_json=True)


@router.post("/ra")
def leave(who: ThePost) -> Response:
    """Sign out here."""
    close_session(who.program.pool, who.session)
    return out(who.program)


def school_of(who: Visitor, code: str) -> UUID:
    """The school that was named, or the only one. Nowhere for one that is not here, so that its names are unknown."""
    try:
        return who.program.school_id(code.strip() or None)
    except Misused:
        return NOWHERE


def one_school(who: Visitor) -> bool:
    """Whether the school need not be named."""
    return _schools(who) < 2


def _schools(who: Visitor) -> int:
    """None, one, or several (2)."""
    return len(rows(who.door.pool, "SELECT FROM ledger.heads WHERE size > 0 LIMIT 2", []))


def _door(who: Visitor, following: str, error: Rejected | None = None, login: str = "", school: str = "") -> Response:
    schools = _schools(who)
    return who.show(
        "signin/door.html",
        status=status_of(error) if error else 200,
        error=web_text(error, who.language) if error else None,
        following=path_of(following),
        login=login,
        school=None if schools < 2 else school,
        nobody=not schools,
        service=who.door.service is not None,
        people=people(who.program) if who.program.demo_mark else [],
    )


def _second(who: Visitor, error: Rejected | None = None) -> Response:
    try:
        step = entering.waiting(who.door, who.secret, SecondFactor)
    except Rejected as begin_again:
        return _door(who, "/viec", error or begin_again)
    return who.show(
        "signin/second.html",
        status=status_of(error) if error else 200,
        error=web_text(error, who.language) if error else None,
        by_app=bool(step.totp),
        following=step.following,
    )
