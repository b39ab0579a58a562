"""
What the IT officer does with accounts, each act recorded: one-time codes, locking, unlocking, signing out.

A code is shown once, given by hand, and never sent by e-mail. The same kind of code invites somebody and lets somebody
in again who has lost phone or password; using it sets both factors anew and ends every session of before.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.sessions import close_all, end_sessions
from api.signin import passkeys, passwords, totp
from api.signin.accounts import login_of, one_at_a_time
from api.signin.acts import Act, record
from api.signin.passkeys import NewPasskey, Site
from api.signin.steps import Enrolment
from domain.errors import Misused, Rejected
from domain.ledger import Pool
from domain.school_year.state import Staff
from projections.runner import school_transaction

#: Without letters and digits that are taken for one another; twenty of them are 98 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXY"
CODE_LENGTH = 20
CODE_LIFETIME = timedelta(days=7)
#: Who has lost a phone stands at the IT officer's desk.
RECOVERY_LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, in groups of five, and until when it is good."""

    text: str
    lifetime: timedelta
    recovery: bool


def invite(pool: Pool, school_id: UUID, staff: Staff, actor: UUID | None) -> Code:
    """A code for a person without account, or for one who cannot get in any more; an earlier one is worth nothing."""
    drawn = draw()
    with school_transaction(pool, school_id) as connection:
        recovery = _row(connection, school_id, staff)
        lifetime = RECOVERY_LIFETIME if recovery else CODE_LIFETIME
        connection.execute(
            "UPDATE work.accounts SET code_sha256 = %s, code_expires_at = now() + %s"
            " WHERE school_id = %s AND staff_id = %s",
            [code_digest(drawn), lifetime, school_id, staff.staff_id],
        )
        record(connection, school_id, Act.RECOVERY if recovery else Act.INVITED, staff.staff_id, actor)
    return Code(drawn, lifetime, recovery)


