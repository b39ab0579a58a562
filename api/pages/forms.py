"""
Forms of the workplaces: their fields, the command that each of them is, and a refusal told above the form.

Every page gives ``new_command``, and ``ui.command()`` puts it into a form; so the same form sent twice is done once.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Form, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api.flows.desk import made
from api.pages.fields import typed_day
from api.pages.shell import Person, ThePost, back
from api.routes.writing import Writer
from domain.errors import HocbaError, Misused, Rejected
from domain.event import Value

Body = TypeVar("Body", bound=Value)

COMMAND_FIELD = "lenh"
#: The command's id, of a form whose fields the handler names.
CommandId = Annotated[UUID, Form(alias=COMMAND_FIELD)]
Line = Annotated[str, Form(max_length=1000)]


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
        return base64_of(found) if isinstance(found, UploadFile) else None

    def id(self, name: str) -> UUID:
        """An id of the form. Raises Misused ``input.invalid``."""
        given = self[name]
        try:
            return UUID(given or "")
        except ValueError as error:
            raise Misused("input.invalid", name=name, found=given) from error

    def writer(self) -> Writer:
        """The command of this form, as the API's routes take it. Raises Misused ``input.invalid``."""
        return self.who.writer(self.id(COMMAND_FIELD))


async def filled(request: Request, who: ThePost) -> Filled:
    """The dependency of forms whose fields the handler reads one by one. Raises as ``ThePost``."""
    return Filled(who, await request.form())


TheForm = Annotated[Filled, Depends(filled)]


def base64_of(file: UploadFile) -> bytes | None:
    """A file that was sent, as the API takes it; None where none was chosen."""
    return b64encode(file.file.read()) or None


def done_or_told(act: Callable[[], Response], again: Callable[[HocbaError], Response]) -> Response:
    """What ``act`` answers; where a rule or a value stands against it, the form once more, with the reason."""
    try:
        return act()
    except (Rejected, Misused) as error:
        return again(error)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a form: where it is, and how it is shown, with what was refused if something was."""

    path: str
    shown: Callable[[Person, HocbaError | None], Response]

    def sent(
        self, who: Person, key: UUID, act: Callable[[Body, Writer], object], body: type[Body], /, **values: object
    ) -> Response:
        """
        Do what the route ``act`` does with these values; those that are empty are left out, for the route's default.

        Back to the page, which tells that it stands in the ledger; refused, it says why.
        """

        def done() -> Response:
            act(
                made(body, **{name: value for name, value in values.items() if value not in ("", None)}),
                who.writer(key),
            )
            return back(who, self.path, who.t("Đã ghi vào sổ cái.", "Recorded in the ledger."))

        return done_or_told(done, lambda error: self.shown(who, error))
