"""
Sessions of signed-in people: a random secret in a cookie, its SHA-256 in ``work.sessions``.

A session ends twelve hours after it was opened, half an hour after it was last used, when its person signs out, or when
everything of that person is closed (lost laptop, role ended, account locked). Each sign-in opens a new one, so a secret
that somebody planted before it is worth nothing (session fixation).

Against forged requests (CSRF) stands a second value, made from the secret by a hash, that a page repeats in its forms
and its scripts in ``X-CSRF-Token``: another site can neither read nor guess it.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Pool
from domain.ledger.failures import wrapped

#: One working day, and one free period with the laptop open.
LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=30)
#: How often a session's last use is written down; a page with twenty requests writes once.
SEEN_EVERY = timedelta(minutes=1)
SECRET_BYTES = 32

COOKIE = "hocba_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "_csrf"


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, ``how`` (DEMO, PASSWORD, PASSKEY, OIDC) and since when; ``csrf`` is its second value."""

    digest: bytes
    school_id: UUID
    staff_id: UUID
    how: str
    opened_at: datetime
    seen_at: datetime
    csrf: str

    def forged(self, given: str | None) -> bool:
        """Whether a request that changes something does not come from a page of this session."""
        return forged(self.csrf, given)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is signed in, as he sees it; ``device`` says browser and system in two words."""

    digest: bytes
    how: str
    device: str
    opened_at: datetime
    seen_at: datetime


def forged(csrf: str, given: str | None) -> bool:
    """Whether a request does not repeat the second value of its page."""
    return not hmac.compare_digest((given or "").encode(), csrf.encode())


def cookie_name(public_url: str, name: str = COOKIE) -> str:
    """``__Host-`` binds the cookie to this very host and to TLS (RFC 6265bis §4.1.3.2); a demo on http has neither."""
    return f"__Host-{name}" if public_url.startswith("https://") else name


def open_session(pool: Pool, school_id: UUID, staff_id: UUID, how: str, device: str = "") -> str:
    """A new session in a transaction of its own; its secret."""
    with wrapped(), pool.connection() as connection:
        return new_session(connection, school_id, staff_id, how, device)


def new_session(connection: Connection[Any], school_id: UUID, staff_id: UUID, how: str, device: str = "") -> str:
    """A new session within the caller's transaction; its secret, for the cookie. What has expired goes."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    connection.execute("DELETE FROM work.sessions WHERE expires_at < now() OR seen_at < now() - %s", [IDLE])
    connection.execute(
        "INSERT INTO work.sessions (sha256, school_id, staff_id, how, device, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, now() + %s)",
        [_digest(secret), school_id, staff_id, how, device, LIFETIME],
    )
    return secret


def session_of(pool: Pool, secret: str) -> Session | None:
    """The session with this secret, unless it has ended; that it was used is written down."""
    digest = _digest(secret)
    with wrapped(), pool.connection() as connection:
        row = connection.execute(
            "SELECT school_id, staff_id, how, opened_at, seen_at, seen_at < now() - %s FROM work.sessions"
            " WHERE sha256 = %s AND expires_at > now() AND seen_at > now() - %s",
            [SEEN_EVERY, digest, IDLE],
        ).fetchone()
        if row is None:
            return None
        if row[5]:
            connection.execute("UPDATE work.sessions SET seen_at = now() WHERE sha256 = %s", [digest])
    return Session(digest, row[0], row[1], row[2], row[3], row[4], csrf_of(secret))


def close_session(pool: Pool, session: Session) -> None:
    """Sign out here."""
    with wrapped(), pool.connection() as connection:
        connection.execute("DELETE FROM work.sessions WHERE sha256 = %s", [session.digest])


def sessions_of(pool: Pool, school_id: UUID, staff_id: UUID) -> list[Place]:
    """Where a person is signed in, the last used first."""
    with wrapped(), pool.connection() as connection:
        found = connection.execute(
            "SELECT sha256, how, device, opened_at, seen_at FROM work.sessions WHERE school_id = %s AND staff_id = %s"
            " AND expires_at > now() AND seen_at > now() - %s ORDER BY seen_at DESC",
            [school_id, staff_id, IDLE],
        ).fetchall()
    return [Place(*row) for row in found]


def close_one(pool: Pool, school_id: UUID, staff_id: UUID, digest: bytes) -> bool:
    """Sign a person out of one of his places; whether he was signed in there."""
    with wrapped(), pool.connection() as connection:
        done = connection.execute(
            "DELETE FROM work.sessions WHERE sha256 = %s AND school_id = %s AND staff_id = %s",
            [digest, school_id, staff_id],
        )
        return bool(done.rowcount)


def close_all(pool: Pool, school_id: UUID, staff_id: UUID) -> int:
    """Sign a person out everywhere; how many sessions there were."""
    with wrapped(), pool.connection() as connection:
        return end_sessions(connection, school_id, staff_id)


def end_sessions(connection: Connection[Any], school_id: UUID, staff_id: UUID) -> int:
    """As ``close_all``, within the caller's transaction."""
    query = "DELETE FROM work.sessions WHERE school_id = %s AND staff_id = %s"
    return connection.execute(query, [school_id, staff_id]).rowcount


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def csrf_of(secret: str) -> str:
    """The second value: another hash of the secret than the one kept, so that who reads the table cannot make it."""
    return base64.urlsafe_b64encode(sha256(b"csrf\0" + secret.encode()).digest()).decode().rstrip("=")
