"""
The inbox of each person: the reminders that others sent him, read or not; and where he reads mail.

Neither is a record of the school: both stand in schema ``work``, outside the ledger, and may be lost.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from api.flows.board.work import Item
from api.flows.desk import Desk
from domain.errors import Misused
from domain.event import Value
from domain.messages import MESSAGES
from domain.school_year.state import Staff
from domain.values import Text
from projections.runner import school_transaction

MESSAGES.update(
    {
        "mail.address": (
            "{found} không phải là địa chỉ thư điện tử dùng được.",
            "{found} is no e-mail address that can be used.",
        ),
        "inbox.unknown": (
            "Trang Việc của tôi không có lời nhắc {found}.",
            "There is no reminder {found} on your page My work.",
        ),
    }
)

#: Reminders shown, the newest first; older ones than so many days go when another comes.
SHOWN_MAX = 100
KEPT_DAYS = 90
#: One address, as school servers give them (the ASCII part of RFC 5321); no header can be smuggled in.
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")


class Content(Value):
    """What a reminder says: what was open for the person when it was sent, and a note of who sent it."""

    items: tuple[Item, ...]
    note: Text | None = None


class Message(Value):
    """A reminder: by whom (staff code), when, what it says, when it was read and mailed."""

    message_id: UUID
    sent_by: str
    sent_at: datetime
    items: tuple[Item, ...]
    note: str | None
    read_at: datetime | None
    mailed_at: datetime | None


def put(desk: Desk, to: UUID, sender: UUID, content: Content) -> UUID | None:
    """
    Into a person's inbox; None where the same sender put the same there today.

    Another one of that day takes the place of the first. What is older than ``KEPT_DAYS`` goes.
    """
    school_id, today = desk.ledger.school_id, desk.today
    with school_transaction(desk.pool, school_id) as connection:
        connection.execute(
            "DELETE FROM work.inbox WHERE school_id = %s AND staff_id = %s AND sent_on < %s",
            [school_id, to, today - timedelta(days=KEPT_DAYS)],
        )
        row = connection.execute(
            "INSERT INTO work.inbox AS mine (school_id, staff_id, sent_by, sent_on, sent_at, content)"
            " VALUES (%s, %s, %s, %s, %s, %s::jsonb) ON CONFLICT (school_id, staff_id, sent_by, sent_on) DO UPDATE"
            " SET sent_at = EXCLUDED.sent_at, content = EXCLUDED.content, read_at = NULL, mailed_at = NULL"
            " WHERE mine.content <> EXCLUDED.content RETURNING message_id",
            [school_id, to, sender, today, desk.ledger.now(), to_json(content).decode()],
        ).fetchone()
    return UUID(str(row[0])) if row else None


def mailed(desk: Desk, message_ids: list[UUID]) -> None:
    """These were sent by e-mail, too."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        connection.execute(
            "UPDATE work.inbox SET mailed_at = %s WHERE school_id = %s AND message_id = ANY(%s)",
            [desk.ledger.now(), desk.ledger.school_id, message_ids],
        )


def messages(desk: Desk, staff: Staff, *, unread: bool = False) -> list[Message]:
    """What a person was reminded of, the newest first."""
    year = desk.year()
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = connection.execute(
            "SELECT message_id, sent_by, sent_at, content, read_at, mailed_at FROM work.inbox"
            " WHERE school_id = %s AND staff_id = %s AND (read_at IS NULL OR NOT %s) ORDER BY sent_at DESC LIMIT %s",
            [desk.ledger.school_id, staff.staff_id, unread, SHOWN_MAX],
        ).fetchall()
    return [_message(year.staff[row[1]].code if row[1] in year.staff else str(row[1]), row) for row in found]


def _message(sender: str, row: tuple[Any, ...]) -> Message:
    content = Content.model_validate(row[3], strict=False)
    return Message(
        message_id=row[0],
        sent_by=sender,
        sent_at=row[2],
        items=content.items,
        note=content.note,
        read_at=row[4],
        mailed_at=row[5],
    )


def read(desk: Desk, staff: Staff, message_id: UUID) -> None:
    """Mark one of his own as read; the first time counts. Raises Misused ``inbox.unknown``."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        changed = connection.execute(
            "UPDATE work.inbox SET read_at = coalesce(read_at, %s)"
            " WHERE school_id = %s AND staff_id = %s AND message_id = %s",
            [desk.ledger.now(), desk.ledger.school_id, staff.staff_id, message_id],
        ).rowcount
    if not changed:
        raise Misused("inbox.unknown", found=message_id)


def set_address(desk: Desk, staff: Staff, email: str | None) -> None:
    """Where a person reads mail; None takes it back. Raises Misused ``mail.address``."""
    if email is not None and not (len(email) <= 254 and ADDRESS.fullmatch(email)):
        raise Misused("mail.address", found=email[:40])
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        place = [desk.ledger.school_id, staff.staff_id]
        if email is None:
            connection.execute("DELETE FROM work.addresses WHERE school_id = %s AND staff_id = %s", place)
        else:
            connection.execute(
                "INSERT INTO work.addresses (school_id, staff_id, email) VALUES (%s, %s, %s)"
                " ON CONFLICT (school_id, staff_id) DO UPDATE SET email = EXCLUDED.email",
                [*place, email],
            )


def addresses(desk: Desk) -> dict[UUID, str]:
    """Who reads mail where."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = connection.execute(
            "SELECT staff_id, email FROM work.addresses WHERE school_id = %s", [desk.ledger.school_id]
        )
        return {UUID(str(staff_id)): email for staff_id, email in found}
