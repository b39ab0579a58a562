"""Issuing a school over several processes: as in one, whatever is refused or killed on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, verify_file
from api.app import App
from api.flows import issuing
from api.flows.classes import ClassWork, issue_class, issue_classes, issue_keys
from api.flows.desk import Member
from api.flows.signing import Outcome
from api.workers import Workers
from domain.errors import Unavailable
from domain.report import events as e
from domain.report.state import Report
from domain.school_year.events import Role
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at

CLASSES = ("8A", "6B")
PUPILS = 2


@contextmanager
def sealed() -> Iterator[School]:
    with at("sealed", PUPILS, CLASSES) as school:
        yield school


def lists(school: School) -> list[list[Member]]:
    return [school.desk.members(found) for found in school.cast.classes]


def reports(school: School) -> list[Report]:
    return list(school.desk.reports([member.report_id for members in lists(school) for member in members]).values())


def issued(school: School, count: int) -> tuple[Outcome, set[int]]:
    """The whole school issued by the clerk; and the processes that did it."""
    outcome = Outcome()
    with Workers(school.app, count) as workers:
        for each in issue_classes(workers, school.desk, lists(school), str(school.staff(Role.CLERK).staff_id)):
            outcome.add(each)
        return outcome, set(workers.memory_peaks)


def kinds(school: School) -> dict[str, list[str]]:
    """Lookup code → what has happened to the report, in order."""
    streams = school.desk.ledger.streams([report.report_id for report in reports(school)])
    return {
        str(report.edition.opened.lookup_id): [entry.data.TOPIC for entry in streams[report.report_id]]
        for report in reports(school)
        if report.edition
    }


def judge_all(school: School) -> None:
    """Every report issued and finished once, its PDF valid, the ledger clean."""
    key = school.issue_keys.log.verifier_key
    roots = TrustRoots.from_pem(school.cast.folder.roots_pem())
    for report in reports(school):
        assert report.document
        found = verify_file(school.desk.ledger.blob(report.document.pdf_sha256), None, key, roots)
        assert found.verdict is Verdict.VALID
    entries = [entry.data for entry in school.desk.ledger.entries()]
    for kind in (e.ReportIssued, e.DocumentSealed):
        assert len([data for data in entries if isinstance(data, kind)]) == len(CLASSES) * PUPILS
    check_ledger(school.desk.ledger, key)


def test_several_processes_issue_what_one_issues() -> None:
    with sealed() as alone, sealed() as shared:
        one, here = issued(alone, 1)
        several, there = issued(shared, 2)
        assert here == {os.getpid()}
        assert os.getpid() not in there
        for outcome in (one, several):
            assert (len(outcome.done), outcome.passed, outcome.refused) == (len(CLASSES) * PUPILS, 0, [])
        assert kinds(alone) == kinds(shared)
        judge_all(alone)
        judge_all(shared)
        assert issued(shared, 2)[0].passed == len(CLASSES) * PUPILS


def test_a_refused_report_stops_neither_its_class_nor_another() -> None:
    with at("opened", PUPILS, CLASSES) as school:
        for found, members in zip(school.cast.classes, lists(school), strict=True):
            for outcome in school.cast.sign(found, members):
                assert outcome.refused == []
            school.cast.seal(members[1:] if found.code == CLASSES[0] else members)
        outcome, _ = issued(school, 2)
        assert [(member.report_id, error.code) for member, error in outcome.refused] == [
            (lists(school)[0][0].report_id, "issue.not_sealed")
        ]
        assert len(outcome.done) == len(CLASSES) * PUPILS - 1
        assert [bool(report.document) for report in reports(school)] == [False, True, True, True]


def vanish_after_one_document(app: App, work: ClassWork) -> Outcome:
    """As ``kill -9`` in the middle of a class."""
    issuing.SEALED_AT_ONCE = 1
    desk = app.desk_of(work.school_id, work.school_year_id)

    def vanish(done: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    return issuing.issue_reports(
        desk, work.members, work.actor, issue_keys(app, work.school_id), app.settings.public_url, vanish
    )


@pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")
def test_what_a_killed_worker_left_is_finished_and_nothing_is_made_twice() -> None:
    with sealed() as school:
        clerk, desk = str(school.staff(Role.CLERK).staff_id), school.desk
        works = [
            ClassWork(desk.ledger.school_id, desk.school_year_id, tuple(members), clerk) for members in lists(school)
        ]
        with Workers(school.app, 2) as workers, pytest.raises(Unavailable) as caught:
            list(workers.each(vanish_after_one_document, works))
        assert caught.value.code == "workers.lost"
        finished = [bool(report.document) for report in reports(school)]
        assert any(finished)
        assert not all(finished)
        outcome, _ = issued(school, 2)
        assert outcome.refused == []
        judge_all(school)


def test_one_class_is_issued_by_this_process() -> None:
    with sealed() as school:
        clerk = str(school.staff(Role.CLERK).staff_id)
        work = ClassWork(school.desk.ledger.school_id, school.desk.school_year_id, tuple(school.members), clerk)
        assert len(issue_class(school.app, work).done) == PUPILS
