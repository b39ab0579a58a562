"""What the clerk's forms share: their fields, the command that they are, and a refusal told above the form."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api.pages.fields import typed_day
from api.pages.shell import Person, ThePost, show
from api.routes.correction_views import READERS
from api.routes.errors import status_of
from api.routes.writing import Writer
from api.web_words import web_text
from domain.errors import HocbaError, Misused, Rejected
from domain.school_year.events import Role

#: The hidden field with the command's id: the same form sent twice is done once.
COMMAND_FIELD = "lan"
#: Who keeps the class lists (``domain.rights``).
OFFICE = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER)


class Filled:
    """A form that was sent, and who sent it. What was left blank is None."""

    def __init__(self, who: Person, fields: FormData) -> None:
        self.who = who
        self.fields = fields

    def __getitem__(self, name: str) -> str | None:
        found = self.fields.get(name)
        return found.strip() or None if isinstance(found, str) else None

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a field, as ticked boxes send them."""
        return tuple(each for each in self.fields.getlist(name) if isinstance(each, str))

    def day(self, name: str) -> date | None:
        """A day of the form. Raises Misused ``input.invalid``."""
        return typed_day(self[name] or "")

    def file(self, name: str) -> bytes | None:
        """The base64 of a file, as the API takes it; None where none was chosen."""
        found = self.fields.get(name)
        content = found.file.read() if isinstance(found, UploadFile) else b""
        return b64encode(content) if content else None

    def writer(self) -> Writer:
        """The command of this form, as the API's routes take it. Raises Misused ``input.invalid``."""
        given = self[COMMAND_FIELD]
        try:
            command_id = UUID(given or "")
        except ValueError as error:
            raise Misused("input.invalid", name=COMMAND_FIELD, found=given) from error
        return self.who.writer(command_id)


async def filled(request: Request, who: ThePost) -> Filled:
    """The dependency of forms that are sent. Raises as ``ThePost``."""
    return Filled(who, await request.form())


TheForm = Annotated[Filled, Depends(filled)]


def require_office(who: Person, *roles: Role) -> None:
    """Raises Rejected ``right.role`` for who neither leads nor keeps the office, or has none of these roles."""
    who.year.require_role(who.staff_id, *(roles or READERS))


def shown(who: Person, template: str, fault: HocbaError | None = None, **context: object) -> Response:
    """A page of the office; above it what stands against the form that was sent, and a new command's id in it."""
    told = web_text(fault, who.language) if fault else None
    status = status_of(fault) if fault else 200
    return show(who, template, status, fault=told, command_id=uuid4(), **context)


def done_or_told(act: Callable[[], Response], again: Callable[[HocbaError], Response]) -> Response:
    """What ``act`` answers; where a rule or a value stands against it, the form once more, with the reason."""
    try:
        return act()
    except (Rejected, Misused) as error:
        return again(error)
