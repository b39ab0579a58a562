"""
Access tokens of people and of school software: shown once, kept as SHA-256, each with what it may do (scopes).

A token never may what its person may not: the scope is asked for first, the right of the person after it. What a token
gives on to another one it has to have itself.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from domain.errors import Misused, Rejected
from domain.event import Value
from domain.ledger import Pool
from domain.ledger.database import rows
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from domain.school_year.state import Staff

MESSAGES.update(
    {
        "token.wrong": (
            "Mã truy cập không đúng, đã hết hạn, hoặc không phải của {staff}. Hãy xin mã mới: hocba token issue.",
            "The token is wrong, expired, or not {staff}'s. Ask for a new one: hocba token issue.",
        ),
        "token.missing": (
            "Cần mã truy cập của {staff} trong biến HOCBA_TOKEN.",
            "{staff}'s token is needed in HOCBA_TOKEN.",
        ),
        "token.scope": (
            "Mã truy cập này không có phạm vi {scope}. Hãy xin mã có phạm vi đó.",
            "This token does not have the scope {scope}. Ask for one that has.",
        ),
        "token.name": (
            "Tên của mã truy cập dài quá {limit} kí tự.",
            "The token's name is longer than {limit} characters.",
        ),
        "token.unknown": (
            "Không có mã truy cập này, hoặc mã đã bị thu hồi.",
            "There is no such token, or it has been revoked.",
        ),
    }
)

#: A token lasts a school year; a lost one is replaced by issuing another.
TOKEN_LIFETIME = timedelta(days=366)
TOKEN_BYTES = 32
NAME_CHARACTERS_MAX = 60
#: How often a token's last use is written down.
USED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """
    What a token may do: read; record (marks, roll, drafts, requests, findings); sign and decide; issue and what follows
    (seal, issue, submit, recall); admin: the year's structure, class lists, tokens, webhooks.
    """

    READ = "read"
    RECORD = "record"
    SIGN = "sign"
    ISSUE = "issue"
    ADMIN = "admin"


#: What a person has who acts himself.
EVERYTHING = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is, and what it may do."""

    school_id: UUID
    staff_id: UUID
    scopes: frozenset[Scope]


class TokenLine(Value):
    """A token as it can be told: its secret was shown once and is known to nobody here. Times in UTC."""

    token_id: UUID
    staff_id: UUID
    name: str
    scopes: tuple[Scope, ...]
    issued_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def issue_token(
    pool: Pool, school_id: UUID, staff: Staff, scopes: Collection[Scope] = EVERYTHING, name: str = ""
) -> str:
    """A new token, shown once; the database keeps its SHA-256 only. Raises Misused ``token.name``."""
    if len(name) > NAME_CHARACTERS_MAX:
        raise Misused("token.name", limit=NAME_CHARACTERS_MAX)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    given = [scope.value for scope in Scope if scope in scopes]
    with wrapped(), pool.connection() as connection:
        connection.execute(
            "INSERT INTO work.tokens (sha256, school_id, staff_id, expires_at, scopes, name)"
            " VALUES (%s, %s, %s, now() + %s, %s, %s)",
            [sha256(token.encode()).digest(), school_id, staff.staff_id, TOKEN_LIFETIME, given, name],
        )
    return token


def check_token(pool: Pool, school_id: UUID, staff: Staff, token: str | None) -> None:
    """On the command line: raises Misused unless the token is this person's, has not expired and may everything."""
    if not token:
        raise Misused("token.missing", staff=staff.code)
    holder = token_holder(pool, token)
    if holder is None or (holder.school_id, holder.staff_id) != (school_id, staff.staff_id):
        raise Misused("token.wrong", staff=staff.code)
    if lacking := EVERYTHING - holder.scopes:
        raise Rejected("token.scope", scope=", ".join(sorted(lacking)))


def token_holder(pool: Pool, token: str) -> Holder | None:
    """Whose token it is, unless it has expired; that it was used is written down."""
    digest = sha256(token.encode()).digest()
    with wrapped(), pool.connection() as connection:
        row = connection.execute(
            "SELECT sha256, school_id, staff_id, scopes, coalesce(last_used_at < now() - %s, true) FROM work.tokens"
            " WHERE sha256 = %s AND expires_at > now()",
            [USED_EVERY, digest],
        ).fetchone()
        if row is None or not hmac.compare_digest(bytes(row[0]), digest):
            return None
        if row[4]:
            connection.execute("UPDATE work.tokens SET last_used_at = now() WHERE sha256 = %s", [digest])
    return Holder(row[1], row[2], frozenset(map(Scope, row[3])))


def tokens(pool: Pool, school_id: UUID, staff_id: UUID | None) -> list[TokenLine]:
    """The tokens that have not expired, the newest first: of a person, or (None) of the school."""
    names = ", ".join(TokenLine.model_fields)
    found = rows(
        pool,
        f"SELECT {names} FROM work.tokens WHERE school_id = %s AND (staff_id = %s OR %s) AND expires_at > now()"  # noqa: S608  # names of ours
        " ORDER BY issued_at DESC, token_id",
        [school_id, staff_id, staff_id is None],
    )
    return [TokenLine.model_validate(dict(zip(TokenLine.model_fields, row, strict=True))) for row in found]


def revoke_token(pool: Pool, school_id: UUID, staff_id: UUID | None, token_id: UUID) -> None:
    """The end of a token of a person, or (None) of anybody of the school. Raises Misused ``token.unknown``."""
    with wrapped(), pool.connection() as connection:
        ended = connection.execute(
            "DELETE FROM work.tokens WHERE token_id = %s AND school_id = %s AND (staff_id = %s OR %s)",
            [token_id, school_id, staff_id, staff_id is None],
        )
        if not ended.rowcount:
            raise Misused("token.unknown")
