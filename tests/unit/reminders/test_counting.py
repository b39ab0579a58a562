"""What is counted for reminders: whose it is, whether it is done, whether it can be done now, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from api.flows.reminders import Count, Place, counted
from domain.formats.hoc_ba import Chain
from domain.regulations.curriculum import NO_CHOICE, subject
from domain.report.state import Status
from domain.school_year import events as y
from domain.school_year.events import Step
from domain.school_year.state import SchoolYear
from domain.values import Term
from projections.progress import Progress
from tests.kit.people import BINH, CLASS_8A, DUNG, HANG, LAN, REPORT, TAUGHT, THU, assigned, ended, teacher, year
from tests.kit.regulations import YEAR
from tests.kit.story import moment

DAY = date(2026, 6, 10)
NEW = Progress(
    report_id=REPORT, class_id=CLASS_8A, status=Status.OPEN.value, programme=NO_CHOICE, exempt=frozenset(),
    on_plan=frozenset(), comments=frozenset(), conduct=frozenset(), of_year=False, of_summer=False, waiting=False,
    opened=None, chain=None, head=None, rows=(), signed={}, sealed=None, marks={},
)  # fmt: skip


def full(code: str, *, but: int = 0) -> dict[tuple[str, str, int], int]:
    """Every cell of a subject recorded, in term II ``but`` so many."""
    one = subject(code, 8, YEAR)
    parts = one.parts or ("",)
    return {
        (code, part, int(term)): len(one.cells(term)) // len(parts) - (but if term is Term.TWO else 0)
        for term in Term
        for part in parts
    }


RECORDED = replace(
    NEW,
    comments=frozenset(TAUGHT),
    conduct=frozenset((1, 2)),
    of_year=True,
    marks={sheet: count for code in TAUGHT for sheet, count in full(code).items()},
)
OPENED = replace(
    RECORDED, status=Status.EDITION_OPENED.value, opened=date(2026, 6, 8), chain=Chain.SUBJECT_TEACHERS_FIRST,
    head=DUNG, rows=TAUGHT,
)  # fmt: skip
SIGNED = {f"SUBJECT/{code}": moment("2026-06-09 08:00") for code in TAUGHT}


def of(
    report: Progress, step: Step, code: str | None = None, *, school: SchoolYear | None = None, day: date = DAY
) -> dict[UUID | None, Count]:
    """Who owes what in this step, of one subject or of the homeroom's part."""
    found = counted(school or year(), [report], day)
    return {place.staff_id: count for place, count in found.items() if (place.step, place.subject) == (step, code)}


def one(report: Progress, step: Step, code: str | None = None, **where: Any) -> tuple[UUID | None, Count]:
    ((staff_id, count),) = of(report, step, code, **where).items()
    return staff_id, count


@pytest.mark.parametrize("code", ["TOAN", "GDCD"])
def test_recording_is_open_until_every_cell_and_the_comment_stand(code: str) -> None:
    for report, still in (
        (NEW, 1),
        (replace(RECORDED, marks=RECORDED.marks | full(code, but=1)), 1),
        (replace(RECORDED, comments=RECORDED.comments - {code}), 1),
        (RECORDED, 0),
    ):
        staff_id, count = one(report, Step.RECORD_TERM_2, code)
        assert (staff_id, count.total, count.open, count.ready) == (teacher(code), 1, still, still)


def test_term_two_is_not_asked_for_before_it_begins() -> None:
    january = date(2026, 1, 18)
    assert of(NEW, Step.RECORD_TERM_2, "TOAN", day=january) == {}
    assert one(NEW, Step.RECORD_TERM_1, "TOAN", day=january)[1].open == 1


def test_the_homeroom_teachers_part_is_conduct_absences_and_comment() -> None:
    for report, still in (
        (RECORDED, 0),
        (replace(RECORDED, conduct=frozenset((1,))), 1),
        (replace(RECORDED, of_year=False), 1),
    ):
        staff_id, count = one(report, Step.RECORD_TERM_2)
        assert (staff_id, count.open) == (LAN, still)
    assert one(replace(NEW, conduct=frozenset((1,))), Step.RECORD_TERM_1)[1].open == 0


def test_of_a_divided_subject_each_owes_his_part() -> None:
    school = year(
        ended(LAN, "NGHE_THUAT", date(2025, 12, 31)),
        *(assigned(who, "NGHE_THUAT", date(2026, 1, 1), part) for who, part in ((BINH, "AM_NHAC"), (HANG, "MI_THUAT"))),
    )
    marks = {sheet: count for sheet, count in RECORDED.marks.items() if sheet[1] != "MI_THUAT"}
    found = of(replace(RECORDED, marks=marks), Step.RECORD_TERM_1, "NGHE_THUAT", school=school)
    assert {who: count.open for who, count in found.items()} == {BINH: 0, HANG: 1}


