"""
The server killed under load: power cuts, crashes, terminated sessions, immediate shutdowns, and then the starter.

Four writers and a publisher go on all the time. What one of them was told stands; what they were not told is there
wholly or not at all, and asked again gives one answer.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import psycopg
import pytest

from anchors.checkpoint import Checkpoint, LogKey
from anchors.publisher import publish
from api.embedded_postgres import Server, ensure_running, stop
from domain.errors import Unavailable
from domain.ledger import Ledger
from tests.integration.embedded_postgres.helpers import data_folder, pid_of, superuser_url
from tests.kit.check_ledger import check_ledger
from tests.kit.hard import HARD, SEED
from tests.kit.told import Told
from tests.knocks.own_server import children, school_on
from tests.knocks.writers import Writers

ROUNDS = 10 if HARD else 2
PUBLISH_S = 0.05


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with data_folder(tmp_path_factory.mktemp("killed") / "var") as folder:
        yield folder


def power_cut(server: Server, var: Path) -> None:
    """Every process of it at once, the first one first, so that none is told anything."""
    postmaster = pid_of(server)
    for pid in (postmaster, *children(postmaster)):
        _signal(pid, signal.SIGKILL)


def first_process_killed(server: Server, var: Path) -> None:
    """The postmaster alone: its backends notice and leave."""
    _signal(pid_of(server), signal.SIGKILL)


def backend_killed(server: Server, var: Path) -> None:
    """One of the writers' backends: the server ends all others and recovers by itself."""
    with (
        suppress(psycopg.OperationalError),  # it recovers still, if it was killed a moment ago
        psycopg.connect(superuser_url(server), autocommit=True) as connection,
    ):
        for (pid,) in connection.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'hocba_app' LIMIT 1"):
            _signal(pid, signal.SIGKILL)


def immediate_shutdown(server: Server, var: Path) -> None:
    """``pg_ctl stop -m immediate``."""
    _signal(pid_of(server), signal.SIGQUIT)


def sessions_terminated(server: Server, var: Path) -> None:
    """``pg_terminate_backend`` of everybody who writes; the server itself lives on."""
    with psycopg.connect(superuser_url(server), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hocba_app'")


def stopped(server: Server, var: Path) -> None:
    """``make stop`` while people work."""
    stop(var)


@pytest.mark.parametrize(
    "knock",
    [power_cut, first_process_killed, backend_killed, immediate_shutdown, sessions_terminated, stopped],
    ids=lambda knock: knock.__name__,
)
def test_what_was_answered_stands_and_the_rest_is_answered_once(
    var: Path, knock: Callable[[Server, Path], None], told: Told
) -> None:
    random = Random(f"{SEED} {knock.__name__}")
    server = ensure_running(var)
    with school_on(server) as ledger:
        key = LogKey.generate(f"knocks.example/{ledger.school_id}")
        with Writers(ledger) as writers, publishing(ledger, key) as published:
            for _ in range(ROUNDS):
                writers.wait_for_answers(20)
                time.sleep(random.uniform(0, 0.1))
                noticed = len(writers.errors)
                knock(server, var)
                unnoticed = knock in (sessions_terminated, backend_killed)
                while unnoticed and not writers.have_errors(noticed + 1, within_s=1):
                    knock(server, var)  # it met only sessions that waited, and a pool replaces those
                writers.wait_for_errors(noticed + 1)
                assert ensure_running(var) == server
            writers.wait_for_answers(20)
        writers.then_nothing_was_lost_and_nothing_stands_twice()
        stored = {each.size: each.root for each in ledger.checkpoints()}
        assert {each.size: each.root for each in published}.items() <= stored.items()
        publish(ledger, key)
        check_ledger(ledger, key.verifier_key)
        assert {error.code for error in writers.errors} <= {"ledger.unavailable", "ledger.unreachable"}
        told(
            f"server, {knock.__name__.replace('_', ' ')}: {ROUNDS} times under 4 writers, {writers.answered} appends "
            f"answered, {len(writers.errors)} not, HOCBA_SEED={SEED}"
        )


@contextmanager
def publishing(ledger: Ledger, key: LogKey) -> Iterator[list[Checkpoint]]:
    """Somebody who publishes all the time; the checkpoints that he was told of."""
    published: list[Checkpoint] = []
    faults: list[BaseException] = []
    end = threading.Event()

    def go_on() -> None:
        while not end.wait(PUBLISH_S):
            try:
                if ledger.size():
                    published.append(publish(ledger, key))
            except Unavailable:
                continue
            except BaseException as error:
                faults.append(error)
                return

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield published
    finally:
        end.set()
        thread.join()
    assert faults == []
    assert published


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
