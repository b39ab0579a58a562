"""Many files give what each of them gives alone: in one process that keeps the class, and over several processes."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api.app import App
from api.flows.bulk_imports import FILES_ALONE_MAX, import_everything
from api.flows.demo.acting import Filled
from api.flows.desk import Desk, command
from api.flows.gradebooks import Answer, Imported, Importer, Sent, import_files, import_gradebook, import_homeroom
from api.workers import Workers
from domain.errors import Faults, HocbaError, Tampered
from domain.ledger import NewEvents
from domain.report.events import ScoreRecorded
from domain.values import Cell, Column, Mark, Score, Term
from tests.integration.audit.ledgers import Attacker
from tests.integration.flows.asking import change
from tests.integration.flows.test_at_once import end_teaching
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at
from tests.kit.workbooks import fill_gradebook, fill_homeroom

CLASSES = ("6A", "7A", "8A")
TX1 = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)


def alone(desk: Desk, sent: Sent) -> Answer:
    """As if nobody else had a file."""
    try:
        if sent.kind == "homeroom":
            return import_homeroom(desk, sent.path, sent.actor)
        return import_gradebook(desk, sent.path, sent.actor, round_half_up=sent.round_half_up)
    except HocbaError as error:
        return error


def said(answer: Answer) -> object:
    """What a person is told, so that answers of different runs can be compared."""
    return (type(answer).__name__, answer.code, answer.text("vi")) if isinstance(answer, HocbaError) else answer


def recorded(desk: Desk) -> dict[UUID, list[tuple[str, object]]]:
    """Stream → who recorded what, in order of version."""
    found: dict[UUID, list[tuple[str, object]]] = {}
    for entry in desk.ledger.entries():
        if entry.topic.startswith("hocba.report."):
            found.setdefault(entry.stream_id, []).append((entry.actor, entry.data))
    return found


def changed_copy(filled: Filled, folder: Path, pupil_id: UUID, marks: dict[Cell, object]) -> Sent:
    """The file with some marks of one pupil typed anew."""
    path = Path(shutil.copy(filled.path, folder / f"{uuid4()}.xlsx"))
    fill_gradebook(path, {(pupil_id, cell): value for cell, value in marks.items()})
    return Sent(path, "gradebook", filled.sent.actor)


def messy(school: School, folder: Path, seed: int) -> list[Sent]:
    """Every file of the school in a random order, with faults, other people's files, repeats and later versions."""
    chance = random.Random(seed)
    members = {found.code: school.desk.members(found) for found in school.cast.classes}
    files = [filled.sent for filled in school.every_file]
    for filled in school.every_file:
        if filled.subject != "TOAN":
            continue
        pupil_id = chance.choice(members[filled.path.name[:2]]).pupil_id
        files.append(changed_copy(filled, folder, pupil_id, {TX1: 11, TX1.model_copy(update={"term": Term.TWO}): "x"}))
        files.append(changed_copy(filled, folder, pupil_id, {TX1: chance.choice([None, 0, 10])}))
        files.append(Sent(filled.path, "gradebook", school.every_file[0].sent.actor))
        files.append(Sent(filled.path, "homeroom", filled.sent.actor))
    (folder / f"{seed}.xlsx").write_bytes(b"PK\x03\x04 no zip")
    files.append(Sent(folder / f"{seed}.xlsx", "gradebook", files[0].actor))
    homeroom = next(filled for filled in school.every_file if filled.subject is None)
    late = Path(shutil.copy(homeroom.path, folder / f"{seed}-late.xlsx"))
    fill_homeroom(late, {(members[CLASSES[0]][0].pupil_id, Term.ONE): "Giỏi"})
    files += [Sent(late, "homeroom", homeroom.sent.actor), *chance.sample(files, 3)]
    chance.shuffle(files)
    return files


@pytest.mark.parametrize("seed", range(4))
def test_files_in_any_order_give_what_each_of_them_gives_alone(seed: int, tmp_path: Path) -> None:
    with at("loaded", classes=CLASSES) as school, at("loaded", classes=CLASSES) as reference:
        files = messy(school, tmp_path, seed)
        answers = [said(answer) for answer in import_files(school.desk, files)]
        assert answers == [said(alone(reference.desk, sent)) for sent in files]
        kinds = Counter(type(answer).__name__ for answer in answers)
        assert kinds["Imported"] > 30
        assert kinds["tuple"] > 6  # errors, with their texts
        assert recorded(school.desk) == recorded(reference.desk)
        check_ledger(school.desk.ledger)


