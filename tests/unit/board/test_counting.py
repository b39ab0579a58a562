"""What is counted for the board: whose it is, whether it is done, whether it can be done now, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from api.flows.board.counting import Count, Place, Work, counted
from domain.formats.hoc_ba import Chain
from domain.regulations.curriculum import subject
from domain.report.state import Status
from domain.school_year import events as y
from domain.school_year.events import Step
from domain.school_year.state import SchoolYear
from domain.values import Term
from projections.board import Group, Sheet, Standing
from tests.kit.people import BINH, CLASS_8A, DUNG, HANG, LAN, TAUGHT, THU, assigned, ended, teacher, year
from tests.kit.regulations import YEAR

DAY = date(2026, 6, 10)


def full(code: str, *, but: int = 0, part: str = "") -> Sheet:
    """Every cell of a subject recorded, in term II ``but`` so many; of a divided one only of this part."""
    one = subject(code, 8, YEAR)
    parts = (part,) if part else one.parts or ("",)
    due = {term: len(one.cells(term)) // len(one.parts or ("",)) - (but if term is Term.TWO else 0) for term in Term}
    return Sheet(code, tuple((each, int(term), count) for each in parts for term, count in due.items()), comment=True)


def report(standing: Standing, *changed: Sheet, sheets: tuple[Sheet, ...] = ()) -> Group:
    """One report; ``changed`` sheets stand in the place of its own."""
    own = {sheet.subject: sheet for sheet in (*sheets, *changed)}
    return Group(CLASS_8A, standing, 1, dict.fromkeys(own.values(), 1))


FULL = tuple(full(code) for code in TAUGHT)
NEW = report(Standing())
KEPT = Standing(conduct=frozenset((1, 2)), of_year=True)
RECORDED = report(KEPT, sheets=FULL)
BEGUN = replace(
    KEPT, status=Status.EDITION_OPENED.value, opened=date(2026, 6, 8), chain=Chain.SUBJECT_TEACHERS_FIRST,
    head=DUNG, rows=TAUGHT,
)  # fmt: skip
OPENED = report(BEGUN)
SIGNED = replace(BEGUN, status=Status.SUBJECT_SIGNED.value, subjects_signed=True, since=date(2026, 6, 9))


def of(
    group: Group, step: Work, code: str | None = None, *, school: SchoolYear | None = None, day: date = DAY
) -> dict[UUID | None, Count]:
    """Who owes what in this step, of one subject or of the homeroom's part."""
    found = counted(school or year(), [group], day)
    return {place.staff_id: count for place, count in found.items() if (place.step, place.subject) == (step, code)}


def one(group: Group, step: Work, code: str | None = None, **where: Any) -> tuple[UUID | None, Count]:
    ((staff_id, count),) = of(group, step, code, **where).items()
    return staff_id, count


@pytest.mark.parametrize("code", ["TOAN", "GDCD"])
def test_recording_is_open_until_every_cell_stands_and_comments_until_there_is_one(code: str) -> None:
    silent = report(KEPT, full(code)._replace(comment=False), sheets=FULL)
    for group, marks, comments in (
        (NEW, 1, 1),
        (report(KEPT, full(code, but=1), sheets=FULL), 1, 0),
        (silent, 0, 1),
        (RECORDED, 0, 0),
    ):
        for step, still in ((Work.RECORD_TERM_2, marks), (Work.COMMENTS, comments)):
            staff_id, count = one(group, step, code)
            assert (staff_id, count.total, count.open, count.ready) == (teacher(code), 1, still, still)
    assert of(silent, Work.COMMENTS, code, school=year(subject_comments_required=False)) == {}


def test_reports_that_stand_equal_are_counted_together_and_who_has_nothing_too() -> None:
    group = Group(CLASS_8A, Standing(), 42, {full("TOAN"): 30, full("TOAN", but=1): 2})
    assert one(group, Work.RECORD_TERM_1, "TOAN")[1] == Count(42, 10, 10)
    assert one(group, Work.RECORD_TERM_2, "TOAN")[1] == Count(42, 12, 12)
    assert one(group, Work.COMMENTS, "TOAN")[1] == Count(42, 10, 10)


