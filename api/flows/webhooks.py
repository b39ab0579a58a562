"""
Who is told that a report was issued or ended: the addresses that a school's programs gave (webhooks).

A message names the edition, not the pupil: lookup code, edition, status, position. Its id is made from the address and
the ledger's position, so the same event has the same id however often it is sent.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field

from api import outgoing
from api.flows.desk import Desk
from domain.errors import Misused, Rejected
from domain.event import Event, Value
from domain.messages import MESSAGES
from domain.report.events import AmendmentGranted, EditionCancelled, RecallGranted, ReportIssued
from projections.runner import school_transaction

MESSAGES.update(
    {
        "webhook.unknown": (
            "Không có địa chỉ nhận tin này.",
            "There is no such address.",
        ),
        "webhook.many": (
            "Trường đã có {limit} địa chỉ nhận tin; hãy bỏ bớt một địa chỉ.",
            "The school has {limit} addresses already; take one away first.",
        ),
    }
)

SECRET_BYTES = 32
#: How Standard Webhooks writes a secret.
SECRET_PREFIX = "whsec_"  # noqa: S105  # the word in front of a secret, not one
URL_CHARACTERS_MAX = 500
#: A school has a few programs.
WEBHOOKS_MAX = 10


class Kind(StrEnum):
    """What is told."""

    ISSUED = "report.issued"
    CANCELLED = "report.cancelled"
    RECALLED = "report.recalled"
    AMENDED = "report.amended"


#: The event of the ledger that each kind tells of.
EVENTS: dict[Kind, type[Event]] = {
    Kind.ISSUED: ReportIssued,
    Kind.CANCELLED: EditionCancelled,
    Kind.RECALLED: RecallGranted,
    Kind.AMENDED: AmendmentGranted,
}


class NewWebhook(Value):
    """Where to, and what is told: https, in a demo also http."""

    url: Annotated[str, Field(min_length=8, max_length=URL_CHARACTERS_MAX)]
    kinds: Annotated[frozenset[Kind], Field(min_length=1)] = frozenset(Kind)


class Webhook(Value):
    """
    An address: entries up to ``position`` have been told. ``failures`` since the last success, with the last fault.

    The next try is not before ``retry_at`` (UTC).
    """

    webhook_id: UUID
    url: str
    kinds: tuple[Kind, ...]
    position: int
    failures: int
    retry_at: datetime
    last_fault: str | None


class NewSecret(Value):
    """The address's id, and the secret that its messages are signed with, shown this once."""

    webhook_id: UUID
    secret: str


def add(desk: Desk, staff_id: UUID, given: NewWebhook, *, public_only: bool) -> NewSecret:
    """Tell this address of what happens from now on. Raises Misused ``outgoing.address``, Rejected ``webhook.many``."""
    outgoing.parsed(given.url, public_only=public_only)
    webhook_id, secret, school_id = uuid4(), secrets.token_bytes(SECRET_BYTES), desk.ledger.school_id
    with school_transaction(desk.pool, school_id) as connection:
        # Two at once would both find room.
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"webhooks {school_id}"])
        row = connection.execute("SELECT count(*) FROM work.webhooks").fetchone()
        if row and row[0] >= WEBHOOKS_MAX:
            raise Rejected("webhook.many", limit=WEBHOOKS_MAX)
        connection.execute(
            "INSERT INTO work.webhooks (webhook_id, school_id, url, kinds, secret, position, made_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [webhook_id, school_id, given.url, sorted(given.kinds), secret, desk.ledger.size(), staff_id],
        )
    return NewSecret(webhook_id=webhook_id, secret=SECRET_PREFIX + base64.b64encode(secret).decode())


def listed(desk: Desk) -> Sequence[Webhook]:
    """The school's addresses, without their secrets."""
    names = ", ".join(Webhook.model_fields)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = connection.execute(f"SELECT {names} FROM work.webhooks ORDER BY made_at, webhook_id").fetchall()  # noqa: S608  # names of ours
    return [Webhook.model_validate(dict(zip(Webhook.model_fields, row, strict=True))) for row in found]


def remove(desk: Desk, webhook_id: UUID) -> None:
    """Tell it nothing more. Raises Misused ``webhook.unknown``."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        if not connection.execute("DELETE FROM work.webhooks WHERE webhook_id = %s", [webhook_id]).rowcount:
            raise Misused("webhook.unknown")
