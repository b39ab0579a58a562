"""
A check of the whole ledger in the background: one at a time, it says how far it is and keeps what it found.

That it finds a changed row, the browser sees (``tests/e2e/pages/test_auditor.py``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from anchors.audit.findings import Severity
from api.flows.auditing.ledger_checks import Check, begin, check, checks
from domain.errors import Rejected
from domain.school_year.events import Role
from projections.runner import school_transaction
from tests.kit.small_school import SmallSchool, copy, issued_template

DONE_S_MAX = 120.0


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(issued_template()) as made:
        yield made


def finished(school: SmallSchool, check_id: UUID) -> Check:
    until = time.monotonic() + DONE_S_MAX
    while (found := check(school.app, school.school_id, check_id)).running:
        assert time.monotonic() < until, "the check does not end"
        time.sleep(0.05)
    return found


def test_it_finds_nothing_in_a_whole_ledger_and_only_one_runs_at_a_time(school: SmallSchool) -> None:
    auditor = school.staff(Role.PRINCIPAL).staff_id
    first = uuid4()
    begin(school.app, school.school_id, auditor, first)
    with pytest.raises(Rejected) as refused:
        begin(school.app, school.school_id, auditor, uuid4())
    assert refused.value.code == "audit.running"
    found = finished(school, first)
    begin(school.app, school.school_id, auditor, first)  # the same request again
    assert found.report
    assert found.ended_at
    assert found.report.ok
    assert (found.report.entries, found.report.covered) == (school.desk.ledger.size(), found.report.published)
    assert found.report.of(Severity.NOTE)[0].text("en")
    assert [each.check_id for each in checks(school.app, school.school_id)] == [first]


def test_a_check_that_was_cut_off_is_neither_running_nor_finished(school: SmallSchool) -> None:
    with school_transaction(school.app.pool, school.school_id) as connection:
        connection.execute(
            "INSERT INTO work.ledger_checks (school_id, check_id, asked_by, stage, done, total)"
            " VALUES (%s, %s, %s, 'entries', 500, 900)",
            [school.school_id, uuid4(), uuid4()],
        )
    newest = checks(school.app, school.school_id)[0]
    assert (newest.running, newest.ended_at, newest.report, newest.done) == (False, None, None, 500)


def test_there_is_no_check_that_nobody_began(school: SmallSchool) -> None:
    with pytest.raises(Rejected) as refused:
        check(school.app, school.school_id, uuid4())
    assert refused.value.code == "audit.check_unknown"