def draw() -> str:
    """A new code, in groups of five."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(drawn[at : at + 5] for at in range(0, CODE_LENGTH, 5))


def lock(pool: Pool, school_id: UUID, staff: Staff, actor: UUID | None) -> int:
    """Nothing lets the person in until it is unlocked; sessions, tokens and codes end. How many sessions there were."""
    with school_transaction(pool, school_id) as connection:
        one_at_a_time(connection, staff.staff_id)
        _row(connection, school_id, staff)
        connection.execute(
            "UPDATE work.accounts SET locked_at = now(), code_sha256 = NULL, code_expires_at = NULL"
            " WHERE school_id = %s AND staff_id = %s",
            [school_id, staff.staff_id],
        )
        connection.execute(
            "DELETE FROM work.tokens WHERE school_id = %s AND staff_id = %s", [school_id, staff.staff_id]
        )
        record(connection, school_id, Act.LOCKED, staff.staff_id, actor)
        return end_sessions(connection, school_id, staff.staff_id)


def unlock(pool: Pool, school_id: UUID, staff: Staff, actor: UUID | None) -> None:
    """What was right before is right again; wrong passwords are forgiven. Raises Misused ``account.none``."""
    with school_transaction(pool, school_id) as connection:
        changed = connection.execute(
            "UPDATE work.accounts SET locked_at = NULL, failures = 0, failed_at = NULL"
            " WHERE school_id = %s AND staff_id = %s",
            [school_id, staff.staff_id],
        ).rowcount
        if not changed:
            raise Misused("account.none", staff=staff.code)
        record(connection, school_id, Act.UNLOCKED, staff.staff_id, actor)


def sign_out(pool: Pool, school_id: UUID, staff_id: UUID, actor: UUID | None) -> int:
    """Out everywhere; how many sessions there were."""
    with school_transaction(pool, school_id) as connection:
        record(connection, school_id, Act.SIGNED_OUT_EVERYWHERE, staff_id, actor)
    return close_all(pool, school_id, staff_id)


def begin(pool: Pool, school_id: UUID, login: str, code: str, password: str, following: str) -> Enrolment:
    """
    The code is right and a password chosen: the second factor comes next, and nothing is kept before that.

    Raises Rejected ``signin.code``, ``password.short``, ``password.long``, ``password.easy``.
    """
    digest = code_digest(code)
    with school_transaction(pool, school_id) as connection:
        found = holder(connection, school_id, login, digest)
    passwords.check(password, login_of(login))
    secret = totp.new_secret()
    sealed = passwords.seal(password, secret)
    kept = passwords.hashed(password)
    return Enrolment(following, school_id, found, login_of(login), digest, kept, secret, sealed)


def holder(connection: Connection[Any], school_id: UUID, login: str, code_sha256: bytes) -> UUID:
    """Whose code this is. Raises Rejected ``signin.code``, the same for a wrong name and a wrong code."""
    row = connection.execute(
        "SELECT staff_id FROM work.accounts WHERE school_id = %s AND login = %s AND code_sha256 = %s"
        " AND code_expires_at > now() AND locked_at IS NULL FOR UPDATE",
        [school_id, login_of(login), code_sha256],
    ).fetchone()
    if row is None:
        raise Rejected("signin.code")
    return UUID(str(row[0]))


def finish(pool: Pool, step: Enrolment, factor: int | NewPasskey) -> None:
    """
    The second factor was shown: the step of its first code, or a passkey. Both factors of before are gone.

    Raises Rejected ``signin.code`` where the code was used, replaced or taken back meanwhile.
    """
    new = factor if isinstance(factor, NewPasskey) else None
    place = [step.school_id, step.staff_id]
    with school_transaction(pool, step.school_id) as connection:
        one_at_a_time(connection, step.staff_id)
        holder(connection, step.school_id, step.login, step.code_sha256)
        connection.execute(
            "UPDATE work.accounts SET password = %s, totp = %s, totp_step = %s, failures = 0, failed_at = NULL,"
            " code_sha256 = NULL, code_expires_at = NULL WHERE school_id = %s AND staff_id = %s",
            [step.password, None if new else step.sealed, 0 if isinstance(factor, NewPasskey) else factor, *place],
        )
        connection.execute("DELETE FROM work.passkeys WHERE school_id = %s AND staff_id = %s", place)
        if new:
            keep_passkey(connection, step.school_id, step.staff_id, new)
        record(connection, step.school_id, Act.ENROLLED, step.staff_id, step.staff_id)
        end_sessions(connection, step.school_id, step.staff_id)


def keep_passkey(connection: Connection[Any], school_id: UUID, staff_id: UUID, new: NewPasskey) -> None:
    """Another passkey of a person. Raises Rejected ``signin.passkey`` where it is kept already, or he has too many."""
    kept = connection.execute(
        "INSERT INTO work.passkeys (school_id, credential_id, staff_id, public_key, sign_count)"
        " SELECT %s, %s, %s, %s, %s WHERE (SELECT count(*) FROM work.passkeys WHERE school_id = %s AND staff_id = %s)"
        " < %s ON CONFLICT DO NOTHING",
        [school_id, new.credential_id, staff_id, new.public_key, new.sign_count, school_id, staff_id,
         passkeys.PASSKEYS_MAX],
    ).rowcount  # fmt: skip
    if not kept:
        raise Rejected("signin.passkey")


def passkey_offered(step: Enrolment, site: Site) -> tuple[str, bytes]:
    """Options to make the first passkey, and the challenge."""
    return passkeys.adding(site, passkeys.handle(step.school_id, step.staff_id), step.login, [])


def _row(connection: Connection[Any], school_id: UUID, staff: Staff) -> bool:
    """The person's account, made if there is none; whether it has a password. A code that changed hands is his now."""
    login = login_of(staff.code)
    connection.execute(
        "UPDATE work.accounts SET login = staff_id::text WHERE school_id = %s AND login = %s AND staff_id <> %s",
        [school_id, login, staff.staff_id],
    )
    row = connection.execute(
        "INSERT INTO work.accounts AS mine (school_id, staff_id, login) VALUES (%s, %s, %s)"
        " ON CONFLICT (school_id, staff_id) DO UPDATE SET login = EXCLUDED.login RETURNING mine.password IS NOT NULL",
        [school_id, staff.staff_id, login],
    ).fetchone()
    return bool(row and row[0])


def code_digest(code: str) -> bytes:
    """What is kept of a code, however it was typed."""
    return sha256("".join(code.upper().replace("-", " ").split()).encode()).digest()
