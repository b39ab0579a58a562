"""
A tiny real school: class 8A with three pupils, brought to its state by the flows of the commands, once per process.

``issued_school()`` is shared by every test that only reads; who changes something takes a copy of his own::

    with copy(sealed_template()) as school: ...    # signed and sealed, nothing issued yet
    with copy(issued_template()) as school: ...    # all three issued; also ``school.addresses`` for the owner

The first pupil has one approved correction. Building takes some seconds, a copy some tens of milliseconds.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from anchors.checkpoint import LogKey
from anchors.signing.port import SigningKey
from anchors.signing.software import SoftwareKey, SoftwareKeyWarning
from api.app import DEMO_MARK, Addresses, App
from api.flows import corrections, gradebooks, keys, signing
from api.flows.demo.generator import DemoSchool, generate
from api.flows.desk import Desk, Member
from api.flows.issuing import IssueKeys, issue_reports
from api.flows.school_load import load_school
from api.flows.workbooks import Absences, write_gradebook, write_homeroom
from api.settings import Settings
from domain.formats.thcs import Stage
from domain.ledger import open_school
from domain.regulations.curriculum import subjects
from domain.report import events as e
from domain.school_year.events import Role
from domain.school_year.state import Staff
from domain.values import Cell, Column, Score, Term
from tests.kit import postgres_server
from tests.kit.database import Database, clone, migrated

CLASS = "8A"
PUPILS = 3
PASSPHRASE = "mật khẩu thử"
SEED = 2026
#: The smallest file that a written report may be: its content is not looked into.
PAPER = b"%PDF-1.4\n%%EOF\n"


@dataclass(frozen=True)
class Template:
    """A database to copy, to which nobody is connected, with the keys that belong to it."""

    database: Database
    settings: Settings
    school_id: UUID


@dataclass(frozen=True)
class SmallSchool:
    """One open program on a database of its own."""

    app: App
    desk: Desk

    @property
    def school_id(self) -> UUID:
        return self.desk.ledger.school_id

    @property
    def members(self) -> list[Member]:
        """The class list, read anew."""
        return self.desk.members(self.desk.year().school_class(CLASS))

    @property
    def lookup_ids(self) -> list[UUID]:
        """Lookup codes in order of the class list; those of reports not issued are missing."""
        return [
            UUID(member.report.record["issued"]["lookup_id"])
            for member in self.members
            if "issued" in member.report.record
        ]

    @property
    def log_key(self) -> LogKey:
        return self.app.keys(self.school_id).log_key(self.app.origin(self.school_id))

    @property
    def roots_pem(self) -> bytes:
        return self.app.keys(self.school_id).roots_pem()

    def staff(self, role: Role) -> Staff:
        """The first member of staff with this role."""
        return next(staff for staff in self.desk.year().staff.values() if role in staff.roles)

    def teacher(self, subject: str) -> Staff:
        """Who teaches the subject in the class today."""
        year = self.desk.year()
        found = year.teacher(year.school_class(CLASS).class_id, subject, self.desk.context("").today)
        assert found is not None
        return found

    def key(self, staff: Staff | None) -> SoftwareKey:
        """The software key of a person, or (None) of the school, loaded without its warning."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SoftwareKeyWarning)
            return self.app.keys(self.school_id).load(staff)

    def issue(self, members: list[Member] | None = None, organisation: SigningKey | None = None) -> signing.Outcome:
        """``report issue`` over the class, or over some of it."""
        issue_keys = IssueKeys(self.log_key, organisation or self.key(None))
        clerk = str(self.staff(Role.CLERK).staff_id)
        return issue_reports(self.desk, members or self.members, clerk, issue_keys, self.app.settings.public_url)


@functools.cache
def issued_school() -> SmallSchool:
    """Shared by the tests of a process: read it, never write to it."""
    scope = copy(issued_template())
    school = scope.__enter__()
    atexit.register(scope.__exit__, None, None, None)
    return school


@contextmanager
def copy(template: Template) -> Iterator[SmallSchool]:
    """A school of one's own; its database is dropped at the end."""
    database = clone(template.database)
    try:
        with _open(template.settings, database) as app:
            yield SmallSchool(app, app.desk(template.school_id))
    finally:
        postgres_server.drop(database.owner_url)


@functools.cache
def issued_template() -> Template:
    """Every report issued, each with its sealed PDF."""
    sealed = sealed_template()
    database = clone(sealed.database)
    atexit.register(postgres_server.drop, database.owner_url)
    with _open(sealed.settings, database) as app:
        school = SmallSchool(app, app.desk(sealed.school_id))
        _done(school.issue())
        school.desk.runner.catch_up(school.desk.ledger)
    return replace(sealed, database=database)


