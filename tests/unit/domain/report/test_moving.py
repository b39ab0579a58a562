"""Where a pupil is: moved, left, come back; and who has the rights of which day (people.md C1.3, C2.4)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.report import commands as c
from domain.report import events as e
from domain.report.attendance import noted
from domain.report.state import Membership
from domain.school_year import events as y
from domain.school_year.state import SchoolYear
from domain.values import Score
from tests.kit import people
from tests.kit.people import (
    BINH,
    CLASS_8A,
    CLASS_9A,
    DUNG,
    FIRST_DAY,
    HANG,
    LAN,
    PAPER,
    REQUEST,
    THU,
    TODAY,
    TUAN,
    TX1,
    VAN,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory

CLASS_8B = UUID(int=110)
SINCE = date(2026, 3, 2)
DECISION = "Quyết định 12/QĐ-THCS ngày 01/3/2026"
MOVED = e.PupilMoved(class_id=CLASS_8B, number=43, since=SINCE, document=DECISION)
LEFT = e.PupilLeft(
    last_day=date(2026, 5, 8), reason=e.LeavingReason.TRANSFERRED, destination="THCS Lê Lợi", document=DECISION
)


def year() -> SchoolYear:
    """With 8B, where Bình teaches Toán and is the homeroom teacher."""
    return people.year(
        y.ClassOpened(class_id=CLASS_8B, code="8B", grade=8),
        y.HomeroomAssigned(class_id=CLASS_8B, staff_id=BINH, since=FIRST_DAY),
        y.TeachingAssigned(
            class_id=CLASS_8B, subject="TOAN", part=None, staff_id=BINH, since=FIRST_DAY, duty=y.Duty.RESPONSIBLE
        ),
    )


def report() -> ReportStory:
    return people.report(year())


def move(class_id: UUID = CLASS_8B, since: date = SINCE, number: int = 43) -> c.MovePupil:
    return c.MovePupil(class_id=class_id, number=number, since=since, document=DECISION)


def leave(last_day: date = date(2026, 5, 8)) -> c.LeaveSchool:
    values = {"reason": e.LeavingReason.TRANSFERRED, "destination": "THCS Lê Lợi", "document": DECISION}
    return c.LeaveSchool(last_day=last_day, **values)


def rejoin(since: date, class_id: UUID = CLASS_8A) -> c.RejoinSchool:
    return c.RejoinSchool(class_id=class_id, number=44, since=since, document=DECISION)


def test_half_days_noted_behind_the_last_day_fall_with_the_departure() -> None:
    story = report().given(e.RollBegun(day=FIRST_DAY), actor=LAN)
    for day in (date(2026, 5, 8), date(2026, 5, 11)):
        story.given(e.AbsenceNoted(day=day, half=e.Half.MORNING, permitted=False), actor=LAN)
    story.when(leave(), THU).then(LEFT, e.AbsenceStruck(day=date(2026, 5, 11), half=e.Half.MORNING))
    assert [session.day for session, _ in noted(story.state)] == [date(2026, 5, 8)]


@pytest.mark.parametrize("actor", [DUNG, VAN, THU, TUAN])
def test_the_office_moves_a_pupil_and_class_and_number_are_those_of_the_day(actor: UUID) -> None:
    story = report().when(move(), actor).then(MOVED)
    story.then_it_is(class_id=CLASS_8B, number=43, places=[Membership(CLASS_8A, 7), Membership(CLASS_8B, 43, SINCE)])
    assert story.state.class_on(SINCE - timedelta(days=1)) == CLASS_8A
    assert story.state.class_on(SINCE) == CLASS_8B
    assert story.state.class_on(date(2025, 8, 1)) == CLASS_8A


def test_marks_go_along_and_the_new_class_s_teacher_records_and_the_old_one_no_more() -> None:
    story = report().given(e.ScoreRecorded(cell=TX1, mark=Score("7.5")), actor=HANG).given(MOVED)
    later = c.RecordSubject(subject="TOAN", marks={people.CK2: Score("8.0")})
    story.when(later, HANG).then_rejected("right.missing", where="8B")
    story.when(later, BINH).then(e.ScoreRecorded(cell=people.CK2, mark=Score("8.0")))
    assert story.state.marks[TX1].value == Score("7.5")
    assert story.state.marks[TX1].actor == str(HANG)


def test_the_new_teacher_asks_for_a_correction_and_nobody_who_ever_taught_it_decides() -> None:
    principal_teaches = y.TeachingAssigned(
        class_id=CLASS_8A, subject="TOAN", part=None, staff_id=DUNG, since=FIRST_DAY, duty=y.Duty.SUBSTITUTE
    )
    story = report().given(e.ScoreRecorded(cell=TX1, mark=Score("7.5")), actor=HANG).given(MOVED)
    story.year = people.year(
        y.ClassOpened(class_id=CLASS_8B, code="8B", grade=8), principal_teaches,
        y.TeachingAssigned(
            class_id=CLASS_8B, subject="TOAN", part=None, staff_id=BINH, since=FIRST_DAY, duty=y.Duty.RESPONSIBLE
        ),
    )  # fmt: skip
    asked = c.RequestCorrection(
        request_id=REQUEST,
        changes=(e.MarkChange(cell=TX1, before=Score("7.5"), after=Score("5.7")),),
        reason_code=e.ReasonCode.TYPING_ERROR,
        reason="Nhập nhầm",
        paper=PAPER,
    )
    story.when(asked, HANG).then_rejected("right.missing", where="8B")
    story.when(asked, BINH)
    refusal = c.RefuseCorrection(
        request_id=REQUEST, request_sha256="e0" * 32, signature="51" * 32, certificate="ce" * 32, remark="Không"
    )
    story.when(refusal, DUNG).then_rejected("correction.self")


@pytest.mark.parametrize("actor", [HANG, LAN])
def test_a_teacher_moves_nobody(actor: UUID) -> None:
    report().when(move(), actor).then_rejected("right.none")


@pytest.mark.parametrize("class_id", [CLASS_9A, CLASS_8A, UUID(int=999)])
def test_another_grade_the_same_class_and_no_class_are_refused(class_id: UUID) -> None:
    report().when(move(class_id), THU).then_rejected("place.class")


@pytest.mark.parametrize("since", [FIRST_DAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_day_before_the_year_or_in_the_future_is_refused(since: date) -> None:
    report().when(move(since=since), THU).then_rejected("place.day", found=f"{since:%d/%m/%Y}")


def test_a_second_move_is_behind_the_first() -> None:
    story = report().given(MOVED)
    story.when(move(CLASS_8A, SINCE, 45), THU).then_rejected("place.day")
    story.when(move(CLASS_8A, SINCE + timedelta(days=1), 45), THU).then_it_is(class_id=CLASS_8A, number=45)


def test_nobody_moves_while_an_edition_is_open_but_he_may_leave() -> None:
    story = people.complete(year())
    story.when(people.open_command(story), LAN)
    story.when(move(), THU).then_rejected("report.edition_open")
    story.when(leave(), LAN).then(LEFT)


@pytest.mark.parametrize("actor", [LAN, THU, DUNG])
def test_the_homeroom_teacher_too_records_that_a_pupil_left(actor: UUID) -> None:
    story = report().when(leave(), actor).then(LEFT)
    assert story.state.left
    assert story.state.class_id == CLASS_8A
    story.when(leave(), actor).then_rejected("place.left", last_day="08/05/2026")
    story.when(move(), THU).then_rejected("place.left")


def test_who_left_comes_back_under_a_new_number() -> None:
    story = report().given(LEFT)
    story.when(rejoin(date(2026, 5, 8)), THU).then_rejected("place.day", first="09/05/2026")
    story.when(rejoin(date(2026, 5, 20), CLASS_9A), THU).then_rejected("place.class")
    story.when(rejoin(date(2026, 5, 20)), THU).then_it_is(left=None, number=44)
    story.when(rejoin(date(2026, 5, 21)), THU).then_rejected("place.here")


def test_a_closed_year_takes_corrections_and_nothing_else_that_is_recorded() -> None:
    story = people.report(people.year(y.YearClosed(document="Tổng kết năm học")))
    for command, actor in (
        (c.RecordSubject(subject="TOAN", marks={TX1: Score("7.5")}), HANG),
        (c.RecordHomeroom(comment="Ngoan"), LAN),
        (leave(), THU),
    ):
        story.when(command, actor, MORNING).then_rejected("year.closed", year="2025-2026")
    story.given(e.ScoreRecorded(cell=TX1, mark=Score("7.5")), actor=HANG)
    asked = c.RequestCorrection(
        request_id=REQUEST,
        changes=(e.MarkChange(cell=TX1, before=Score("7.5"), after=Score("5.7")),),
        reason_code=e.ReasonCode.TYPING_ERROR,
        reason="Nhập nhầm",
        paper=PAPER,
    )
    story.when(asked, HANG)
    assert story.error is None
