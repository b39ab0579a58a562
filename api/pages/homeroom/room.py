"""What the pages of a class share: the class, who looks at it, and under which command a form of it does something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Path, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from api.flows.desk import Desk, Member
from api.flows.rosters import class_list
from api.pages.shell import Person, ThePerson, ThePost, show
from api.routes.data import READERS as DATA_READERS
from domain.errors import Misused
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.state import SchoolClass

#: Who looks at every class; anybody else at the one that he heads.
READERS = (*DATA_READERS, Role.IT_OFFICER)

ClassCode = Annotated[str, Path(max_length=8)]


@dataclass(frozen=True)
class Room:
    """A class, and who looks at it."""

    who: Person
    found: SchoolClass

    @property
    def desk(self) -> Desk:
        """The desk of the school."""
        return self.who.desk

    @property
    def code(self) -> str:
        """``8A``."""
        return self.found.code

    @property
    def path(self) -> str:
        """``/lop/8A``."""
        return f"/lop/{self.code}"

    @cached_property
    def own(self) -> bool:
        """Whether the person is its homeroom teacher today."""
        return self.who.year.homeroom_teacher(self.found.class_id, self.desk.today) == self.who.staff

    @cached_property
    def ends(self) -> Mapping[UUID, str]:
        """By report, of those whom name and birth date do not tell apart: the last digits of the personal number."""
        return {line.report_id: line.number_ends for line in class_list(self.desk, self.code) if line.number_ends}

    def member(self, report_id: UUID) -> Member:
        """A pupil who is, or was, in this class. Raises Misused for a report of another one."""
        with wrapped():
            self.desk.runner.catch_up(self.desk.ledger)
            members = self.desk.members_of([report_id])
            if not members or members[0].report.class_id != self.found.class_id:
                raise Misused("report.unknown_code", found=report_id)
        return members[0]

    def words(self, vi: str, en: str) -> str:
        """In the reader's language."""
        return vi if self.who.language == "vi" else en

    def show(self, template: str, **context: object) -> Response:
        """A page of the class."""
        with wrapped():
            return show(self.who, f"homeroom/{template}.html", room=self, **context)


def _room(who: Person, code: str, *roles: Role) -> Room:
    with wrapped():
        found = who.year.school_class(code)
        if who.year.homeroom_teacher(found.class_id, who.desk.today) != who.staff:
            who.year.require_role(who.staff_id, *roles)
    return Room(who, found)


def room(code: ClassCode, who: ThePerson) -> Room:
    """The class of a page, for its homeroom teacher and the office. Raises Misused, Rejected ``right.role``."""
    return _room(who, code, *READERS)


def data_room(code: ClassCode, who: ThePerson) -> Room:
    """The same for pages with the pupils' identity, which the IT officer does not read."""
    return _room(who, code, *DATA_READERS)


def sent_room(code: ClassCode, who: ThePost) -> Room:
    """The class of a form that was sent; whether he may do what it asks for, the flow knows."""
    return _room(who, code, *READERS)


async def sent_form(request: Request) -> FormData:
    """What was sent, where a page knows only when it is shown which fields it has."""
    return await request.form()


TheRoom = Annotated[Room, Depends(room)]
DataRoom = Annotated[Room, Depends(data_room)]
SentRoom = Annotated[Room, Depends(sent_room)]
SentForm = Annotated[FormData, Depends(sent_form)]
Line = Annotated[str, Form(max_length=200)]
