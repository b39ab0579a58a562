"""The next year from a finished one, by its people's commands (people.md C2.4, C5.2), checked against the reports."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from api.flows import corrections, rosters
from api.flows.desk import Desk
from api.flows.vietnamese_names import name_key
from api.flows.year_decisions import decide_for_year
from domain.report import events as e
from domain.report.state import Report
from domain.school_year import commands as y
from domain.school_year.events import Role
from domain.values import Term
from projections.checking import compare_rows
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import Cli, cli_of
from tests.kit.stages import School, at

pytestmark = pytest.mark.one_server

LAST, NEXT = "2025-2026", "2026-2027"
PUPILS = 5
LEAVING = ("--document", "Quyết định 20/QĐ-THCS ngày 08/5/2026", "--last-day", "08/05/2026")


@dataclass(frozen=True)
class Turned:
    """Both years: 8A lost two, one of it stays behind; 9A finishes. ``answer`` is that of ``year open``."""

    school: School
    cli: Cli
    answer: Any
    last: Desk
    next: Desk

    def reports(self, class_code: str) -> dict[UUID, Report]:
        """Pupil → report of last year, of everybody who was ever on the list."""
        found = self.last.reports([line.report_id for line in rosters.class_list(self.last, class_code)])
        return {report.started.pupil_id: report for report in found.values()}


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turned]:
    with at("opened", PUPILS, ("8A", "9A")) as school:
        cli = cli_of(school, tmp_path_factory.mktemp("next-year"))
        for who in ("CB01", "NV01", "VT01"):
            cli.token(who)
        clerk, principal, officer = cli.as_("VT01"), cli.as_("CB01"), cli.as_("NV01")
        _absent_too_often(school, rosters.find_pupil(school.desk, "8A/2"))
        clerk.fine("pupil", "leave", "--pupil", "8A/3", "--reason", "TRANSFERRED", "--to", "THCS Lê Lợi", *LEAVING)
        clerk.fine("pupil", "leave", "--pupil", "8A/4", "--reason", "DROPPED_OUT", *LEAVING)
        principal.fine("pupil", "attest", "--pupil", "8A/3", "--out", cli.folder / "ket-qua.pdf")
        refused = officer.refused("year", "open", "--from", LAST, exit=1)
        assert refused["error"]["code"] == "year.not_closed"
        for term in Term:
            decide_for_year(school.desk, str(school.staff(Role.PRINCIPAL).staff_id), y.LockTerm(term=term))
        principal.fine("year", "close", "--document", "Nghị quyết tổng kết năm học")
        answer = officer.fine("year", "open", "--from", LAST, "--starts", "07/09/2026", "--homeroom", "9A=GV02")
        school_id = school.desk.ledger.school_id
        yield Turned(school, cli, answer, school.app.desk(school_id, LAST), school.app.desk(school_id))


def _absent_too_often(school: School, report_id: UUID) -> None:
    """50 half-days, by a correction of the homeroom teacher's, which the principal approves: he stays behind."""
    desk, homeroom = school.desk, school.cast.homeroom(school.found)
    standing = desk.report(report_id).absences
    assert standing is not None
    change = e.AbsencesChange(before=standing.value, after=e.Absences(permitted=30, unpermitted=20))
    asked = corrections.request_correction(
        desk,
        report_id,
        (change,),
        str(homeroom.staff_id),
        e.ReasonCode.TYPING_ERROR,
        "Cộng sót số buổi nghỉ của học kì II.",
        key=school.cast.key(homeroom),
    )
    school.cast.approve(asked.request_id)


