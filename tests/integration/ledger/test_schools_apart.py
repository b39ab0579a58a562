"""A second school's rows are invisible to the first, and nothing crosses over."""

from __future__ import annotations

import uuid
from typing import LiteralString

import psycopg
import pytest

from domain.errors import Misused, Rejected, Unavailable
from domain.ledger import Guard, Ledger, Ledgers, Pool, open_pool
from domain.ledger.recorder import LedgerRecorder
from tests.kit import database as kit


def test_neither_sees_the_other(pool: Pool, ledger: Ledger) -> None:
    other = kit.new_school(pool)
    given = kit.stream(2)
    command = kit.command()
    ledger.append([given], command=command)
    assert other.size() == 0
    assert other.stream(given.stream_id) == []
    assert other.find_command(command.command_id, command.input_digest) is None
    assert list(other.raw_entries(0, 99)) == []
    # The same stream id and command id are another school's business.
    assert other.append([given], command=command, guards=[Guard(given.stream_id, 0)]).last_position == 2


def test_a_connection_sees_the_chosen_school_only_and_none_without_a_choice(
    database: kit.Database, pool: Pool, ledger: Ledger
) -> None:
    other = kit.new_school(pool)
    ledger.append([kit.stream()], command=kit.command())
    with psycopg.connect(database.application_url, autocommit=True) as connection:
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT count(*) FROM ledger.events")
        for school, count in ((other, 0), (ledger, 1)):
            connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(school.school_id)])
            assert connection.execute("SELECT count(*) FROM ledger.events").fetchone() == (count,)


def test_a_connection_that_goes_back_remembers_no_school(pool: Pool, ledger: Ledger) -> None:
    ledger.append([kit.stream()], command=kit.command())
    list(ledger.entries())
    ledger.latest_checkpoint()
    for _ in range(pool.max_size):
        with pool.connection() as connection, pytest.raises(psycopg.Error):
            connection.execute("SELECT count(*) FROM ledger.events")


@pytest.mark.parametrize(
    "call",
    [
        "append(%s, gen_random_uuid(), %b, ledger.now(), ARRAY[gen_random_uuid()], ARRAY[1]::bigint[], ARRAY['t'],"
        " ARRAY[gen_random_uuid()], ARRAY['{}'::bytea], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
        "append_one(%s, gen_random_uuid(), %b, ledger.now(), gen_random_uuid(), 1, 't', gen_random_uuid(), '{}')",
    ],
    ids=["append", "append_one"],
)
def test_the_functions_hold_to_the_chosen_school(
    database: kit.Database, pool: Pool, ledger: Ledger, call: LiteralString
) -> None:
    other = kit.new_school(pool)
    with psycopg.connect(database.application_url, autocommit=True) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(other.school_id)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(f"SELECT ledger.{call}", [ledger.school_id, bytes(32)])
    assert ledger.size() == 0


def test_an_entry_of_another_school_is_refused_by_the_recorder(pool: Pool, ledger: Ledger) -> None:
    other = kit.new_school(pool)
    given = other._entries([kit.stream()], kit.command())
    forged = [entry._replace(school_id=ledger.school_id) for entry in given]
    recorder = LedgerRecorder(pool, ledger.school_id)
    for entries in (given, forged):
        with pytest.raises(Misused) as caught:
            recorder.record(uuid.uuid4(), bytes(32), entries)
        assert caught.value.code == "ledger.entry_foreign"
    assert ledger.size() == other.size() == 0


def test_ledgers_are_kept_for_the_schools_used_last(pool: Pool) -> None:
    ledgers = Ledgers(pool, maximum=2)
    first, second, third = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    kept = ledgers[first]
    ledgers[second]
    assert ledgers[first] is kept
    ledgers[third]
    assert len(ledgers) == 2
    assert ledgers[first] is kept
    with pytest.raises(Rejected):
        ledgers[third].size()


def test_a_pool_that_leads_nowhere_is_unavailable() -> None:
    with open_pool("postgresql://nobody@127.0.0.1:1/none") as pool:
        pool.timeout = 0.2
        with pytest.raises(Unavailable):
            Ledger(pool, uuid.uuid4()).size()
