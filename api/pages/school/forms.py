"""A form of the school's pages: what was typed becomes the body of a route of the JSON API, which then does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Form
from fastapi.responses import Response

from api.flows.desk import made
from api.pages.shell import Person, back
from api.routes.writing import Writer
from domain.errors import HocbaError
from domain.event import Value

Body = TypeVar("Body", bound=Value)

#: The command's id, which the page made: the same form sent twice records once.
Key = Annotated[UUID, Form(alias="lenh")]
Line = Annotated[str, Form(max_length=1000)]


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
        try:
            given = made(body, **{name: value for name, value in values.items() if value not in ("", None)})
            act(given, who.writer(key))
        except HocbaError as error:
            return self.shown(who, error)
        return back(who, self.path, who.t("Đã ghi vào sổ cái.", "Recorded in the ledger."))
