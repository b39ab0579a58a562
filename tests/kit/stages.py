"""
A class at each stage of its year, made by the demo's cast once per process and cloned for a test::

    with at("recorded") as school: school.desk, school.cast, school.members …

``classes`` gives more of them, of one school level; what is said of one class is then said of the first. ``planted``
changes pupils of the first before they are loaded: list number, field, value.
Stages: ``loaded`` (keys made, workbooks filled, nothing recorded), ``recorded``, ``opened``, ``sealed``.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from api.app import Addresses, App
from api.flows import signing
from api.flows.demo.acting import Cast, Filled
from api.flows.demo.generator import generate
from api.flows.demo.schools import DemoLevel
from api.flows.desk import Desk, Member
from api.flows.issuing import IssueKeys
from api.flows.school_load import load_school
from api.flows.school_model import SchoolFile, grade_of
from api.settings import Settings
from domain.ledger import open_school
from domain.school_year.events import Role
from domain.school_year.state import SchoolClass, Staff
from tests.kit import postgres_server
from tests.kit.database import Database, clone, fresh
from tests.kit.once import Made, once

CLASS = "8A"
PASSPHRASE = "mật khẩu thử"
#: List number, field of the school file's pupil, value.
Planted = tuple[int, str, object]
ORDER = ("loaded", "recorded", "opened", "sealed")


@dataclass(frozen=True)
class School:
    """An open program on a database of its own, and the people who act in it."""

    app: App
    desk: Desk
    cast: Cast
    every_file: tuple[Filled, ...]
    database: Database

    @property
    def files(self) -> dict[str | None, Filled]:
        """Subject → filled workbook of the class; None → that of the homeroom."""
        return {filled.subject: filled for filled in reversed(self.every_file)}

    @property
    def found(self) -> SchoolClass:
        return self.cast.classes[0]

    @property
    def members(self) -> list[Member]:
        """The class list, read anew."""
        return self.desk.members(self.found)

    def staff(self, role: Role) -> Staff:
        return next(staff for staff in self.cast.year.staff.values() if role in staff.roles)

    def teacher(self, subject: str) -> str:
        """Who teaches the subject, as an actor."""
        return str(self.cast.teacher(self.found, subject).staff_id)

    @property
    def issue_keys(self) -> IssueKeys:
        school_id = self.desk.ledger.school_id
        log = self.app.keys(school_id).log_key(self.app.origin(school_id), self.desk.ledger)
        return IssueKeys(log, self.cast.key(None))

    @contextmanager
    def another_process(self) -> Iterator[Desk]:
        """A desk with connections of its own."""
        with App(self.app.settings, self.app.addresses) as app:
            yield app.desk(self.desk.ledger.school_id)


@dataclass(frozen=True)
class _Template:
    database: Database
    settings: Settings
    school_id: uuid.UUID
    files: tuple[Filled, ...]


@contextmanager
def at(
    stage: str, pupils: int = 3, classes: tuple[str, ...] = (CLASS,), planted: tuple[Planted, ...] = ()
) -> Iterator[School]:
    """A school of one's own at that stage, its keys and workbooks too; all is gone at the end."""
    template = _template(stage, pupils, classes, planted)
    database = clone(template.database)
    try:
        with tempfile.TemporaryDirectory(prefix="hocba-stages-") as folder:
            shutil.copytree(template.settings.data, folder, dirs_exist_ok=True)
            with _opened(_of(database, Path(folder), template.school_id, template.files), database) as school:
                yield school
    finally:
        postgres_server.drop(database.owner_url)


def let_clock_be_set(school: School) -> None:
    """What ``migrate --test-clock`` puts in before the first school."""
    with psycopg.connect(school.database.owner_url, autocommit=True) as owner:
        owner.execute("INSERT INTO ledger.marks (name) VALUES ('test-clock')")


@contextmanager
def _opened(template: _Template, database: Database) -> Iterator[School]:
    with App(template.settings, Addresses(database.owner_url, database.application_url)) as app:
        desk = app.desk(template.school_id)
        yield School(app, desk, Cast(desk, app.keys(template.school_id)), template.files, database)


@functools.cache
def _template(stage: str, pupils: int, classes: tuple[str, ...], planted: tuple[Planted, ...]) -> _Template:
    def make() -> Made:
        if stage == "loaded":
            return _loaded(pupils, classes, planted)
        return _next(stage, _template(ORDER[ORDER.index(stage) - 1], pupils, classes, planted), pupils)

    made = once(f"stage {stage}, {pupils}, {classes}, {planted}", make)
    return _of(made.database, made.folder, *made.about)


def _of(database: Database, folder: Path, school_id: uuid.UUID, files: tuple[Filled, ...]) -> _Template:
    """The template whose files lie in this folder."""
    settings = Settings(data=folder, keys_dir=folder / "keys", key_passphrase=PASSPHRASE)
    here = tuple(replace(filled, path=folder / filled.path.name) for filled in files)
    return _Template(database, settings, school_id, here)


def _next(stage: str, before: _Template, pupils: int) -> Made:
    folder, database = Path(tempfile.mkdtemp(prefix="hocba-stages-")), clone(before.database)
    shutil.copytree(before.settings.data, folder, dirs_exist_ok=True)
    with _opened(_of(database, folder, before.school_id, before.files), database) as school:
        if stage == "recorded":
            for filled in school.every_file:
                school.cast.record(filled)
        for found in school.cast.classes if stage != "recorded" else ():
            members = school.desk.members(found)
            if stage == "opened":
                _done(school.cast.open(members), pupils)
                continue
            for outcome in school.cast.sign(found, members):
                _done(outcome, pupils)
            _done(school.cast.seal(members), pupils)
        school.desk.runner.catch_up(school.desk.ledger)
    return Made(database, folder, (before.school_id, before.files))


def _with(file: SchoolFile, planted: tuple[Planted, ...]) -> SchoolFile:
    changed = list(file.pupils)
    for number, name, value in planted:
        changed[number - 1] = changed[number - 1].model_copy(update={name: value})
    return file.model_copy(update={"pupils": tuple(changed)})


def _loaded(pupils: int, classes: tuple[str, ...], planted: tuple[Planted, ...]) -> Made:
    folder, database = Path(tempfile.mkdtemp(prefix="hocba-stages-")), fresh()
    settings = Settings(data=folder, keys_dir=folder / "keys", key_passphrase=PASSPHRASE)
    plan = generate(2026, classes=[(code, pupils) for code in classes], level=_level(classes[0]))
    school_id = uuid.uuid4()
    with App(settings, Addresses(database.owner_url, database.application_url)) as app:
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], _with(plan.file, planted), set())
        desk = app.desk(school_id)
        cast = Cast(desk, app.keys(school_id))
        cast.make_keys()
        files = tuple(cast.workbooks(plan, folder))
    return Made(database, folder, (school_id, files))


def _level(code: str) -> DemoLevel:
    """The school level of a class: its grade is in its code."""
    grade = grade_of(code)
    return DemoLevel.PRIMARY if grade <= 5 else DemoLevel.LOWER if grade <= 9 else DemoLevel.UPPER


def _done(outcome: signing.Outcome, count: int) -> None:
    for _, error in outcome.refused:
        raise error
    assert len(outcome.done) == count
