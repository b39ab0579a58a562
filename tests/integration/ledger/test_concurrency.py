"""Many writers at once: no gaps, position order is commit order, and a right withdrawn meanwhile stops a decision."""

from __future__ import annotations

import itertools
import random
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from domain.errors import Conflict, HocbaError, Misused
from domain.ledger import Appended, Guard, Ledger, NewEvents, Pool, retrying
from tests.kit import database as kit

WRITERS = 8


def test_positions_have_no_gaps_under_conflicts_and_rollbacks(pool: Pool, ledger: Ledger) -> None:
    """Eight writers on three hot streams; some appends are refused late, after the head was taken."""
    hot = [uuid.uuid4() for _ in range(3)]
    done: list[Appended] = []
    refused: Counter[str] = Counter()
    seen: list[int] = []
    stop = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(40):
            stream_id = chance.choice(hot)
            try:
                version = len(ledger.stream(stream_id))
                wrong = 3 if chance.random() < 0.2 else 0
                new = kit.stream(chance.randint(1, 3), after=version + wrong, stream_id=stream_id)
                beside = [kit.stream()] if chance.random() < 0.5 else []
                done.append(ledger.append([new, *beside], command=kit.command()))
            except Conflict as conflict:
                refused[conflict.code] += 1

    def follow() -> None:
        """A live reader that goes on from the last position it saw must miss nothing."""
        last = 0
        while not stop.is_set() or last < ledger.size():
            for raw in ledger.raw_entries(last, last + 50):
                seen.append(raw.position)
                last = raw.position

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        follower = threads.submit(follow)
        for writer in [threads.submit(write, seed) for seed in range(WRITERS)]:
            writer.result()
        stop.set()
        follower.result()
    size = ledger.size()
    assert refused["ledger.stream_moved"] > 0, "the test must have met conflicts"
    assert [entry.position for entry in ledger.entries()] == list(range(1, size + 1))
    assert seen == list(range(1, size + 1))
    ranges = sorted((answer.first_position, answer.last_position) for answer in done)
    assert sum(last - first + 1 for first, last in ranges) == size
    assert all(following[0] == earlier[1] + 1 for earlier, following in itertools.pairwise(ranges))
    for stream in ledger.streams(hot).values():
        assert [event.stream_version for event in stream] == list(range(1, len(stream) + 1))


def test_a_right_withdrawn_at_the_same_moment_stops_the_decision(database: kit.Database, ledger: Ledger) -> None:
    """
    The withdrawal has taken the head and not committed yet; the decision, which read the right as still held, waits for
    it on a connection of its own, and is refused when it commits.
    """
    rights = kit.stream(1)
    ledger.append([rights], command=kit.command())
    withdrawal = ledger._entries([kit.stream(after=1, stream_id=rights.stream_id)], kit.command())[0]
    with ThreadPoolExecutor(1) as thread, psycopg.connect(database.application_url) as other:
        other.execute(
            "SELECT set_config('hocba.school_id', %s, true), ledger.append(%b, %b, %b, %b, %b, ARRAY[2]::bigint[], %b,"
            " %b, %b, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
            [
                str(ledger.school_id), ledger.school_id, uuid.uuid4(), bytes(32), withdrawal.recorded_at,
                [rights.stream_id], [withdrawal.topic], [withdrawal.event_id], [withdrawal.entry],
            ],
        )  # fmt: skip
        decision = thread.submit(
            ledger.append, [kit.stream()], command=kit.command(), guards=[Guard(rights.stream_id, 1)]
        )
        with pytest.raises(TimeoutError):
            decision.result(timeout=0.3)
        other.commit()
        with pytest.raises(Conflict) as caught:
            decision.result(timeout=60)
    assert caught.value.code == "ledger.guard_moved"
    assert ledger.size() == 2


@pytest.mark.parametrize("count", [1, 2])  # one entry has a door of its own in the database
def test_the_same_command_sent_by_many_at_once_is_recorded_once(pool: Pool, ledger: Ledger, count: int) -> None:
    command = kit.command()
    stream_id = uuid.uuid4()
    start = threading.Barrier(WRITERS)

    def send(_: int) -> Appended:
        start.wait()
        return ledger.append([kit.stream(count, stream_id=stream_id)], command=command)

    with ThreadPoolExecutor(WRITERS) as threads:
        answers = list(threads.map(send, range(WRITERS)))
    assert ledger.size() == count
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * (WRITERS - 1)
    assert {(answer.first_position, answer.last_position) for answer in answers} == {(1, count)}


def test_bounded_retry_gets_every_writer_of_a_hot_stream_through(pool: Pool, ledger: Ledger) -> None:
    stream_id = uuid.uuid4()

    def add(_: int) -> Appended:
        def attempt() -> Appended:
            after = len(ledger.stream(stream_id))
            return ledger.append([kit.stream(1, after=after, stream_id=stream_id)], command=kit.command())

        return retrying(attempt, attempts=12, alone=ledger.alone)

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(add, range(WRITERS * 5)))
    assert len(ledger.stream(stream_id)) == ledger.size() == WRITERS * 5


def test_schools_do_not_wait_for_each_other(database: kit.Database, pool: Pool, ledger: Ledger) -> None:
    other = kit.new_school(pool)
    with psycopg.connect(database.owner_url) as holder:
        holder.execute("SELECT size FROM ledger.heads WHERE school_id = %s FOR UPDATE", [ledger.school_id])
        assert other.append([kit.stream()], command=kit.command()).last_position == 1


def test_a_refused_command_may_come_again(ledger: Ledger) -> None:
    command = kit.command()
    given = kit.stream(1, after=1)
    with pytest.raises(Conflict):
        ledger.append([given], command=command)
    assert ledger.append([replace(given, after_version=0)], command=command).last_position == 1


def test_a_position_that_is_taken_is_an_alarm(database: kit.Database, pool: Pool, ledger: Ledger) -> None:
    """The owner disables the trigger and winds the head back: the next append finds its position taken."""
    ledger.append([kit.stream(3)], command=kit.command())
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger.heads DISABLE TRIGGER ALL")
        owner.execute("UPDATE ledger.heads SET size = 1")
    with pytest.raises(HocbaError) as caught:
        ledger.append([NewEvents(uuid.uuid4(), 0, (kit.event(),))], command=kit.command())
    assert caught.value.code == "ledger.heads_touched"


def test_a_missing_row_is_found_on_reading(database: kit.Database, ledger: Ledger) -> None:
    ledger.append([kit.stream(3)], command=kit.command())
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        owner.execute("SELECT set_config('hocba.school_id', %s, false)", [str(ledger.school_id)])
        owner.execute("DELETE FROM ledger.events WHERE position = 2")
        with pytest.raises(HocbaError, match="lacks position 2"):
            list(ledger.entries())
        with pytest.raises(HocbaError, match="lacks position 2"):
            ledger.entry(2)
        owner.execute("DELETE FROM ledger.events WHERE position = 3")
    with pytest.raises(HocbaError, match="lacks position 2"):
        list(ledger.entries())
    assert [raw.position for raw in ledger.raw_entries()] == [1]
    with pytest.raises(Misused):
        ledger.entry(4)
