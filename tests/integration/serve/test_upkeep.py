"""The background work: read models and checkpoints follow the ledger; busy is survived, tampering stops it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from anchors.checkpoint import LogKey, open_note
from api.app import App
from api.upkeep import Upkeep
from tests.kit import database as kit
from tests.kit.served import served
from tests.kit.small_school import PASSPHRASE, SmallSchool, copy, issued_template

#: What is waited for comes long before, however busy the machine is.
WAIT_S_MAX = 120.0


@pytest.fixture
def school() -> Iterator[SmallSchool]:
    with copy(issued_template()) as made:
        yield made


def grow(school: SmallSchool) -> int:
    school.desk.ledger.append([kit.stream(1)], command=kit.command())
    return school.desk.ledger.size()


def published(school: SmallSchool) -> int:
    last = school.desk.ledger.latest_checkpoint()
    assert last is not None
    return open_note(last.note, school.log_key.verifier_key).size


def end_sessions(connection: psycopg.Connection[tuple[object, ...]], *, waiting: bool = False) -> int:
    """End all other sessions of this database, or those that wait for a lock: how many."""
    return connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND (NOT %s OR wait_event_type = 'Lock')",
        [waiting],
    ).rowcount


def test_a_round_covers_what_is_new_and_an_idle_one_adds_nothing(school: SmallSchool) -> None:
    upkeep = Upkeep(school.app)
    size = grow(school)
    upkeep.round()
    assert published(school) == size
    checkpoints = len(list(school.desk.ledger.checkpoints()))
    upkeep.round()
    assert len(list(school.desk.ledger.checkpoints())) == checkpoints
    state = upkeep.state()
    assert (state.well, state.word, state.entries_behind, state.entries_uncovered) == (True, "running", 0, 0)
    assert school.desk.runner.position(school.desk.ledger, "lookup") == size


def test_the_thread_publishes_by_itself_and_ends(school: SmallSchool) -> None:
    upkeep = Upkeep(school.app, interval_s=0.05)
    with upkeep.running(), served(school.app, upkeep) as client:
        size = grow(school)
        until = time.monotonic() + WAIT_S_MAX
        while published(school) < size and time.monotonic() < until:
            time.sleep(0.05)
        assert published(school) == size
        health = client.get("/health").json()
        assert (health["status"], health["upkeep"], health["publishing"], health["schools"]) == (
            "ok",
            "running",
            "on",
            1,
        )
        assert health["checkpoint_age_s"] < 60
    assert upkeep._thread is not None
    assert not upkeep._thread.is_alive()


def test_without_the_passphrase_the_read_models_are_kept_and_it_says_so(school: SmallSchool) -> None:
    with App(school.app.settings.model_copy(update={"key_passphrase": None}), school.app.addresses) as app:
        upkeep, before = Upkeep(app), published(school)
        size = grow(school)
        upkeep.round()
        assert published(school) == before
        assert school.desk.runner.position(school.desk.ledger, "lookup") == size
        assert upkeep.state().publishing.startswith("off")
        assert (upkeep.state().well, upkeep.state().entries_uncovered) == (True, size - before)


def test_a_connection_lost_while_nobody_used_it_is_not_noticed(school: SmallSchool) -> None:
    upkeep = Upkeep(school.app)
    upkeep.round()
    size = grow(school)
    with psycopg.connect(school.app.addresses.owner, autocommit=True) as connection:
        end_sessions(connection)
    upkeep.round()
    assert upkeep.state().well
    assert published(school) == size


def test_a_connection_lost_in_the_middle_of_the_work_is_survived(
    school: SmallSchool, caplog: pytest.LogCaptureFixture
) -> None:
    upkeep = Upkeep(school.app)
    upkeep.round()
    size = grow(school)
    with (
        caplog.at_level(logging.WARNING, "hocba.upkeep"),
        ThreadPoolExecutor(1) as beside,
        psycopg.connect(school.app.addresses.owner) as holder,
        psycopg.connect(school.app.addresses.application, autocommit=True) as connection,
    ):
        holder.execute("LOCK TABLE ledger.checkpoints")
        working = beside.submit(upkeep.round)
        until = time.monotonic() + WAIT_S_MAX
        while not end_sessions(connection, waiting=True):
            assert time.monotonic() < until, "the round does not wait for the table"
            time.sleep(0.01)
        working.result(timeout=WAIT_S_MAX)
    assert not upkeep.state().well
    assert "tried again" in caplog.text
    upkeep.round()
    assert upkeep.state().well
    assert published(school) == size


def test_tampering_stops_the_work_on_that_school_loudly(school: SmallSchool, caplog: pytest.LogCaptureFixture) -> None:
    upkeep = Upkeep(school.app)
    upkeep.round()
    before = published(school)
    with psycopg.connect(school.app.addresses.owner) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(school.school_id)])
        connection.execute("ALTER TABLE ledger.tiles DISABLE TRIGGER ALL")
        changed = connection.execute("UPDATE ledger.tiles SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)")
        assert changed.rowcount > 0
    grow(school)
    code = school.lookup_ids[0]
    with caplog.at_level(logging.WARNING, "hocba.upkeep"), served(school.app, upkeep) as client:
        assert "Hợp lệ" in client.get(f"/t/{code}").text
        upkeep.round()
        assert "Hợp lệ" not in (page := client.get(f"/t/{code}").text)
        assert "Chưa đủ căn cứ kết luận" in page
        assert "STOPPED" in caplog.text
        assert upkeep.state().word == "tampered"
        answer = client.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "failing")
        caplog.clear()
        upkeep.round()
        assert not caplog.text
    assert published(school) == before


def test_a_log_key_is_never_made_anew_for_a_ledger_that_has_checkpoints(school: SmallSchool, tmp_path: object) -> None:
    template = replace(issued_template(), settings=school.app.settings.model_copy(update={"keys_dir": tmp_path}))
    with App(template.settings, school.app.addresses) as app:
        upkeep = Upkeep(app)
        upkeep.round()
        assert upkeep.state().word == "key.log_lost"
        folder = app.keys(school.school_id).folder
        assert not (folder / "log.pem").exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        another = LogKey.generate(app.origin(school.school_id))
        (folder / "log.pem").write_bytes(another.to_pem(PASSPHRASE.encode()))
        upkeep.round()
        assert upkeep.state().word == "tampered"
