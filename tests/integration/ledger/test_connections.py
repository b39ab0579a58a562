"""A lost connection: Unavailable, outcome unknown, and the same command again gets the first answer."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from domain.errors import Unavailable
from domain.ledger import Ledger, Pool
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
    with ThreadPoolExecutor(1) as thread, psycopg.connect(database.owner_url) as holder:
        holder.execute("SELECT size FROM ledger.heads WHERE school_id = %s FOR UPDATE", [ledger.school_id])
        append = thread.submit(ledger.append, [kit.stream()], command=command)
        with psycopg.connect(database.application_url, autocommit=True) as killer:
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
    """A real connection whose server side is ended after the append was committed, before its answer is looked at."""

    url = ""
    armed = False

    def execute(self, query, params=None, **options):  # type: ignore[no-untyped-def]
        answer = super().execute(query, params, **options)
        if CutAfterCommit.armed and "ledger.append" in str(query):
            CutAfterCommit.armed = False
            with psycopg.connect(self.url, autocommit=True) as killer:
                killer.execute("SELECT pg_terminate_backend(%s, 5000)", [self.info.backend_pid])
            super().execute("SELECT 1")
        return answer


def test_killed_after_the_commit_the_same_command_gets_its_first_answer(database: kit.Database) -> None:
    CutAfterCommit.url = database.application_url
    with ConnectionPool(
        database.application_url, connection_class=CutAfterCommit, kwargs={"autocommit": True}, min_size=1, open=True
    ) as pool:
        ledger = kit.new_school(cast(Pool, pool))
        command = kit.command()
        CutAfterCommit.armed = True
        with pytest.raises(Unavailable) as caught:
            ledger.append([kit.stream(2)], command=command)
        assert isinstance(caught.value.__cause__, psycopg.Error)
        again = ledger.append([kit.stream(2)], command=command)
    assert (again.first_position, again.last_position, again.repeated) == (1, 2, True)
