"""What handlers ask for, as ``Annotated`` aliases: the program, the portal, who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.app import App
from api.flows.desk import Desk
from api.flows.tokens import EVERYTHING, Scope, token_holder
from api.routes.portal import Portal
from api.routes.scopes import scope_of
from api.sessions import CSRF_HEADER, Session, cookie_name, session_of
from api.visiting import Visitor
from domain.errors import Misused, Rejected
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.state import SchoolClass

#: Methods that change nothing (RFC 9110 §9.2.1), so a page of another site gains nothing by sending them.
SAFE = ("GET", "HEAD", "OPTIONS")

#: The peer whose word on the client's address is taken: a proxy on this machine.
LOOPBACK = ("127.0.0.1", "::1")
#: How a server that listens on IPv6 writes an IPv4 address (RFC 4291 §2.5.5.2).
MAPPED = "::ffff:"


def program(request: Request) -> App:
    """The program that ``create_app`` was given."""
    found: App = request.app.state.program
    return found


def portal(request: Request) -> Portal:
    """The lookup portal of this process."""
    found: Portal = request.app.state.portal
    return found


def address(request: Request) -> str:
    """
    The visitor's address; behind a proxy on this machine the last one that the proxy added.

    A proxy appends to the visitor's own header, or adds a header of its own behind it: the first one is the visitor's.
    """
    peer = request.client.host if request.client else "?"
    forwarded = request.headers.getlist("x-forwarded-for")
    trusted = peer.removeprefix(MAPPED) in LOOPBACK
    return forwarded[-1].rpartition(",")[2].strip() if forwarded and trusted else peer


# Asynchronous, though they wait for nothing: FastAPI sends every other dependency through a thread, half a millisecond.
async def _program(request: Request) -> App:
    return program(request)


async def _portal(request: Request) -> Portal:
    return portal(request)


async def _address(request: Request) -> str:
    return address(request)


async def own_page(request: Request) -> None:
    """
    The dependency of what opens a report. Raises Misused ``lookup.foreign`` for a form that another site's page sends.

    Such a page would try birth dates through its readers' browsers and addresses. Browsers since 2023 say whose page
    it is (Fetch Metadata, W3C); older ones, programs and plain HTTP say nothing and pass. ``Origin`` tells nothing
    here: under ``Referrer-Policy: no-referrer`` our own pages send ``null``, too (Fetch, append a request Origin).
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Misused("lookup.foreign")


Program = Annotated[App, Depends(_program)]
ThePortal = Annotated[Portal, Depends(_portal)]
Address = Annotated[str, Depends(_address)]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: a member of staff of one school; ``scopes`` are those of his token, all where he is signed in."""

    program: App
    school_id: UUID
    staff_id: UUID
    scopes: frozenset[Scope] = EVERYTHING

    def desk(self, year: str | None, *, dry: bool = False) -> Desk:
        """
        The desk of his school, never of another.

        Raises Rejected ``signin.no_role`` for an earlier year, where he is nothing in the newest: roles end there.
        """
        if year is not None:
            now = self.program.desk(self.school_id).year().staff.get(self.staff_id)
            if now is None or not now.roles:
                raise Rejected("signin.no_role")
        return self.program.desk(self.school_id, year, dry=dry)

    def give_on(self, scopes: frozenset[Scope] = EVERYTHING) -> None:
        """What opens as much as ``scopes`` is given on by who has them. Raises Rejected ``token.scope``."""
        if lacking := scopes - self.scopes:
            raise Rejected("token.scope", scope=", ".join(sorted(lacking)))

    def class_of(self, desk: Desk, code: str, *roles: Role) -> SchoolClass:
        """The class, for its homeroom teacher and these roles. Raises Misused, Rejected ``right.role``."""
        year, actor = desk.year(), str(self.staff_id)
        found = year.school_class(code)
        if year.homeroom_teacher(found.class_id, desk.today) != year.actor(actor):
            year.require_role(actor, *roles)
        return found


#: The token of a request, or None.
bearer = HTTPBearer(auto_error=False, description="hocba token issue")


def session(request: Request) -> Session | None:
    """The session of the cookie, if somebody is signed in."""
    app = program(request)
    secret = request.cookies.get(cookie_name(app.settings.public_url))
    found = session_of(app.pool, secret) if secret else None
    if found:
        request.state.visitor = Visitor(found.school_id, found.staff_id)
    return found


def reader(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Reader:
    """
    Who asks, by a token, else by the session of a page, whose requests that change something bear ``X-CSRF-Token``.

    Raises Misused ``token.required``, ``token.invalid``, ``session.forged``; Rejected ``token.scope``.
    """
    app = program(request)
    if given is not None:
        with wrapped():
            holder = token_holder(app.pool, given.credentials)
        if holder is None:
            raise Misused("token.invalid")
        needed = scope_of(request.method, request.scope["route"].path)
        if needed not in holder.scopes:
            raise Rejected("token.scope", scope=needed)
        request.state.visitor = Visitor(holder.school_id, holder.staff_id)
        return Reader(app, holder.school_id, holder.staff_id, holder.scopes)
    found = session(request)
    if found is None:
        raise Misused("token.required")
    if request.method not in SAFE and found.forged(request.headers.get(CSRF_HEADER)):
        raise Misused("session.forged")
    return Reader(app, found.school_id, found.staff_id)


TheReader = Annotated[Reader, Depends(reader)]
