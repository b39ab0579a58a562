"""The rules of a cross-check: who checks, what is found, who answers, when it may be closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.context import Context
from domain.cross_check import commands as c
from domain.cross_check import events as k
from domain.cross_check.decide import assign, decide
from domain.cross_check.state import CrossCheck, evolve, fold
from domain.event import Event, Happened
from domain.report import events as e
from domain.report.commands import WithdrawCorrection
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from domain.school_year.structure import events as s
from domain.values import Score
from tests.kit.people import (
    BINH,
    CLASS_8A,
    CLASS_9A,
    DUNG,
    HANG,
    KHOA,
    LAN,
    PAPER,
    REPORT,
    REQUEST,
    THU,
    TODAY,
    TUAN,
    TX1,
    VAN,
    YEAR_ID,
    assigned,
    complete,
    ended,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory, Story, moment, rejected

CHECK, FINDING, FORCE = UUID(int=901), UUID(int=902), UUID(int=903)
PLAN = "12/KH-THCSSL"
SAMPLE = k.Sample(seed="8f41c2d09b7ae635", n=2)


def wanted(
    *checkers: UUID, subject: str | None = "TOAN", scope: k.Scope | None = None, due: date | None = TODAY
) -> c.AssignCheck:
    """Toán of 8A, or its personal data, given to somebody."""
    return c.AssignCheck(
        class_id=CLASS_8A,
        about=k.About.MARKS if subject else k.About.IDENTITY,
        subject=subject,
        checkers=checkers or (BINH,),
        scope=scope or k.Full(),
        due=due,
        document=PLAN,
    )


class CheckStory(Story[CrossCheck, c.Command]):
    """A check, with the report that it looks at."""

    def __init__(self, command: c.AssignCheck, state: SchoolYear | None = None, report: Report | None = None) -> None:
        self.year = state or year()
        self.reports: Mapping[UUID, Report] = {REPORT: report or complete(self.year).state}

        def of(steps: Iterable[Happened]) -> CrossCheck:
            return fold(CHECK, steps)

        def decided(check: CrossCheck, asked: c.Command, context: Context) -> list[Event]:
            return decide(check, asked, self.year, context, self.reports)

        super().__init__(of, evolve, decided, assign(command, self.year, Context(str(DUNG), MORNING))[0])


def noted(recorded: str | None = "8.0", **more: object) -> c.NoteFinding:
    """TX1 is 5,7 on the paper."""
    place = {"finding_id": FINDING, "report_id": REPORT, "cell": TX1, "kind": k.FindingKind.DIFFERS, "seen": "5.7"}
    return c.NoteFinding.model_validate({**place, "recorded": recorded, "comment": "Bài ghi 5,7", **more})


def requested(*changes: e.Change) -> ReportStory:
    """The report with a request for a correction."""
    asked = e.CorrectionRequested(
        request_id=REQUEST, changes=changes, reason_code=e.ReasonCode.TYPING_ERROR, reason="nhập nhầm", paper=PAPER
    )
    return complete().given(asked, actor=HANG)


EXPLAINED = c.AnswerFinding(finding_id=FINDING, outcome=k.Outcome.EXPLAINED, explanation="Bài phúc khảo ghi 8,0")


@pytest.mark.parametrize("actor", [DUNG, VAN])
def test_leadership_assigns(actor: UUID) -> None:
    event = assign(wanted(BINH, TUAN), year(), Context(str(actor), MORNING))
    assert event == [k.CheckAssigned(school_year_id=YEAR_ID, **dict(wanted(BINH, TUAN)))]


@pytest.mark.parametrize("actor", [LAN, THU, TUAN, BINH])
def test_nobody_else_does(actor: UUID) -> None:
    rejected("right.none", assign, wanted(), year(), Context(str(actor), MORNING))


def test_nobody_checks_his_own() -> None:
    context = Context(str(DUNG), MORNING)
    own = rejected("check.own", assign, wanted(BINH, HANG), year(), context)
    assert own.facts == {"staff": "HANG", "what": "TOAN", "where": "8A"}
    assert "môn Toán" in own.text("vi")
    # Who taught it in the first term recorded its marks, and does not check them either.
    state = year(ended(HANG, "TOAN", TODAY - timedelta(days=9)), assigned(TUAN, "TOAN", TODAY))
    rejected("check.own", assign, wanted(HANG), state, context)
    rejected("check.own", assign, wanted(THU, subject=None), state, context)


def test_who_comes_to_teach_it_checks_it_no_more() -> None:
    story = CheckStory(wanted(BINH))
    story.year = year(ended(HANG, "TOAN", TODAY), assigned(BINH, "TOAN", TODAY + timedelta(days=1)))
    story.when(noted(), BINH).then_rejected("check.own", staff="BINH")


def test_personal_data_are_checked_by_the_homeroom_teacher_or_a_task_force() -> None:
    context = Context(str(VAN), MORNING)
    assert assign(wanted(LAN, subject=None), year(), context)
    rejected("check.reviewer", assign, wanted(BINH, subject=None), year(), context)
    force = s.TeamFormed(team_id=FORCE, code="TCT", name="Tổ công tác", kind=s.TeamKind.TASK_FORCE)
    state = year(force, s.TeamJoined(team_id=FORCE, staff_id=BINH, since=TODAY, head=False))
    assert assign(wanted(BINH, subject=None), state, context)


def test_what_is_not_there_is_not_checked() -> None:
    context = Context(str(DUNG), MORNING)
    for changed in ({"class_id": REPORT}, {"checkers": (REPORT,)}, {"checkers": ()}):
        rejected("check.unknown_place", assign, wanted().model_copy(update=changed), year(), context)
    for changed in ({"subject": None}, {"about": k.About.IDENTITY}):
        rejected("check.about", assign, wanted().model_copy(update=changed), year(), context)


def test_a_finding_stands_against_what_is_recorded() -> None:
    story = CheckStory(wanted())
    story.when(noted("7.9"), BINH).then_rejected("check.stale", expected="8.0", found="7.9")
    story.when(noted(), HANG).then_rejected("right.none")
    story.when(noted(), BINH).then(k.FindingNoted(**dict(noted())))
    story.when(noted(finding_id=CHECK), BINH).then_rejected("check.noted")


@pytest.mark.parametrize(
    "changed",
    [
        {"cell": TX1.model_copy(update={"subject": "NGU_VAN"})},
        {"field": "birth_place", "cell": None},
        {"seen_identity": "5e" * 32},
        {"report_id": CHECK},
    ],
)
def test_a_finding_is_about_what_is_checked(changed: dict[str, object]) -> None:
    CheckStory(wanted()).when(noted().model_copy(update=changed), BINH).then_rejected("check.unknown_place")


def test_of_a_pupil_of_another_class_nothing_is_found() -> None:
    story = CheckStory(wanted().model_copy(update={"class_id": CLASS_9A}))
    story.when(noted(), BINH).then_rejected("check.unknown_place")


def test_the_subject_teacher_explains_and_the_checker_closes() -> None:
    story = CheckStory(wanted()).when(noted(), BINH)
    close = c.CloseCheck(compared=9)
    story.when(close, BINH).then_rejected("check.unanswered", count=1)
    for actor in (LAN, DUNG, BINH):
        story.when(EXPLAINED, actor).then_rejected("right.none")
    story.when(EXPLAINED, HANG).then(k.FindingAnswered(**dict(EXPLAINED)))
    story.when(EXPLAINED, HANG).then_rejected("check.finding_unknown")
    story.when(close, HANG).then_rejected("right.none")
    story.when(close, BINH).then(k.CheckClosed(compared=9, findings=1, late=False, remark=None))
    story.when(noted(finding_id=CHECK), BINH).then_rejected("check.over", status="CLOSED")


def test_a_correction_answers_where_it_is_of_that_place() -> None:
    change = e.MarkChange(cell=TX1, before=Score("8.0"), after=Score("5.7"))
    answer = c.AnswerFinding(finding_id=FINDING, outcome=k.Outcome.CORRECTION, request_id=REQUEST)
    story = CheckStory(wanted(), report=requested(change).state).when(noted(), BINH)
    story.when(answer, HANG).then(k.FindingAnswered(**dict(answer)))
    withdrawn = requested(change).when(WithdrawCorrection(request_id=REQUEST), HANG)
    assert withdrawn.error is None
    story = CheckStory(wanted(), report=withdrawn.state).when(noted(), BINH)
    story.when(answer, HANG).then_rejected("check.answer")
    elsewhere = e.MarkChange(cell=TX1.model_copy(update={"column": "TX2"}), before=Score("8.0"), after=Score("5.7"))
    story = CheckStory(wanted(), report=requested(elsewhere).state).when(noted(), BINH)
    story.when(answer, HANG).then_rejected("check.answer")
    story.when(answer.model_copy(update={"explanation": "cả hai"}), HANG).then_rejected("check.answer")
    story.when(EXPLAINED.model_copy(update={"explanation": None}), HANG).then_rejected("check.answer")


def test_personal_data_are_the_homeroom_teachers_and_the_clerks_to_answer_for() -> None:
    story = CheckStory(wanted(LAN, subject=None))
    found = {"field": "birth_place", "cell": None, "seen": None, "seen_identity": "5e" * 32}
    story.when(noted(None, **found), LAN)
    assert story.error is None
    story.when(EXPLAINED, LAN).then_rejected("check.self_answer", staff="LAN")
    story.when(EXPLAINED, HANG).then_rejected("right.none")
    story.when(EXPLAINED, THU).then(k.FindingAnswered(**dict(EXPLAINED)))


def test_a_sample_is_drawn_once_and_before_anything_is_found() -> None:
    population = tuple(k.Item(report_id=REPORT, cell=cell) for cell in complete().state.marks)
    story = CheckStory(wanted(scope=SAMPLE))
    story.when(noted(), BINH).then_rejected("check.sample_first")
    story.when(c.CloseCheck(compared=0), BINH).then_rejected("check.sample_first")
    story.when(c.DrawSample(population=()), BINH).then_rejected("check.nothing")
    story.when(c.DrawSample(population=population), BINH)
    assert story.state.drawn
    assert (story.state.drawn.population, len(story.state.drawn.items)) == (len(population), 2)
    story.when(c.DrawSample(population=population), BINH).then_rejected("check.no_sample")
    CheckStory(wanted()).when(c.DrawSample(population=population), BINH).then_rejected("check.no_sample")


def test_who_is_late_closes_late_and_leadership_may_take_it_back() -> None:
    story = CheckStory(wanted())
    story.when(c.WithdrawCheck(reason="Giao lại"), BINH).then_rejected("right.none")
    story.when(c.CloseCheck(compared=9, remark="Đủ"), BINH, at=moment("2026-05-26 00:00"))
    assert story.state.closed
    assert story.state.closed.late
    story = CheckStory(wanted()).when(c.WithdrawCheck(reason="Giao lại"), VAN)
    assert story.error is None
    story.when(noted(), BINH).then_rejected("check.over", status="WITHDRAWN")
    CheckStory(wanted(KHOA)).when(wanted(KHOA), DUNG).then_rejected("check.over")
