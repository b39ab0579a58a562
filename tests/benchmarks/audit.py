"""
``audit_events_per_s``: ``audit_school`` over a school's recorded year, against hashing the same entries alone.

Per core: entries by the processor time of the auditing process, which reads every row, recomputes every leaf, compares
every column, every command, every tile and every checkpoint. The server reads for it on another core meanwhile; both
together are ``wall_per_s``.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from anchors.audit import audit_school
from anchors.checkpoint import LogKey
from anchors.publisher import publish
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.benchmarks.schools import classes
from tests.kit.database import migrated, new_school, pool_of
from tests.kit.whole_school import fill

CLASSES = 12


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in entries a second of one core."""
    with migrated() as database, pool_of(database) as pool:
        ledger = new_school(pool)
        fill(ledger, classes(scale.count(CLASSES, 1), scale.count(0, 2) or None), editions=False)
        key = LogKey.generate(f"benchmark.example/{ledger.school_id}")
        publish(ledger, key)
        entries = [raw.entry for raw in ledger.raw_entries()]
        walls: list[float] = []

        def audit() -> float:
            with Watch() as watch:
                report = audit_school(ledger, key.verifier_key)
            assert report.ok, report.findings[:3]
            assert report.covered == report.entries == len(entries)
            walls.append(report.entries / watch.s)
            return report.entries / watch.cpu_s

        def hashing() -> float:
            with Watch() as watch:
                for entry in entries:
                    sha256(b"\x00" + entry).digest()
            return len(entries) / watch.cpu_s

        rates = in_turn(scale, audit, hashing)
    details = {"entries": len(entries), "wall_per_s": sorted(walls)[len(walls) // 2]}
    against = "hashing the same entries in memory"
    yield Figure("audit_events_per_s", "entries/s a core", *rates, against, [Bar("value", "least", 60_000)], details)