@pytest.mark.parametrize("seed", [11, 12])
def test_several_processes_give_what_each_file_gives_alone(seed: int, tmp_path: Path) -> None:
    with at("loaded", classes=CLASSES) as school, at("loaded", classes=CLASSES) as reference:
        files = messy(school, tmp_path, seed)
        assert len(files) > FILES_ALONE_MAX
        with Workers(school.app, 2) as workers:
            answers = dict(import_everything(workers, school.desk, files))
            assert len(workers.memory_peaks) > 1
        assert [said(answers[place]) for place in range(len(files))] == [
            said(alone(reference.desk, sent)) for sent in files
        ]
        assert recorded(school.desk) == recorded(reference.desk)
        check_ledger(school.desk.ledger)


def test_what_is_kept_of_a_class_is_what_reading_it_again_gives() -> None:
    """Positions, times and people of every value as well, after files that entered and files that were refused."""
    with at("loaded") as school:
        importer = Importer(school.desk)
        for filled in school.every_file:
            importer.record(filled.sent)
            with pytest.raises(HocbaError):
                importer.record(Sent(filled.path, filled.sent.kind, str(uuid4())))
            kept = importer._kept
            assert kept is not None
            reports = {report.report_id: report for _, report in kept.rows}
            assert reports == school.desk.reports(list(reports))
            assert kept.versions == school.desk.ledger.versions(kept.versions)
        assert len(kept.versions) == 1 + 2 * len(school.members)


def record_elsewhere(desk: Desk, report_id: UUID, cell: Cell, mark: Mark, actor: str) -> None:
    """Somebody at another desk records one mark."""
    report = desk.report(report_id)
    desk.append(
        [NewEvents(report_id, report.version, (ScoreRecorded(cell=cell, mark=mark),))],
        command(actor, "record", [str(report_id), str(cell), str(mark)]),
    )


def test_what_somebody_records_between_two_files_is_seen_by_the_next() -> None:
    with at("loaded") as school, school.another_process() as other:
        member, gdcd = school.members[0], Cell(subject="GDCD", term=Term.ONE, column=Column.TX1)
        files = {subject: filled.sent for subject, filled in school.files.items()}
        answers = import_files(school.desk, [files["TOAN"], files["GDCD"], files["KHTN"]])
        assert isinstance(next(answers), Imported)
        record_elsewhere(other, member.report_id, gdcd, Score("0.1"), school.teacher("GDCD"))
        second = next(answers)
        assert isinstance(second, Imported)
        (difference,) = second.changed
        assert (difference.number, difference.place, difference.recorded) == (1, gdcd, Score("0.1"))
        last = next(answers)
        assert isinstance(last, Imported)
        assert last.changed == ()
        assert school.desk.report(member.report_id).marks[gdcd].value == Score("0.1")
        check_ledger(school.desk.ledger)


