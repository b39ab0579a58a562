"""The key under which a browser keeps what it could not send yet: its owner's, and no other page brings it along."""

from __future__ import annotations

import secrets
from hashlib import sha256

from api.flows.desk import Desk
from api.flows.drafts.sheet import Sheet, key_of
from api.flows.own import own_transaction

#: Of AES-256.
KEY_BYTES = 32


def page_key(desk: Desk, actor: str) -> bytes:
    """The person's key, made when it is first asked for."""
    staff_id = desk.year().actor(actor).staff_id
    place = [desk.ledger.school_id, staff_id]
    with own_transaction(desk.pool, desk.ledger.school_id, staff_id) as connection:
        connection.execute(
            "INSERT INTO work.page_keys (school_id, staff_id, key) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [*place, secrets.token_bytes(KEY_BYTES)],
        )
        found = connection.execute("SELECT key FROM work.page_keys").fetchone()
    assert found is not None, "it was put there"
    return bytes(found[0])


def page_name(desk: Desk, actor: str, sheet: Sheet) -> str:
    """What the browser keeps it as: a digest of whose sheet it is, which tells nobody anything."""
    return sha256("|".join(map(str, key_of(desk, actor, sheet))).encode()).hexdigest()[:32]
