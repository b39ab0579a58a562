"""
Somebody in front of the door: what his browser has begun, and the cookies that he leaves with.

Before anybody is known there is no session, so a browser is known by a random secret in a cookie of its own. It binds
what was begun (``api.signin.steps``) to this browser, and guards the forms of the door: a page of another site could
otherwise sign somebody in as somebody else. At sign-in it is dropped, and the session gets a secret of its own, so one
that was planted before is worth nothing (session fixation).
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.app import App
from api.pages.rendering import language_of, page
from api.routes.deps import address, program, session
from api.routes.errors import problem, status_of
from api.sessions import (
    CSRF_FIELD,
    CSRF_HEADER,
    LIFETIME,
    SECRET_BYTES,
    close_session,
    cookie_name,
    csrf_of,
    forged,
)
from api.signin.entering import Door, Entered
from api.signin.passkeys import Site
from domain.errors import HocbaError, Misused, Rejected
from domain.messages import Language

COOKIE = "hocba_door"
#: As long as somebody may look at the form before he types; what is begun waits for less (``steps.LIFETIME_S``).
COOKIE_S_MAX = 3600

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
#: Where to go on: a page of this server, and nothing that a browser reads as another one.
_PATH = re.compile(r"/(?![/\\])[^\s\\?#]{0,200}")

#: The marks of a User-Agent, the special ones first: most browsers call themselves Chrome and Safari, too.
_BROWSERS = {"Edg": "Edge", "coc_coc": "Cốc Cốc", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS",
            "Linux": "Linux"}  # fmt: skip


class Visitor:
    """One browser before the door."""

    def __init__(self, request: Request) -> None:
        self.program = program(request)
        self.door: Door = request.app.state.door
        self.language: Language = language_of(request)
        self.address = address(request)
        self.site: Site = self.door.site(request.headers.get("host"))
        self._secure = self.program.settings.public_url.startswith("https://")
        self._cookie = cookie_name(self.program.settings.public_url, COOKIE)
        kept = request.cookies.get(self._cookie, "")
        self._new = not _SECRET.fullmatch(kept)
        self.secret = secrets.token_urlsafe(SECRET_BYTES) if self._new else kept
        self._before = session(request)
        self.device = device_of(request.headers.get("user-agent", ""))

    @property
    def csrf(self) -> str:
        """What forms of the door repeat."""
        return csrf_of(self.secret)

    def check(self, given: str | None) -> None:
        """Raises Misused ``session.forged`` for a form that this browser was not given."""
        if self._new or forged(self.csrf, given):
            raise Misused("session.forged")

    def show(self, template: str, *, status: int = 200, **context: object) -> Response:
        """A page of the door."""
        return self._kept(page(self.language, template, status, visitor=self, **context))

    def on(self, path: str) -> Response:
        """On to the next page, or to the sign-in service."""
        return self._kept(RedirectResponse(path, 303))

    def options(self, text: str) -> Response:
        """What the browser's passkeys are asked, as JSON."""
        return Response(text, media_type="application/json")

    def enter(self, entered: Entered, *, as_json: bool = False) -> Response:
        """In: the session's secret in a cookie that no script reads. A session of before ends."""
        if self._before is not None:
            close_session(self.door.pool, self._before)
        secret = self.door.open(entered, self.device)
        following = path_of(entered.following)
        answer = JSONResponse({"next": following}) if as_json else RedirectResponse(following, 303)
        self._set(answer, cookie_name(self.program.settings.public_url), secret, LIFETIME.total_seconds())
        _drop(answer, self._cookie, secure=self._secure)
        return answer

    def _kept(self, answer: Response) -> Response:
        if self._new:
            self._set(answer, self._cookie, self.secret, COOKIE_S_MAX)
        return answer

    def _set(self, answer: Response, name: str, value: str, seconds: float) -> None:
        answer.set_cookie(
            name, value, max_age=int(seconds), secure=self._secure, httponly=True, samesite="lax", path="/"
        )


def visitor(request: Request) -> Visitor:
    """The dependency of pages of the door."""
    return Visitor(request)


TheVisitor = Annotated[Visitor, Depends(visitor)]


def knocking(who: TheVisitor, given: Annotated[str, Form(alias=CSRF_FIELD, max_length=64)] = "") -> Visitor:
    """The dependency of forms of the door. Raises Misused ``session.forged``, Rejected ``signin.too_many``."""
    who.check(given)
    who.door.knock(who.address)
    return who


async def asking(request: Request, who: TheVisitor) -> tuple[Visitor, Mapping[str, Any]]:
    """The dependency of the door's scripts: the JSON object sent. Raises Misused ``session.forged``."""
    who.check(request.headers.get(CSRF_HEADER))
    return who, await json_body(request)


async def json_body(request: Request) -> Mapping[str, Any]:
    """The JSON object of a request. Raises Rejected ``request.invalid``, as for any body that cannot be read."""
    try:
        found = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError) as error:
        raise Rejected("request.invalid", places="body") from error
    if not isinstance(found, dict):
        raise Rejected("request.invalid", places="body")
    return found


TheKnocker = Annotated[Visitor, Depends(knocking)]
TheAsker = Annotated[tuple[Visitor, Mapping[str, Any]], Depends(asking)]


def out(program: App) -> Response:
    """Out of here: to the door, without the session's cookie."""
    answer = RedirectResponse("/vao", 303)
    public_url = program.settings.public_url
    _drop(answer, cookie_name(public_url), secure=public_url.startswith("https://"))
    return answer


def _drop(answer: Response, name: str, *, secure: bool) -> None:
    """A browser takes a ``__Host-`` cookie back only with the attributes that it was given with."""
    answer.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def device_of(agent: str) -> str:
    """``Chrome · Windows``: browser and system, of the few that are known; nothing else of what the browser says."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    return " · ".join(filter(None, (browser, system)))


def refusal(error: HocbaError, language: Language) -> Response:
    """A refusal for a script of a page. Raises the error again where it is ours or the database's fault."""
    status = status_of(error)
    if status >= 500:
        raise error
    told = problem(error, status, language).model_dump(mode="json")
    return JSONResponse(told, status, media_type="application/problem+json")


def path_of(following: str) -> str:
    """Where to go on, if it is a page of this server; else everybody's first page."""
    return following if _PATH.fullmatch(following) else "/viec"
