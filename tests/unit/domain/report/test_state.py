"""The fold of a report: what stands, who put it there, how far it has come; replaying gives the same again."""

from __future__ import annotations

import pytest

from domain.errors import Misused
from domain.formats.hoc_ba import Stage
from domain.ledger.events import PersonalErased
from domain.report import events as e
from domain.report.state import RequestStatus, Status, evolve, fold
from domain.values import Score
from tests.kit.people import DUNG, HANG, PAPER, REPORT, REQUEST, STARTED, TX1, complete, opened, report, signed
from tests.kit.story import MORNING, Step

CHANGE = e.MarkChange(cell=TX1, before=Score("8.0"), after=Score("9.0"))
ASKED = e.CorrectionRequested(
    request_id=REQUEST, changes=(CHANGE,), reason_code=e.ReasonCode.REMARKED, reason="Chấm lại", paper=PAPER
)


def test_a_stream_that_does_not_begin_with_its_start_is_no_report() -> None:
    for steps in ([], complete().history[1:]):
        with pytest.raises(Misused) as caught:
            fold(REPORT, steps)
        assert caught.value.code == "report.unknown"


def test_the_version_counts_every_event_also_those_that_change_nothing_here() -> None:
    erased = PersonalErased(commitments=("ab" * 32,), decision="01/QĐ", reason="Theo yêu cầu")
    story = report().given(erased)
    assert (story.state.version, story.state.status) == (2, Status.OPEN)
    assert story.state == fold(REPORT, story.history)


def test_replaying_any_beginning_gives_the_state_of_that_moment() -> None:
    story = signed(opened(), *Stage)
    state = fold(REPORT, story.history[:1])
    assert state.started == STARTED
    for count, step in enumerate(story.history[1:], 2):
        evolve(state, step)
        if count % 10 == 0 or count == len(story.history):
            assert state == fold(REPORT, story.history[:count])
    assert state == story.state


def test_an_approval_is_the_source_of_the_value_and_the_request_keeps_the_one_before() -> None:
    story = complete().given(ASKED, actor=HANG)
    approval = e.CorrectionApproved(
        request_id=REQUEST, request_sha256="ab" * 32, signature="cd" * 32, certificate="ef" * 32, delegation_id=None
    )
    story.given(approval, actor=DUNG)
    standing, request = story.state.marks[TX1], story.state.requests[REQUEST]
    assert (standing.value, standing.actor, standing.position) == (Score("9.0"), str(DUNG), len(story.history))
    assert (request.status, request.decided_by, request.decided_at) == (RequestStatus.APPROVED, str(DUNG), MORNING)
    assert request.asked.changes == (CHANGE,)
    first = next(step for step in story.history if isinstance(step.data, e.ScoreRecorded) and step.data.cell == TX1)
    assert isinstance(first.data, e.ScoreRecorded)
    assert first.data.mark == Score("8.0")


def test_a_refusal_leaves_the_value_and_is_no_correction() -> None:
    story = complete().given(ASKED, actor=HANG)
    assert len(story.state.open_requests) == 1
    story.given(e.CorrectionRefused(request_id=REQUEST, delegation_id=None, remark="Không có căn cứ"), actor=DUNG)
    assert (story.state.open_requests, story.state.corrections) == ([], [])
    assert story.state.marks[TX1].value == Score("8.0")


def test_a_report_begins_open_and_empty() -> None:
    state = fold(REPORT, [Step(STARTED, "operator", MORNING, 1, REQUEST)])
    assert (state.status, state.version, state.marks, state.edition) == (Status.OPEN, 1, {}, None)
