"""Class lists over a year on a real ledger: who comes, moves, leaves, comes back, and whom two list at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.app import PROJECTIONS
from api.flows import rosters
from api.flows.board.reminders import reminders
from api.flows.demo.generator import generate
from api.flows.desk import Desk, command
from api.flows.rosters import Listed
from api.flows.school_model import PupilRow
from api.routes.classes import gradebook_rows
from domain.errors import Rejected
from domain.ledger import NewEvents
from domain.report import commands as c
from domain.report.decide import decide
from domain.report.events import LeavingReason
from domain.school_year.events import Role
from domain.school_year.state import Staff
from domain.values import Cell, Column, Score, Term
from projections.checking import compare_rows
from tests.kit.stages import School, at

CLASSES = ("8A", "8B")
DECISION = "Quyết định 12/QĐ-THCS"
NEWCOMERS = generate(7, classes=(("8A", 6),)).file.pupils


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("loaded", 3, CLASSES) as school:
        yield school


def clerk(school: School) -> str:
    return str(school.staff(Role.CLERK).staff_id)


def newcomer(n: int, class_code: str = "8A", **values: object) -> PupilRow:
    return NEWCOMERS[n].model_copy(
        update={"class_code": class_code, "number": None, "pupil_code": f"{n:010}", **values}
    )


def numbers(desk: Desk, class_code: str) -> list[tuple[int, bool]]:
    """List number → struck through."""
    return [(line.number, line.last_day is not None) for line in rosters.class_list(desk, class_code)]


def leaving(day: date) -> c.LeaveSchool:
    values = {"reason": LeavingReason.TRANSFERRED, "destination": "THCS Lê Lợi", "document": DECISION}
    return c.LeaveSchool(last_day=day, **values)


def test_a_year_of_comings_and_goings_leaves_every_number_where_it_was(school: School) -> None:
    desk, who = school.desk, clerk(school)
    minh = rosters.find_pupil(desk, "8A/2")
    day = desk.today
    rosters.leave(desk, str(school.cast.homeroom(school.found).staff_id), minh, leaving(day - timedelta(days=9)))
    assert numbers(desk, "8A") == [(1, False), (2, True), (3, False)]
    assert [member.number for member in school.members] == [1, 3]
    moved = rosters.move(desk, who, rosters.find_pupil(desk, "8A/3"), "8B", day - timedelta(days=5), DECISION)
    assert (moved.class_code, moved.number) == ("8B", 4)
    joined = rosters.enrol(desk, who, newcomer(0))
    assert (joined.class_code, joined.number) == ("8A", 4)
    back = rosters.rejoin(desk, who, minh, "8A", day, DECISION)
    assert back.number == 5
    assert numbers(desk, "8A") == [(1, False), (2, True), (3, True), (4, False), (5, False)]
    assert numbers(desk, "8B") == [(1, False), (2, False), (3, False), (4, False)]
    struck = [line for line in rosters.class_list(desk, "8A") if line.last_day]
    assert [(line.ended, line.destination) for line in struck] == [("TRANSFERRED", "THCS Lê Lợi"), ("MOVED", None)]
    assert struck[1].last_day == day - timedelta(days=6)
    assert {member.report_id for member in school.members} == {rosters.find_pupil(desk, f"8A/{n}") for n in (1, 4, 5)}


def asked_of(school: School, class_code: str) -> int:
    """How many reports the teacher of Toán has to record in a class, by the reminders."""
    (asked,) = [
        each.total
        for each in reminders(school.desk)
        if (each.step.value, each.class_code, each.subject) == ("RECORD_TERM_1", class_code, "TOAN")
    ]
    return asked


def test_of_who_left_nothing_is_asked_and_of_who_moved_the_new_class(school: School) -> None:
    """people.md C2.4: out of every count from that day on; the list numbers of others do not shift."""
    desk, before = school.desk, {code: asked_of(school, code) for code in CLASSES}
    rosters.leave(desk, clerk(school), rosters.find_pupil(desk, "8B/1"), leaving(desk.today))
    assert {code: asked_of(school, code) for code in CLASSES} == before | {"8B": before["8B"] - 1}
    rosters.move(desk, clerk(school), rosters.find_pupil(desk, "8B/2"), "8A", desk.today, DECISION)
    assert asked_of(school, "8A") == before["8A"] + 1
    assert numbers(desk, "8B")[:3] == [(1, True), (2, True), (3, False)]


def test_the_old_class_keeps_the_marks_of_then_and_the_new_one_goes_on(school: School) -> None:
    """Marks follow the pupil: 8A sees them as they stood when he went, 8B records on."""
    desk, day = school.desk, school.desk.today
    report_id = rosters.find_pupil(desk, "8A/1")
    sheet = [Cell(subject="TOAN", term=Term.ONE, column=column) for column in (Column.TX1, Column.TX2)]
    old, new = (school.cast.teacher(desk.year().school_class(code), "TOAN") for code in CLASSES)
    record(desk, report_id, sheet[0], old)
    rosters.move(desk, clerk(school), report_id, "8B", day, DECISION)
    record(desk, report_id, sheet[1], new)
    desk.runner.catch_up(desk.ledger)
    shown = {code: gradebook_rows(desk, desk.year().school_class(code), "TOAN") for code in CLASSES}
    (then,) = [row for row in shown["8A"] if row.report_id == report_id]
    (now,) = [row for row in shown["8B"] if row.report_id == report_id]
    assert (then.number, then.last_day, [mark.column for mark in then.marks]) == (1, day - timedelta(days=1), ["TX1"])
    assert (now.last_day, [mark.column for mark in now.marks]) == (None, ["TX1", "TX2"])


def record(desk: Desk, report_id: UUID, cell: Cell, teacher: Staff) -> None:
    year, report = desk.year(), desk.report(report_id)
    asked = c.RecordSubject(subject="TOAN", marks={cell: Score(8)})
    events = decide(report, asked, year, desk.context(str(teacher.staff_id)))
    order = command(str(teacher.staff_id), "record", str(cell))
    desk.append([NewEvents(report_id, report.version, tuple(events))], order, guards=[desk.guard(year)])


def test_the_read_model_is_what_a_replay_gives(school: School) -> None:
    """Whatever was done before: folded anew, row by row."""
    school.desk.runner.catch_up(school.desk.ledger)
    compared = compare_rows(school.desk.runner, school.desk.ledger)
    assert "roster" in {table for each in PROJECTIONS for table in each.tables}
    assert (compared.differing, compared.behind, compared.stopped) == ([], {}, None)


def test_who_is_in_the_ledger_already_is_not_registered_again(school: School) -> None:
    desk, who = school.desk, clerk(school)
    joined = rosters.enrol(desk, who, newcomer(1))
    with pytest.raises(Rejected) as caught:
        rosters.enrol(desk, school.teacher("TOAN"), newcomer(1))
    assert caught.value.code == "right.none", "who may enrol nobody is not told whom the school knows"
    with pytest.raises(Rejected) as caught:
        rosters.enrol(desk, who, newcomer(1, "8B", full_name="Tên Khác"))
    assert (caught.value.code, caught.value.facts["pupil_id"]) == ("pupil.known", joined.pupil_id)
    with pytest.raises(Rejected) as caught:
        rosters.place(desk, who, joined.pupil_id, "8B", None)
    assert caught.value.code == "enrol.already"


def test_a_day_before_the_year_is_no_day_of_enrolment_and_a_teacher_enrols_nobody(school: School) -> None:
    with pytest.raises(Rejected) as caught:
        rosters.enrol(school.desk, clerk(school), newcomer(2, enrolled_on=date(2025, 1, 1)))
    assert caught.value.code == "enrol.day"
    with pytest.raises(Rejected) as caught:
        rosters.enrol(school.desk, school.teacher("TOAN"), newcomer(2))
    assert caught.value.code == "right.none"


def test_two_clerks_at_once_never_give_one_number_twice(school: School) -> None:
    start = threading.Barrier(2)
    with school.another_process() as other:

        def one(desk: Desk, n: int) -> Listed:
            start.wait()
            return rosters.enrol(desk, clerk(school), newcomer(n, "8B"))

        with ThreadPoolExecutor(2) as people:
            found = list(people.map(one, (school.desk, other), (3, 4)))
    first = min(each.number for each in found)
    assert sorted(each.number for each in found) == [first, first + 1]
    given = [number for number, _ in numbers(school.desk, "8B")]
    assert given == sorted(set(given))