def test_term_two_is_not_asked_for_before_it_begins() -> None:
    january = date(2026, 1, 18)
    assert of(NEW, Work.RECORD_TERM_2, "TOAN", day=january) == {}
    assert one(NEW, Work.RECORD_TERM_1, "TOAN", day=january)[1].open == 1


def test_the_homeroom_teachers_part_is_conduct_absences_and_comment() -> None:
    for standing, still in (
        (KEPT, 0),
        (replace(KEPT, conduct=frozenset((1,))), 1),
        (replace(KEPT, of_year=False), 1),
    ):
        staff_id, count = one(report(standing), Work.RECORD_TERM_2)
        assert (staff_id, count.open) == (LAN, still)
    assert one(report(Standing(conduct=frozenset((1,)))), Work.RECORD_TERM_1)[1].open == 0


def test_of_a_divided_subject_each_owes_his_part() -> None:
    school = year(
        ended(LAN, "NGHE_THUAT", date(2025, 12, 31)),
        *(assigned(who, "NGHE_THUAT", date(2026, 1, 1), part) for who, part in ((BINH, "AM_NHAC"), (HANG, "MI_THUAT"))),
    )
    half = report(KEPT, full("NGHE_THUAT", part="AM_NHAC"), sheets=FULL)
    found = of(half, Work.RECORD_TERM_1, "NGHE_THUAT", school=school)
    assert {who: count.open for who, count in found.items()} == {BINH: 0, HANG: 1}


def test_where_nobody_is_assigned_it_stands_open_without_a_name() -> None:
    school = year(ended(HANG, "TOAN", date(2026, 3, 15)))
    assert one(NEW, Work.RECORD_TERM_2, "TOAN", school=school)[0] is None
    assert one(OPENED, Work.SUBJECT_TEACHERS, "TOAN", school=school)[0] is None


def test_what_a_pupil_is_exempted_from_is_not_asked_for() -> None:
    whole = report(Standing(exempt=frozenset((("GDTC", "", "YEAR"),))))
    assert of(whole, Work.RECORD_TERM_1, "GDTC") == {}
    assert of(whole, Work.COMMENTS, "GDTC") == {}
    term = report(Standing(exempt=frozenset((("GDTC", "", "TERM_1"),))))
    assert one(term, Work.RECORD_TERM_1, "GDTC")[1].open == 0
    assert one(term, Work.RECORD_TERM_2, "GDTC")[1].open == 1
    assert of(report(Standing(on_plan=frozenset(("TOAN",)))), Work.RECORD_TERM_1, "TOAN") == {}


def test_of_a_pupil_who_has_left_nothing_is_asked_for() -> None:
    assert counted(year(), [report(replace(BEGUN, left=True))], DAY) == {}


def test_personal_data_are_reconciled_before_the_homeroom_teacher_signs() -> None:
    for standing, still, ready in (
        (KEPT, 1, 1),
        (replace(KEPT, reconciled=True), 0, 0),
        (BEGUN, 1, 1),
        (replace(SIGNED, homeroom_signed=True), 1, 0),
    ):
        assert one(report(standing), Work.RECONCILE) == (LAN, Count(1, still, ready)), "never looked at is never done"
    days = {place.last for place in counted(year(), [NEW], DAY) if place.step in (Work.RECONCILE, Work.HOMEROOM)}
    assert len(days) == 1


