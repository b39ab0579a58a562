"""
An auditor's questions to a whole school's ledger: ``python -m tests.benchmarks.auditor``, some minutes.

Absolute times of one run, with the machine's load beside them: no ratio to anything, so not among the figures of
``make bench``.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable

from anchors.audit import audit_school
from anchors.checkpoint import LogKey
from anchors.publisher import publish
from api.app import PROJECTIONS
from api.flows.auditing.diff import diff, reports_of
from api.flows.auditing.history import history
from api.flows.auditing.moments import moment
from api.flows.auditing.replay import replay
from api.flows.auditing.timeline import Wanted, timeline
from projections.checking import compare_rows
from projections.runner import Runner
from tests.kit.database import migrated, new_school, pool_of
from tests.kit.whole_school import fill


def took(what: str, ask: Callable[[], object]) -> None:
    """One line: seconds on the clock, of them this process's processor time, its largest memory, the load."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = ask()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    load = os.getloadavg()[0]
    sys.stdout.write(f"{what}: {wall:.1f} s, {cpu:.1f} s of it here, {memory} MB at most, load {load:.1f}: {answer}\n")
    sys.stdout.flush()


def main() -> None:
    """A school year as its teachers record it: 29 classes, 1,234 pupils, 178,122 entries."""
    with migrated() as database, pool_of(database) as pool:
        ledger = new_school(pool)
        size = fill(ledger, editions=False)
        key = LogKey.generate(f"benchmark.example/{ledger.school_id}")
        publish(ledger, key)
        runner = Runner(pool, PROJECTIONS)
        runner.catch_up(ledger)
        ids = reports_of(ledger, next(ledger.entries()).stream_id)
        now, before = moment(ledger, None), moment(ledger, str(size - 2000))

        def lines(wanted: Wanted) -> int:
            return sum(bool(line.model_dump_json()) for line in timeline(ledger, wanted, 0, size))

        def compared() -> int:
            found = compare_rows(runner, ledger)
            assert (found.differing, found.stopped) == ([], None)
            return found.compared

        for _ in range(3):
            took("audit verify, read models (rows)", compared)
            took("audit verify, entries (whole)", lambda: audit_school(ledger, key.verifier_key).ok)
        took("audit replay of a report (its events)", lambda: replay(ledger, ids[700], now).version)
        took("report history (lines)", lambda: len(history(ledger, ids[700]).chapters))
        took("audit timeline of a kind (lines)", lambda: lines(Wanted(kind="conduct")))
        took("audit timeline of a class (lines)", lambda: lines(Wanted(class_code="9A")))
        took("audit timeline of everything, as JSON (lines)", lambda: lines(Wanted()))
        took("audit diff of the school, 2,000 entries (reports)", lambda: len(list(diff(ledger, ids, before, now))))


if __name__ == "__main__":
    main()
