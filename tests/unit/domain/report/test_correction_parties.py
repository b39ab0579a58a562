"""Corrections: withdrawn by who asked, decided by the supervising body, of the pupil's identity, of several cells."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.formats.hoc_ba import Stage
from domain.pupil.events import IdentityCorrected
from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import identity_corrected
from domain.report.state import RequestStatus
from domain.school_year import events as y
from domain.values import Score
from tests.kit.asking import MARK, approve, approved, ask, asked, recorded, refuse, refused, requested
from tests.kit.people import (
    CK2,
    CLAUSE,
    DUNG,
    GDCD_GK,
    HANG,
    LAN,
    OTHER_REQUEST,
    PAPER,
    REQUEST,
    THU,
    TUAN,
    TX1,
    VAN,
    complete,
    granted,
    opened,
    report,
    sign_command,
    year,
)  # fmt: skip
from tests.kit.story import moment

APPROVE, SIGN = y.DelegationKind.APPROVE_CORRECTIONS, y.DelegationKind.SIGN_REPORTS
GDCD = e.MarkChange(cell=GDCD_GK, before=Score("8.0"), after=Score("9.0"))


# Withdrawal


def test_who_asked_takes_it_back_and_the_value_may_be_asked_for_anew() -> None:
    story = requested().when(c.WithdrawCorrection(request_id=REQUEST, remark="Nhầm ô"), HANG)
    story.then(e.CorrectionWithdrawn(request_id=REQUEST, remark="Nhầm ô"))
    assert story.state.requests[REQUEST].status is RequestStatus.WITHDRAWN
    assert story.state.marks[TX1].value == Score("5.8")
    story.when(ask(MARK, request_id=OTHER_REQUEST), HANG).then(asked(MARK, request_id=OTHER_REQUEST))


@pytest.mark.parametrize("actor", [DUNG, LAN, THU])
def test_nobody_else_takes_it_back(actor: UUID) -> None:
    command = c.WithdrawCorrection(request_id=REQUEST)
    requested().when(command, actor).then_rejected("correction.not_yours", asked_by="HANG")


def test_what_is_decided_or_withdrawn_is_over() -> None:
    commands = (approve(), refuse(), c.WithdrawCorrection(request_id=REQUEST))
    for first in commands:
        story = requested().when(first, HANG if isinstance(first, c.WithdrawCorrection) else DUNG)
        assert len(story.events) == 1
        for second in commands:
            actor = HANG if isinstance(second, c.WithdrawCorrection) else DUNG
            story.when(second, actor).then_rejected("correction.decided", request=REQUEST)
    recorded().when(commands[2], HANG).then_rejected("correction.unknown", request=REQUEST)


def test_a_withdrawal_frees_the_report_for_signing() -> None:
    story = opened().when(ask(e.MarkChange(cell=TX1, before="8", after="9")), HANG)
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG).then_rejected("edition.request_open")
    story.when(c.WithdrawCorrection(request_id=REQUEST), HANG)
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG)
    assert story.error is None


# The supervising body


BODY = e.BodyDecision(name="UBND xã Sông Lam", paper=PAPER)


def of_body(actor: UUID) -> c.ApproveCorrection:
    return approve(actor).model_copy(update={"body": BODY})


@pytest.mark.parametrize("actor", [THU, TUAN])
def test_where_nobody_in_the_school_may_decide_the_body_does_and_clerk_or_it_officer_enter_it(actor: UUID) -> None:
    story = complete().when(ask(GDCD), DUNG)
    story.when(of_body(actor), actor).then(approved(actor).model_copy(update={"body": BODY}))
    assert story.state.marks[GDCD_GK].value == Score("9.0")
    refusal = refuse(actor).model_copy(update={"body": BODY})
    story = complete().when(ask(GDCD), DUNG).when(refusal, actor)
    story.then(refused(actor).model_copy(update={"body": BODY}))


@pytest.mark.parametrize("actor", [DUNG, VAN, HANG, LAN])
def test_nobody_else_enters_what_the_body_decided(actor: UUID) -> None:
    complete().when(ask(GDCD), DUNG).when(of_body(actor), actor).then_rejected("right.role")


def test_while_somebody_in_the_school_may_decide_the_body_does_not() -> None:
    requested().when(of_body(THU), THU).then_rejected("correction.decided_in_school", go_to="DUNG")
    school_year = year(granted(VAN, APPROVE), deputies_approve_corrections=CLAUSE)
    complete(school_year).when(ask(GDCD), DUNG).when(of_body(THU), THU).then_rejected(
        "correction.decided_in_school", go_to="VAN"
    )
    later = moment("2026-06-21 08:00")
    story = complete(school_year).when(ask(GDCD), DUNG).when(of_body(THU), THU, later)
    assert story.error is None, "the deputy's delegation has ended: nobody is left"


def test_a_deputy_who_is_delegated_but_no_deputy_by_the_clause_leaves_the_decision_to_the_body() -> None:
    """Delegation to sign reports, or a clause without delegation, lets nobody decide."""
    for school_year in (
        year(granted(VAN, SIGN), deputies_approve_corrections=CLAUSE),
        year(granted(VAN, APPROVE)),
        year(granted(HANG, APPROVE), deputies_approve_corrections=CLAUSE),
    ):
        story = complete(school_year).when(ask(GDCD), DUNG)
        story.when(approve(), DUNG).then_rejected("correction.self", go_to="cơ quan quản lý trực tiếp")
        assert story.when(of_body(TUAN), TUAN).error is None


# Identity


IDENTITY = {"full_name": "a1" * 32, "birth_place": "b1" * 32}
BIRTH_PLACE = e.IdentityChange(field="birth_place", before="b1" * 32, after="b2" * 32)
EXTRACT = e.Attachment(name="trich-luc.pdf", sha256="e1" * 32, media_type="application/pdf")


def ask_identity(*changes: e.Change, attachments: tuple[e.Attachment, ...] = (EXTRACT,)) -> c.RequestCorrection:
    return ask(*(changes or (BIRTH_PLACE,))).model_copy(update={"identity": IDENTITY, "attachments": attachments})


@pytest.mark.parametrize("actor", [LAN, THU])
def test_homeroom_teacher_or_clerk_ask_for_identity_with_the_document(actor: UUID) -> None:
    story = report().when(ask_identity(), actor)
    story.then(asked(BIRTH_PLACE).model_copy(update={"attachments": (EXTRACT,)}))
    agreed = approve().model_copy(update={"identity": IDENTITY})
    story.when(agreed, DUNG).then(approved())
    assert story.state.identity["birth_place"].value == "b2" * 32
    (event,) = identity_corrected(story.state.requests[REQUEST])
    assert event == IdentityCorrected(identity={"birth_place": "b2" * 32}, request_id=REQUEST)


def test_a_correction_of_marks_is_none_of_the_pupils_stream() -> None:
    assert identity_corrected(requested().state.requests[REQUEST]) == []


@pytest.mark.parametrize("actor", [HANG, DUNG, TUAN])
def test_nobody_else_asks_for_identity(actor: UUID) -> None:
    report().when(ask_identity(), actor).then_rejected("right.missing", what="GVCN")


def test_identity_that_cannot_be_meant_is_refused() -> None:
    story = report()
    story.when(ask_identity(attachments=()), THU).then_rejected("correction.document_required")
    unknown = BIRTH_PLACE.model_copy(update={"field": "shoe_size"})
    story.when(ask_identity(unknown), THU).then_rejected("correction.field_unknown", field="shoe_size")
    blank = BIRTH_PLACE.model_copy(update={"field": "guardian"})
    story.when(ask_identity(blank), THU).then_rejected("correction.nothing_recorded")
    stale = BIRTH_PLACE.model_copy(update={"before": "b0" * 32})
    story.when(ask_identity(stale), THU).then_rejected("correction.stale")
    same = BIRTH_PLACE.model_copy(update={"after": BIRTH_PLACE.before})
    story.when(ask_identity(same), THU).then_rejected("correction.same")


def test_an_identity_that_has_moved_meanwhile_is_not_approved() -> None:
    """Another school year's report may have corrected it first."""
    story = report().when(ask_identity(), THU)
    moved = approve().model_copy(update={"identity": IDENTITY | {"birth_place": "b9" * 32}})
    story.when(moved, DUNG).then_rejected("correction.stale")


def test_several_cells_in_one_request_and_one_of_them_taken() -> None:
    other = e.MarkChange(cell=CK2, before="8", after="9")
    first = e.MarkChange(cell=TX1, before="8", after="9")
    story = complete().when(ask(first, other), HANG).then(asked(first, other))
    again = ask(e.CommentChange(subject="TOAN", before="Chăm học", after="Khá"), other, request_id=OTHER_REQUEST)
    story.when(again, HANG).then_rejected("correction.exists", request=REQUEST, number="12/BC")
    story.when(approve(), DUNG)
    assert [story.state.marks[cell].value for cell in (TX1, CK2)] == [Score("9"), Score("9")]
