"""The results to date of who was transferred: the leadership's to sign, and nobody else's."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.report import commands as c
from domain.report import events as e
from domain.school_year.events import DelegationKind
from tests.kit import people
from tests.kit.people import DUNG, HANG, KHOA, LAN, PAPER, THU, VAN
from tests.kit.story import ReportStory

ATTEST = c.AttestResults(paper=PAPER)


def left(reason: e.LeavingReason = e.LeavingReason.TRANSFERRED) -> ReportStory:
    granted = people.granted(KHOA, DelegationKind.SIGN_REPORTS)
    gone = e.PupilLeft(last_day=date(2026, 5, 8), reason=reason, destination="THCS Lê Lợi", document="QĐ 20")
    return people.report(people.year(granted)).given(gone)


def test_the_principal_signs_and_a_deputy_by_his_delegation() -> None:
    story = left().when(ATTEST, DUNG)
    story.then(e.ResultsAttested(paper=PAPER, capacity="HIỆU TRƯỞNG", delegation_id=None))
    assert story.state.attested
    (by_deputy,) = left().when(ATTEST, KHOA).events
    assert isinstance(by_deputy, e.ResultsAttested)
    assert (by_deputy.capacity, by_deputy.delegation_id) == ("KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG", UUID(int=301))


@pytest.mark.parametrize(
    ("actor", "code"),
    [(VAN, "delegation.missing"), (HANG, "right.role"), (LAN, "right.role"), (THU, "right.role")],
)
def test_nobody_else_does(actor: UUID, code: str) -> None:
    left().when(ATTEST, actor).then_rejected(code)


def test_who_is_here_or_dropped_out_has_no_results_to_take_along() -> None:
    people.report().when(ATTEST, DUNG).then_rejected("attest.not_transferred", number=7)
    left(e.LeavingReason.DROPPED_OUT).when(ATTEST, DUNG).then_rejected("attest.not_transferred")
