"""Publishing compares and swaps: it grows, in time, within the ledger, and one of two publishers wins."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from domain.errors import Conflict, Misused, Rejected, Tampered
from domain.ledger import Checkpoint, Ledger, Pool
from tests.kit import database as kit

ROOT = bytes(range(32))


@pytest.fixture
def grown(ledger: Ledger) -> Ledger:
    ledger.append([kit.stream(10)], command=kit.command())
    return ledger


def start(ledger: Ledger) -> datetime:
    return ledger.now() - timedelta(seconds=30)


def test_tiles_and_checkpoints_come_back(grown: Ledger) -> None:
    assert grown.latest_checkpoint() is None
    at = start(grown)
    first = Checkpoint(3, ROOT, "note 3", at)
    second = Checkpoint(10, ROOT[::-1], "note 10", at + timedelta(seconds=1))
    grown.publish([(0, 0, 3, ROOT * 3)], first, 0)
    grown.publish([(0, 0, 10, ROOT * 10), (0, 0, 3, ROOT * 3)], second, 3)
    assert grown.latest_checkpoint() == second
    assert list(grown.checkpoints()) == [first, second]
    assert grown.read_tile(0, 0, 3) == ROOT * 3
    assert [(tile.level, tile.number, tile.width) for tile in grown.tiles()] == [(0, 0, 3), (0, 0, 10)]
    with pytest.raises(Tampered):
        grown.read_tile(0, 0, 4)


def test_it_grows_within_the_ledger_and_in_time(grown: Ledger) -> None:
    at = start(grown)
    grown.publish([], (5, ROOT, "n", at), 0)
    later = at + timedelta(seconds=1)
    for size, when in ((11, later), (5, later), (4, later), (6, at), (6, at - timedelta(1)), (6, at + timedelta(1))):
        with pytest.raises(Rejected) as caught:
            grown.publish([], (size, ROOT, "n", when), 5)
        assert caught.value.code == "ledger.checkpoint_refused"
    for previous in (0, 4, 6):
        with pytest.raises(Conflict) as caught_conflict:
            grown.publish([], (7, ROOT, "n", later), previous)
        assert caught_conflict.value.facts["found"] == 5


def test_a_tile_that_contradicts_is_tampered_and_nothing_is_published(grown: Ledger) -> None:
    at = start(grown)
    grown.publish([(0, 0, 1, ROOT)], (1, ROOT, "n", at), 0)
    with pytest.raises(Tampered):
        grown.publish([(0, 0, 1, ROOT[::-1])], (2, ROOT, "n", at + timedelta(seconds=1)), 1)
    with pytest.raises(Misused) as caught:
        grown.publish([(0, 0, 2, ROOT)], (2, ROOT, "n", at + timedelta(seconds=1)), 1)
    assert caught.value.facts["constraint"] == "tiles_hashes"
    assert [checkpoint.size for checkpoint in grown.checkpoints()] == [1]


def test_one_of_two_publishers_wins(pool: Pool, grown: Ledger) -> None:
    at = start(grown)
    ready = threading.Barrier(6)

    def publish(number: int) -> str:
        ready.wait()
        try:
            grown.publish([], (number, ROOT, "n", at), 0)
        except Conflict as conflict:
            return conflict.code
        return "published"

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(publish, range(1, 7)))
    assert outcomes.count("published") == 1
    assert len(list(grown.checkpoints())) == 1


def test_another_school_publishes_for_itself(pool: Pool, grown: Ledger) -> None:
    other = kit.new_school(pool)
    grown.publish([(0, 0, 1, ROOT)], (1, ROOT, "n", start(grown)), 0)
    assert other.latest_checkpoint() is None
    assert list(other.tiles()) == []
    with pytest.raises(Rejected):
        other.publish([], (1, ROOT, "n", start(grown)), 0)
