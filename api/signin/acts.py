"""What was done with accounts: who, whose, what, when. It only grows, and holds no secret, name or address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Pool
from projections.runner import school_transaction

#: How many are told at once.
PAGE = 50


class Act(StrEnum):
    """What was done."""

    INVITED = "INVITED"
    RECOVERY = "RECOVERY"
    ENROLLED = "ENROLLED"
    SIGNED_IN = "SIGNED_IN"
    FAILED = "FAILED"
    PAUSED = "PAUSED"
    LOCKED = "LOCKED"
    UNLOCKED = "UNLOCKED"
    PASSWORD = "PASSWORD"  # noqa: S105  # the name of an act
    TOTP = "TOTP"
    PASSKEY_ADDED = "PASSKEY_ADDED"
    PASSKEY_REMOVED = "PASSKEY_REMOVED"
    LINKED = "LINKED"
    SIGNED_OUT_EVERYWHERE = "SIGNED_OUT_EVERYWHERE"


@dataclass(frozen=True, slots=True)
class Done:
    """One act. ``actor_id`` None: the operator, or nobody known yet; ``staff_id`` None: an unknown name."""

    number: int
    at: datetime
    actor_id: UUID | None
    staff_id: UUID | None
    act: Act


def record(connection: Connection[Any], school_id: UUID, act: Act, staff_id: UUID | None, actor: UUID | None) -> None:
    """In the transaction of what was done."""
    connection.execute(
        "INSERT INTO work.account_acts (school_id, actor_id, staff_id, act) VALUES (%s, %s, %s, %s)",
        [school_id, actor, staff_id, act.value],
    )


def told(pool: Pool, school_id: UUID, staff_id: UUID | None = None, before: int | None = None) -> list[Done]:
    """The newest acts, of one person's account or of all, before a number; ``PAGE`` at most."""
    with school_transaction(pool, school_id) as connection:
        found = connection.execute(
            "SELECT number, at, actor_id, staff_id, act FROM work.account_acts WHERE school_id = %s"
            " AND (%s::uuid IS NULL OR staff_id = %s) AND (%s::bigint IS NULL OR number < %s)"
            " ORDER BY number DESC LIMIT %s",
            [school_id, staff_id, staff_id, before, before, PAGE],
        ).fetchall()
    return [Done(row[0], row[1], row[2], row[3], Act(row[4])) for row in found]
