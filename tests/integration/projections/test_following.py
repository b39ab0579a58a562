"""Real followers in processes of their own: woken, woken late, killed, and two at once."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from domain.errors import Unavailable
from domain.ledger import Ledger, Pool
from projections.runner import Runner
from tests.integration.projections.processes import Journal, following, kill, report
from tests.kit import database as kit
from tests.kit import whole_school
from tests.kit.cli import Cli
from tests.kit.held import watching
from tests.kit.read_models import folded_afresh, live_rows

VISIBLE_S_MAX = 120.0
#: A school's whole year in small: every kind of entry of a report stands in it.
CLASSES = (("8A", 9),)


def write(ledger: Ledger, marks: int = 5) -> int:
    return ledger.append([report(marks)], command=kit.command()).last_position


def test_a_write_is_seen_by_another_process_that_was_told(
    database: kit.Database, ledger: Ledger, runner: Runner
) -> None:
    """Its follower never looks by itself, so each of these was announced; nobody here folds."""
    with following(database):
        for _ in range(20):
            runner.wait_until(ledger, write(ledger), VISIBLE_S_MAX)
    assert {position for position, _ in live_rows(ledger.pool, ledger.school_id).values()} == {ledger.size()}


def test_who_waits_for_nobody_is_told_how_far_it_is(ledger: Ledger, runner: Runner) -> None:
    runner.catch_up(ledger, write(ledger))
    with pytest.raises(Unavailable) as refused:
        runner.wait_until(ledger, write(ledger), timeout_s=0.1)
    assert refused.value.facts == {"found": 6, "expected": 12}


def test_what_was_not_announced_is_found_by_the_slow_look(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    pool.announcer.close()
    with following(database, poll_s=0.3):
        for _ in range(3):
            runner.wait_until(ledger, write(ledger), VISIBLE_S_MAX)


def test_without_a_look_and_without_a_word_nothing_is_seen_until_the_next_word(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    with following(database), kit.pool_of(database) as silent:
        runner.wait_until(ledger, write(ledger), VISIBLE_S_MAX)
        silent.announcer.close()
        unseen = False
        for _ in range(3):  # a word about what was written before may still be on its way
            try:
                runner.wait_until(ledger, write(Ledger(silent, ledger.school_id)), timeout_s=0.5)
            except Unavailable:
                unseen = True
                break
        assert unseen
        runner.wait_until(ledger, write(ledger), VISIBLE_S_MAX)


def test_a_listener_whose_connection_is_ended_listens_again(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    with following(database), psycopg.connect(database.application_url, autocommit=True) as same:
        runner.wait_until(ledger, write(ledger), VISIBLE_S_MAX)
        for _ in range(3):
            ended = same.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE '%FROM ledger.heads WHERE%uuid[] IS NULL%'"
                " AND pid <> pg_backend_pid()"
            ).fetchall()
            assert ended == [(True,)]
            runner.wait_until(ledger, write(ledger), VISIBLE_S_MAX)


#: Where a fold has come past each of so many parts of the ledger it waits, its rows written and not committed.
PARTS, GATES = (
    5,
    """
CREATE FUNCTION read.wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared(NEW.position * {parts} / {size}); RETURN NULL; END $$;
CREATE TRIGGER gate AFTER UPDATE ON read.progress FOR EACH ROW EXECUTE FUNCTION read.wait_at_gate();
""",
)


def test_killed_in_the_middle_it_goes_on_exactly_where_it_was(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    size = whole_school.fill(ledger, CLASSES)
    stood: list[int] = []
    with watching(database) as held, psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(GATES.format(parts=PARTS, size=size).encode())
        owner.execute("SELECT pg_advisory_lock(part) FROM generate_series(1, %s) AS part", [PARTS - 1])
        for part in range(1, PARTS):
            with following(database, batch=37) as process:
                held.wait_for(1)
                kill(process)
            stood.append(runner.standing(ledger)[1])
            assert stood[-1] < part * size / PARTS, "the batch that had come past the gate is not there"
            owner.execute("SELECT pg_advisory_unlock(%s)", [part])
    assert 0 < stood[0] < stood[1] < stood[2] < stood[3]
    with following(database, batch=37):
        runner.wait_until(ledger, size, VISIBLE_S_MAX)
    assert live_rows(pool, ledger.school_id) == folded_afresh(database.owner_url, ledger)


def test_two_followers_at_once_fold_nothing_twice(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    Journal.make(database)
    with following(database, batch=20, journal=True), following(database, batch=20, journal=True):
        size = whole_school.fill(ledger, CLASSES)
        for _ in range(50):
            size = write(ledger)
        runner.wait_until(ledger, size, VISIBLE_S_MAX)
    assert Journal.positions(database) == list(range(1, size + 1))
    assert live_rows(pool, ledger.school_id) == folded_afresh(database.owner_url, ledger)


def test_the_command_follows_every_school_until_it_is_told_to_end(
    database: kit.Database, pool: Pool, runner: Runner, tmp_path: Path
) -> None:
    schools = [kit.new_school(pool) for _ in range(3)]
    write(schools[0])
    process = Cli(database, tmp_path).start("projections", "follow")
    try:
        for ledger in schools:
            runner.wait_until(ledger, write(ledger), VISIBLE_S_MAX)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=VISIBLE_S_MAX)
    except subprocess.TimeoutExpired:
        raise AssertionError("it does not end") from None
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "Đang theo dõi" in out
