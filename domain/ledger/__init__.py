"""
The ledger (sổ cái): one append-only stream of entries per school. The one place in ``domain`` with SQL.

Read ``application.Ledger`` first, then ``migrations/0004`` for what holds in the database, then ``codec`` for what is
stored. Imports ``domain.{values,errors,event,messages}``, the streams' ``events`` (topics), eventsourcing and psycopg.
"""

from domain.ledger import messages as messages  # registers the texts of this folder's errors
from domain.ledger.application import Ledger
from domain.ledger.clock import Clock
from domain.ledger.database import Pool, open_pool
from domain.ledger.events import PersonalErased
from domain.ledger.records import (
    Appended,
    Blob,
    Checkpoint,
    Command,
    Guard,
    NewEvents,
    RawEntry,
    Recorded,
    Tile,
)
from domain.ledger.retry import retrying
from domain.ledger.schools import Ledgers, open_school, school_ids
from domain.ledger.watching import Watch

__all__ = [
    "Appended",
    "Blob",
    "Checkpoint",
    "Clock",
    "Command",
    "Guard",
    "Ledger",
    "Ledgers",
    "NewEvents",
    "PersonalErased",
    "Pool",
    "RawEntry",
    "Recorded",
    "Tile",
    "Watch",
    "open_pool",
    "open_school",
    "retrying",
    "school_ids",
]
