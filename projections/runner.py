"""
Keeping read models up to date, and rebuilding them beside the live ones.

Rows and position commit together, in batches: after a crash a batch is either whole or absent. The row in
``read.progress`` is locked while a batch is folded, so two runners take turns and nothing is folded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import UUID

from psycopg import Connection

from domain.ledger import Ledger, Pool, Recorded
from domain.ledger.failures import wrapped

#: Entries folded in one transaction: large enough that commits cost little, small enough that memory stays flat.
BATCH_ENTRIES = 2000


class Projection(Protocol):
    """One read model: its name, the tables it fills, and how a batch of entries changes its rows."""

    @property
    def name(self) -> str:
        """Permanent name, as in ``read.progress``."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of schema ``read``, each with school_id and generation."""

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Apply a batch, in ledger order, to the rows of this generation; applying it again changes nothing."""


@contextmanager
def school_transaction(pool: Pool, school_id: UUID) -> Iterator[Connection[Any]]:
    """A transaction that sees this school's rows only. Raises the ledger's errors, never psycopg's."""
    with wrapped(), pool.connection() as connection, connection.transaction():
        connection.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school_id)])
        yield connection


class Runner:
    """Folds the ledgers of a database into its read models."""

    def __init__(self, pool: Pool, projections: Sequence[Projection]) -> None:
        self.pool = pool
        self.projections = tuple(projections)

    def catch_up(self, ledger: Ledger, until: int | None = None) -> int:
        """Bring every read model to the ledger's head (or ``until``). Returns the position reached."""
        target = ledger.size() if until is None else until
        for projection in self.projections:
            while self._step(ledger, projection, target):
                pass
        return target

    def position(self, ledger: Ledger, name: str) -> int:
        """How far the live rows of one read model have come."""
        with school_transaction(self.pool, ledger.school_id) as connection:
            row = connection.execute(
                "SELECT position FROM read.progress WHERE projection = %s AND school_id = %s AND live",
                [name, ledger.school_id],
            ).fetchone()
        return row[0] if row else 0

    def rebuild(self, ledger: Ledger, progress: Callable[[str, int, int], None] | None = None) -> None:
        """Fold everything anew beside the live rows, then swap; readers see the old rows until the new are complete."""
        for projection in self.projections:
            generation = self._begin_generation(ledger, projection)
            while True:
                target = ledger.size()
                while done := self._step(ledger, projection, target, generation):
                    if progress:
                        progress(projection.name, done, target)
                if self._swap(ledger, projection, generation):
                    break

    def _step(self, ledger: Ledger, projection: Projection, target: int, generation: int | None = None) -> int:
        """Fold one batch; returns the position reached, or 0 where there is nothing left to fold."""
        with school_transaction(self.pool, ledger.school_id) as connection:
            generation, position = self._lock(connection, ledger, projection, generation)
            if position >= target:
                return 0
            batch = list(ledger.entries(position, min(target, position + BATCH_ENTRIES), BATCH_ENTRIES))
            projection.fold(connection, ledger.school_id, generation, batch)
            connection.execute(
                "UPDATE read.progress SET position = %s WHERE projection = %s AND school_id = %s AND generation = %s",
                [batch[-1].position, projection.name, ledger.school_id, generation],
            )
            return batch[-1].position

    def _lock(
        self, connection: Connection[Any], ledger: Ledger, projection: Projection, generation: int | None
    ) -> tuple[int, int]:
        key = [projection.name, ledger.school_id]
        if generation is None:
            connection.execute(
                "INSERT INTO read.progress (projection, school_id, generation, live) SELECT %s, %s, 1, true"
                " WHERE NOT EXISTS (SELECT FROM read.progress WHERE projection = %s AND school_id = %s AND live)"
                " ON CONFLICT DO NOTHING",
                [*key, *key],
            )
        row = connection.execute(
            "SELECT generation, position FROM read.progress WHERE projection = %s AND school_id = %s"
            " AND CASE WHEN %s::integer IS NULL THEN live ELSE generation = %s END FOR UPDATE",
            [*key, generation, generation],
        ).fetchone()
        assert row is not None
        return row[0], row[1]

    def _begin_generation(self, ledger: Ledger, projection: Projection) -> int:
        """A fresh generation; leftovers of a rebuild that was killed are removed first."""
        with school_transaction(self.pool, ledger.school_id) as connection:
            live, _ = self._lock(connection, ledger, projection, None)
            self._drop_others(connection, ledger.school_id, projection, live)
            connection.execute(
                "INSERT INTO read.progress (projection, school_id, generation, live) VALUES (%s, %s, %s, false)",
                [projection.name, ledger.school_id, live + 1],
            )
            return live + 1

    def _swap(self, ledger: Ledger, projection: Projection, generation: int) -> bool:
        """Make the generation the live one, unless the live one is ahead of it."""
        key = [projection.name, ledger.school_id]
        with school_transaction(self.pool, ledger.school_id) as connection:
            live, live_position = self._lock(connection, ledger, projection, None)
            _, position = self._lock(connection, ledger, projection, generation)
            if position < live_position:
                return False
            where = "WHERE projection = %s AND school_id = %s AND generation = %s"
            connection.execute(f"UPDATE read.progress SET live = false {where}", [*key, live])  # noqa: S608  # constant
            connection.execute(f"UPDATE read.progress SET live = true {where}", [*key, generation])  # noqa: S608
            self._drop_others(connection, ledger.school_id, projection, generation)
            return True

    @staticmethod
    def _drop_others(connection: Connection[Any], school_id: UUID, projection: Projection, keep: int) -> None:
        for table in (*projection.tables,):
            connection.execute(
                f"DELETE FROM read.{table} WHERE school_id = %s AND generation <> %s",  # noqa: S608  # our own names
                [school_id, keep],
            )
        connection.execute(
            "DELETE FROM read.progress WHERE projection = %s AND school_id = %s AND generation <> %s",
            [projection.name, school_id, keep],
        )
