"""What readers see of a school's read models, to compare: the live rows without the number of their generation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from api.app import PROJECTIONS
from domain.ledger import Ledger, Pool
from projections.runner import Runner, school_transaction

Rows = dict[str, list[Any]]


def live_rows(pool: Pool, school_id: UUID) -> dict[str, tuple[int, Rows]]:
    """Read model → its position and, by table, its live rows in order."""
    found = {}
    with school_transaction(pool, school_id) as connection:
        for projection in PROJECTIONS:
            row = connection.execute(
                "SELECT generation, position FROM read.progress WHERE projection = %s AND school_id = %s AND live",
                [projection.name, school_id],
            ).fetchone()
            generation, position = row or (0, 0)
            rows = {table: _rows(connection, table, school_id, generation) for table in projection.tables}
            found[projection.name] = position, rows
    return found


def _rows(connection: psycopg.Connection[Any], table: str, school_id: UUID, generation: int) -> list[Any]:
    return connection.execute(
        f"SELECT to_jsonb(each) - 'generation' FROM read.{table} each"
        " WHERE school_id = %s AND generation = %s ORDER BY 1",
        [school_id, generation],
    ).fetchall()


def forget(owner_url: str) -> None:
    """Empty every read model of a database."""
    tables = ", ".join(f"read.{table}" for each in PROJECTIONS for table in each.tables)
    with psycopg.connect(owner_url) as owner:
        owner.execute(f"TRUNCATE read.progress, {tables}".encode())


def folded_afresh(owner_url: str, ledger: Ledger, until: int | None = None) -> dict[str, tuple[int, Rows]]:
    """The rows that one undisturbed fold in this process makes of the ledger; they stay."""
    forget(owner_url)
    Runner(ledger.pool, PROJECTIONS).catch_up(ledger, until)
    return live_rows(ledger.pool, ledger.school_id)