def test_signatures_are_open_from_the_start_and_ready_in_their_turn() -> None:
    assert one(RECORDED, Work.SUBJECT_TEACHERS, "TOAN")[1] == Count(total=1, open=1)
    assert one(OPENED, Work.SUBJECT_TEACHERS, "TOAN")[1] == Count(1, 1, 1, date(2026, 6, 8))
    assert one(OPENED, Work.HOMEROOM)[1] == Count(total=1, open=1)
    one_signed = report(BEGUN, Sheet("TOAN", signed=True))
    assert one(one_signed, Work.SUBJECT_TEACHERS, "TOAN")[1] == Count(total=1)
    assert one(one_signed, Work.SUBJECT_TEACHERS, "GDCD")[1].open == 1
    signed = report(SIGNED)
    assert one(signed, Work.SUBJECT_TEACHERS, "TOAN")[1] == Count(total=1)
    assert one(signed, Work.HOMEROOM) == (LAN, Count(1, 1, 1, date(2026, 6, 9)))
    assert one(signed, Work.HEAD) == (DUNG, Count(total=1, open=1))
    later = report(replace(SIGNED, homeroom_signed=True, since=date(2026, 6, 10)))
    assert one(later, Work.HEAD) == (DUNG, Count(1, 1, 1, date(2026, 6, 10)))
    assert one(later, Work.SEAL) == (THU, Count(total=1, open=1))
    assert one(later, Work.SUBMIT) == (THU, Count(total=1, open=1))


def test_nothing_can_be_signed_while_a_correction_waits() -> None:
    waiting = report(replace(BEGUN, waiting=True))
    assert one(waiting, Work.SUBJECT_TEACHERS, "TOAN")[1] == Count(total=1, open=1)


def test_where_the_homeroom_teacher_is_first_no_subject_is_asked_for() -> None:
    first = report(replace(BEGUN, chain=Chain.HOMEROOM_FIRST, subjects_signed=True))
    assert of(first, Work.SUBJECT_TEACHERS, "TOAN") == {}
    assert one(first, Work.HOMEROOM)[1] == Count(1, 1, 1, date(2026, 6, 8))


def test_what_is_sealed_waits_for_the_clerk_until_it_is_issued() -> None:
    half = replace(SIGNED, status=Status.SEALED.value, homeroom_signed=True, head_signed=True, sealed=date(2026, 6, 20))
    assert one(report(half), Work.SEAL) == (THU, Count(1, 1, 1, half.since or half.opened))


@pytest.mark.parametrize(
    ("status", "still"),
    [(Status.ISSUED, 1), (Status.REJECTED, 1), (Status.SUBMITTED, 0), (Status.ACCEPTED, 0), (Status.CLOSED, 0)],
)
def test_what_is_issued_is_to_be_submitted(status: Status, still: int) -> None:
    sealed = date(2026, 6, 20)
    issued = report(
        replace(SIGNED, status=status.value, reconciled=True, homeroom_signed=True, head_signed=True, sealed=sealed)
    )
    found = counted(year(), [issued], DAY)
    by_step = {place.step: count for place, count in found.items()}
    assert by_step.pop(Work.SUBMIT) == Count(1, still, still, sealed if still else None)
    assert {count.open for count in by_step.values()} == {0}
    assert by_step.keys() == set(Work) - {Work.SUBMIT, Work.CROSS_CHECK}


def test_each_has_his_last_day_and_the_reports_of_the_summer_a_later_one() -> None:
    more = y.DeadlineExtended(
        step=Step.HOMEROOM, grade=None, class_ids=(CLASS_8A,), until=date(2026, 6, 23), reason="Mất điện"
    )
    found = counted(year(more), [OPENED, report(replace(BEGUN, of_summer=True))], DAY)
    days = {step: sorted({place.last for place in found if place.step is step and place.last}) for step in Work}
    assert days[Work.HOMEROOM] == [date(2026, 6, 23), date(2026, 8, 20)]
    assert days[Work.SUBJECT_TEACHERS] == [date(2026, 6, 15), date(2026, 8, 20)]
    assert days[Work.RECORD_TERM_1] == []
    homeroom = Place(Work.HOMEROOM, LAN, CLASS_8A, None, date(2026, 6, 23))
    assert found[homeroom].total == 1