@functools.cache
def sealed_template() -> Template:
    """Loaded, imported from workbooks, one mark corrected, signed by all and sealed; nothing issued."""
    folder = Path(tempfile.mkdtemp(prefix="hocba-small-school-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    scope = migrated()
    database = scope.__enter__()
    atexit.register(scope.__exit__, None, None, None)
    settings = Settings(data=folder, keys_dir=folder / "keys", key_passphrase=PASSPHRASE)
    plan = generate(SEED, classes=((CLASS, PUPILS),))
    school_id = uuid.uuid4()
    with _open(settings, database) as app:
        with app.pool.connection() as connection:
            connection.execute("INSERT INTO work.marks (name, value) VALUES (%s, 'test')", [DEMO_MARK])
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], plan.file, set())
        school = SmallSchool(app, app.desk(school_id))
        _keys(school)
        _import(school, plan, folder)
        _correct(school, folder)
        _sign(school)
    return Template(database, settings, school_id)


def _open(settings: Settings, database: Database) -> App:
    return App(settings, Addresses(database.owner_url, database.application_url))


def _keys(school: SmallSchool) -> None:
    year, folder = school.desk.year(), school.app.keys(school.school_id)
    signers = {right.staff_id for rights in (*year.teaching.values(), *year.homerooms.values()) for right in rights}
    people = [staff for staff in year.staff.values() if staff.staff_id in signers or Role.PRINCIPAL in staff.roles]
    for staff in (None, *people):
        folder.create(year, school.desk, staff)
        keys.register(school.desk, staff, school.key(staff).certificate, software=True)


def _import(school: SmallSchool, plan: DemoSchool, folder: Path) -> None:
    desk, year = school.desk, school.desk.year()
    found = year.school_class(CLASS)
    for each in subjects(found.grade, year.name):
        spec = gradebooks.gradebook_spec(desk, year, found, each.code)
        ids = {pupil.number: pupil.pupil_id for pupil in spec.pupils}
        marks, comments = plan.marks[CLASS, each.code], plan.comments[CLASS, each.code]
        filled = replace(
            spec,
            recorded={(ids[number], cell): mark for (number, cell), mark in marks.items()},
            recorded_comments={ids[number]: text for number, text in comments.items()},
        )
        write_gradebook(filled, folder / f"{each.code}.xlsx")
        gradebooks.import_gradebook(desk, folder / f"{each.code}.xlsx", str(school.teacher(each.code).staff_id))
    form = gradebooks.homeroom_spec(desk, year, found)
    entries = {pupil.pupil_id: plan.homeroom[CLASS][pupil.number] for pupil in form.pupils}
    filled_form = replace(
        form,
        recorded_conduct={
            (pupil, term): entry.conduct_1 if term is Term.ONE else entry.conduct_2
            for pupil, entry in entries.items()
            for term in Term
        },
        recorded_absences={
            pupil: Absences(entry.absences_permitted, entry.absences_unpermitted) for pupil, entry in entries.items()
        },
        recorded_comments={pupil: entry.comment for pupil, entry in entries.items()},
    )
    write_homeroom(filled_form, folder / "homeroom.xlsx")
    homeroom = year.homeroom_teacher(found.class_id, desk.context("").today)
    assert homeroom is not None
    gradebooks.import_homeroom(desk, folder / "homeroom.xlsx", str(homeroom.staff_id))


def _correct(school: SmallSchool, folder: Path) -> None:
    """One mark of the first pupil, asked for by the teacher and approved by the principal."""
    desk, member = school.desk, school.members[0]
    cell = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
    before = desk.report(member.report_id).marks[cell].value
    assert isinstance(before, Score)
    after = Score(before.value - 1 if before.value >= 9 else before.value + 1)
    paper = folder / "bao-cao.pdf"
    paper.write_bytes(PAPER)
    written, blob = corrections.read_paper(paper, "12/BC", desk.context("").today)
    teacher, principal = school.teacher("TOAN"), school.staff(Role.PRINCIPAL)
    asked = corrections.request_correction(
        desk,
        member.report_id,
        (e.MarkChange(cell=cell, before=before, after=after),),
        str(teacher.staff_id),
        e.ReasonCode.TYPING_ERROR,
        "Nhập nhầm: bài kiểm tra ghi điểm khác.",
        written,
        blob,
    )
    corrections.approve_correction(
        desk, asked.request_id, str(principal.staff_id), school.key(principal), "Đồng ý, đúng với bài kiểm tra."
    )


def _sign(school: SmallSchool) -> None:
    desk, members, year = school.desk, school.members, school.desk.year()
    found, clerk = year.school_class(CLASS), school.staff(Role.CLERK)
    _done(signing.open_reports(desk, members, str(clerk.staff_id)))
    for each in subjects(found.grade, year.name):
        teacher = school.teacher(each.code)
        _done(signing.sign_reports(desk, members, str(teacher.staff_id), school.key(teacher), Stage.SUBJECT, each.code))
    homeroom, head = year.homeroom_teacher(found.class_id, desk.context("").today), school.staff(Role.PRINCIPAL)
    assert homeroom is not None
    for staff, stage in ((homeroom, Stage.HOMEROOM), (head, Stage.HEAD)):
        _done(signing.sign_reports(desk, members, str(staff.staff_id), school.key(staff), stage))
    _done(signing.seal_reports(desk, members, str(clerk.staff_id), school.key(None)))
    desk.runner.catch_up(desk.ledger)


def _done(outcome: signing.Outcome) -> None:
    for _, error in outcome.refused:
        raise error
    assert len(outcome.done) == PUPILS
