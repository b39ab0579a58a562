"""
Keeping read models up to date, and rebuilding them beside the live ones.

A batch of entries is read and decoded once for all read models; their rows and positions commit together, so after a
crash a batch is either whole or absent. Whoever folds into the live rows of a school holds its turn, an advisory lock,
and folds for each read model only what it lacks: two runners take turns and nothing is folded twice.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import UUID

from psycopg import Connection

from domain.errors import Rejected, Unavailable
from domain.ledger import Ledger, Pool, Recorded
from domain.ledger.announcing import FOLDED
from domain.ledger.database import rows
from domain.ledger.failures import wrapped
from domain.ledger.watching import POLL_S
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "read.behind": (
            "Dữ liệu đọc chưa theo kịp: mới đến bản ghi {found}, cần {expected}. Hãy thử lại, hoặc xem /health.",
            "The read models are behind: at entry {found}, entry {expected} is wanted. Try again, or see /health.",
        ),
    }
)

#: Entries folded in one transaction: large enough that commits cost little, small enough that memory stays flat.
BATCH_ENTRIES = 6000

#: Which of a school's advisory locks: the ledger's own is 0 (``Ledger.alone``).
_TURN, _REBUILD = 1, 2

_STANDING = "SELECT size, reached FROM read.standing(%b, %b::text[])"


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


#: Read model → the generation of its rows, and how far they have come.
Places = Mapping[str, tuple[int, int]]


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
        self._names = [projection.name for projection in self.projections]

    def catch_up(self, ledger: Ledger, until: int | None = None, reached: Callable[[int], None] | None = None) -> int:
        """
        Bring every read model to the ledger's head now (or to ``until``). Returns the position reached.

        One statement where nothing is behind. ``reached`` is called with the position after each batch.
        """
        size, position = self.standing(ledger)
        target = size if until is None else min(until, size)
        while position < target:
            for batch in batches(ledger, position, target):
                if not self._fold_live(ledger, batch):
                    break
                self.pool.announcer.tell(FOLDED, ledger.school_id)
                if reached:
                    reached(batch[-1].position)
            _, position = self.standing(ledger)
        return target

    def standing(self, ledger: Ledger) -> tuple[int, int]:
        """The ledger's size, and the position up to which every read model shows it. Raises Rejected if not open."""
        return self._standing(ledger, self._names)

    def position(self, ledger: Ledger, name: str) -> int:
        """How far the live rows of one read model have come."""
        return self._standing(ledger, [name])[1]

    def wait_until(self, ledger: Ledger, position: int, timeout_s: float = 5.0) -> None:
        """
        Until every read model shows this entry, whoever folds it: for a writer who wants to read his own writing.

        Holds one connection of the pool. Raises Unavailable ``read.behind`` after ``timeout_s``.
        """
        deadline = time.monotonic() + timeout_s
        with wrapped(), self.pool.connection() as connection:
            connection.execute(f"LISTEN {FOLDED}")
            try:
                while (found := self.standing(ledger)[1]) < position:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise Unavailable("read.behind", found=found, expected=position)
                    for _ in connection.notifies(timeout=min(left, POLL_S), stop_after=1):
                        pass
            finally:
                connection.execute(f"UNLISTEN {FOLDED}")

    def rebuild(self, ledger: Ledger, reached: Callable[[int], None] | None = None) -> int:
        """
        Fold everything anew beside the live rows, then swap; readers see the old rows until the new are complete.

        One at a time in a school. What arrives meanwhile is folded too: the last of it in the transaction that swaps,
        while the live rows stand still. Returns the position reached; ``reached`` is called after each batch.
        """
        with self._only_rebuild(ledger.school_id), collector_at_rest():
            generations = self._begin_generation(ledger.school_id)
            position, missing = 0, ledger.size()
            while missing:
                for batch in batches(ledger, position, position + missing):
                    with school_transaction(self.pool, ledger.school_id) as connection:
                        self._apply(connection, ledger.school_id, generations, batch)
                    position = batch[-1].position
                    if reached:
                        reached(position)
                before, missing = missing, ledger.size() - position
                if missing <= BATCH_ENTRIES or missing >= before:
                    break
            return self._swap(ledger, generations, position)

    def _standing(self, ledger: Ledger, names: list[str]) -> tuple[int, int]:
        ((size, reached),) = rows(self.pool, _STANDING, [ledger.school_id, names])
        if size is None:
            raise Rejected("ledger.school_unknown", school=ledger.school_id)
        return size, reached

    def _fold_live(self, ledger: Ledger, batch: Sequence[Recorded]) -> bool:
        """Fold a batch into the live rows; False where they were taken back meanwhile and need an earlier one."""
        with self._turn(ledger.school_id) as connection:
            live = self._live(connection, ledger.school_id)
            if any(position < batch[0].position - 1 for _, position in live.values()):
                return False
            if any(position < batch[-1].position for _, position in live.values()):
                self._apply(connection, ledger.school_id, live, batch)
            return True

    def _apply(self, connection: Connection[Any], school_id: UUID, places: Places, batch: Sequence[Recorded]) -> None:
        """Fold what each read model lacks of a batch, and move the positions."""
        for projection in self.projections:
            generation, position = places[projection.name]
            if lacking := [entry for entry in batch if entry.position > position]:
                projection.fold(connection, school_id, generation, lacking)
        connection.execute(
            "UPDATE read.progress p SET position = greatest(p.position, %s)"
            " FROM unnest(%b::text[], %b::integer[]) AS folded (projection, generation)"
            " WHERE p.school_id = %s AND p.projection = folded.projection AND p.generation = folded.generation",
            [batch[-1].position, list(places), [generation for generation, _ in places.values()], school_id],
        )

    @contextmanager
    def _turn(self, school_id: UUID) -> Iterator[Connection[Any]]:
        """The transaction of who may change the live rows of a school, one at a time in all processes."""
        with school_transaction(self.pool, school_id) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [str(school_id), _TURN])
            yield connection

    @contextmanager
    def _only_rebuild(self, school_id: UUID) -> Iterator[None]:
        """Holds one connection of the pool; the lock ends with it, however the process ends."""
        key = [str(school_id), _REBUILD]
        with wrapped(), self.pool.connection() as connection:
            connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, %s))", key)
            try:
                yield
            finally:
                connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, %s))", key)

    def _live(self, connection: Connection[Any], school_id: UUID) -> dict[str, tuple[int, int]]:
        """The live generations, made where a read model is new. Whoever asks holds the turn."""
        query = (
            "SELECT projection, generation, position FROM read.progress"
            " WHERE school_id = %s AND projection = ANY(%s) AND live"
        )
        live = {row[0]: (row[1], row[2]) for row in connection.execute(query, [school_id, self._names])}
        if missing := [name for name in self._names if name not in live]:
            self._insert_generations(connection, school_id, dict.fromkeys(missing, 1), live=True)
            live |= dict.fromkeys(missing, (1, 0))
        return live

    @staticmethod
    def _insert_generations(
        connection: Connection[Any], school_id: UUID, generations: Mapping[str, int], *, live: bool
    ) -> None:
        connection.execute(
            "INSERT INTO read.progress (projection, school_id, generation, live)"
            " SELECT made.projection, %s, made.generation, %s"
            " FROM unnest(%b::text[], %b::integer[]) AS made (projection, generation)",
            [school_id, live, list(generations), list(generations.values())],
        )

    def _begin_generation(self, school_id: UUID) -> dict[str, tuple[int, int]]:
        """Fresh generations; leftovers of a rebuild that was killed are removed first."""
        with self._turn(school_id) as connection:
            live = self._live(connection, school_id)
            self._drop_others(connection, school_id, live)
            following = {name: generation + 1 for name, (generation, _) in live.items()}
            self._insert_generations(connection, school_id, following, live=False)
            return {name: (generation, 0) for name, generation in following.items()}

    def _swap(self, ledger: Ledger, generations: Places, position: int) -> int:
        """Fold the rest up to where the live rows stand, then make the new ones the live ones."""
        school_id = ledger.school_id
        with self._turn(school_id) as connection:
            live = self._live(connection, school_id)
            for batch in batches(ledger, position, max(reached for _, reached in live.values())):
                self._apply(connection, school_id, generations, batch)
                position = batch[-1].position
            for places, now in ((live, False), (generations, True)):  # one live row at a time: progress_one_live
                connection.execute(
                    "UPDATE read.progress p SET live = %s"
                    " FROM unnest(%b::text[], %b::integer[]) AS swapped (projection, generation)"
                    " WHERE p.school_id = %s AND p.projection = swapped.projection"
                    " AND p.generation = swapped.generation",
                    [now, list(places), [generation for generation, _ in places.values()], school_id],
                )
            self._drop_others(connection, school_id, generations)
        return position

    def _drop_others(self, connection: Connection[Any], school_id: UUID, keep: Places) -> None:
        for projection in self.projections:
            generation, _ = keep[projection.name]
            for table in projection.tables:
                connection.execute(
                    f"DELETE FROM read.{table} WHERE school_id = %s AND generation <> %s",  # noqa: S608  # our own names
                    [school_id, generation],
                )
            connection.execute(
                "DELETE FROM read.progress WHERE projection = %s AND school_id = %s AND generation <> %s",
                [projection.name, school_id, generation],
            )


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Entries form no circles, and to look for some among them takes a quarter of a rebuild's time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def batches(ledger: Ledger, after: int, until: int) -> Iterator[list[Recorded]]:
    """Entries after ``after`` up to ``until``, decoded; the next batch is read while this one is folded."""

    def read(position: int) -> list[Recorded]:
        return list(ledger.entries(position, min(until, position + BATCH_ENTRIES), BATCH_ENTRIES))

    if until - after <= BATCH_ENTRIES:
        if until > after:
            yield read(after)
        return
    with ThreadPoolExecutor(1, "hocba-reader") as reader:
        following = reader.submit(read, after)
        while after < until:
            batch = following.result()
            after = batch[-1].position
            if after < until:
                following = reader.submit(read, after)
            yield batch
