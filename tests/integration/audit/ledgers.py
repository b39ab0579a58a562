"""
A ledger of 620 entries to attack, copied for each test, and an attacker with the owner's power.

Positions 1 and 2 bring a pupil with two identity values and a certificate; checkpoints are at 3, 256, 300, 520 and 600.
"""

from __future__ import annotations

import atexit
import functools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from anchors.audit import Report
from anchors.checkpoint import LogKey
from anchors.publisher import publish
from domain.ledger import Blob, Ledger, NewEvents, Pool
from domain.pupil.events import PupilRegistered
from domain.school_year.events import CertificateRegistered
from domain.values import Personal
from migrations.protection import APART, TRIGGERS
from tests.kit import check_ledger, database, postgres_server
from tests.kit.database import Database

ENTRIES = 620
CHECKPOINTS = (3, 256, 300, 520, 600)
COVERED = CHECKPOINTS[-1]
CERTIFICATE = Blob(b"a certificate", "application/pkix-cert")


@dataclass(frozen=True)
class Audited:
    """A copy of the ledger: the school that is attacked, and what its auditor has."""

    database: Database
    pool: Pool
    ledger: Ledger
    key: LogKey
    neighbour: Ledger

    @property
    def attacker(self) -> Attacker:
        return Attacker(self.database, self.ledger.school_id)

    def audit(self, **options: Any) -> Report:
        """With the key and with the protection looked at."""
        return check_ledger.audit(self.ledger, self.key.verifier_key, **options)

    def codes(self, **options: Any) -> dict[str, int | None]:
        """Code of each fault without ``audit.`` → its first position."""
        found: dict[str, int | None] = {}
        for finding in self.audit(**options).findings:
            if finding.severity == "fault":
                found.setdefault(finding.code.removeprefix("audit."), finding.position)
        return found


class Attacker:
    """The owner of the database: he can switch off what protects it, and on again."""

    def __init__(self, database: Database, school_id: UUID) -> None:
        self.database = database
        self.school_id = school_id

    @contextmanager
    def unprotected(self) -> Iterator[psycopg.Connection[Any]]:
        """Triggers and forced row-level security off, and afterwards on again as they were."""
        with self.owner() as connection:
            for table, triggers in TRIGGERS.items():
                for trigger in triggers:
                    connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER {trigger}".encode())
            for table in APART:
                connection.execute(f"ALTER TABLE ledger.{table} DISABLE ROW LEVEL SECURITY".encode())
            connection.commit()
            yield connection
            connection.commit()
            for table in APART:
                connection.execute(f"ALTER TABLE ledger.{table} ENABLE ROW LEVEL SECURITY".encode())
            for table, triggers in TRIGGERS.items():
                for trigger in triggers:
                    connection.execute(f"ALTER TABLE ledger.{table} ENABLE ALWAYS TRIGGER {trigger}".encode())

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the owner that has chosen the school; commits at the end."""
        with psycopg.connect(self.database.owner_url) as connection:
            connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(self.school_id)])
            yield connection

    def change(self, *statements: str) -> None:
        """Run statements with everything switched off; ``{school}`` stands for the school's id, quoted."""
        with self.unprotected() as connection:
            for statement in statements:
                changed = connection.execute(statement.replace("{school}", f"'{self.school_id}'").encode())
                assert changed.rowcount != 0, f"nothing was changed by {statement}"

    def write(self, position: int, entry: bytes) -> None:
        """Other bytes at a position."""
        with self.unprotected() as connection:
            connection.execute(
                "UPDATE ledger.events SET entry = %s WHERE school_id = %s AND position = %s",
                [entry, self.school_id, position],
            )

    def read(self, query: str) -> Any:
        """One value."""
        with self.owner() as connection:
            row = connection.execute(query.replace("{school}", f"'{self.school_id}'").encode()).fetchone()
        assert row is not None
        return row[0]


@contextmanager
def attacked() -> Iterator[Audited]:
    """A copy of one's own, dropped at the end."""
    template, school_id, neighbour_id, key = _template()
    copy = database.clone(template)
    try:
        with database.pool_of(copy) as pool:
            yield Audited(copy, pool, Ledger(pool, school_id), key, Ledger(pool, neighbour_id))
    finally:
        postgres_server.drop(copy.owner_url)


@functools.cache
def _template() -> tuple[Database, UUID, UUID, LogKey]:
    scope = database.migrated()
    made = scope.__enter__()
    atexit.register(scope.__exit__, None, None, None)
    with database.pool_of(made) as pool:
        ledger, neighbour = database.new_school(pool), database.new_school(pool)
        key = LogKey.generate(f"hocba.example/{ledger.school_id}")
        values = [Personal.of("full_name", "Nguyễn Thị Hoa"), Personal.of("birth_place", "Đà Nẵng")]
        pupil = PupilRegistered(identity={value.field: value.commitment for value in values})
        certificate = CertificateRegistered(staff_id=None, sha256=CERTIFICATE.sha256, software=True)
        ledger.append(
            [NewEvents(uuid.uuid4(), 0, (pupil,)), NewEvents(uuid.uuid4(), 0, (certificate,))],
            command=database.command(),
            blobs=[CERTIFICATE],
            personal=values,
        )
        for size in (*CHECKPOINTS, ENTRIES):
            while (left := size - ledger.size()) > 0:
                ledger.append([database.stream(min(left, 40))], command=database.command())
            if size in CHECKPOINTS:
                publish(ledger, key)
        neighbour.append([database.stream(5)], command=database.command())
    return made, ledger.school_id, neighbour.school_id, key
