"""
``checkpoint_growth``: publishing a checkpoint over 45 new entries, in a ledger of a million against one of 5 thousand.

The old entries are written as fast as they can be, through ``LedgerRecorder.record``; what they say does not matter
here, because a publisher reads only what is new.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from statistics import median

from anchors.checkpoint import LogKey
from anchors.publisher import publish
from domain.ledger import Ledger
from domain.ledger.records import RawEntry
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.kit.database import command, migrated, new_school, pool_of, stream

SMALL, LARGE = 5_000, 1_000_000
NEW = 45
PUBLISHES_A_ROUND = 15
AT_ONCE = 5_000
TOPIC = "hocba.report.score_recorded.v2"


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in milliseconds: smaller is better."""
    publishes = scale.count(PUBLISHES_A_ROUND, 1)
    with migrated() as database, pool_of(database) as pool:
        small, large = (_grown(new_school(pool), size) for size in (scale.count(SMALL, 300), scale.count(LARGE, 3_000)))
        times = in_turn(scale, lambda: _ms(large, publishes), lambda: _ms(small, publishes))
    against = "the same in a ledger of 5 thousand entries"
    bars = [Bar("ratio", "most", 4), Bar("value", "most", 5)]
    yield Figure("checkpoint_growth", "ms", *times, against, bars)


def _grown(ledger: Ledger, size: int) -> Callable[[], float]:
    """A ledger of so many entries under a checkpoint; the function appends some and times the next checkpoint (ms)."""
    while (done := ledger.size()) < size:
        _write(ledger, min(AT_ONCE, size - done))
    key = LogKey.generate(f"benchmark.example/{ledger.school_id}")
    publish(ledger, key)

    def once() -> float:
        ledger.append([stream(NEW)], command=command())
        with Watch() as watch:
            publish(ledger, key)
        return watch.s * 1000

    return once


def _ms(once: Callable[[], float], count: int) -> float:
    return median(once() for _ in range(count))


def _write(ledger: Ledger, count: int) -> None:
    """One stream of entries as long as a recorded mark."""
    stream_id, at = uuid.uuid4(), ledger.now()
    start = b'{"school":"%b","stream":"%b","version":' % (str(ledger.school_id).encode(), str(stream_id).encode())
    entries = [
        RawEntry(
            ledger.school_id, 0, stream_id, version, TOPIC, b'%b%d,"filler":"%0330d"}' % (start, version, version),
            uuid.uuid4(), at,
        )
        for version in range(1, count + 1)
    ]  # fmt: skip
    ledger.recorder.record(uuid.uuid4(), bytes(32), entries)
