"""Watching ledgers grow: woken by a notification, or by a look at the heads when it was lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest

from domain.errors import Unavailable
from domain.ledger import Ledger, Pool, Watch
from domain.ledger.announcing import GROWN
from domain.ledger.watching import Heads
from tests.integration.projections.processes import NEVER_S
from tests.kit import database as kit

ANSWER_S_MAX = 120.0


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def sizes(waiting: Future[Heads]) -> Heads:
    return waiting.result(ANSWER_S_MAX)


def silenced(pool: Pool) -> None:
    """From here on this process announces nothing."""
    pool.announcer.close()


def test_at_first_all_heads_then_those_that_are_named(
    database: kit.Database, pool: Pool, ledger: Ledger, thread: ThreadPoolExecutor
) -> None:
    other = kit.new_school(pool)
    with Watch(database.application_url, poll_s=NEVER_S) as watch:
        assert watch.wait() == {ledger.school_id: 0, other.school_id: 0}
        waiting = thread.submit(watch.wait)
        other.append([kit.stream(3)], command=kit.command())
        assert sizes(waiting) == {other.school_id: 3}


def test_what_is_not_announced_waits_for_the_next_look(
    database: kit.Database, pool: Pool, ledger: Ledger, thread: ThreadPoolExecutor
) -> None:
    silenced(pool)
    with Watch(database.application_url, poll_s=NEVER_S) as watch:
        watch.wait()
        waiting = thread.submit(watch.wait)
        ledger.append([kit.stream()], command=kit.command())
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        watch.stop()
    with Watch(database.application_url, poll_s=0.2) as watch:
        assert watch.wait() == {ledger.school_id: 1}
        ledger.append([kit.stream()], command=kit.command())
        assert watch.wait() == {ledger.school_id: 2}


def test_however_much_is_announced_the_look_comes(database: kit.Database, pool: Pool, ledger: Ledger) -> None:
    """Another school is announced without end; what was not announced is found all the same."""
    noisy = kit.new_school(pool)
    with Watch(database.application_url, poll_s=0.2) as watch, pool.connection() as connection:
        watch.wait()
        silenced(pool)
        ledger.append([kit.stream()], command=kit.command())
        until = time.monotonic() + ANSWER_S_MAX
        while ledger.school_id not in watch.wait():
            connection.execute("SELECT pg_notify(%s, %s)", [GROWN, str(noisy.school_id)])
            assert time.monotonic() < until


def test_a_dead_connection_is_made_anew_and_all_heads_are_looked_at(
    database: kit.Database, pool: Pool, ledger: Ledger, thread: ThreadPoolExecutor
) -> None:
    silenced(pool)
    with Watch(database.application_url, poll_s=NEVER_S) as watch:
        watch.wait()
        assert watch._connection is not None
        first = watch._connection.info.backend_pid
        waiting = thread.submit(lambda: watch.wait() or watch.wait())  # the farewell of the server wakes it as well
        ledger.append([kit.stream()], command=kit.command())
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            owner.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert sizes(waiting) == {ledger.school_id: 1}
        assert watch.listening


def test_a_server_that_lets_nobody_in_is_unavailable_and_asked_again_in_peace(thread: ThreadPoolExecutor) -> None:
    with Watch("host=127.0.0.1 port=1 dbname=none") as watch:
        with pytest.raises(Unavailable):
            watch.wait()
        waiting = thread.submit(watch.wait)
        with pytest.raises(TimeoutError):
            waiting.result(0.2)
        watch.stop()
        assert sizes(waiting) == {}


def test_a_stranger_s_notification_only_makes_it_look(
    database: kit.Database, pool: Pool, ledger: Ledger, thread: ThreadPoolExecutor
) -> None:
    with Watch(database.application_url, poll_s=NEVER_S) as watch:
        watch.wait()
        waiting = thread.submit(watch.wait)
        with pool.connection() as connection:
            connection.execute("SELECT pg_notify(%s, 'no school')", [GROWN])
        assert sizes(waiting) == {ledger.school_id: 0}


def test_it_stops_at_once_and_for_good(database: kit.Database, ledger: Ledger, thread: ThreadPoolExecutor) -> None:
    with Watch(database.application_url, poll_s=NEVER_S) as watch:
        watch.wait()
        waiting = thread.submit(watch.wait)
        watch.stop()
        watch.stop()
        assert sizes(waiting) == {}
        assert watch.wait() == {}
        assert watch.stopped


def test_a_subscription_is_woken_and_sleeps_where_no_topic_is_wanted(
    ledger: Ledger, thread: ThreadPoolExecutor
) -> None:
    """Entries of other topics do not keep it busy: it asks once for each growth."""
    asked: list[int] = []
    ledger.append([kit.stream(2)], command=kit.command())
    with ledger.recorder.subscribe(topics=["hocba.no.such.v1"]) as subscription:
        select = ledger.recorder.select_notifications
        ledger.recorder.select_notifications = lambda *given, **named: (
            asked.append(ledger.size()) or select(*given, **named)
        )
        waiting = thread.submit(lambda: list(subscription))
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        assert len(asked) <= 3, "it asks again and again"
        subscription.stop()
        assert waiting.result(ANSWER_S_MAX) == []
