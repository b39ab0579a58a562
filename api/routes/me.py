"""``/api/v1/me``: what is the token holder's own: work, inbox, where he reads mail."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from api.flows.board import inbox
from api.flows.board.inbox import Message
from api.flows.board.work import Item, my_work
from api.flows.my_classes import Taught, taught
from api.flows.phrases import Phrase, forget, keep, phrases
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.paging import ThePage
from api.routes.writing import AfterToken
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.values import Text

router = APIRouter(prefix="/me", tags=["me"], route_class=AfterToken)

Unread = Annotated[bool, Query(description="Only what I have not read")]


class Address(Value):
    """An e-mail address, or none."""

    email: Annotated[str | None, Field(max_length=254)]


class NewPhrase(Value):
    """A phrase to keep."""

    text: Text


@router.get("/classes")
def classes(reader: TheReader, year: YearName = None) -> list[Taught]:
    """Lớp của tôi: what I teach today, by class and subject, what of it is done, drafted and open."""
    with wrapped():
        desk = reader.desk(year)
        return taught(desk, desk.year().actor(str(reader.staff_id)))


@router.get("/phrases")
def my_phrases(reader: TheReader, year: YearName = None) -> list[Phrase]:
    """My phrases for comments (câu mẫu), which nobody else sees."""
    with wrapped():
        desk = reader.desk(year)
        return phrases(desk, desk.year().actor(str(reader.staff_id)))


@router.post("/phrases")
def keep_phrase(given: NewPhrase, reader: TheReader, year: YearName = None) -> list[Phrase]:
    """Keep one more phrase; all of them then."""
    with wrapped():
        desk = reader.desk(year)
        return keep(desk, desk.year().actor(str(reader.staff_id)), given.text)


@router.delete("/phrases/{phrase_id}")
def forget_phrase(phrase_id: UUID, reader: TheReader, year: YearName = None) -> list[Phrase]:
    """Take a phrase away; what is left."""
    with wrapped():
        desk = reader.desk(year)
        return forget(desk, desk.year().actor(str(reader.staff_id)), phrase_id)


@router.get("/work")
def work(reader: TheReader, year: YearName = None) -> list[Item]:
    """Việc của tôi: all that waits for me and can be done now, by last day."""
    with wrapped():
        desk = reader.desk(year)
        return my_work(desk, desk.year().actor(str(reader.staff_id)))


@router.get("/inbox")
def messages(reader: TheReader, page: ThePage, unread: Unread = True, year: YearName = None) -> list[Message]:
    """The reminders that I was sent, the newest first."""
    with wrapped():
        desk = reader.desk(year)
        found = inbox.messages(desk, desk.year().actor(str(reader.staff_id)), unread=unread)
        return page.of(found, lambda each: each.message_id)


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
