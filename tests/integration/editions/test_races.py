"""
Two people at the same report in the same moment: exactly one is first, the other reads why not, nothing is half done.

Real threads with connections of their own. A round is a pupil of one class: in the first and the last one waits for the
other, so that both sides are reached; in between both go off at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from api.flows import signing
from api.flows.after_issue import take_step
from api.flows.corrections import paper_file
from api.flows.desk import Desk, Member
from api.flows.issuing import issue_reports
from api.flows.signers import Wanted
from domain.errors import Rejected
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.state import Status
from domain.school_year.events import Role
from tests.integration.flows.asking import ask
from tests.integration.flows.test_at_once import at_once
from tests.kit.check_ledger import check_ledger
from tests.kit.small_school import DECISION, PAPER, REASON
from tests.kit.stages import School, at

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")
PUPILS = 4
SUBJECT = "TOAN"


def race(round_: int, one: Callable[[], Any], other: Callable[[], Any]) -> list[Any]:
    """What came of both: in round 0 the other waits for the one, in the last the one for the other."""
    ended = (threading.Event(), threading.Event())

    def run(turn: int, waits: bool, act: Callable[[], Any]) -> Callable[[], Any]:
        def acted() -> Any:
            if waits:
                ended[1 - turn].wait()
            try:
                return act()
            finally:
                ended[turn].set()

        return acted

    return at_once(run(0, round_ == PUPILS - 1, one), run(1, round_ == 0, other))


def codes(outcome: Any) -> list[str]:
    """Why the one report of an outcome was refused; empty where it was done."""
    assert len(outcome.done) + len(outcome.refused) == 1
    return [error.code for _, error in outcome.refused]


def positions(desk: Desk, member: Member, *kinds: type[Event]) -> list[int]:
    """Of each kind the position of its last entry in the report, 0 where there is none."""
    found = {type(entry.data): entry.position for entry in desk.ledger.stream(member.report_id)}
    return [found.get(kind, 0) for kind in kinds]


def asking(school: School, desk: Desk, member: Member) -> Callable[[], object]:
    """The teacher asks for a correction, at a desk of his own."""
    return lambda: ask(replace(school, desk=desk), member, SUBJECT)


def test_a_seal_and_a_correction_of_the_same_report() -> None:
    """The request first: nothing is sealed. The seal first: the request waits, and what it changes takes the seal."""
    sides = set()
    with at("opened", PUPILS) as school, school.another_process() as other:
        for outcome in school.cast.sign(school.found, school.members):
            assert outcome.refused == []
        clerk, key = str(school.cast.clerk.staff_id), school.cast.key(None)
        for round_, member in enumerate(school.members):

            def seal(member: Member = member) -> object:
                return signing.seal_reports(school.desk, [member], clerk, key)

            outcome, request_id = race(round_, seal, asking(school, other, member))
            sealed, requested = positions(school.desk, member, e.ReportSealed, e.CorrectionRequested)
            assert codes(outcome) == ([] if sealed else ["edition.request_open"])
            assert not sealed or sealed < requested
            sides.add(bool(sealed))
            before = school.desk.report(member.report_id)
            assert (before.status is Status.SEALED) == bool(sealed)
            issued = issue_reports(school.desk, [member], clerk, school.issue_keys, "http://localhost")
            assert codes(issued) == (["edition.request_open"] if sealed else ["issue.not_sealed"])
            school.cast.approve(request_id)
            after = school.desk.report(member.report_id)
            assert after.sealed is None
            assert set(before.signatures) - set(after.signatures) == {
                (Stage.SUBJECT, SUBJECT),
                (Stage.HOMEROOM, None),
                (Stage.HEAD, None),
            }
        check_ledger(school.desk.ledger)
    assert sides == {True, False}, "the rounds did not reach both sides of the race"


def test_a_signature_and_a_correction_of_the_same_report() -> None:
    sides = set()
    with at("opened", PUPILS) as school, school.another_process() as other:
        subjects = len(school.cast.subjects(school.found))
        for outcome in islice(school.cast.sign(school.found, school.members), subjects):
            assert outcome.refused == []
        lan = school.cast.homeroom(school.found)
        actor, key = str(lan.staff_id), school.cast.key(lan)
        for round_, member in enumerate(school.members):

            def sign(member: Member = member) -> object:
                return signing.sign_reports(school.desk, [member], actor, key, Wanted(Stage.HOMEROOM))

            outcome, request_id = race(round_, sign, asking(school, other, member))
            report = school.desk.report(member.report_id)
            signed = (Stage.HOMEROOM, None) in report.signatures
            assert codes(outcome) == ([] if signed else ["edition.request_open"])
            sides.add(signed)
            school.cast.approve(request_id)
            report = school.desk.report(member.report_id)
            assert report.status is Status.SUBJECT_SIGNED
            assert len(report.signatures) == subjects - 1
            assert {voided.place for voided in report.voided} == {
                (Stage.SUBJECT, SUBJECT),
                *([(Stage.HOMEROOM, None)] if signed else []),
            }
        check_ledger(school.desk.ledger)
    assert sides == {True, False}, "the rounds did not reach both sides of the race"


def test_an_issue_and_a_correction_of_the_same_report() -> None:
    """Issued first, the request is refused and says what to do; asked for first, nothing is issued."""
    sides = set()
    with at("sealed", PUPILS) as school, school.another_process() as other:
        clerk, keys = str(school.staff(Role.CLERK).staff_id), school.issue_keys
        for round_, member in enumerate(school.members):

            def issue(member: Member = member) -> object:
                return issue_reports(school.desk, [member], clerk, keys, "http://localhost")

            outcome, asked = race(round_, issue, asking(school, other, member))
            report = school.desk.report(member.report_id)
            issued = report.issued is not None
            assert codes(outcome) == ([] if issued else ["edition.request_open"])
            assert bool(report.open_requests) != issued
            if issued:
                assert report.document
                assert isinstance(asked, Rejected)
                assert asked.code == "correction.after_issue"
                assert "hocba report cancel" in asked.text("vi")
            sides.add(issued)
        check_ledger(school.desk.ledger)
    assert sides == {True, False}, "the rounds did not reach both sides of the race"


def test_a_cancellation_and_a_submission_of_the_same_edition() -> None:
    with at("sealed", PUPILS) as school, school.another_process() as other:
        principal, clerk = str(school.cast.principal.staff_id), str(school.cast.clerk.staff_id)
        assert issue_reports(school.desk, school.members, clerk, school.issue_keys, "http://localhost").refused == []
        cancel, submit = c.CancelEdition(reason=REASON, paper=DECISION), c.SubmitReport(reference="GD-1")
        for member in school.members:
            answers = at_once(
                lambda member=member: take_step(school.desk, [member], principal, cancel, [paper_file(PAPER, "p")]),
                lambda member=member: take_step(other, [member], clerk, submit),
            )
            lost = [code for answer in answers for code in codes(answer)]
            report = school.desk.report(member.report_id)
            assert report.status in (Status.OPEN, Status.SUBMITTED)
            assert lost == ["edition.not_issued" if report.status is Status.OPEN else "edition.status"]
            assert len(report.past) == (report.status is Status.OPEN)
        check_ledger(school.desk.ledger)


def test_two_principals_cancel_a_class_and_each_edition_ends_once() -> None:
    with at("sealed", PUPILS) as school, school.another_process() as other:
        principal, clerk = str(school.cast.principal.staff_id), str(school.cast.clerk.staff_id)
        members = school.members
        issue_reports(school.desk, members, clerk, school.issue_keys, "http://localhost")
        cancel = c.CancelEdition(reason=REASON, paper=DECISION)
        answers = at_once(
            *(
                lambda d=d: take_step(d, members, principal, cancel, [paper_file(PAPER, "p")])
                for d in (school.desk, other)
            )
        )
        assert sorted((len(answer.done), answer.passed) for answer in answers) == [(0, PUPILS), (PUPILS, 0)]
        ended = [entry for entry in school.desk.ledger.entries() if isinstance(entry.data, e.EditionCancelled)]
        assert len(ended) == PUPILS
        check_ledger(school.desk.ledger)
