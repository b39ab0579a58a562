"""What an import of a workbook lets into the ledger, and what it does not."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from api.flows import gradebooks
from api.flows.desk import command
from domain.errors import Faults, Misused, Rejected
from domain.ledger import NewEvents
from domain.report.events import CommentRecorded, ScoreRecorded
from domain.school_year.events import Role
from domain.values import Cell, Column, Score, Term
from tests.kit.stages import School, at
from tests.kit.workbooks import fill_gradebook, place

TX1 = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
TX2 = Cell(subject="TOAN", term=Term.ONE, column=Column.TX2)
SHEET = "Học kì I"


def own_copy(school: School, folder: Path, subject: str = "TOAN") -> Path:
    return Path(shutil.copy(school.files[subject].path, folder / f"{subject}.xlsx"))


def test_all_bad_cells_are_named_together_and_nothing_of_the_file_enters(tmp_path: Path) -> None:
    with at("loaded") as school:
        path, members = own_copy(school, tmp_path), school.members
        first, second, third = (member.pupil_id for member in members)
        fill_gradebook(path, {(first, TX1): 6.75, (second, TX2): 11, (third, TX1): "tám"})
        size = school.desk.ledger.size()
        with pytest.raises(Faults) as caught:
            gradebooks.import_gradebook(school.desk, path, school.teacher("TOAN"))
        found = {(fault.code, fault.facts["cell"]) for fault in caught.value.faults}
        assert found == {
            ("score.decimals", place(path, SHEET, first, "TX1")),
            ("score.range", place(path, SHEET, second, "TX2")),
            ("score.text", place(path, SHEET, third, "TX1")),
        }
        assert school.desk.ledger.size() == size


def test_two_decimals_enter_rounded_half_up_when_asked_for(tmp_path: Path) -> None:
    with at("loaded") as school:
        path, member = own_copy(school, tmp_path), school.members[0]
        fill_gradebook(path, {(member.pupil_id, TX1): 6.75})
        gradebooks.import_gradebook(school.desk, path, school.teacher("TOAN"), round_half_up=True)
        assert school.desk.report(member.report_id).marks[TX1].value == Score("6.8")


def test_new_cells_enter_and_changed_cells_are_listed(tmp_path: Path) -> None:
    with at("loaded") as school:
        path, members = own_copy(school, tmp_path), school.members
        fill_gradebook(path, {(members[0].pupil_id, TX1): None})
        teacher = school.teacher("TOAN")
        before = gradebooks.import_gradebook(school.desk, path, teacher)
        stood = school.desk.report(members[1].report_id).marks[TX1].value
        assert isinstance(stood, Score)
        other = "9.5" if stood != Score("9.5") else "9"
        fill_gradebook(path, {(members[0].pupil_id, TX1): 8, (members[1].pupil_id, TX1): float(other)})

        for turn in range(2):  # the list is computed afresh each time
            after = gradebooks.import_gradebook(school.desk, path, teacher)
            (changed,) = after.changed
            assert (changed.number, changed.recorded, changed.given) == (2, stood, Score(other))
            assert (after.recorded, after.repeated) == ((1, False) if turn == 0 else (0, True))
            assert after.unchanged == before.recorded - 1 + turn
        assert school.desk.report(members[0].report_id).marks[TX1].value == Score("8")
        assert school.desk.report(members[1].report_id).marks[TX1].value == stood


def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    with at("loaded") as school:
        for subject, filled in school.files.items():
            actor, read = str(filled.teacher.staff_id), gradebooks.import_homeroom
            if subject:
                read = gradebooks.import_gradebook
            first = read(school.desk, filled.path, actor)
            size = school.desk.ledger.size()
            again = read(school.desk, filled.path, actor)
            assert (first.repeated, again.repeated) == (False, True)
            assert (again.recorded, again.unchanged, again.changed) == (0, first.recorded, ())
            assert school.desk.ledger.size() == size


def test_the_file_of_another_teacher_is_refused() -> None:
    with at("loaded") as school:
        size = school.desk.ledger.size()
        for actor in (school.teacher("NGU_VAN"), str(school.staff(Role.CLERK).staff_id), str(uuid4())):
            with pytest.raises(Rejected) as caught:
                gradebooks.import_gradebook(school.desk, school.files["TOAN"].path, actor)
            assert caught.value.code in ("right.missing", "right.not_staff")
        with pytest.raises(Rejected) as caught:
            gradebooks.import_homeroom(school.desk, school.files[None].path, school.teacher("TOAN"))
        assert caught.value.code == "right.missing"
        assert school.desk.ledger.size() == size


def test_rights_are_checked_before_a_repeated_file_is_recognised() -> None:
    """Who has no right learns nothing about what was recorded, not even that this file was."""
    with at("recorded") as school, pytest.raises(Rejected) as caught:
        gradebooks.import_gradebook(school.desk, school.files["TOAN"].path, school.teacher("KHTN"))
    assert caught.value.code == "right.missing"


def test_a_homeroom_file_is_no_gradebook() -> None:
    with at("loaded") as school:
        for read, subject in ((gradebooks.import_gradebook, None), (gradebooks.import_homeroom, "TOAN")):
            with pytest.raises(Rejected) as caught:
                read(school.desk, school.files[subject].path, school.teacher("TOAN"))
            assert caught.value.code == "workbook.other_kind"


def test_a_file_of_another_school_is_refused() -> None:
    with at("loaded", 3) as school, at("loaded", 6) as other:
        with pytest.raises(Rejected) as caught:
            gradebooks.import_gradebook(school.desk, other.files["TOAN"].path, school.teacher("TOAN"))
        assert caught.value.code == "import.other_year"


def test_what_is_no_workbook_cannot_be_judged(tmp_path: Path) -> None:
    (tmp_path / "F.xlsx").write_bytes(b"PK\x03\x04 no zip")
    with at("loaded") as school:
        for path in (tmp_path / "F.xlsx", tmp_path / "missing.xlsx", tmp_path):
            with pytest.raises(Misused):
                gradebooks.import_gradebook(school.desk, path, school.teacher("TOAN"))


def test_nothing_new_enters_an_opened_report_and_the_pupil_is_named(tmp_path: Path) -> None:
    with at("loaded") as school:
        path, members = own_copy(school, tmp_path), school.members
        late = {(members[0].pupil_id, TX2): None}
        (tmp_path / "full").mkdir()
        full = own_copy(school, tmp_path / "full")
        fill_gradebook(path, late)
        for subject, filled in school.files.items():
            if subject != "TOAN":
                school.cast.record(filled)
        gradebooks.import_gradebook(school.desk, path, school.teacher("TOAN"))
        outcome = school.cast.open(school.members)
        assert [member.number for member, _ in outcome.refused] == [1]
        assert "TX2" in outcome.refused[0][1].text("vi")
        # The pending pupil's late mark enters, though the others are open already; then his report opens, too.
        late_one = gradebooks.import_gradebook(school.desk, full, school.teacher("TOAN"))
        assert late_one.recorded == 1
        again = school.cast.open(school.members)
        assert (again.done, again.passed) == ([members[0].report_id], 2)


def test_the_same_command_id_with_other_content_is_an_error() -> None:
    """Design §2: same id and input, the first answer again; same id, other input (or another person), an error."""
    with at("loaded") as school:
        desk, member = school.desk, school.members[0]
        command_id = uuid4()
        events = (CommentRecorded(subject="TOAN", text="Chăm học."),)

        def send(text: str, actor: str) -> object:
            report = desk.report(member.report_id)
            new = [NewEvents(member.report_id, report.version, events)]
            return desk.append(new, command(actor, "record", text, command_id))

        first, again = send("một", "a"), send("một", "a")
        assert (first.repeated, again.repeated) == (False, True)
        assert (again.first_position, again.last_position) == (first.first_position, first.last_position)
        for text, actor in (("hai", "a"), ("một", "b")):
            with pytest.raises(Rejected) as caught:
                send(text, actor)
            assert caught.value.code == "command.reused"
        assert len(desk.report(member.report_id).comments) == 1


def test_every_mark_of_the_file_stands_with_its_own_entry() -> None:
    with at("recorded") as school:
        scores = [entry for entry in school.desk.ledger.entries() if isinstance(entry.data, ScoreRecorded)]
        reports = school.desk.reports([member.report_id for member in school.members])
        assert len(scores) == sum(len(report.marks) for report in reports.values())
        for entry in scores:
            standing = reports[entry.stream_id].marks[entry.data.cell]
            assert (standing.position, standing.actor) == (entry.position, school.teacher(entry.data.cell.subject))
