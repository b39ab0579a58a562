"""The schools of one database, and their ledgers over one pool."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from domain.ledger.application import Ledger
from domain.ledger.clock import Clock
from domain.ledger.database import Pool, rows

#: Ledgers kept at once; each takes about 4 KB.
LEDGERS_MAX = 1024


def open_school(pool: Pool, school_id: UUID) -> None:
    """Makes the head of a new ledger. Raises Rejected if it is open: an existing ledger is never made anew."""
    rows(pool, "SELECT ledger.open_school(%s)", [school_id])


def school_ids(pool: Pool) -> list[UUID]:
    """Every school that has a ledger here, in order of id."""
    return [school_id for (school_id,) in rows(pool, "SELECT school_id FROM ledger.heads ORDER BY school_id", [])]


class Ledgers:
    """Ledgers over one pool, the most recently used ones kept. Several threads may ask."""

    def __init__(self, pool: Pool, maximum: int = LEDGERS_MAX) -> None:
        self.pool = pool
        self.clock = Clock(pool)
        self._maximum = maximum
        self._kept: OrderedDict[UUID, Ledger] = OrderedDict()
        self._lock = Lock()

    def __getitem__(self, school_id: UUID) -> Ledger:
        """The school's ledger; whether it is open shows at its first use."""
        with self._lock:
            ledger = self._kept.pop(school_id, None) or Ledger(self.pool, school_id, self.clock)
            self._kept[school_id] = ledger
            if len(self._kept) > self._maximum:
                self._kept.popitem(last=False)
            return ledger

    def __len__(self) -> int:
        return len(self._kept)
