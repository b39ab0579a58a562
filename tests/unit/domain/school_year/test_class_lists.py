"""List numbers that are given once, classes opened later, homeroom teachers, and the end of a year (C2.4, C5.2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.school_year import commands as c
from domain.school_year import events as y
from domain.values import Term
from tests.kit.people import BINH, CLASS_8A, DUNG, FIRST_DAY, HANG, LAN, PUPIL, REPORT, THU, TODAY, TUAN, opened_year

NEXT = UUID(int=901)
NEW_CLASS = UUID(int=902)
CLOSE = c.CloseYear(document="Nghị quyết tổng kết năm học")
LOCKED = (y.TermLocked(term=Term.ONE), y.TermLocked(term=Term.TWO))


def number(given: int) -> c.ListPupil:
    return c.ListPupil(class_id=CLASS_8A, number=given, pupil_id=PUPIL, report_id=REPORT)


def test_a_number_is_given_once_and_the_next_is_behind_it() -> None:
    story = opened_year().when(number(43), THU).then(y.PupilListed(**number(43).model_dump()))
    for taken in (43, 42):
        story.when(number(taken), THU).then_rejected("list.number", expected=44)
    story.when(number(44), THU).then_it_is(numbers={CLASS_8A: 44})


def test_a_number_has_three_digits_and_a_class_of_this_year() -> None:
    opened_year().when(number(1000), THU).then_rejected("list.number")
    opened_year().when(c.ListPupil(**{**number(1).model_dump(), "class_id": NEXT}), THU).then_rejected(
        "assignment.unknown"
    )


def test_who_has_a_number_is_no_longer_to_place() -> None:
    waiting = y.ToPlace(pupil_id=PUPIL, class_code="8A", grade=8, why=y.Waiting.RETAINED)
    story = opened_year().given(y.RosterCarriedOver(previous=NEXT, to_place=(waiting,)))
    story.then_it_is(previous=NEXT, to_place={PUPIL: waiting})
    story.when(number(1), THU).then_it_is(to_place={})


@pytest.mark.parametrize(("code", "grade"), [("8A", 8), ("10A", 10), ("8B", 9), ("88", 8)])
def test_a_class_that_is_there_or_of_no_grade_of_the_school_is_not_opened(code: str, grade: int) -> None:
    story = opened_year().when(c.OpenClass(class_id=NEW_CLASS, code=code, grade=grade), TUAN)
    story.then_rejected("class.exists" if code == "8A" else "class.grade")


def test_a_class_is_opened_and_gets_its_homeroom_teacher() -> None:
    story = opened_year().when(c.OpenClass(class_id=NEW_CLASS, code="8B", grade=8), TUAN)
    given = c.AssignHomeroom(class_id=NEW_CLASS, staff_id=BINH, since=FIRST_DAY)
    story.when(given, TUAN).then(y.HomeroomAssigned(class_id=NEW_CLASS, staff_id=BINH, since=FIRST_DAY))
    story.when(given, TUAN).then_nothing_happened()
    story.when(c.AssignHomeroom(class_id=NEW_CLASS, staff_id=HANG, since=FIRST_DAY), TUAN).then_rejected("homeroom.day")
    story.when(c.AssignHomeroom(class_id=NEW_CLASS, staff_id=HANG, since=TODAY), TUAN)
    first, second = story.state.homerooms[NEW_CLASS]
    assert (first.last_day, second.staff_id) == (date(2026, 5, 24), HANG)
    story.when(c.AssignHomeroom(class_id=CLASS_8A, staff_id=BINH, since=TODAY), LAN).then_rejected("right.none")


def test_a_supervisor_gets_no_class_and_no_subject() -> None:
    guest = UUID(int=903)
    joined = y.StaffJoined(staff_id=guest, code="KHACH", roles=(y.Role.SUPERVISOR,), identity={})
    story = opened_year().given(joined)
    story.when(c.AssignHomeroom(class_id=CLASS_8A, staff_id=guest, since=TODAY), TUAN).then_rejected("role.supervisor")
    taught = c.AssignTeaching(class_id=CLASS_8A, subject="TOAN", part=None, staff_id=guest, since=TODAY)
    story.when(taught, TUAN).then_rejected("role.supervisor")


def test_a_class_of_a_grade_alone_is_no_class_of_an_upper_school() -> None:
    upper = opened_year().given(y.ClassOpened(class_id=NEXT, code="10A", grade=10))
    upper.when(c.OpenClass(class_id=NEW_CLASS, code="10", grade=10), TUAN).then_rejected("class.grade")


def test_the_principal_closes_a_year_that_is_locked_and_it_is_continued_once() -> None:
    story = opened_year().when(CLOSE, DUNG).then_rejected("year.not_locked", terms="1, 2")
    story.when(c.ContinueYear(next_year=NEXT), TUAN).then_rejected("year.not_closed")
    story.given(*LOCKED).when(CLOSE, TUAN).then_rejected("right.role")
    story.when(CLOSE, DUNG).then(y.YearClosed(document=CLOSE.document))
    for command, actor in ((CLOSE, DUNG), (c.ReopenTerm(term=Term.TWO, reason="x"), DUNG), (number(50), THU)):
        story.when(command, actor).then_rejected("year.closed")
    story.when(c.ContinueYear(next_year=NEXT), TUAN).then(y.YearContinued(next_year=NEXT))
    story.when(c.ContinueYear(next_year=NEW_CLASS), TUAN).then_rejected("year.continued")
