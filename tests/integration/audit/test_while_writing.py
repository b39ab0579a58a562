"""An audit beside writers and a publisher sees one moment: it finds nothing, again and again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from anchors.audit import audit_school
from anchors.publisher import publish
from tests.integration.audit.ledgers import Audited
from tests.kit import database
from tests.kit.check_ledger import check_ledger


def test_audits_beside_writers_and_a_publisher(case: Audited) -> None:
    done = Event()

    def write() -> int:
        count = 0
        while not done.is_set():
            case.ledger.append([database.stream(3)], command=database.command())
            publish(case.ledger, case.key)
            count += 1
        return count

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        try:
            reports = [check_ledger(case.ledger, case.key.verifier_key)]
            while len(reports) < 10 or reports[-1].size == reports[0].size:
                reports.append(check_ledger(case.ledger, case.key.verifier_key))
        finally:
            done.set()
        assert writing.result() > 0
    assert all(report.entries == report.size for report in reports)


def test_progress_reaches_the_end(case: Audited) -> None:

    told: list[tuple[str, int, int]] = []
    audit_school(case.ledger, progress=lambda what, at, total: told.append((what, at, total)))
    assert told == [("entries", 620, 620), ("documents", 1, 1)]