def test_where_nobody_is_assigned_it_stands_open_without_a_name() -> None:
    school = year(ended(HANG, "TOAN", date(2026, 3, 15)))
    assert one(NEW, Step.RECORD_TERM_2, "TOAN", school=school)[0] is None
    assert one(OPENED, Step.SUBJECT_TEACHERS, "TOAN", school=school)[0] is None


def test_what_a_pupil_is_exempted_from_is_not_asked_for() -> None:
    whole = replace(NEW, exempt=frozenset((("GDTC", "", "YEAR"),)))
    assert of(whole, Step.RECORD_TERM_1, "GDTC") == {}
    term = replace(NEW, exempt=frozenset((("GDTC", "", "TERM_1"),)))
    assert one(term, Step.RECORD_TERM_1, "GDTC")[1].open == 0
    assert one(term, Step.RECORD_TERM_2, "GDTC")[1].open == 1
    assert of(replace(NEW, on_plan=frozenset(("TOAN",))), Step.RECORD_TERM_1, "TOAN") == {}


def test_signatures_are_open_from_the_start_and_ready_in_their_turn() -> None:
    assert one(RECORDED, Step.SUBJECT_TEACHERS, "TOAN")[1] == Count(total=1, open=1)
    assert one(OPENED, Step.SUBJECT_TEACHERS, "TOAN")[1] == Count(1, 1, 1, [date(2026, 6, 8)])
    assert one(OPENED, Step.HOMEROOM)[1] == Count(total=1, open=1)
    signed = replace(OPENED, signed=SIGNED)
    assert one(signed, Step.SUBJECT_TEACHERS, "TOAN")[1] == Count(total=1)
    assert one(signed, Step.HOMEROOM) == (LAN, Count(1, 1, 1, [date(2026, 6, 9)]))
    assert one(signed, Step.HEAD) == (DUNG, Count(total=1, open=1))
    later = replace(signed, signed=SIGNED | {"HOMEROOM/": moment("2026-06-10 07:00")})
    assert one(later, Step.HEAD) == (DUNG, Count(1, 1, 1, [date(2026, 6, 10)]))
    assert one(later, Step.SEAL) == (THU, Count(total=1, open=1))


def test_nothing_can_be_signed_while_a_correction_waits() -> None:
    assert one(replace(OPENED, waiting=True), Step.SUBJECT_TEACHERS, "TOAN")[1] == Count(total=1, open=1)


def test_where_the_homeroom_teacher_is_first_no_subject_is_asked_for() -> None:
    first = replace(OPENED, chain=Chain.HOMEROOM_FIRST)
    assert of(first, Step.SUBJECT_TEACHERS, "TOAN") == {}
    assert one(first, Step.HOMEROOM)[1] == Count(1, 1, 1, [date(2026, 6, 8)])


@pytest.mark.parametrize(
    ("status", "still"),
    [(Status.ISSUED, 1), (Status.REJECTED, 1), (Status.SUBMITTED, 0), (Status.ACCEPTED, 0), (Status.CLOSED, 0)],
)
def test_what_is_issued_is_to_be_submitted(status: Status, still: int) -> None:
    issued = replace(OPENED, status=status.value, sealed=moment("2026-06-20 08:00"))
    found = counted(year(), [issued], DAY)
    by_step = {place.step: count.open for place, count in found.items()}
    assert by_step.pop(Step.SUBMIT) == still
    assert set(by_step.values()) == {0}


def test_each_has_his_last_day_and_the_reports_of_the_summer_a_later_one() -> None:
    more = y.DeadlineExtended(
        step=Step.HOMEROOM, grade=None, class_ids=(CLASS_8A,), until=date(2026, 6, 23), reason="Mất điện"
    )
    found = counted(year(more), [OPENED, replace(OPENED, of_summer=True)], DAY)
    days = {step: sorted({place.last for place in found if place.step is step and place.last}) for step in Step}
    assert days[Step.HOMEROOM] == [date(2026, 6, 23), date(2026, 8, 20)]
    assert days[Step.SUBJECT_TEACHERS] == [date(2026, 6, 15), date(2026, 8, 20)]
    assert days[Step.RECORD_TERM_1] == []
    homeroom = Place(Step.HOMEROOM, LAN, CLASS_8A, None, date(2026, 6, 23))
    assert found[homeroom].total == 1