def test_what_somebody_records_while_a_file_is_decided_makes_it_decided_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just before the append, so that the database itself finds the conflict."""
    with at("loaded") as school, school.another_process() as other:
        member, gdcd = school.members[0], Cell(subject="GDCD", term=Term.ONE, column=Column.TX1)
        files = {subject: filled.sent for subject, filled in school.files.items()}
        importer = Importer(school.desk)
        importer.record(files["TOAN"])
        append, tries = school.desk.append, []

        def beaten(*given: object, **named: object) -> object:
            tries.append(given)
            if len(tries) == 1:
                record_elsewhere(other, member.report_id, gdcd, Score("0.1"), school.teacher("GDCD"))
            return append(*given, **named)

        monkeypatch.setattr(school.desk, "append", beaten)
        answer = importer.record(files["GDCD"])
        assert len(tries) == 2
        assert [difference.place for difference in answer.changed] == [gdcd]
        assert answer.recorded == sum(len(new.events) for new in tries[1][0])
        check_ledger(school.desk.ledger)


def test_a_right_withdrawn_between_two_files_stops_the_next() -> None:
    with at("loaded") as school, school.another_process() as other:
        files = {subject: filled.sent for subject, filled in school.files.items()}
        answers = import_files(school.desk, [files["TOAN"], files["GDCD"], files["KHTN"]])
        next(answers)
        end_teaching(other, school, "GDCD")
        refused, fine = answers
        assert isinstance(refused, HocbaError)
        assert refused.code == "right.ended"
        assert isinstance(fine, Imported)


def test_a_correction_approved_between_two_files_is_the_value_that_stands(tmp_path: Path) -> None:
    with at("recorded") as school:
        files = {subject: filled.sent for subject, filled in school.files.items()}
        answers = import_files(school.desk, [files["TOAN"], files["TOAN"]])
        before = next(answers)
        wanted = change(school.desk, school.members[0], "TOAN")
        request = school.cast.ask(
            school.found, school.members[0].report_id, "TOAN", "Nhập nhầm.", "1/BC", _paper(tmp_path)
        )
        school.cast.approve(request)
        after = next(answers)
        assert isinstance(before, Imported)
        assert isinstance(after, Imported)
        assert (before.changed, before.repeated) == ((), True)
        assert [(each.recorded, each.given) for each in after.changed] == [(wanted.after, wanted.before)]


def _paper(folder: Path) -> Path:
    path = folder / "bao-cao.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return path


def test_two_bulk_imports_of_the_same_files_record_each_value_once() -> None:
    with at("loaded", classes=CLASSES) as school, at("loaded", classes=CLASSES) as reference:
        files = [filled.sent for filled in school.every_file]
        with App(school.app.settings, school.app.addresses) as second, ThreadPoolExecutor(2) as people:
            desks = (school.app, second)
            both = list(people.map(lambda app: _import_all(app, school.desk.ledger.school_id, files), desks))
        for sent in files:
            alone(reference.desk, sent)
        assert recorded(school.desk) == recorded(reference.desk)
        for one, other in zip(*both, strict=True):
            assert isinstance(one, Imported)
            assert isinstance(other, Imported)
            assert sorted((one.repeated, other.repeated)) == [False, True]
            assert 0 in (one.recorded, other.recorded)
            assert max(one.recorded, other.recorded) == max(one.unchanged, other.unchanged)
        check_ledger(school.desk.ledger)


def _import_all(app: App, school_id: UUID, files: Sequence[Sent]) -> list[Answer]:
    with Workers(app, 2) as workers:
        answers = dict(import_everything(workers, app.desk(school_id), files))
    return [answers[place] for place in range(len(files))]


def test_an_import_needs_class_lists_and_nothing_else_of_the_read_models() -> None:
    """Behind by a whole import they still know who is in the class; behind the start of the year they are caught up."""
    with at("loaded") as school:
        files = [filled.sent for filled in school.every_file]
        desk = school.desk
        _, before = desk.runner.standing(desk.ledger)
        answers = list(import_files(desk, files[:6]))
        assert all(isinstance(answer, Imported) for answer in answers)
        assert desk.runner.standing(desk.ledger) == (desk.ledger.size(), before)
        with school.app.pool.connection() as connection:  # as if these had never been folded
            connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(desk.ledger.school_id)])
            for table in ("reports", "progress"):
                assert connection.execute(f"DELETE FROM read.{table}".encode()).rowcount > 0
            connection.execute("RESET hocba.school_id")
        answer = Importer(desk).record(files[6])
        assert (answer.recorded > 0, answer.changed) == (True, ())
        members = desk.members(school.found)
        assert [member.report.version for member in members] == [
            desk.report(member.report_id).version for member in members
        ]


def test_a_broken_store_ends_the_list_in_every_process() -> None:
    """Whoever rules the database has changed an entry of 7A: its first file says so, and its others do not come."""
    with at("loaded", classes=CLASSES) as school:
        files = [filled.sent for filled in school.every_file]
        found = school.cast.year.school_class("7A")
        (entry,) = school.desk.ledger.stream(school.desk.members(found)[0].report_id)
        Attacker(school.database, school.desk.ledger.school_id).write(entry.position, b"{}")
        listed = list(import_files(school.desk, files))
        with Workers(school.app, 2) as workers:
            shared = dict(import_everything(workers, school.desk, files))
        of_7a = [place for place, sent in enumerate(files) if sent.path.name.startswith("7A")]
        assert isinstance(listed[-1], Tampered)
        assert len(listed) == of_7a[0] + 1
        assert [place for place in of_7a if place in shared] == of_7a[:1]
        assert isinstance(shared[of_7a[0]], Tampered)
        assert all(isinstance(answer, (Imported, Tampered)) for answer in shared.values())


def test_faults_come_back_from_another_process_with_every_cell(tmp_path: Path) -> None:
    with at("loaded", classes=CLASSES) as school:
        filled = next(filled for filled in school.every_file if filled.subject == "TOAN")
        pupil_id = school.desk.members(school.found)[0].pupil_id
        faulty = changed_copy(filled, tmp_path, pupil_id, {TX1: 11, TX1.model_copy(update={"term": Term.TWO}): 6.75})
        files = [each.sent for each in school.every_file if each is not filled]
        with Workers(school.app, 2) as workers:
            answers = dict(import_everything(workers, school.desk, [faulty, *files]))
        error = answers.pop(0)
        assert isinstance(error, Faults)
        assert [fault.code for fault in error.faults] == ["score.range", "score.decimals"]
        assert all(isinstance(answer, Imported) for answer in answers.values())
        assert TX1 not in school.desk.report(school.desk.members(school.found)[0].report_id).marks
