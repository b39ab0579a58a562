"""Two people at the same request at once, on the real database: exactly one wins, the other reads who and when."""

from __future__ import annotations

import pytest

from api.flows import corrections, papers
from domain.errors import HocbaError
from domain.report import events as e
from domain.report.state import RequestStatus
from domain.school_year.events import DelegationKind, Role
from tests.integration.corrections.people import allow_deputies, ask, delegate, with_key
from tests.integration.flows.test_at_once import at_once
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at

DECISIONS = (e.CorrectionApproved, e.CorrectionRefused, e.CorrectionWithdrawn)


def lost_to(school: School, answers: list[object]) -> str:
    """What the slower one reads; there is one decision, whole, and one slower one."""
    lost = [answer for answer in answers if isinstance(answer, HocbaError)]
    assert [error.code for error in lost] == ["correction.decided"]
    decided = [one for one in school.desk.ledger.entries() if isinstance(one.data, DECISIONS)]
    assert len(decided) == 1
    check_ledger(school.desk.ledger)
    return lost[0].text("vi")


@pytest.mark.parametrize("round_", range(3))
def test_principal_and_deputy_decide_at_once(round_: int) -> None:
    """People.md C3.6: Vân approves, Dũng refuses."""
    with at("recorded") as school, school.another_process() as other:
        deputy = with_key(school, Role.DEPUTY)
        allow_deputies(school)
        delegate(school, deputy, DelegationKind.APPROVE_CORRECTIONS)
        request_id, principal = ask(school, school.members[0], "TOAN"), school.cast.principal
        keys = [school.cast.key(staff) for staff in (deputy, principal)]
        answers = at_once(
            lambda: corrections.approve_correction(school.desk, request_id, str(deputy.staff_id), keys[0]),
            lambda: corrections.refuse_correction(other, request_id, str(principal.staff_id), keys[1], "Không."),
        )
        told = lost_to(school, answers)
        report = school.desk.report(school.members[0].report_id)
        request = report.requests[request_id]
        winner = deputy if request.status is RequestStatus.APPROVED else principal
        assert f"({winner.code}, " in told
        change = request.asked.changes[0]
        assert isinstance(change, e.MarkChange)
        assert report.marks[change.cell].value == (change.after if winner is deputy else change.before)


@pytest.mark.parametrize("round_", range(3))
def test_an_approval_meets_a_withdrawal(round_: int) -> None:
    """Whoever is faster: with the withdrawal the value stands, with the approval the new one, nothing in between."""
    with at("recorded") as school, school.another_process() as other:
        member, teacher = school.members[0], school.cast.teacher(school.found, "TOAN")
        request_id, principal = ask(school, member, "TOAN"), school.cast.principal
        key = school.cast.key(principal)
        answers = at_once(
            lambda: corrections.approve_correction(school.desk, request_id, str(principal.staff_id), key),
            lambda: corrections.withdraw_correction(other, request_id, str(teacher.staff_id)),
        )
        told = lost_to(school, answers)
        report = school.desk.report(member.report_id)
        request = report.requests[request_id]
        assert request.status in (RequestStatus.APPROVED, RequestStatus.WITHDRAWN)
        approved = request.status is RequestStatus.APPROVED
        assert f"({(principal if approved else teacher).code}, " in told
        change = request.asked.changes[0]
        assert isinstance(change, e.MarkChange)
        assert report.marks[change.cell].value == (change.after if approved else change.before)
        numbers = [one.number for one in papers.register(school.desk).documents]
        assert numbers == ([1, 2] if approved else [1]), "a lost approval left a number behind"
