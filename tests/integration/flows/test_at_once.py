"""People who act at the same moment: real threads, each with connections of his own, on the real database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest

from api.flows import corrections, gradebooks
from api.flows.desk import Desk, attempt, operator_command
from api.flows.issuing import issue_reports
from domain.context import OPERATOR
from domain.errors import HocbaError, Rejected
from domain.ledger import NewEvents
from domain.report import events as e
from domain.report.state import RequestStatus
from domain.school_year import commands as y
from domain.school_year import state as school_years
from domain.school_year.decide import decide
from domain.school_year.events import Role, TeachingEnded
from tests.integration.flows.asking import ask
from tests.kit.check_ledger import check_ledger
from tests.kit.held import head_held
from tests.kit.stages import School, at

#: Rounds in which nobody knows who is first.
AT_ONCE = 4


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Everybody starts at the same moment; answers, or the errors of ours that were raised."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except HocbaError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(one, acts))


def end_teaching(desk: Desk, school: School, subject: str) -> None:
    """His last day was yesterday: nothing that he records today stands on a right."""
    yesterday = desk.today - timedelta(days=1)
    staff = school.cast.teacher(school.found, subject)
    asked = y.EndTeaching(class_id=school.found.class_id, subject=subject, staff_id=staff.staff_id, last_day=yesterday)

    def once() -> None:
        year = desk.year()
        events = tuple(decide(year, asked, desk.context(OPERATOR)))
        order = operator_command("year end-teaching", asked.model_dump(mode="json"))
        desk.append([NewEvents(desk.school_year_id, year.version, events)], order)

    attempt(desk.ledger, once)


def in_turn(school: School, first: Callable[[], object], second: Callable[[], object]) -> None:
    """Both have decided and wait for the head of the ledger, the first one in front."""
    with ThreadPoolExecutor(2) as people:
        with head_held(school.database, school.desk.ledger.school_id) as held:
            acts = []
            for count, act in enumerate((first, second), start=1):
                acts.append(people.submit(act))
                held.wait_for(count)
        for act in acts:
            act.result()


@pytest.mark.parametrize("round_", ["before", "in front", "behind", "after", *range(AT_ONCE)])
def test_every_mark_was_recorded_under_a_right_that_stood_at_its_position(round_: str | int) -> None:
    """The right ends before the import, after it, in front of or behind it at the head, and at the same moment."""
    subject = ("TOAN", "NGU_VAN", "KHTN")[round_ % 3 if isinstance(round_, int) else 0]
    with at("loaded") as school, school.another_process() as other:
        path, actor = school.files[subject].path, school.teacher(subject)
        imported: list[object] = []

        def record() -> None:
            try:
                imported.append(gradebooks.import_gradebook(school.desk, path, actor))
            except HocbaError as error:
                imported.append(error)

        def end() -> None:
            end_teaching(other, school, subject)

        match round_:
            case "before":
                end()
                record()
            case "in front":
                in_turn(school, end, record)
            case "behind":
                in_turn(school, record, end)
            case "after":
                record()
                end()
            case _:
                assert at_once(record, end) == [None, None]
        entries = list(school.desk.ledger.entries())
        end_position = next(entry.position for entry in entries if isinstance(entry.data, TeachingEnded))
        marks = [entry.position for entry in entries if isinstance(entry.data, e.ScoreRecorded)]
        (answer,) = imported
        refused = isinstance(answer, HocbaError)
        if refused:
            assert answer.code == "right.ended"
            assert marks == []
        else:
            assert marks
            assert max(marks) < end_position
        if isinstance(round_, str):
            assert refused == (round_ in ("before", "in front"))
        check_ledger(school.desk.ledger)


def test_a_teacher_whose_assignment_has_ended_records_nothing() -> None:
    with at("loaded") as school:
        end_teaching(school.desk, school, "TOAN")
        size = school.desk.ledger.size()
        with pytest.raises(Rejected) as caught:
            gradebooks.import_gradebook(school.desk, school.files["TOAN"].path, school.teacher("TOAN"))
        assert caught.value.code == "right.ended"
        assert school.desk.ledger.size() == size


def test_twelve_teachers_record_into_the_same_reports_at_once() -> None:
    with at("loaded", 6) as school, ExitStack() as processes:
        acts = []
        for subject, filled in school.files.items():
            if subject:
                desk = processes.enter_context(school.another_process())

                def act(desk: Desk = desk, filled=filled) -> object:
                    return gradebooks.import_gradebook(desk, filled.path, str(filled.teacher.staff_id))

                acts.append(act)
        answers = at_once(*acts)
        assert [answer for answer in answers if isinstance(answer, HocbaError)] == []
        # Each value once: as many entries as the twelve say they have recorded.
        entries = [entry for entry in school.desk.ledger.entries() if entry.topic.startswith("hocba.report.")]
        assert sum(answer.recorded for answer in answers) == len(entries) - len(school.members)
        check_ledger(school.desk.ledger)


@pytest.mark.parametrize("round_", range(4))
def test_the_same_file_twice_at_once_is_recorded_once(round_: int) -> None:
    with at("loaded") as school, school.another_process() as other:
        path, actor = school.files["TOAN"].path, school.teacher("TOAN")
        answers = at_once(*(lambda d=d: gradebooks.import_gradebook(d, path, actor) for d in (school.desk, other)))
        recorded = sorted(answer.recorded for answer in answers)
        marks = [e_ for e_ in school.desk.ledger.entries() if isinstance(e_.data, (e.ScoreRecorded, e.CommentRecorded))]
        assert recorded == [0, len(marks)]
        assert sorted(answer.repeated for answer in answers) == [False, True]


@pytest.mark.parametrize("round_", range(6))
def test_of_two_decisions_at_once_exactly_one_wins(round_: int) -> None:
    with at("recorded") as school, school.another_process() as other:
        request_id = ask(school, school.members[0], "TOAN")
        principal = school.cast.principal
        actor, key = str(principal.staff_id), school.cast.key(principal)
        answers = at_once(
            lambda: corrections.approve_correction(school.desk, request_id, actor, key, "Đồng ý."),
            lambda: corrections.refuse_correction(other, request_id, actor, key, "Không đồng ý."),
        )
        lost = [answer for answer in answers if isinstance(answer, HocbaError)]
        assert [error.code for error in lost] == ["correction.decided"]
        report = school.desk.report(school.members[0].report_id)
        assert report.requests[request_id].status in (RequestStatus.APPROVED, RequestStatus.REFUSED)
        decided = (e.CorrectionApproved, e.CorrectionRefused)
        assert len([one for one in school.desk.ledger.entries() if isinstance(one.data, decided)]) == 1


def test_two_clerks_issue_the_same_class_and_nothing_happens_twice() -> None:
    with at("sealed") as school, school.another_process() as other:
        clerk, keys, members = str(school.staff(Role.CLERK).staff_id), school.issue_keys, school.members
        url = school.app.settings.public_url
        answers = at_once(*(lambda d=d: issue_reports(d, members, clerk, keys, url) for d in (school.desk, other)))
        assert [answer for answer in answers if isinstance(answer, HocbaError)] == []
        entries = list(school.desk.ledger.entries())
        for kind in (e.ReportIssued, e.DocumentSealed):
            assert len([entry for entry in entries if isinstance(entry.data, kind)]) == len(members)
        for report in school.desk.reports([member.report_id for member in members]).values():
            assert report.document
            assert school.desk.ledger.blob(report.document.pdf_sha256).startswith(b"%PDF-")
        check_ledger(school.desk.ledger, keys.log.verifier_key)


def test_the_year_of_the_guard_is_that_of_the_decision() -> None:
    """The fold that a decision used is the one whose version is guarded."""
    with at("loaded") as school:
        year = school.desk.year()
        assert school.desk.guard(year).version == len(school.desk.ledger.stream(school.desk.school_year_id))
        assert school_years.fold(year.school_year_id, school.desk.ledger.stream(year.school_year_id)) == year
