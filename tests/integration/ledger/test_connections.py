"""A lost connection: Unavailable, outcome unknown, and the same command again gets the first answer."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from domain.errors import Unavailable
from domain.ledger import Ledger
from tests.kit import database as kit


def backends(connection: psycopg.Connection[tuple[object, ...]], query: str) -> list[int]:
    rows = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND query LIKE %s AND wait_event_type = 'Lock'",
        [query],
    ).fetchall()
    return [int(str(pid)) for (pid,) in rows]


def test_killed_before_the_commit_leaves_nothing(database: kit.Database, ledger: Ledger) -> None:
    command = kit.command()
    with psycopg.connect(database.owner_url) as holder, ThreadPoolExecutor(1) as thread:
        holder.execute("SELECT size FROM ledger.heads WHERE school_id = %s FOR UPDATE", [ledger.school_id])
        append = thread.submit(ledger.append, [kit.stream()], command=command)
        with psycopg.connect(database.owner_url, autocommit=True) as killer:
            deadline = time.monotonic() + 10
            while not (waiting := backends(killer, "%ledger.append%")):
                assert time.monotonic() < deadline
                time.sleep(0.01)
            killer.execute("SELECT pg_terminate_backend(%s)", waiting)
        with pytest.raises(Unavailable):
            append.result(timeout=10)
    assert ledger.find_command(command.command_id, command.input_digest) is None
    assert not ledger.append([kit.stream()], command=command).repeated


class CutAfterCommit(psycopg.Connection[tuple[object, ...]]):
    """A real connection whose server side is ended after the append was committed and before the answer is read."""

    owner_url = ""
    armed = threading.Event()

    def execute(self, query, params=None, **options):  # type: ignore[no-untyped-def]
        answer = super().execute(query, params, **options)
        if "ledger.append" in str(query) and self.armed.is_set():
            self.armed.clear()
            with psycopg.connect(self.owner_url, autocommit=True) as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", [self.info.backend_pid])
            super().execute("SELECT 1")  # what the driver meets when it goes on
        return answer


def test_killed_after_the_commit_the_same_command_gets_its_first_answer(database: kit.Database) -> None:
    CutAfterCommit.owner_url = database.owner_url
    with kit.pool_of(database) as pool:
        pool.connection_class = CutAfterCommit
        pool.resize(1, 1)
        ledger = kit.new_school(pool)
        while type(pool._pool[0] if pool._pool else None) is not CutAfterCommit:
            with pool.connection() as connection:
                connection.close()
            time.sleep(0.01)
        command = kit.command()
        CutAfterCommit.armed.set()
        with pytest.raises(Unavailable) as caught:
            ledger.append([kit.stream(2)], command=command)
        assert isinstance(caught.value.__cause__, psycopg.Error)
        again = ledger.append([kit.stream(2)], command=command)
    assert (again.first_position, again.last_position, again.repeated) == (1, 2, True)
