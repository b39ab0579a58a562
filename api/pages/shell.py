"""
What every page of a signed-in person shares: who it is, the desk of the school, the frame with its menu.

A page is a handler that takes ``ThePerson`` (``ThePost`` where a form is sent) and answers with ``show``. Who is not
signed in is led to ``/vao`` and back. After a form was sent the answer is ``back``: a redirect, and a note that the
next page tells once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from anchors.signing.port import SigningKey
from api.app import App
from api.flows.desk import Desk
from api.pages import menu
from api.pages.rendering import language_of, page
from api.routes.deps import Reader, session
from api.routes.errors import status_of
from api.routes.writing import Writer
from api.sessions import CSRF_FIELD, Session, close_all
from api.web_words import web_text, with_names
from domain.errors import HocbaError, Misused
from domain.ledger.failures import wrapped
from domain.messages import Language
from domain.school_year.state import SchoolYear, Staff

NOTE_MAX = 1000


class SignInFirst(Exception):
    """Nobody is signed in; ``path`` is where to go on afterwards."""

    def __init__(self, path: str) -> None:
        self.path = path


class Person:
    """Who is signed in, at the desk of his school in the year looked at (``?nam=2025-2026``, else the newest)."""

    def __init__(self, program: App, found: Session, language: Language, year: str | None, path: str) -> None:
        self.program = program
        self.session = found
        self.language = language
        self.year_name = year
        self.path = path

    @property
    def staff_id(self) -> str:
        """As the actor of commands and the asker of flows."""
        return str(self.session.staff_id)

    def t(self, vi: str, en: str) -> str:
        """In the person's language."""
        return vi if self.language == "vi" else en

    @property
    def csrf(self) -> str:
        """What forms repeat in ``_csrf`` and scripts in ``X-CSRF-Token``."""
        return self.session.csrf

    @cached_property
    def desk(self) -> Desk:
        """The school's desk. Raises Misused ``year.none``."""
        with wrapped():
            return self.program.desk(self.session.school_id, self.year_name)

    @cached_property
    def year(self) -> SchoolYear:
        """The school year as it stood when the page was asked for."""
        with wrapped():
            return self.desk.year()

    @cached_property
    def staff(self) -> Staff:
        """The member of staff. Raises Rejected ``right.not_staff`` where he is none in this year."""
        return self.year.actor(self.staff_id)

    @cached_property
    def names(self) -> dict[str, str]:
        """The full name of each member of staff, by code."""
        names = self.desk.signatories(self.year.staff.values())
        return {staff.code: names[staff.staff_id].full_name for staff in self.year.staff.values()}

    def named(self, text: str) -> str:
        """A refusal as it is told to him: with the names of staff for their codes."""
        return with_names(text, self.names) if any(each.code in text for each in self.year.staff.values()) else text

    @property
    def has_role(self) -> bool:
        """Whether he is anything at the school today."""
        found = self.year.staff.get(self.session.staff_id)
        return bool(found and found.roles)

    @cached_property
    def name(self) -> str:
        """Full name."""
        with wrapped():
            return self.desk.signatory(self.staff).full_name

    @property
    def reader(self) -> Reader:
        """What a route of the JSON API reads for: this person."""
        return Reader(self.program, self.session.school_id, self.session.staff_id)

    def writer(self, command_id: UUID) -> Writer:
        """What a route of the JSON API writes with: this person, under the id that the page made for the command."""
        return Writer(self.reader, command_id, dry=False, year=self.year_name)

    def key(self) -> SigningKey:
        """His own key in ``HOCBA_KEYS_DIR``. Raises Misused where there is none."""
        return self.program.keys(self.session.school_id).load(self.staff)

    @cached_property
    def entries(self) -> list[menu.Entry]:
        """The menu."""
        return menu.entries(self.staff, self.year, self.desk.today)

    @cached_property
    def here(self) -> menu.Entry | None:
        """The menu's entry of this page: of a page within a page the inner one."""
        above = [each for each in self.entries if f"{self.path}/".startswith(f"{each.path}/")]
        return max(above, key=lambda each: len(each.path), default=None)

    def tell(self, note: str) -> None:
        """Keep a note for the next page; it is told once."""
        with wrapped(), self.program.pool.connection() as connection:
            connection.execute(
                "UPDATE work.sessions SET note = %s WHERE sha256 = %s", [note[:NOTE_MAX], self.session.digest]
            )

    def told(self) -> str | None:
        """The note that was kept, which is gone then."""
        with wrapped(), self.program.pool.connection() as connection:
            row = connection.execute(
                "UPDATE work.sessions s SET note = NULL FROM work.sessions old WHERE s.sha256 = %s"
                " AND old.sha256 = s.sha256 AND old.note IS NOT NULL RETURNING old.note",
                [self.session.digest],
            ).fetchone()
        return str(row[0]) if row else None


YearShown = Annotated[str | None, Query(alias="nam", pattern=r"^\d{4}-\d{4}$")]


def person(request: Request, year: YearShown = None) -> Person:
    """The dependency of pages. Raises SignInFirst."""
    found = session(request)
    if found is None:
        raise SignInFirst(request.url.path)
    who = Person(request.app.state.program, found, language_of(request), year, request.url.path)
    request.state.named = who.named  # for a refusal's own page
    # Roles end in the newest year: what somebody was in an earlier one opens nothing any more.
    now = who if year is None else Person(who.program, found, who.language, None, request.url.path)
    if not now.has_role:  # it has ended since he signed in
        close_all(who.program.pool, found.school_id, found.staff_id)
        raise SignInFirst(request.url.path)
    return who


async def sent(request: Request, who: Annotated[Person, Depends(person)]) -> AsyncIterator[Person]:
    """The dependency of forms that are sent; their files are closed behind it. Raises ``session.forged``."""
    async with request.form() as fields:
        if who.session.forged(str(fields.get(CSRF_FIELD, ""))):
            raise Misused("session.forged")
        yield who


class AfterSignIn(APIRoute):
    """A route that reads a form, which may be large, only after somebody was found signed in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind the session."""
        handle = super().get_route_handler()

        async def after_sign_in(request: Request) -> Response:
            await run_in_threadpool(person, request)
            return await handle(request)

        return after_sign_in


ThePerson = Annotated[Person, Depends(person)]
ThePost = Annotated[Person, Depends(sent)]


def show(who: Person, template: str, fault: HocbaError | None = None, /, **context: object) -> Response:
    """A page in the frame of the workplaces; ``fault`` is what stands against the form that was sent."""
    told = who.named(web_text(fault, who.language)) if fault else None
    status = status_of(fault) if fault else 200
    return page(
        who.language, template, status, None, person=who, note=who.told(), fault=told, new_command=uuid4, **context
    )


def back(who: Person, path: str, note: str | None = None) -> Response:
    """After a form was sent: on to a page, which tells the note."""
    if note:
        who.tell(note)
    return RedirectResponse(path, 303)


def to_sign_in(request: Request, error: Exception) -> Response:
    """Nobody is signed in: to the door, and where to go on afterwards."""
    assert isinstance(error, SignInFirst)
    return RedirectResponse(f"/vao?tiep={quote(error.path)}", 303)
