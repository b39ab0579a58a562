"""Appends are announced after their commit, together, by one thread that stands in nobody's way."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from domain.errors import Conflict
from domain.ledger import Ledger, Pool, announcing
from domain.ledger.announcing import ALONE_S, APPLICATION, FOLLOWED, GROWN
from tests.kit import database as kit

HEARD_S_MAX = 120.0


@contextmanager
def listening(database: kit.Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(database.application_url, autocommit=True) as ear:
        ear.execute(f"LISTEN {GROWN}".encode())
        ear.execute("SELECT pg_advisory_lock_shared(%s, %s)", FOLLOWED)
        yield ear


def heard(ear: psycopg.Connection[tuple[object, ...]], pool: Pool, over: str = "over") -> list[str]:
    """What was announced up to now: a last notification, sent behind the announcer's own, ends the list."""
    pool.announcer.close()
    with pool.connection() as connection:
        connection.execute("SELECT pg_notify(%s, %s)", [GROWN, over])
    found: list[str] = []
    for told in ear.notifies(timeout=HEARD_S_MAX):
        if told.payload == over:
            return found
        found.append(told.payload)
    raise AssertionError("the last notification did not come")


def end_announcer(by: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Whether the announcer had a session, which is over now."""
    ended = by.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = %s",
        [APPLICATION],
    ).fetchall()
    return ended == [(True,)]


def announcers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "hocba-announcer"]


def test_many_appends_become_few_notifications_and_each_school_has_its_own(
    database: kit.Database, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long they take: the moment after the first announcement lasts until the announcer ends."""
    monkeypatch.setattr(announcing, "MOMENT_S", 3600.0)
    schools = [kit.new_school(pool) for _ in range(3)]
    with listening(database) as ear:
        for _ in range(40):
            for ledger in schools:
                ledger.append([kit.stream()], command=kit.command())
        counted = Counter(heard(ear, pool))
    assert set(counted) == {str(ledger.school_id) for ledger in schools}
    assert max(counted.values()) <= 2


def test_where_nobody_follows_nobody_is_told_and_who_begins_is_told_a_moment_later(
    database: kit.Database, pool: Pool, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "ALONE_S", ALONE_S)
    with psycopg.connect(database.application_url, autocommit=True) as ear:
        ear.execute(f"LISTEN {GROWN}".encode())
        for _ in range(5):
            ledger.append([kit.stream()], command=kit.command())
            time.sleep(0.02)
        assert list(ear.notifies(timeout=0.2)) == []
        ear.execute("SELECT pg_advisory_lock_shared(%s, %s)", FOLLOWED)
        time.sleep(ALONE_S)
        ledger.append([kit.stream()], command=kit.command())
        assert [told.payload for told in ear.notifies(timeout=HEARD_S_MAX, stop_after=1)] == [str(ledger.school_id)]


def test_what_was_not_recorded_is_not_announced(database: kit.Database, pool: Pool, ledger: Ledger) -> None:
    first, command = kit.stream(), kit.command()
    ledger.append([first], command=command)
    pool.announcer.close()
    with listening(database) as ear, kit.pool_of(database) as other:
        again = Ledger(other, ledger.school_id)
        assert again.append([first], command=command).repeated
        with pytest.raises(Conflict):
            again.append([replace(first, after_version=7)], command=kit.command())
        assert heard(ear, other) == []


def test_nothing_is_announced_before_its_commit(database: kit.Database, pool: Pool, ledger: Ledger) -> None:
    """Whoever is woken finds the entry: the head that he reads then is the new one."""
    with listening(database) as ear:
        for size in range(1, 30):
            ledger.append([kit.stream()], command=kit.command())
            for _ in ear.notifies(timeout=HEARD_S_MAX, stop_after=1):
                assert ledger.size() == size


def test_an_append_neither_fails_nor_waits_when_nothing_can_be_announced(
    database: kit.Database, pool: Pool, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    """The announcer's connection is ended again and again; every append succeeds, and later ones are announced."""
    with listening(database) as ear, psycopg.connect(database.application_url, autocommit=True) as same:
        appended = ended = 0
        until = time.monotonic() + HEARD_S_MAX
        while ended < 5:  # its session begins a moment after an append that finds it without one
            assert time.monotonic() < until, "the announcer does not come back"
            ledger.append([kit.stream()], command=kit.command())
            appended += 1
            ended += end_announcer(same)
        list(ear.notifies(timeout=0))
        told: list[psycopg.Notify] = []
        while not told:  # the first that is told finds the session ended, and is lost
            assert time.monotonic() < until, "nothing is announced any more"
            ledger.append([kit.stream()], command=kit.command())
            appended += 1
            told = list(ear.notifies(timeout=0.2, stop_after=1))
    assert "an announcement was lost" in caplog.text
    assert ledger.size() == appended


def test_the_last_append_is_announced_before_the_pool_closes_and_no_thread_is_left(database: kit.Database) -> None:
    before = set(announcers())
    with listening(database) as ear, kit.pool_of(database) as watching:
        with kit.pool_of(database) as pool:
            ledger = kit.new_school(pool)
            assert set(announcers()) == before, "who only reads announces nothing"
            ledger.append([kit.stream()], command=kit.command())
        assert set(announcers()) == before
        assert heard(ear, watching) == [str(ledger.school_id)]


def test_a_server_that_is_gone_costs_an_append_nothing(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    """An announcer that finds no server says so in the log; what it was told is lost, and it ends all the same."""
    announcer = type(ledger.pool.announcer)("host=127.0.0.1 port=1 dbname=none")
    for _ in range(3):
        announcer.tell(GROWN, ledger.school_id)
    announcer.close()
    assert "an announcement was lost" in caplog.text
    announcer.tell(GROWN, ledger.school_id)
    assert announcer._thread is not None
    assert not announcer._thread.is_alive()
