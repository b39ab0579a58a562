"""What handlers ask for, as ``Annotated`` aliases: the program, the portal, who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.app import App
from api.flows.desk import Desk
from api.flows.keys import token_holder
from api.routes.portal import Portal
from domain.errors import Misused
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.state import SchoolClass

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


Program = Annotated[App, Depends(program)]
ThePortal = Annotated[Portal, Depends(portal)]
Address = Annotated[str, Depends(address)]


@dataclass(frozen=True, slots=True)
class Reader:
    """The holder of a token: a member of staff of one school."""

    program: App
    school_id: UUID
    staff_id: UUID

    def desk(self, year: str | None) -> Desk:
        """The desk of his school, never of another."""
        return self.program.desk(self.school_id, year)

    def class_of(self, desk: Desk, code: str, *roles: Role) -> SchoolClass:
        """The class, for its homeroom teacher and these roles. Raises Misused, Rejected ``right.role``."""
        year, actor = desk.year(), str(self.staff_id)
        found = year.school_class(code)
        if year.homeroom_teacher(found.class_id, desk.today) != year.actor(actor):
            year.require_role(actor, *roles)
        return found


#: The token of a request, or None.
bearer = HTTPBearer(auto_error=False, description="hocba token issue")


def reader(program: Program, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Reader:
    """Raises Misused ``token.required`` or ``token.invalid``."""
    if given is None:
        raise Misused("token.required")
    with wrapped():
        holder = token_holder(program.pool, given.credentials)
    if holder is None:
        raise Misused("token.invalid")
    return Reader(program, *holder)


TheReader = Annotated[Reader, Depends(reader)]
