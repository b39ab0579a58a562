"""
Marks that people really got (national examination of 2021) go through filled templates into issued reports.

The class is 42 candidates: the six that lack Toán, Ngữ văn or Ngoại ngữ, and the first 36 that have all three. Their
own marks in these are the final test of term 2, blank where missing; every other cell of the six subjects takes the
non-empty marks of its columns in file order, wrapping. Other subjects come from the generator.
"""

from __future__ import annotations

import csv
import functools
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from anchors.checkpoint import VerifierKey
from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, verify_file
from api.app import Addresses, App
from api.flows import gradebooks, signing, templates
from api.flows.demo.acting import Cast
from api.flows.demo.generator import DemoSchool, generate
from api.flows.desk import Desk
from api.flows.issuing import IssueKeys, issue_reports
from api.flows.school_load import load_school
from api.flows.workbooks import GradebookSpec, write_gradebook, write_homeroom
from api.settings import Settings
from domain.errors import Faults
from domain.ledger import open_school
from domain.regulations.curriculum import studied
from domain.report.state import Status
from domain.school_year.state import SchoolYear, Staff
from domain.values import Cell, Column, Term
from tests.kit import require
from tests.kit.database import migrated
from tests.kit.workbooks import column_of, fill_gradebook, fill_homeroom, row_of

pytestmark = pytest.mark.one_server

#: The columns of the file that feed each subject.
COLUMNS = {
    "TOAN": ("toan",),
    "NGU_VAN": ("ngu_van",),
    "NGOAI_NGU_1": ("ngoai_ngu",),
    "GDCD": ("gdcd",),
    "KHTN": ("vat_li", "hoa_hoc", "sinh_hoc"),
    "LS_DL": ("lich_su", "dia_li"),
}
OWN_MARK = {"TOAN": "toan", "NGU_VAN": "ngu_van", "NGOAI_NGU_1": "ngoai_ngu"}
INCOMPLETE = (12, 18, 57, 106, 345, 1048)
TWO_DECIMALS = ("NGU_VAN", "GDCD", "KHTN", "LS_DL")
OWN_CELL = (Term.TWO, Column.CK)

Marks = dict[tuple[uuid.UUID, Cell], object]


@dataclass(frozen=True)
class Class:
    """The class, its desk, and the folder of its workbooks."""

    app: App
    desk: Desk
    year: SchoolYear
    plan: DemoSchool
    folder: Path

    @property
    def found(self):
        return self.year.school_class("8A")

    def teacher(self, code: str) -> Staff:
        staff = self.year.teacher(self.found.class_id, code, self.desk.context("").today)
        assert staff is not None
        return staff

    def spec(self, code: str) -> GradebookSpec:
        return templates.gradebook_spec(self.desk, self.year, self.found, code)


def candidates() -> list[dict[str, str]]:
    """All rows of the file, in its order."""
    with require.shared("data/real_marks_2021.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def class_of(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    lacking = [row for row in rows if not all(row[name] for name in OWN_MARK.values())]
    assert tuple(int(row["candidate"]) for row in lacking) == INCOMPLETE
    complete = [row for row in rows if all(row[name] for name in OWN_MARK.values())]
    return lacking + complete[:36]


def real_marks(spec: GradebookSpec, rows: list[dict[str, str]]) -> Marks:
    """What each teacher types: texts as they stand in the file for one half, numbers for the other."""
    code = spec.subject_code
    supply: Iterator[str] = itertools.cycle([row[name] for row in rows for name in COLUMNS[code] if row[name]])
    typed: Marks = {}
    for pupil, candidate in zip(spec.pupils, class_of(rows), strict=True):
        for cell in itertools.chain(spec.cells(Term.ONE), spec.cells(Term.TWO)):
            own = code in OWN_MARK and (cell.term, cell.column) == OWN_CELL
            text = candidate[OWN_MARK[code]] if own else next(supply)
            if text:
                typed[pupil.pupil_id, cell] = text if pupil.number % 2 else float(text)
    return typed


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    require.shared("data/real_marks_2021.csv")
    folder = tmp_path_factory.mktemp("real-marks")
    settings = Settings(data=folder, keys_dir=folder / "keys", key_passphrase="mật khẩu thử")
    plan = generate(2021)
    with migrated() as database, App(settings, Addresses(database.owner_url, database.application_url)) as app:
        school_id = uuid.uuid4()
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], plan.file, set())
        desk = app.desk(school_id)
        yield Class(app, desk, desk.year(), plan, folder)


def filled(school: Class, code: str, marks: Marks) -> Path:
    """The subject's template, filled by somebody at a spreadsheet."""
    path, spec = school.folder / f"{code}.xlsx", school.spec(code)
    write_gradebook(spec, path)
    comments = {pupil.pupil_id: school.plan.comments["8A", code][pupil.number] for pupil in spec.pupils}
    fill_gradebook(path, marks, comments)
    return path


@pytest.fixture(scope="module")
def files(school: Class) -> dict[str, tuple[Path, Marks]]:
    rows = candidates()
    made = {code: real_marks(school.spec(code), rows) for code in COLUMNS}
    return {code: (filled(school, code, marks), marks) for code, marks in made.items()}


def two_decimals(value: object) -> bool:
    return Decimal(str(value)) != Decimal(str(value)).quantize(Decimal("0.1"))


