"""
The rows of local accounts, and the one place that counts wrong passwords.

An attempt is counted before it is judged and given back where it was right, so many at once gain nothing. Where no
attempt is allowed, the row is not found: an unknown name, a locked account and one that pauses are one and the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import Connection

import api.signin.messages  # noqa: F401  # registers the texts
from api.signin import passwords
from api.signin.acts import Act, record
from domain.errors import Rejected
from domain.ledger import Pool
from domain.school_year.state import Staff
from projections.runner import school_transaction

#: After so many wrong ones in a row the account pauses, and again after each so many.
FAILURES_MAX = 5
PAUSE = timedelta(minutes=15)
#: After so many no password opens it any more: a passkey does, and the IT officer unlocks it.
FAILURES_END = 50


class State(StrEnum):
    """How an account stands."""

    NONE = "NONE"
    INVITED = "INVITED"
    EXPIRED = "EXPIRED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    LOCKED = "LOCKED"


@dataclass(frozen=True, slots=True)
class Account:
    """What the owner and the IT officer see of an account: no secret."""

    staff_id: UUID
    state: State
    by_password: bool
    by_totp: bool
    passkeys: int
    by_service: bool
    code_expires_at: datetime | None
    signed_in_at: datetime | None


def nothing(staff: Staff) -> Account:
    """Somebody's who has none."""
    return Account(staff.staff_id, State.NONE, False, False, 0, False, None, None)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that was right; ``kept`` is what stands in the row, ``totp`` the second factor's secret, unsealed."""

    staff_id: UUID
    kept: str = field(repr=False)
    totp: bytes | None = field(repr=False)


def attempt(pool: Pool, school_id: UUID, login: str, password: str) -> Attempt:
    """
    Judge a password, in the same time whatever is wrong. Raises Rejected ``signin.wrong``.

    The count goes back by one where it is right; to nothing only when the second factor is right, too.
    """
    staff_id, kept, sealed, failures = _counted(pool, school_id, login) or (None, None, None, 0)
    right = passwords.verify(kept, password)
    if staff_id is None or kept is None or not right:
        _failed(pool, school_id, login, failures)
        raise wrong()
    with school_transaction(pool, school_id) as connection:
        give_back(connection, school_id, staff_id)
        if passwords.outdated(kept):
            anew = passwords.hashed(password)
            connection.execute(
                "UPDATE work.accounts SET password = %s WHERE school_id = %s AND staff_id = %s AND password = %s",
                [anew, school_id, staff_id, kept],
            )
            kept = anew
    return Attempt(staff_id, kept, passwords.unseal(password, bytes(sealed)) if sealed else None)


def count(pool: Pool, school_id: UUID, staff_id: UUID) -> int | None:
    """Count an attempt at the second factor: the last step used, or None where no attempt is allowed."""
    with school_transaction(pool, school_id) as connection:
        row = connection.execute(
            f"{_COUNT} AND staff_id = %(who)s RETURNING totp_step", _names(school_id, staff_id)
        ).fetchone()
    return int(row[0]) if row else None


def give_back(connection: Connection[Any], school_id: UUID, staff_id: UUID) -> None:
    """An attempt that was right does not count."""
    connection.execute(
        "UPDATE work.accounts SET failures = greatest(failures - 1, 0) WHERE school_id = %s AND staff_id = %s",
        [school_id, staff_id],
    )


def forgive(connection: Connection[Any], school_id: UUID, staff_id: UUID) -> None:
    """Who is in has made no mistakes."""
    connection.execute(
        "UPDATE work.accounts SET failures = 0, failed_at = NULL WHERE school_id = %s AND staff_id = %s",
        [school_id, staff_id],
    )


def one_at_a_time(connection: Connection[Any], staff_id: UUID) -> None:
    """
    Until the end of this transaction nobody else opens or ends everything of this person.

    Not the account's row: who signs in by the service may have none yet, and locking him makes it.
    """
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in {staff_id}"])


def wrong() -> Rejected:
    """The one answer to everything that is wrong."""
    return Rejected("signin.wrong", failures=FAILURES_MAX, minutes=int(PAUSE.total_seconds() // 60))


def login_of(code: str) -> str:
    """The login name of a staff code, however it was typed."""
    return code.strip().casefold()


def accounts(pool: Pool, school_id: UUID, staff_id: UUID | None = None) -> dict[UUID, Account]:
    """Accounts by person: of one, or of all who have any."""
    with school_transaction(pool, school_id) as connection:
        found = connection.execute(_SHOWN, {"school": school_id, "who": staff_id, "pause": PAUSE}).fetchall()
    return {row[0]: Account(row[0], State(row[1]), *row[2:]) for row in found}


def _counted(pool: Pool, school_id: UUID, login: str) -> tuple[UUID, str | None, bytes | None, int] | None:
    with school_transaction(pool, school_id) as connection:
        return connection.execute(
            f"{_COUNT} AND login = %(who)s RETURNING staff_id, password, totp, failures",
            _names(school_id, login_of(login)),
        ).fetchone()


def _failed(pool: Pool, school_id: UUID, login: str, failures: int) -> None:
    """Write down whose it was; for an unknown name the same statements write that nobody's was."""
    with school_transaction(pool, school_id) as connection:
        known = connection.execute(
            "SELECT staff_id FROM work.accounts WHERE school_id = %s AND login = %s", [school_id, login_of(login)]
        ).fetchone()
        record(connection, school_id, Act.FAILED, known[0] if known else None, None)
        if known and failures and failures % FAILURES_MAX == 0:
            record(connection, school_id, Act.PAUSED, known[0], None)


def _names(school_id: UUID, who: object) -> dict[str, object]:
    return {"school": school_id, "who": who, "each": FAILURES_MAX, "end": FAILURES_END, "pause": PAUSE}


_COUNT = (
    "UPDATE work.accounts SET failures = failures + 1, failed_at = now() WHERE school_id = %(school)s"
    " AND locked_at IS NULL AND failures < %(end)s"
    " AND NOT (failures > 0 AND failures %% %(each)s = 0 AND failed_at > now() - %(pause)s)"
)

_SHOWN = f"""
SELECT a.staff_id,
    CASE WHEN a.locked_at IS NOT NULL THEN 'LOCKED'
         WHEN a.failures >= {FAILURES_END}
           OR a.failures > 0 AND a.failures %% {FAILURES_MAX} = 0 AND a.failed_at > now() - %(pause)s THEN 'PAUSED'
         WHEN a.password IS NOT NULL OR l.linked THEN 'ACTIVE'
         WHEN a.code_expires_at > now() THEN 'INVITED'
         WHEN a.code_expires_at IS NOT NULL THEN 'EXPIRED'
         ELSE 'NONE' END,
    a.password IS NOT NULL, a.totp IS NOT NULL, k.keys, l.linked, a.code_expires_at, s.at
FROM work.accounts a
CROSS JOIN LATERAL (SELECT count(*)::int AS keys FROM work.passkeys k
    WHERE k.school_id = a.school_id AND k.staff_id = a.staff_id) k
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM work.sign_in_links l
    WHERE l.school_id = a.school_id AND l.staff_id = a.staff_id) AS linked) l
CROSS JOIN LATERAL (SELECT max(d.at) AS at FROM work.account_acts d
    WHERE d.school_id = a.school_id AND d.staff_id = a.staff_id AND d.act = 'SIGNED_IN') s
WHERE a.school_id = %(school)s AND (%(who)s::uuid IS NULL OR a.staff_id = %(who)s)
"""  # noqa: S608  # numbers of this module, no input