def test_promoted_retained_departed_transferred_and_finished_are_as_the_reports_say(turned: Turned) -> None:
    reports = turned.reports("8A")
    assert len(reports) == PUPILS
    left = {pupil_id for pupil_id, report in reports.items() if report.left}
    fixed = {p: r.edition.result.promotion for p, r in reports.items() if r.edition and p not in left}
    promoted = {pupil_id for pupil_id, promotion in fixed.items() if promotion == "PROMOTED"}
    retained = set(fixed) - promoted
    assert (len(left), len(retained), len(promoted)) == (2, 1, 2), "all kinds are there"
    lines = rosters.class_list(turned.next, "9A")
    assert {line.pupil_id for line in lines} == promoted
    year = turned.next.year()
    assert set(year.to_place) >= retained
    finished = {p for p, r in turned.reports("9A").items() if r.edition and r.edition.result.completion == "COMPLETED"}
    assert turned.answer["finished"] == len(finished)
    here = {line.pupil_id for code in ("8A", "9A") for line in rosters.class_list(turned.next, code)}
    assert not here & (left | finished | retained)
    assert {turned.answer[name] for name in ("promoted", "left")} == {2}
    assert turned.answer["to_place"] == len(year.to_place) == 1 + PUPILS - len(finished)


def test_the_results_of_who_was_transferred_are_signed_by_the_principal(turned: Turned) -> None:
    file = turned.cli.folder / "ket-qua.pdf"
    judged = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in judged
    assert "Total document signed" in judged
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    (report,) = [each for each in turned.reports("8A").values() if each.attested]
    assert report.attested
    assert report.attested.value.paper.number in text
    for shown in ("Kết quả học tập, rèn luyện đến ngày chuyển trường", "08/05/2026", "THCS Lê Lợi", "ĐTBmhk"):
        assert shown in text
    refused = turned.cli.as_("CB01").refused("pupil", "attest", "--pupil", "8A/4", "--year", LAST, exit=1)
    assert refused["error"]["code"] == "attest.not_transferred"


def test_numbers_are_given_in_the_order_of_names_and_the_pupil_s_stream_goes_on(turned: Turned) -> None:
    lines = rosters.class_list(turned.next, "9A")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert [line.full_name for line in lines] == sorted((line.full_name for line in lines), key=name_key)
    for line in lines:
        pupil, before = turned.next.pupil(line.pupil_id), turned.reports("8A")[line.pupil_id]
        assert [each.report_id for each in pupil.enrolments] == [before.report_id, line.report_id]
        report = turned.next.report(line.report_id)
        assert (report.started.grade, report.marks, report.programme) == (9, {}, before.programme)


def test_staff_and_certificates_go_on_and_assignments_are_blank(turned: Turned) -> None:
    last, year = turned.last.year(), turned.next.year()
    assert (year.name, year.previous) == (NEXT, last.school_year_id)
    assert year.staff == last.staff
    assert year.certificates == last.certificates
    assert year.policies == last.policies
    assert sorted(each.code for each in year.classes.values()) == ["8A", "9A"]
    assert (year.teaching, year.delegations, year.deadlines, year.locked) == ({}, {}, {}, set())
    heads = {each.code: year.homeroom_teacher(each.class_id, year.calendar.starts) for each in year.classes.values()}
    assert {code: staff.code if staff else None for code, staff in heads.items()} == {"8A": None, "9A": "GV02"}


def test_who_stays_behind_is_placed_in_his_grade_and_last_year_takes_corrections_only(turned: Turned) -> None:
    officer = turned.cli.as_("NV01")
    (waiting,) = [each for each in shown(turned)["to_place"] if each["class_code"] == "8A"]
    assert waiting["why"] == "RETAINED"
    place = ("year", "place", "--pupil", waiting["pupil_id"], "--class")
    assert officer.refused(*place, "9A", exit=1)["error"]["code"] == "enrol.grade"
    assert officer.fine(*place, "8A")["number"] == 1
    assert [each for each in shown(turned)["to_place"] if each["class_code"] == "8A"] == []
    again = officer.refused("year", "open", "--from", LAST, exit=1)
    assert again["error"]["code"] == "year.continued"
    move = ("pupil", "rejoin", "--pupil", "8A/3", "--to", "8A", "--document", "QĐ 5", "--year", LAST)
    assert turned.cli.as_("VT01").refused(*move, exit=1)["error"]["code"] == "year.closed"


def shown(turned: Turned) -> Any:
    return turned.cli.fine("year", "show")


def test_the_ledger_and_its_read_models_are_whole(turned: Turned) -> None:
    turned.next.runner.catch_up(turned.next.ledger)
    check_ledger(turned.next.ledger)
    compared = compare_rows(turned.next.runner, turned.next.ledger)
    assert (compared.differing, compared.stopped) == ([], None)
