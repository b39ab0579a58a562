"""
Phrases for comments (câu mẫu): each person's own, kept outside the ledger, and nobody else's to see.

They are put into a comment while it is typed; what is recorded is the comment. They are not meant to name pupils.
"""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.flows.desk import Desk, made
from api.flows.own import own_transaction
from domain.errors import Rejected
from domain.event import Value
from domain.messages import MESSAGES
from domain.school_year.state import Staff
from domain.values import Text

MESSAGES.update(
    {
        "phrase.many": (
            "Đã có {limit} câu mẫu. Hãy xóa bớt rồi thêm câu mới.",
            "There are {limit} phrases already. Take some away, then add another.",
        ),
    }
)

#: More than anybody looks through while he types.
PHRASES_MAX = 100


class Phrase(Value):
    """One phrase."""

    phrase_id: UUID
    text: Text


class NewPhrase(Value):
    """What somebody wants to keep."""

    text: Text


def phrases(desk: Desk, staff: Staff) -> list[Phrase]:
    """All of one's own, in the order in which they were kept."""
    with own_transaction(desk.pool, desk.ledger.school_id, staff.staff_id) as connection:
        return _all(connection)


def keep(desk: Desk, staff: Staff, text: str) -> list[Phrase]:
    """Keep one more, where it is not there yet; all of them then. Raises Rejected ``phrase.many``, Misused."""
    text = made(NewPhrase, text=unicodedata.normalize("NFC", text.strip())).text
    with own_transaction(desk.pool, desk.ledger.school_id, staff.staff_id) as connection:
        known = _all(connection)
        if any(each.text == text for each in known):
            return known
        if len(known) >= PHRASES_MAX:
            raise Rejected("phrase.many", limit=PHRASES_MAX)
        connection.execute(
            "INSERT INTO work.phrases (school_id, staff_id, text) VALUES (%s, %s, %s)",
            [desk.ledger.school_id, staff.staff_id, text],
        )
        return _all(connection)


def forget(desk: Desk, staff: Staff, phrase_id: UUID) -> list[Phrase]:
    """Take one away, if it is there; what is left."""
    with own_transaction(desk.pool, desk.ledger.school_id, staff.staff_id) as connection:
        connection.execute("DELETE FROM work.phrases WHERE phrase_id = %s", [phrase_id])
        return _all(connection)


def _all(connection: Connection[Any]) -> list[Phrase]:
    found = connection.execute("SELECT phrase_id, text FROM work.phrases ORDER BY kept_at, phrase_id").fetchall()
    return [Phrase(phrase_id=phrase_id, text=text) for phrase_id, text in found]
