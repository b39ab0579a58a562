"""Issuing killed at random moments: a report is issued or not, its PDF recorded or not, and neither of them twice."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, verify_file
from domain.report import events as e
from tests.kit.stages import School, at
from tests.kit.told import Told
from tests.knocks.kills import acts
from tests.knocks.kills.series import Kind, Knocks

PUPILS = 3


def documents(school: School) -> tuple[int, int, bool]:
    """How many reports were issued, how many PDFs recorded, and whether a checkpoint covers what was issued."""
    issued, sealed, last = Counter[UUID](), Counter[UUID](), 0
    for entry in school.desk.ledger.entries():
        if isinstance(entry.data, e.ReportIssued):
            issued[entry.stream_id] += 1
            last = entry.position
        if isinstance(entry.data, e.DocumentSealed):
            sealed[entry.stream_id] += 1
    assert {*issued.values(), *sealed.values()} <= {1}, "something stands twice"
    assert sealed.keys() <= issued.keys()
    checkpoint = school.desk.ledger.latest_checkpoint()
    return len(issued), len(sealed), checkpoint is not None and checkpoint.size >= last > 0


def verdicts(school: School) -> list[tuple[UUID, Verdict]]:
    """The class list with what an inspector finds of each recorded PDF."""
    key = school.issue_keys.log.verifier_key
    roots = TrustRoots.from_pem(school.app.keys(school.desk.ledger.school_id).roots_pem())
    found = []
    for report_id, report in school.desk.reports([member.report_id for member in school.members]).items():
        assert report.document is not None
        pdf = school.desk.ledger.blob(report.document.pdf_sha256)
        found.append((report_id, verify_file(pdf, None, key, roots).verdict))
    assert {verdict for _, verdict in found} == {Verdict.VALID}
    return found


def test_a_killed_issue_goes_on_and_issues_nothing_twice(told: Told) -> None:
    knocks = Knocks(
        Kind(
            name="issuing",
            school=lambda: at("sealed", PUPILS),
            act=acts.issue,
            arguments=lambda school: (school.desk.ledger.school_id,),
            state=documents,
            whole=verdicts,
            states_min=4,
            checkpoints=True,
        )
    )
    told(knocks.run())
