"""
What a ledger or a lookup portal says today of an edition: whether it still stands, or what became of it.

Nobody proves it: it is the word of whoever answers, and the verdict says so. It only ever takes away from a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Fate(StrEnum):
    """Hủy bỏ before it was submitted, thu hồi after, chỉnh lý once it was closed."""

    CANCELLED = "CANCELLED"
    RECALLED = "RECALLED"
    AMENDED = "AMENDED"


@dataclass(frozen=True)
class Ended:
    """How an edition ended: ``at`` (aware), by a document with its date, why, and the code that took its place."""

    fate: Fate
    at: datetime
    document: str
    document_date: date
    reason: str | None
    replaced_by: UUID | None


@dataclass(frozen=True)
class LiveAnswer:
    """
    The answer of ``source`` (a portal's host, or a ledger's origin) on a lookup code.

    ``position``: the entry of its issue there, None where the code is not known. ``ended``: None while it stands.
    """

    source: str
    position: int | None
    ended: Ended | None = None
