"""
The demo's attack: somebody with the owner's power changes one byte of one entry, in a copy of the database.

The copy is made by the server (``CREATE DATABASE … TEMPLATE``), so it is the database as restored from a back-up. The
attacker disables the triggers, edits, and enables them again; the database then looks untouched. The audit finds it.
"""

from __future__ import annotations

from uuid import UUID

import psycopg
from psycopg import sql

from anchors.audit import audit_school
from anchors.checkpoint import VerifierKey
from api.app import Addresses, App
from api.embedded_postgres import databases
from api.settings import Settings
from domain.ledger.failures import wrapped
from domain.report.events import ScoreRecorded


def tampered_copy(
    settings: Settings, addresses: Addresses, school_id: UUID, key: VerifierKey
) -> tuple[int, int | None]:
    """
    Copy, change one byte, audit the copy, drop it. Returns the position changed and the first position found.

    Nobody may be connected to the database of ``addresses``: a template has no sessions.
    """
    server = Addresses.of(settings, databases.MAINTENANCE)
    copy = Addresses.of(settings, f"{addresses.name}_copy")
    databases.drop(server.owner, copy.name)
    _copy(server, addresses.name, copy.name)
    try:
        changed = _change_one_byte(copy.owner, school_id)
        with App(settings, copy) as other:
            found = audit_school(other.ledgers[school_id], key)
        return changed, found.first.position if found.first else None
    finally:
        databases.drop(server.owner, copy.name)


def _copy(server: Addresses, source: str, copy: str) -> None:
    with wrapped(), psycopg.connect(server.owner, autocommit=True) as connection:
        names = sql.Identifier(copy), sql.Identifier(source)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(names[0], sql.Identifier(server.role)))


def _change_one_byte(owner: str, school_id: UUID) -> int:
    """Lift a mark in the middle of the ledger by flipping a bit of its digit. Returns the position."""
    with wrapped(), psycopg.connect(owner) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school_id)])
        row = connection.execute(
            "SELECT position, entry FROM ledger.events WHERE school_id = %s AND topic = %s"
            " ORDER BY position OFFSET (SELECT count(*) / 2 FROM ledger.events WHERE school_id = %s AND topic = %s)"
            " LIMIT 1",
            [school_id, ScoreRecorded.TOPIC, school_id, ScoreRecorded.TOPIC],
        ).fetchone()
        assert row is not None, "the demo's ledger has marks"
        position, entry = int(row[0]), bytes(row[1])
        place = entry.index(b'"mark":"') + len(b'"mark":"')
        changed = entry[:place] + bytes([entry[place] ^ 1]) + entry[place + 1 :]
        connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        connection.execute(
            "UPDATE ledger.events SET entry = %s WHERE school_id = %s AND position = %s",
            [changed, school_id, position],
        )
        connection.execute("ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER refuse_change")
    return position