@pytest.mark.parametrize("code", TWO_DECIMALS)
def test_every_two_decimal_cell_is_named_and_nothing_enters(school: Class, files, code: str) -> None:
    path, marks = files[code]
    size = school.desk.ledger.size()
    with pytest.raises(Faults) as refused:
        gradebooks.import_gradebook(school.desk, path, str(school.teacher(code).staff_id))
    expected = {
        ("Học kì I" if cell.term is Term.ONE else "Học kì II", place_of(path, pupil_id, cell))
        for (pupil_id, cell), value in marks.items()
        if two_decimals(value)
    }
    found = [(fault.facts["sheet"], fault.facts["cell"]) for fault in refused.value.faults]
    assert {fault.code for fault in refused.value.faults} == {"score.decimals"}
    assert len(found) == len(set(found)) == len(expected) > 0
    assert set(found) == expected
    assert school.desk.ledger.size() == size


@functools.cache
def _sheet(path: Path, name: str) -> Worksheet:
    return openpyxl.load_workbook(path)[name]


def place_of(path: Path, pupil_id: uuid.UUID, cell: Cell) -> str:
    """A1 reference of a cell, found independently of the program."""
    page = _sheet(path, "Học kì I" if cell.term is Term.ONE else "Học kì II")
    return page.cell(row_of(page, pupil_id), column_of(page, cell.column.value)).coordinate


def test_one_decimal_files_enter_as_they_are_and_the_others_with_rounding(school: Class, files) -> None:
    for code, (path, marks) in files.items():
        rounding = code in TWO_DECIMALS
        done = gradebooks.import_gradebook(
            school.desk, path, str(school.teacher(code).staff_id), round_half_up=rounding
        )
        assert done.recorded == len(marks) + 42, code
        assert done.changed == ()
    first = school.desk.members(school.found)[6]
    recorded = school.desk.report(first.report_id).marks[Cell(subject="TOAN", term=Term.TWO, column=Column.CK)]
    assert str(recorded.value) == "7.2", "7.20 in the file is the mark 7.2"


def test_six_pupils_stay_pending_and_36_reports_are_issued(school: Class, files) -> None:
    desk, year, found = school.desk, school.year, school.found
    for each in studied(found.grade, year.name):
        if each.code not in COLUMNS:
            spec = school.spec(each.code)
            ids = {pupil.number: pupil.pupil_id for pupil in spec.pupils}
            marks: Marks = {
                (ids[number], cell): str(mark) for (number, cell), mark in school.plan.marks["8A", each.code].items()
            }
            path = filled(school, each.code, marks)
            gradebooks.import_gradebook(desk, path, str(school.teacher(each.code).staff_id))
    _homeroom(school)
    cast = Cast(desk, school.app.keys(desk.ledger.school_id))
    cast.make_keys()
    members = desk.members(found)

    opened = cast.open(members)
    assert len(opened.done) == 36
    assert [member.number for member, _ in opened.refused] == [1, 2, 3, 4, 5, 6]
    assert {error.code for _, error in opened.refused} == {"sign.incomplete"}

    for signed in cast.sign(found, members):
        assert (len(signed.done), len(signed.refused)) == (36, 6)
        assert {error.code for _, error in signed.refused} == {"edition.none"}
    sealed = cast.seal(members)
    assert (len(sealed.done), len(sealed.refused)) == (36, 6)

    log = cast.folder.log_key(school.app.origin(desk.ledger.school_id), desk.ledger)
    issue_keys, clerk = IssueKeys(log, cast.key(None)), str(cast.clerk.staff_id)
    issued = issue_reports(desk, members, clerk, issue_keys, "http://localhost:8000")
    assert (len(issued.done), len(issued.refused)) == (36, 6)
    statuses = signing.by_status(desk.members(found))
    assert statuses == {Status.OPEN.value: 6, Status.ISSUED.value: 36}
    _all_verify(school, VerifierKey.parse(str(log.verifier_key)), TrustRoots.from_pem(cast.folder.roots_pem()))


def _all_verify(school: Class, key: VerifierKey, roots: TrustRoots) -> None:
    members = school.desk.members(school.found)
    reports = school.desk.reports([member.report_id for member in members])
    sealed = [report.document.pdf_sha256 for report in reports.values() if report.document]
    verdicts = [verify_file(school.desk.ledger.blob(digest), None, key, roots).verdict for digest in sealed]
    assert verdicts == [Verdict.VALID] * 36


def _homeroom(school: Class) -> None:
    form = templates.homeroom_spec(school.desk, school.year, school.found)
    path = school.folder / "homeroom.xlsx"
    write_homeroom(form, path)
    entries = {pupil.pupil_id: school.plan.homeroom["8A"][pupil.number] for pupil in form.pupils}
    words = {0: "Chưa đạt", 1: "Đạt", 2: "Khá", 3: "Tốt"}
    fill_homeroom(
        path,
        {
            (pupil, term): words[entry.conduct_1 if term is Term.ONE else entry.conduct_2]
            for pupil, entry in entries.items()
            for term in Term
        },
        {pupil: (entry.absences_permitted, entry.absences_unpermitted) for pupil, entry in entries.items()},
        {pupil: entry.comment for pupil, entry in entries.items()},
    )
    teacher = school.year.homeroom_teacher(school.found.class_id, school.desk.context("").today)
    assert teacher is not None
    gradebooks.import_homeroom(school.desk, path, str(teacher.staff_id))
