"""
``/vao/ma-moi``: a one-time code from the IT officer, a password of one's own, and a second factor.

Nothing is kept before the second factor was shown to work; then both are there at once, and the code is used.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.signin import Login, OneTime, SchoolField, Secret, one_school, school_of
from api.pages.visitor import TheAsker, TheKnocker, TheVisitor, Visitor, refusal
from api.routes.errors import status_of
from api.signin import entering, passwords, totp
from api.signin.steps import Enrolment
from api.web_words import web_text
from domain.errors import HocbaError, Rejected

router = APIRouter(prefix="/vao/ma-moi", include_in_schema=False)


@router.get("")
def form(who: TheVisitor) -> Response:
    """Code and password are asked for."""
    return _form(who)


@router.post("")
def begin(
    who: TheKnocker, login: Login = "", code: OneTime = "", given: Secret = "", school: SchoolField = ""
) -> Response:
    """The code is right: on to the second factor."""
    try:
        entering.by_invitation(who.door, who.secret, school_of(who, school), login, code, given)
    except Rejected as error:
        return _form(who, error, login, code, school)
    who.door.welcome(who.address)
    return who.on("/vao/ma-moi/buoc-hai")


@router.get("/buoc-hai")
def second(who: TheVisitor) -> Response:
    """An app or a passkey is asked for."""
    return _second(who)


@router.post("/buoc-hai")
def app(who: TheKnocker, code: OneTime = "") -> Response:
    """The app's first code."""
    try:
        entered = entering.enrol_app(who.door, who.secret, code)
    except Rejected as error:
        return _second(who, error)
    who.door.welcome(who.address)
    return who.enter(entered)


@router.post("/passkey/hoi")
def ask(asked: TheAsker) -> Response:
    """What the browser is asked, to make a passkey."""
    who, _ = asked
    try:
        return who.options(entering.offer_passkey(who.door, who.secret, who.site))
    except HocbaError as error:
        return refusal(error, who.language)


@router.post("/passkey")
def passkey(asked: TheAsker) -> Response:
    """The first passkey."""
    who, body = asked
    who.door.knock(who.address)
    try:
        entered = entering.enrol_passkey(who.door, who.secret, who.site, body)
    except HocbaError as error:
        return refusal(error, who.language)
    who.door.welcome(who.address)
    return who.enter(entered, as_json=True)


def _form(who: Visitor, error: Rejected | None = None, login: str = "", code: str = "", school: str = "") -> Response:
    return who.show(
        "signin/invitation.html",
        status=status_of(error) if error else 200,
        error=web_text(error, who.language) if error else None,
        least=passwords.LENGTH_MIN,
        login=login,
        code=code,
        school=None if one_school(who) else school,
    )


def _second(who: Visitor, error: Rejected | None = None) -> Response:
    try:
        step = entering.waiting(who.door, who.secret, Enrolment)
    except Rejected as begin_again:
        return _form(who, error or begin_again)
    return who.show(
        "signin/enrol.html",
        status=status_of(error) if error else 200,
        error=web_text(error, who.language) if error else None,
        picture=totp.picture(step.totp, step.login),
        secret=totp.shown(step.totp),
    )
