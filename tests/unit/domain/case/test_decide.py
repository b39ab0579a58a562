"""The rules of a case: who asks for what, who says what he thinks, who answers, when it is closed (C9.3, C9.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.decide import OPEN_MAX, Waiting, decide, open_case
from domain.case.kinds import working_day
from domain.case.state import Case, CaseStatus, evolve, fold
from domain.context import PORTAL, Context
from domain.event import Event, Happened
from domain.report import events as re
from domain.report.state import Report
from domain.school_year import events as y
from domain.school_year.state import SchoolYear
from domain.school_year.structure import events as s
from domain.values import Cell, Column, Score, Term
from tests.kit import people
from tests.kit.people import BINH, DUNG, HANG, LAN, LOOKUP, PAPER, REQUEST, THU, TODAY, TX1, VAN, year
from tests.kit.story import MORNING, ReportStory, Story, moment, rejected

CASE, NEW_CODE = UUID(int=901), UUID(int=950)
ASKED = {"applicant": "ab" * 32, "request": "cd" * 32}
MARK = e.Disputed(subject="TOAN", term=Term.ONE, column=Column.TX1)


def asking(
    disputed: e.Disputed | None = MARK, kind: e.CaseKind = e.CaseKind.REVIEW, channel: e.Channel = e.Channel.PORTAL
) -> c.OpenCase:
    return c.OpenCase(kind=kind, channel=channel, capacity=e.Capacity.PARENT, asked=ASKED, disputed=disputed)


def asked(
    command: c.OpenCase, *waiting: Waiting, by: UUID | str = PORTAL, state: SchoolYear | None = None,
    report: Report | None = None,
) -> e.CaseOpened:  # fmt: skip
    state = state or year()
    return open_case(command, state, Context(str(by), MORNING), report or people.issued(state).state, 3, waiting)


class CaseStory(Story[Case, c.Command]):
    """A case about an issued report, which may be exchanged on the way."""

    def __init__(self, command: c.OpenCase | None = None, state: SchoolYear | None = None) -> None:
        self.year = state or year()
        self.report = people.issued(self.year).state

        def of(steps: Iterable[Happened]) -> Case:
            return fold(CASE, steps)

        def decided(case: Case, wanted: c.Command, context: Context) -> list[Event]:
            return decide(case, wanted, self.year, context, self.report)

        command = command or asking()
        by = PORTAL if command.channel is e.Channel.PORTAL else THU
        super().__init__(of, evolve, decided, asked(command, by=by, state=self.year))


KEEP = c.AdviseCase(subject="TOAN", opinion=e.Opinion.KEEP, reason="Bài chấm đúng đáp án.")
KEPT = c.AnswerCase(answer=e.Answer.KEPT, reason="Đã chấm lại, điểm không đổi.")
AGREED = c.AnswerCase(answer=e.Answer.AGREED, reason="Cộng điểm nhầm.")


def test_a_family_asks_about_one_value_and_is_told_by_when_it_is_answered() -> None:
    opened = asked(asking())
    assert (opened.number, opened.edition, opened.due, opened.rests_on) == (3, 1, date(2026, 6, 8), None)
    policy = y.PolicySet(
        policy="case_days.review", value=3, clause="Điều 12", document="15/QĐ-THCSSL", since=date(2025, 9, 5)
    )
    sooner = asked(asking(), state=year(policy).on(TODAY))
    assert (sooner.due, sooner.rests_on) == (date(2026, 5, 28), "Điều 12, 15/QĐ-THCSSL")


def test_days_are_working_days() -> None:
    friday, saturday = date(2026, 5, 29), date(2026, 5, 30)
    assert working_day(friday, 0) == friday
    assert working_day(friday, 1) == date(2026, 6, 1)
    assert working_day(saturday, 0) == date(2026, 6, 1)
    assert working_day(saturday, 2) == date(2026, 6, 2)


def test_one_value_is_asked_about_once_and_a_report_only_so_often() -> None:
    same = Waiting(1, e.CaseKind.REVIEW, MARK)
    assert rejected("case.exists", lambda: asked(asking(), same)).facts == {"number": 1}
    another = e.Disputed(subject="TOAN", term=Term.ONE)
    assert asked(asking(another), same)
    many = [Waiting(n, e.CaseKind.REVIEW, e.Disputed(subject=f"MON_{n}")) for n in range(OPEN_MAX)]
    rejected("case.too_many", lambda: asked(asking(), *many))
    assert asked(asking(), *many[1:])


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (asking(None, e.CaseKind.CIVIL_STATUS), PORTAL, "case.counter_only"),
        (asking(None), PORTAL, "case.disputed"),
        (asking(MARK, e.CaseKind.NEW_ACCESS, e.Channel.COUNTER), THU, "case.disputed"),
        (asking(e.Disputed(subject="TOAN", term=Term.ONE, column=Column.KT_CK)), PORTAL, "case.disputed"),
        (asking(e.Disputed(subject="KHONG_CO")), PORTAL, "regulation.subject_unknown"),
        (asking(None, e.CaseKind.CIVIL_STATUS, e.Channel.COUNTER), THU, "case.paper"),
        (asking(None, e.CaseKind.NEW_ACCESS, e.Channel.COUNTER), HANG, "right.none"),
        (asking(None, e.CaseKind.NEW_ACCESS, e.Channel.COUNTER), PORTAL, "right.none"),
        (asking(), THU, "right.none"),
    ],
)
def test_what_cannot_be_asked_for(command: c.OpenCase, by: UUID | str, code: str) -> None:
    rejected(code, lambda: asked(command, by=by))


def test_nothing_is_asked_about_a_report_that_was_never_issued() -> None:
    state = year()
    rejected("case.not_issued", lambda: asked(asking(), report=people.complete(state).state))


def test_the_teacher_says_what_she_thinks_and_nothing_is_decided_by_it() -> None:
    story = CaseStory()
    story.when(KEEP, people.teacher("TOAN")).then(e.CaseAdvised(opinion=e.Opinion.KEEP, reason=KEEP.reason))
    story.then_it_is(status=CaseStatus.OPEN)
    story.when(KEEP, BINH).then_rejected("right.none")
    story.when(KEEP.model_copy(update={"subject": None}), LAN).then_rejected("case.disputed")


def test_of_what_the_homeroom_teacher_wrote_she_says_what_she_thinks() -> None:
    story = CaseStory(asking(e.Disputed()))
    story.when(KEEP.model_copy(update={"subject": None}), LAN).then_it_is(status=CaseStatus.OPEN)
    assert story.state.advice


def test_the_principal_keeps_the_value_and_tells_to_whom_one_may_complain() -> None:
    story = CaseStory()
    answered = e.CaseAnswered(
        answer=e.Answer.KEPT, reason=KEPT.reason, complain_to=f"Ủy ban nhân dân {story.year.school.ward}",
        document=None, body=None,
    )  # fmt: skip
    story.when(KEPT, THU).then_rejected("right.none")
    story.when(KEPT, people.teacher("TOAN")).then_rejected("right.none")
    story.when(KEPT, DUNG).then(answered).then_it_is(status=CaseStatus.KEPT)
    for late in (KEPT, KEEP, c.CloseCase(), c.WithdrawCase(reason="Thôi")):
        actor = people.teacher("TOAN") if late is KEEP else DUNG if late is KEPT else THU
        story.when(late, actor).then_rejected("case.over")


def test_the_named_supervising_body_is_where_one_complains() -> None:
    body = s.SupervisingBodySet(
        level=s.BodyLevel.WARD, name="UBND xã Kim Liên", since=date(2025, 9, 5), document="1/QĐ"
    )
    story = CaseStory(state=year(body).on(TODAY)).when(KEPT, DUNG)
    assert story.state.answer
    assert story.state.answer.value.complain_to == "UBND xã Kim Liên"


def test_who_teaches_it_does_not_answer_and_where_nobody_may_the_body_does() -> None:
    gdcd = e.Disputed(subject="GDCD", term=Term.ONE, column=Column.GK)
    taught = people.assigned(DUNG, "GDCD")
    story = CaseStory(asking(gdcd), state=year(taught).on(TODAY))
    story.when(KEPT, DUNG).then_rejected("case.self", go_to="cơ quan quản lý trực tiếp")
    body = KEPT.model_copy(update={"body": "UBND xã Sông Lam"})
    story.when(body, THU).then_it_is(status=CaseStatus.KEPT)
    deputy = people.granted(VAN, y.DelegationKind.APPROVE_CORRECTIONS)
    lets = year(taught, deputy, deputies_approve_corrections=people.CLAUSE).on(TODAY)
    story = CaseStory(asking(gdcd), state=lets)
    story.when(body, THU).then_rejected("case.answered_in_school", go_to="VAN")
    story.when(KEPT, DUNG).then_rejected("case.self", go_to="VAN")
    story.when(KEPT, VAN).then_it_is(status=CaseStatus.KEPT)


def corrected(state: SchoolYear, cell: Cell = TX1) -> ReportStory:
    """The first edition is cancelled, a mark of it corrected; nothing is signed anew."""
    report = people.issued(state)
    report.given(re.EditionCancelled(edition=1, reason="Điểm ghi sai", paper=PAPER), actor=DUNG)
    change = re.MarkChange(cell=cell, before=Score("7.0"), after=Score("7.5"))
    digests = {"request_sha256": "e0" * 32, "signature": "51" * 32, "certificate": "ce" * 32}
    return report.given(
        re.CorrectionRequested(
            request_id=REQUEST, changes=(change,), reason_code=re.ReasonCode.REMARKED, reason="Chấm lại", paper=PAPER
        ),
        re.CorrectionApproved(request_id=REQUEST, delegation_id=None, **digests),
        at=moment("2026-05-26 09:00"),
    )


def issued_again(report: ReportStory) -> ReportStory:
    """The edition after it, under a code of its own."""
    past = report.state.past[0]
    anew = {"edition": 2, "lookup_id": NEW_CODE}
    return report.given(past.edition.opened.model_copy(update=anew), past.issued.value.model_copy(update=anew))


def closing(code: UUID | None) -> c.CloseCase:
    return c.CloseCase(request_id=REQUEST, lookup_id=code)


def test_what_was_agreed_is_closed_with_the_correction_and_the_new_code() -> None:
    story = CaseStory()
    story.when(closing(LOOKUP), THU).then_rejected("case.answer_first")
    story.when(AGREED, DUNG).then_it_is(status=CaseStatus.AGREED)
    story.when(AGREED, DUNG).then_rejected("case.over")
    story.when(closing(LOOKUP), THU).then_rejected("case.correction")
    report = corrected(story.year)
    story.report = report.state
    story.when(closing(LOOKUP), THU).then_rejected("case.code")
    story.report = issued_again(report).state
    story.when(closing(LOOKUP), THU).then_rejected("case.code")
    story.when(closing(NEW_CODE), THU, at=moment("2026-06-10 08:00")).then_it_is(status=CaseStatus.DONE)
    assert story.state.closed
    assert story.state.closed.value.late


def test_another_value_that_was_corrected_closes_no_case() -> None:
    story = CaseStory().when(AGREED, DUNG)
    story.report = issued_again(corrected(story.year, people.CK2)).state
    story.when(closing(NEW_CODE), THU).then_rejected("case.correction")


def test_a_copy_is_made_by_the_clerk_and_needs_no_answer() -> None:
    story = CaseStory(asking(None, e.CaseKind.CERTIFIED_COPY, e.Channel.COUNTER))
    story.when(KEPT, DUNG).then_rejected("case.no_answer")
    story.when(KEEP, people.teacher("TOAN")).then_rejected("case.over")
    story.when(c.CloseCase(result="Bản sao số 01/SY-THCSSL"), THU)
    story.then(e.CaseClosed(request_id=None, lookup_id=None, result="Bản sao số 01/SY-THCSSL", late=False))


def test_the_clerk_enters_that_it_was_taken_back() -> None:
    story = CaseStory().when(c.WithdrawCase(reason="Gia đình đã xem bài"), THU)
    story.then(e.CaseWithdrawn(reason="Gia đình đã xem bài")).then_it_is(status=CaseStatus.WITHDRAWN)


def test_a_column_stands_in_a_term_of_a_subject() -> None:
    with pytest.raises(ValueError, match="a column is one of"):
        e.Disputed(subject="TOAN", column=Column.GK)
