"""
A tiny real school: class 8A with three pupils, brought to its state by the flows of the commands, once per process.

``issued_school()`` is shared by every test that only reads; who changes something takes a copy of his own::

    with copy(sealed_template()) as school: ...    # signed and sealed, nothing issued yet
    with copy(issued_template()) as school: ...    # all three issued; also ``school.addresses`` for the owner
    with copy(ended_template()) as school: ...     # cancelled and replaced; accepted; recalled, nothing in its place

The first pupil has one approved correction. Building takes some seconds, a copy some tens of milliseconds.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from anchors.checkpoint import LogKey
from anchors.signing.port import SigningKey
from anchors.signing.software import SoftwareKey, SoftwareKeyWarning
from api.app import DEMO_MARK, Addresses, App
from api.flows import corrections, signing
from api.flows.after_issue import take_step
from api.flows.correction_places import changes_at
from api.flows.corrections import paper_file
from api.flows.demo.acting import Cast
from api.flows.demo.generator import generate
from api.flows.desk import Desk, Member
from api.flows.issuing import IssueKeys, issue_reports
from api.flows.school_load import load_school
from api.settings import Settings
from domain.ledger import open_school
from domain.report import commands as c
from domain.report import events as e
from domain.report.after_issue import STEPS
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit import postgres_server
from tests.kit.database import Database, clone, fresh
from tests.kit.once import Made, once

CLASS = "8A"
PUPILS = 3
PASSPHRASE = "mật khẩu thử"
SEED = 2026
#: The smallest file that a written report may be: its content is not looked into.
PAPER = b"%PDF-1.4\n%%EOF\n"

#: Why an edition ends in ``ended_template``: the school's decision or letter, and the Department's.
REASON = "Nơi sinh ghi sai so với giấy khai sinh."
BIRTH_PLACE = "Xã Kim Liên, Tỉnh Nghệ An"
DECISION = e.Paper(
    number="31/QĐ-THCS", dated=date(2026, 5, 26), sha256=sha256(PAPER).hexdigest(), media_type="application/pdf"
)
LETTER = DECISION.model_copy(update={"number": "118/SGDĐT-GDTrH", "dated": date(2026, 5, 29)})


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
        return self.app.keys(self.school_id).log_key(self.app.origin(self.school_id), self.desk.ledger)

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
        issue_keys = IssueKeys(self.log_key, organisation or self.key(None), self.app.timestamps)
        clerk = str(self.staff(Role.CLERK).staff_id)
        return issue_reports(self.desk, members or self.members, clerk, issue_keys, self.app.settings.public_url)

    def step(self, asked: c.AfterIssue, members: list[Member] | None = None) -> signing.Outcome:
        """A step after the issue over the class, or over some of it, by whose right it is, with its one document."""
        actor = str(self.staff(STEPS[type(asked)].role).staff_id)
        files = [paper_file(PAPER, "paper")] if {"paper", "document"} & set(type(asked).model_fields) else []
        return take_step(self.desk, members or self.members, actor, asked, files)


@functools.cache
def issued_school() -> SmallSchool:
    """Shared by the tests of a process: read it, never write to it."""
    scope = copy(issued_template())
    school = scope.__enter__()
    atexit.register(scope.__exit__, None, None, None)
    return school


@contextmanager
def copy(template: Template) -> Iterator[SmallSchool]:
    """A school of one's own, its keys too; both are gone at the end."""
    database = clone(template.database)
    try:
        with tempfile.TemporaryDirectory(prefix="hocba-small-school-") as folder:
            shutil.copytree(template.settings.data, folder, dirs_exist_ok=True)
            own = {"data": Path(folder), "keys_dir": Path(folder) / "keys"}
            with _open(template.settings.model_copy(update=own), database) as app:
                yield SmallSchool(app, app.desk(template.school_id))
    finally:
        postgres_server.drop(database.owner_url)


@functools.cache
def issued_template() -> Template:
    """Every report issued, each with its sealed PDF."""
    return _template("issued", lambda: _after(sealed_template(), _issue))


@functools.cache
def ended_template() -> Template:
    """
    The first report cancelled, its birth place corrected, and issued anew (people.md C4.3); the others submitted and
    accepted, the last one recalled.
    """
    return _template("ended", lambda: _after(issued_template(), _end))


