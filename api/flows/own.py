"""Rows of ``work`` that are one person's alone: row-level security shows them to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Pool
from projections.runner import school_transaction


@contextmanager
def own_transaction(pool: Pool, school_id: UUID, staff_id: UUID) -> Iterator[Connection[Any]]:
    """A transaction that sees this person's own rows only."""
    with school_transaction(pool, school_id) as connection:
        connection.execute("SELECT set_config('hocba.staff_id', %s, true)", [str(staff_id)])
        yield connection
