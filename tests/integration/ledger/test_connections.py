"""A lost connection: Unavailable, outcome unknown, and the same command again gets the first answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from domain.errors import Unavailable
from domain.ledger import Ledger, Pool
from tests.kit import database as kit
from tests.kit.held import head_held


def test_killed_before_the_commit_leaves_nothing(database: kit.Database, ledger: Ledger) -> None:
    command = kit.command()
    with ThreadPoolExecutor(1) as thread, head_held(database, ledger.school_id) as held:
        append = thread.submit(ledger.append, [kit.stream()], command=command)
        held.watch.execute("SELECT pg_terminate_backend(%s)", held.wait_for(1))
        with pytest.raises(Unavailable):
            append.result(timeout=60)
    assert ledger.find_command(command.command_id, command.input_digest) is None
    assert not ledger.append([kit.stream()], command=command).repeated


def test_idle_connections_that_the_server_has_ended_are_replaced_unseen(
    database: kit.Database, pool: Pool, ledger: Ledger
) -> None:
    """As after a restart of the server at night: the first person in the morning is not told to try again."""
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda _: ledger.append([kit.stream()], command=kit.command()), range(40)))
    pool.announcer.close()
    with psycopg.connect(database.application_url, autocommit=True) as killer:
        ended = killer.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert len(ended) > 1
    for _ in ended:
        ledger.append([kit.stream()], command=kit.command())


def test_a_rollback_that_makes_psycopg_forget_its_statements_does_not_cost_us_ours(
    database: kit.Database, ledger: Ledger
) -> None:
    """After a rollback psycopg sends DEALLOCATE ALL, if it has prepared anything: that ends our statement as well."""
    with kit.pool_of(database, size_max=1) as pool:
        mine = Ledger(pool, ledger.school_id)
        mine.append([kit.stream()], command=kit.command())
        with pool.connection() as connection:
            for _ in range(connection.prepare_threshold or 0):
                connection.execute("SELECT 1")
            connection.execute("SELECT 1")
            with connection.transaction(force_rollback=True):
                connection.execute("SELECT 1")
            connection.execute("SELECT 1")
        assert not mine.append([kit.stream()], command=kit.command()).repeated
