"""``/api/v1/me``: what is the token holder's own: work, inbox, where he reads mail."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from api.flows.board import inbox
from api.flows.board.inbox import Message
from api.flows.board.work import Item, my_work
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.writing import AfterToken
from domain.event import Value
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/me", tags=["me"], route_class=AfterToken)

Unread = Annotated[bool, Query(description="Only what I have not read")]


class Address(Value):
    """An e-mail address, or none."""

    email: Annotated[str | None, Field(max_length=254)]


@router.get("/work")
def work(reader: TheReader, year: YearName = None) -> list[Item]:
    """Việc của tôi: all that waits for me and can be done now, by last day."""
    with wrapped():
        desk = reader.desk(year)
        return my_work(desk, desk.year().actor(str(reader.staff_id)))


@router.get("/inbox")
def messages(reader: TheReader, unread: Unread = True, year: YearName = None) -> list[Message]:
    """The reminders that I was sent, the newest first."""
    with wrapped():
        desk = reader.desk(year)
        return inbox.messages(desk, desk.year().actor(str(reader.staff_id)), unread=unread)


@router.post("/inbox/{message_id}/read")
def read(message_id: UUID, reader: TheReader, year: YearName = None) -> None:
    """I have read it."""
    with wrapped():
        desk = reader.desk(year)
        inbox.read(desk, desk.year().actor(str(reader.staff_id)), message_id)


@router.put("/address")
def set_address(given: Address, reader: TheReader, year: YearName = None) -> None:
    """Where I read mail, kept outside the ledger; null: nowhere."""
    with wrapped():
        desk = reader.desk(year)
        inbox.set_address(desk, desk.year().actor(str(reader.staff_id)), given.email)
