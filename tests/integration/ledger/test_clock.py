"""Time is the database's; only a marked database lets it be set."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from domain.errors import Misused
from domain.ledger import Clock, Ledger, Pool
from domain.ledger.recorder import LedgerRecorder
from migrations.runner import migrate
from tests.kit import database as kit

TERM_END = datetime(2026, 5, 25, 1, 0, tzinfo=UTC)


@pytest.fixture
def settable() -> Iterator[Pool]:
    with kit.migrated(test_clock=True) as database, kit.pool_of(database) as pool:
        yield pool


def test_entries_bear_the_time_that_was_set(settable: Pool) -> None:
    ledger = kit.new_school(settable)
    ledger.clock.set(TERM_END)
    ledger.append([kit.stream()], command=kit.command())
    ledger.clock.set(TERM_END + timedelta(days=30))
    ledger.append([kit.stream()], command=kit.command())
    first, second = ledger.entries()
    assert timedelta() <= first.at - TERM_END < timedelta(seconds=30)
    assert timedelta(days=30) <= second.at - TERM_END < timedelta(days=30, seconds=30)


def test_a_clock_set_by_another_process_is_noticed(settable: Pool) -> None:
    ledger = kit.new_school(settable)
    assert abs(ledger.now() - datetime.now(UTC)) < timedelta(minutes=1)
    Clock(settable).set(TERM_END)
    ledger.append([kit.stream()], command=kit.command())
    (entry,) = ledger.entries()
    assert abs(entry.at - TERM_END) < timedelta(seconds=30)


def test_an_entry_more_than_a_minute_off_is_refused(pool: Pool, ledger: Ledger) -> None:
    recorder = LedgerRecorder(pool, ledger.school_id)
    for minutes in (-1.1, 1.1):
        entries = ledger._entries([kit.stream()], kit.command())
        off = [entry._replace(recorded_at=entry.recorded_at + timedelta(minutes=minutes)) for entry in entries]
        with pytest.raises(Misused) as caught:
            recorder.record(uuid.uuid4(), bytes(32), off)
        assert caught.value.code == "ledger.clock"
    assert ledger.size() == 0


def test_an_ordinary_database_s_clock_cannot_be_set(pool: Pool, database: kit.Database, ledger: Ledger) -> None:
    with pytest.raises(Misused) as caught:
        ledger.clock.set(TERM_END)
    assert caught.value.code == "ledger.no_test_clock"
    with pytest.raises(Misused) as caught:
        migrate(database.owner_url, database.application_role, test_clock=True)
    assert caught.value.code == "migrate.test_clock_late"


def test_a_time_without_a_zone_is_refused(settable: Pool) -> None:
    with pytest.raises(Misused):
        Clock(settable).set(TERM_END.replace(tzinfo=None))


def test_the_mark_is_permanent() -> None:
    with kit.migrated(test_clock=True) as database:
        migrate(database.owner_url, database.application_role)
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            assert owner.execute("SELECT name FROM ledger.marks").fetchall() == [("test-clock",)]
            for statement in (
                "DELETE FROM ledger.marks",
                "TRUNCATE ledger.marks",
                "UPDATE ledger.marks SET name = 'x'",
            ):
                with pytest.raises(psycopg.DatabaseError, match="stays recorded"):
                    owner.execute(statement.encode())
