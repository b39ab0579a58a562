"""
Telling others what was issued and what ended (webhooks): read from the ledger, sent until it is received.

Each address has the position up to which it was told. One message after the other is sent in the order of the ledger;
only a 2xx moves the position, in the transaction that held the address, so two servers never send at once. A kill
between answer and commit sends that one message again, under the same ``webhook-id``: a receiver knows it. What cannot
be delivered waits, longer each time, and is never dropped.

The signature is that of Standard Webhooks: HMAC-SHA256 over id, time and body (docs/api.md).
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event as Flag
from threading import Thread
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from psycopg import Connection

from api.app import App
from api.flows.webhooks import EVENTS, Kind
from api.incidents import log_fault
from api.outgoing import post
from domain.errors import HocbaError
from domain.ledger import Ledger, Recorded, school_ids
from domain.report import state as reports
from domain.report.events import ReportIssued
from domain.report.events.editions import EditionEnded
from domain.report.state import Status
from projections.runner import school_transaction

LOG = logging.getLogger("hocba.telling")

#: How often each school is looked at.
INTERVAL_S = 3.0
#: A failure is tried again after 5 s, 10 s, 20 s … an hour.
RETRY_S_MIN, RETRY_S_MAX = 5, 3600
#: Entries gone through while the address is held: some tenths of a second.
SCANNED_MAX = 5_000

_KINDS = {event.TOPIC: kind for kind, event in EVENTS.items()}
_STATUS = {
    Kind.ISSUED: Status.ISSUED, Kind.CANCELLED: Status.CANCELLED, Kind.RECALLED: Status.RECALLED,
    Kind.AMENDED: Status.AMENDED,
}  # fmt: skip


class _Address(NamedTuple):
    webhook_id: UUID
    url: str
    kinds: list[str]
    secret: bytes
    position: int
    failures: int


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,…`` of Standard Webhooks."""
    digest = hmac.digest(secret, f"{message_id}.{timestamp}.".encode() + body, sha256)
    return "v1," + base64.b64encode(digest).decode()


def tell(program: App, school_id: UUID) -> int:
    """Send what is due to each address of a school; how many messages were received. Raises Unavailable, Tampered."""
    told = 0
    ledger = program.ledgers[school_id]
    with school_transaction(program.pool, school_id) as connection:
        found = connection.execute("SELECT webhook_id FROM work.webhooks WHERE retry_at <= now()").fetchall()
    for (webhook_id,) in found:
        while (sent := _step(program, ledger, webhook_id)) is not None:
            told += sent
    return told


def _step(program: App, ledger: Ledger, webhook_id: UUID) -> int | None:
    """The next message of an address, or a stretch without one; None where there is nothing to do for now."""
    with school_transaction(program.pool, ledger.school_id) as connection:
        held = connection.execute(
            "SELECT webhook_id, url, kinds, secret, position, failures FROM work.webhooks"
            " WHERE webhook_id = %s AND retry_at <= now() FOR UPDATE SKIP LOCKED",
            [webhook_id],
        ).fetchone()
        if held is None:
            return None
        address, size = _Address(*held), ledger.size()
        if address.position >= size:
            return None
        until = min(size, address.position + SCANNED_MAX)
        found = _next(ledger, address, until)
        if found is None:
            _reached(connection, address, until)
            return 0
        fault = _sent(program, ledger, address, found)
        if fault is None:
            _reached(connection, address, found.position)
            return 1
        _failed(connection, address, fault)
        LOG.warning("webhook %s: %s; tried again", webhook_id, fault)
        return None


def _next(ledger: Ledger, address: _Address, until: int) -> Recorded | None:
    for raw in ledger.raw_entries(address.position, until):
        if _KINDS.get(raw.topic) in address.kinds:
            return next(ledger.entries(raw.position - 1, raw.position))
    return None


def _sent(program: App, ledger: Ledger, address: _Address, happened: Recorded) -> str | None:
    """Why it was not received, or None."""
    body = json.dumps(message(ledger, happened), separators=(",", ":")).encode()
    message_id, now = f"msg_{uuid5(address.webhook_id, str(happened.position)).hex}", int(time.time())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(address.secret, message_id, now, body),
    }
    try:
        status = post(address.url, body, headers, public_only=program.settings.production)
    except HocbaError as error:
        return error.code
    return None if 200 <= status < 300 else f"HTTP {status}"


def message(ledger: Ledger, happened: Recorded) -> dict[str, Any]:
    """What is told: of which edition, what became of it, at which entry; nothing of a pupil."""
    kind, event = _KINDS[type(happened.data).TOPIC], happened.data
    if isinstance(event, ReportIssued):
        edition, lookup_id = event.edition, event.lookup_id
    else:
        report = reports.fold(happened.stream_id, ledger.stream(happened.stream_id))
        assert isinstance(event, EditionEnded), "nothing else is told"
        edition = event.edition
        lookup_id = report.past[edition - 1].issued.value.lookup_id
    return {
        "type": kind.value,
        "timestamp": happened.at.isoformat(),
        "data": {
            "school_id": str(ledger.school_id),
            "lookup_id": str(lookup_id),
            "edition": edition,
            "status": _STATUS[kind].value,
            "position": happened.position,
        },
    }


def _reached(connection: Connection[Any], address: _Address, position: int) -> None:
    connection.execute(
        "UPDATE work.webhooks SET position = %s, failures = 0, last_fault = NULL WHERE webhook_id = %s",
        [position, address.webhook_id],
    )


def _failed(connection: Connection[Any], address: _Address, fault: str) -> None:
    wait_s = min(RETRY_S_MAX, RETRY_S_MIN * 2 ** min(address.failures, 20))
    connection.execute(
        "UPDATE work.webhooks SET failures = failures + 1, last_fault = %s,"
        " retry_at = now() + make_interval(secs => %s) WHERE webhook_id = %s",
        [fault, wait_s, address.webhook_id],
    )


@dataclass
class Telling:
    """One per process. ``running`` makes a thread of it: a slow receiver holds up nothing but other receivers."""

    program: App
    interval_s: float = INTERVAL_S
    _stop: Flag = field(default_factory=Flag)

    @contextmanager
    def running(self) -> Iterator[Telling]:
        """Tell until the block ends; a message that is on its way is finished."""
        thread = Thread(target=self._run, name="hocba-telling", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self.interval_s):
            try:
                schools = school_ids(self.program.pool)
            except HocbaError as error:
                LOG.warning("telling: %s; tried again in %s s", error.code, self.interval_s)
                continue
            for school_id in schools:
                if self._stop.is_set():
                    return
                self._tell(school_id)

    def _tell(self, school_id: UUID) -> None:
        """One school's; what is wrong with it is seen, and keeps no other school from being told."""
        try:
            tell(self.program, school_id)
        except HocbaError as error:
            LOG.warning("telling: school %s: %s; tried again in %s s", school_id, error.code, self.interval_s)
        except Exception as error:
            log_fault(error)
