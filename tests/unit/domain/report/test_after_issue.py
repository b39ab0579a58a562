"""The life after the issue: each step from each status, allowed or refused; what ends, what stands, what is linked."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args
from uuid import UUID

import pytest

from domain.formats.hoc_ba import Stage
from domain.report import after_issue
from domain.report import commands as c
from domain.report import events as e
from domain.report.decide import DECISIONS
from domain.report.state import Status
from domain.school_year.events import DelegationKind
from domain.values import Score
from tests.kit.people import (
    DUNG,
    HANG,
    KHOA,
    LAN,
    LOOKUP,
    PAPER,
    REQUEST,
    TAUGHT,
    THU,
    TODAY,
    TUAN,
    TX1,
    VAN,
    certificate,
    complete,
    frozen,
    granted,
    issue,
    issued,
    opened,
    sign_command,
    signed,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory

SECOND = UUID(int=999)
REASON = "Nơi sinh ghi sai"
LETTER = PAPER.model_copy(update={"number": "31/CV-SGDĐT"})
DAY = timedelta(days=1)

#: Step → command, who takes it, the statuses it begins at, the status it leads to. Told apart from the program's table.
STEPS: dict[str, tuple[c.AfterIssue, UUID, str, str]] = {
    "cancel": (c.CancelEdition(reason=REASON, paper=PAPER), DUNG, "ISSUED REJECTED", "OPEN"),
    "submit": (c.SubmitReport(reference="GD-2026-1"), THU, "ISSUED REJECTED", "SUBMITTED"),
    "accept": (c.AcceptSubmission(reference="TN-7", on=TODAY), THU, "SUBMITTED", "ACCEPTED"),
    "reject": (c.RejectSubmission(reason="Thiếu mã định danh"), THU, "SUBMITTED", "REJECTED"),
    "recall": (c.RequestRecall(reason=REASON, paper=PAPER), DUNG, "SUBMITTED ACCEPTED", "RECALL_REQUESTED"),
    "grant recall": (c.GrantRecall(document=LETTER), THU, "RECALL_REQUESTED", "OPEN"),
    "refuse recall": (c.RefuseRecall(document=LETTER), THU, "RECALL_REQUESTED", "ACCEPTED"),
    "close": (c.CloseReport(on=TODAY), THU, "ACCEPTED", "CLOSED"),
    "amend": (c.RequestAmendment(reason=REASON, paper=PAPER), DUNG, "CLOSED", "AMENDMENT_REQUESTED"),
    "grant amendment": (c.GrantAmendment(document=LETTER, remark="Đồng ý"), THU, "AMENDMENT_REQUESTED", "OPEN"),
    "refuse amendment": (c.RefuseAmendment(document=LETTER), THU, "AMENDMENT_REQUESTED", "CLOSED"),
}

#: How an issued report comes to each status.
WAYS = {
    "ISSUED": (),
    "SUBMITTED": ("submit",),
    "ACCEPTED": ("submit", "accept"),
    "REJECTED": ("submit", "reject"),
    "RECALL_REQUESTED": ("submit", "accept", "recall"),
    "CLOSED": ("submit", "accept", "close"),
    "AMENDMENT_REQUESTED": ("submit", "accept", "close", "amend"),
}


def taken(story: ReportStory, *steps: str) -> ReportStory:
    for step in steps:
        command, actor, _, _ = STEPS[step]
        story.when(command, actor)
        assert story.error is None, story.error
    return story


def at(status: str) -> ReportStory:
    return taken(issued(), *WAYS[status]).then_it_is(status=Status(status))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", WAYS)
def test_each_step_is_possible_from_where_it_begins_and_from_nowhere_else(status: str, step: str) -> None:
    command, actor, begins, leads = STEPS[step]
    story = at(status)
    before = list(story.history)
    story.when(command, actor)
    if status in begins.split():
        assert len(story.events) == 1
        assert {**story.events[0].model_dump(), **command.model_dump(), "edition": 1} == story.events[0].model_dump()
        story.then_it_is(status=Status(leads))
    else:
        story.then_rejected("edition.status", number=7, status=status, needed=begins.replace(" ", ", "))
        assert story.history == before


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_the_right_of_one_role(step: str) -> None:
    command, right, begins, _ = STEPS[step]
    for actor in {DUNG, THU, VAN, KHOA, TUAN, LAN, HANG} - {right}:
        story = at(begins.split()[0])
        story.when(command, actor).then_rejected("right.role", roles="PRINCIPAL" if right == DUNG else "CLERK")


def test_a_deputy_who_may_sign_and_approve_corrections_cancels_nothing() -> None:
    rights = [granted(VAN, kind, delegation_id=UUID(int=400 + n)) for n, kind in enumerate(DelegationKind)]
    story = issued(year(*rights, deputies_approve_corrections="Điều 7"))
    story.when(STEPS["cancel"][0], VAN).then_rejected("right.role", staff="VAN", roles="PRINCIPAL")


@pytest.mark.parametrize("step", STEPS)
def test_before_the_issue_there_is_nothing_to_end_or_to_send(step: str) -> None:
    command, actor, _, _ = STEPS[step]
    for story in (complete(), opened(), signed(opened(), *Stage)):
        story.when(command, actor).then_rejected("edition.not_issued", number=7, status=story.state.status.value)


@pytest.mark.parametrize("step", STEPS)
def test_an_edition_whose_pdf_is_not_finished_waits_for_it(step: str) -> None:
    command, actor, _, _ = STEPS[step]
    story = signed(opened(), *Stage).when(c.IssueReport(page_sha256="9a" * 32), THU)
    story.when(command, actor).then_rejected("edition.document_pending", number=7)


def test_a_refused_recall_leaves_the_edition_where_it_stood() -> None:
    taken(at("SUBMITTED"), "recall", "refuse recall").then_it_is(status=Status.SUBMITTED)
    story = taken(at("ACCEPTED"), "recall", "refuse recall").then_it_is(status=Status.ACCEPTED, past=[])
    taken(story, "close").then_it_is(status=Status.CLOSED)


def test_what_was_rejected_is_sent_again_as_it_is() -> None:
    story = taken(at("REJECTED"), "submit", "accept").then_it_is(status=Status.ACCEPTED, past=[])
    assert story.state.issued
    assert story.state.issued.value.edition == 1


@pytest.mark.parametrize("step", ["accept", "close"])
def test_the_day_of_an_answer_lies_between_the_editions_own_and_today(step: str) -> None:
    command, actor, begins, leads = STEPS[step]
    for day in (TODAY - DAY, TODAY + DAY):
        at(begins).when(command.model_copy(update={"on": day}), actor).then_rejected("edition.day")
    story = at(begins).when(command.model_copy(update={"on": TODAY + DAY}), actor, MORNING + DAY)
    story.then_it_is(status=Status(leads))


def test_what_the_clerk_enters_late_keeps_its_day_but_nothing_is_closed_before_it_was_accepted() -> None:
    accept, close = STEPS["accept"][0], STEPS["close"][0]
    story = issued().when(STEPS["submit"][0], THU, MORNING + 5 * DAY)
    story.when(accept.model_copy(update={"on": TODAY + 3 * DAY}), THU, MORNING + 5 * DAY)
    story.then_it_is(status=Status.ACCEPTED)
    story.when(close.model_copy(update={"on": TODAY + 2 * DAY}), THU, MORNING + 5 * DAY).then_rejected("edition.day")
    story.when(close.model_copy(update={"on": TODAY + 3 * DAY}), THU, MORNING + 5 * DAY)
    story.then_it_is(status=Status.CLOSED)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_known_as_taken_until_the_next_one(step: str) -> None:
    command, actor, begins, _ = STEPS[step]
    story = at(begins.split()[0])
    assert not after_issue.taken(story.state, command)
    story.when(command, actor)
    assert after_issue.taken(story.state, command)
    assert not any(after_issue.taken(story.state, other) for other, *_ in STEPS.values() if other != command)
    word = next(name for name in ("reason", "document", "reference", "on") if name in type(command).model_fields)
    changed = {"reason": "khác", "reference": "khác", "on": TODAY - DAY, "document": PAPER}[word]
    assert not after_issue.taken(story.state, command.model_copy(update={word: changed}))


def test_a_cancellation_is_no_longer_the_last_step_of_the_next_edition() -> None:
    story = taken(issued(), "cancel")
    story.when(opening(story, SECOND), LAN)
    assert not after_issue.taken(story.state, STEPS["cancel"][0])


#: The three ways an edition ends: from where, its last step, its status, the documents that say why.
ENDS = {
    "CANCELLED": ("ISSUED", ("cancel",), PAPER),
    "RECALLED": ("ACCEPTED", ("recall", "grant recall"), LETTER),
    "AMENDED": ("CLOSED", ("amend", "grant amendment"), LETTER),
}


@pytest.mark.parametrize("fate", ENDS)
def test_an_ended_edition_keeps_all_of_itself_and_the_report_is_open_again(fate: str) -> None:
    status, steps, paper = ENDS[fate]
    story = at(status)
    before = story.state
    kept = (
        before.edition,
        dict(before.signatures),
        tuple(before.voided),
        before.sealed,
        before.issued,
        before.document,
    )
    values = (dict(before.marks), dict(before.comments), before.absences)
    taken(story, *steps)
    past = story.state.past[0]
    assert (past.edition, past.signatures, past.voided, past.sealed, past.issued, past.document) == kept
    assert (past.status.value, past.reason, past.paper, past.replaced_by) == (fate, REASON, paper, None)
    assert (past.life[-1].actor, past.life[-1].at) == (str(STEPS[steps[-1]][1]), MORNING)
    assert len(past.life) == len(WAYS[status]) + len(steps)
    story.then_it_is(status=Status.OPEN, edition=None, signatures={}, sealed=None, issued=None, document=None, life=[])
    assert (story.state.marks, story.state.comments, story.state.absences) == values


@pytest.mark.parametrize("fate", ENDS)
def test_the_next_edition_has_a_new_code_and_both_are_linked(fate: str) -> None:
    status, steps, _ = ENDS[fate]
    story = taken(at(status), *steps)
    story.when(opening(story, SECOND), LAN)
    made = story.state.edition
    assert made
    assert (made.opened.edition, made.opened.lookup_id, made.opened.replaces) == (2, SECOND, LOOKUP)
    assert story.state.past[0].replaced_by == SECOND
    story.then_it_is(status=Status.EDITION_OPENED)
    issue(signed(story, *Stage)).then_it_is(status=Status.ISSUED)
    assert story.state.issued
    assert (story.state.issued.value.edition, story.state.issued.value.lookup_id) == (2, SECOND)


def test_editions_follow_one_another_without_end() -> None:
    story = issued()
    for number in range(2, 5):
        taken(story, "cancel").when(opening(story, UUID(int=1000 + number)), LAN)
        issue(signed(story, *Stage))
    assert [past.edition.opened.edition for past in story.state.past] == [1, 2, 3]
    codes = [LOOKUP, *(UUID(int=1000 + number) for number in range(2, 5))]
    assert [past.replaced_by for past in story.state.past] == codes[1:]
    assert story.state.edition
    assert [past.edition.opened.replaces for past in story.state.past] == [None, *codes[:2]]
    assert story.state.edition.opened.replaces == codes[2]


def test_after_the_end_signatures_start_anew_from_the_first_stage() -> None:
    story = taken(issued(), "cancel")
    story.when(sign_command(Stage.HEAD, owner=DUNG), DUNG).then_rejected("edition.none")
    story.when(opening(story, SECOND), LAN)
    story.when(sign_command(Stage.HEAD, owner=DUNG), DUNG).then_rejected("sign.not_your_turn")
    for subject in TAUGHT:
        story.when(sign_command(Stage.SUBJECT, subject), teacher(subject))
    story.when(sign_command(Stage.HOMEROOM), LAN).then_it_is(status=Status.HOMEROOM_SIGNED)


@pytest.mark.parametrize("status", WAYS)
def test_what_was_issued_is_corrected_only_after_its_edition_has_ended(status: str) -> None:
    at(status).when(asked(), HANG).then_rejected("correction.after_issue", status=status)


def test_after_the_end_a_correction_is_asked_for_approved_and_stands_in_the_next_edition() -> None:
    story = taken(issued(), "cancel").when(asked(), HANG)
    story.when(opening(story, SECOND), LAN).then_rejected("edition.request_open")
    approved = c.ApproveCorrection(
        request_id=REQUEST, request_sha256="aa" * 32, signature="bb" * 32, certificate=certificate(DUNG)
    )
    story.when(approved, DUNG).when(opening(story, SECOND), LAN)
    assert story.state.edition
    assert story.state.marks[TX1].value == Score("9.0")
    row = next(row for row in story.state.edition.result.subjects if row.subject == "TOAN")
    old = next(row for row in story.state.past[0].edition.result.subjects if row.subject == "TOAN")
    assert (row.term_1, old.term_1) == ("8.1", "8.0")


def test_a_sealed_report_is_not_issued_while_a_request_waits_that_could_not_be_met_after() -> None:
    story = signed(opened(), *Stage).when(asked(), HANG)
    story.when(c.IssueReport(page_sha256="9a" * 32), THU).then_rejected("edition.request_open", request=REQUEST)
    story.when(c.WithdrawCorrection(request_id=REQUEST), HANG)
    issue(story).then_it_is(status=Status.ISSUED)


@pytest.mark.parametrize("status", WAYS)
def test_the_refusal_of_a_correction_names_the_way_out(status: str) -> None:
    error = at(status).when(asked(), HANG).error
    assert error
    named = {
        "hocba report cancel": ("ISSUED", "REJECTED"),
        "hocba report recall request": ("SUBMITTED", "ACCEPTED"),
        "hocba report amend request": ("CLOSED",),
        "Sở": tuple(WAYS),
    }
    for words, statuses in named.items():
        if words != "Sở" or status != "ISSUED":
            assert (words in error.text("vi")) == (status in statuses), error.text("vi")


def test_every_command_has_its_rule() -> None:
    assert {*DECISIONS, c.StartReport} == set(get_args(c.Command))
    assert len(STEPS) == len(get_args(c.AfterIssue))


def asked() -> c.RequestCorrection:
    change = e.MarkChange(cell=TX1, before=Score("8.0"), after=Score("9.0"))
    return c.RequestCorrection(
        request_id=REQUEST, changes=(change,), reason_code=e.ReasonCode.TYPING_ERROR, reason="Nhầm cột", paper=PAPER
    )


def opening(story: ReportStory, lookup_id: UUID) -> c.OpenEdition:
    return c.OpenEdition(
        lookup_id=lookup_id, head=DUNG, planned_issue_date=TODAY, created_on=TODAY, frozen=frozen(story)
    )