@functools.cache
def sealed_template() -> Template:
    """Loaded, imported from workbooks, one mark corrected, signed by all and sealed; nothing issued."""
    return _template("sealed", _sealed)


def _template(name: str, make: Callable[[], Made]) -> Template:
    made = once(f"small school, {name}", make)
    return Template(made.database, _settings(made.folder), made.about)


def _settings(folder: Path) -> Settings:
    return Settings(data=folder, keys_dir=folder / "keys", key_passphrase=PASSPHRASE)


def _after(before: Template, act: Callable[[SmallSchool], None]) -> Made:
    """What comes of a template once somebody has gone on from it."""
    folder = Path(tempfile.mkdtemp(prefix="hocba-small-school-"))
    shutil.copytree(before.settings.data, folder, dirs_exist_ok=True)
    database = clone(before.database)
    with _open(_settings(folder), database) as app:
        school = SmallSchool(app, app.desk(before.school_id))
        act(school)
        school.desk.runner.catch_up(school.desk.ledger)
    return Made(database, folder, before.school_id)


def _issue(school: SmallSchool) -> None:
    _done(school.issue(), school.members)


def _end(school: SmallSchool) -> None:
    first, *others = school.members
    cast = Cast(school.desk, school.app.keys(school.school_id))
    _done(school.step(c.CancelEdition(reason=REASON, paper=DECISION), [first]), [first])
    cast.approve(_birth_place(school, first, str(cast.homeroom(cast.classes[0]).staff_id)))
    _sign(school, cast, [first])
    _done(school.issue([first]), [first])
    day = school.desk.today
    _done(school.step(c.SubmitReport(reference="GD-2026-001"), others), others)
    _done(school.step(c.AcceptSubmission(reference="TN-2026-001", on=day), others), others)
    _done(school.step(c.RequestRecall(reason=REASON, paper=DECISION), others[1:]), others[1:])
    _done(school.step(c.GrantRecall(document=LETTER), others[1:]), others[1:])


def _birth_place(school: SmallSchool, member: Member, homeroom: str) -> UUID:
    """The homeroom teacher asks for the birth place to be corrected, by the extract of the register; the request."""
    report, file = school.desk.report(member.report_id), paper_file(PAPER, "paper")
    wanted = changes_at(school.desk, report, [("identity/birth_place", BIRTH_PLACE)])
    asked = corrections.request_correction(
        school.desk,
        member.report_id,
        wanted.changes,
        homeroom,
        e.ReasonCode.CIVIL_STATUS,
        REASON,
        DECISION.model_copy(update={"number": "13/BC"}),
        file,
        attached=(corrections.attachment(PAPER, "trich-luc.pdf"),),
        personal=wanted.personal,
    )
    return asked.request_id


def _sealed() -> Made:
    folder, database = Path(tempfile.mkdtemp(prefix="hocba-small-school-")), fresh()
    plan = generate(SEED, classes=((CLASS, PUPILS),))
    school_id = uuid.uuid4()
    with _open(_settings(folder), database) as app:
        with app.pool.connection() as connection:
            connection.execute("INSERT INTO work.marks (name, value) VALUES (%s, 'test')", [DEMO_MARK])
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], plan.file, set())
        school = SmallSchool(app, app.desk(school_id))
        cast = Cast(school.desk, app.keys(school_id))
        cast.make_keys()
        for filled in cast.workbooks(plan, folder):
            cast.record(filled)
        (folder / "paper.pdf").write_bytes(PAPER)
        reason, number = "Nhập nhầm: bài kiểm tra ghi điểm khác.", "12/BC"
        first = school.members[0].report_id
        cast.approve(cast.ask(cast.classes[0], first, "TOAN", reason, number, folder / "paper.pdf"))
        _sign(school, cast, school.members)
    return Made(database, folder, school_id)


def _open(settings: Settings, database: Database) -> App:
    return App(settings, Addresses(database.owner_url, database.application_url))


def _sign(school: SmallSchool, cast: Cast, members: list[Member]) -> None:
    found = cast.classes[0]
    _done(cast.open(members), members)
    for outcome in cast.sign(found, members):
        _done(outcome, members)
    _done(cast.seal(members), members)
    school.desk.runner.catch_up(school.desk.ledger)


def _done(outcome: signing.Outcome, members: list[Member]) -> None:
    for _, error in outcome.refused:
        raise error
    assert len(outcome.done) == len(members)
