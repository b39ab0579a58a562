"""
The school of people.md C6, whose clock was set to each day: a complaint about a mark of class 9A.

20/4 thầy Long records; 15/5 the subject teachers sign; 18/5 he asks for a correction, with report 12/BC: so it stands
late that evening (``evening``). What comes then is ``go_on``: 19/5 the deputy so delegated approves; 16/6 thầy Long has
signed again, and left; the homeroom teacher and the principal sign.

Beside 9A, class 9B has its marks recorded and nothing signed, and 9C nothing at all, so that somebody is late in June;
its two pupils have one name and one birth date.
"""

from __future__ import annotations

import functools
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from api.app import Addresses, App
from api.flows import corrections, signing
from api.flows.demo.acting import Cast
from api.flows.demo.generator import DemoSchool, generate
from api.flows.school_load import load_school
from api.settings import Settings
from domain.formats.hoc_ba import Stage
from domain.ledger import open_school
from domain.report import events as e
from domain.school_year import commands as y
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import Staff
from domain.values import Cell, Column, Level, Score, Term
from tests.integration.corrections.people import allow_deputies, delegate, with_key, year_command
from tests.integration.flows.asking import PAPER
from tests.kit import postgres_server
from tests.kit.database import Database, clone, fresh
from tests.kit.once import Made, once
from tests.kit.stages import PASSPHRASE, School
from tests.kit.story import moment

CLASS, RECORDED, EMPTY = "9A", "9B", "9C"
#: Class and its pupils.
CLASSES = ((CLASS, 2), (RECORDED, 1), (EMPTY, 2))
#: The mark that the complaint is about: of the first pupil of 9A.
TX3 = Cell(subject="TOAN", term=Term.TWO, column=Column.TX3)
#: His marks of term II: (8 + 9 + 5,7 + 8 + 2 × 6,4 + 3 × 8) / 9 = 7,5; with 7,5 in place of 5,7 it is 7,7.
TERM_2 = {"TX1": "8", "TX2": "9", "TX3": "5.7", "TX4": "8", "GK": "6.4", "CK": "8"}
REASON = "Bài kiểm tra ghi 7,5; tôi gõ đảo chữ số khi nhập sổ."
REMARK = "Đã đối chiếu bài kiểm tra."
#: The second pupil's Toán, everything else being 8,5: with 8,0 in place of 5,0 the year's 6,4 is 7,0 and Khá is Tốt.
OTHERS = "8.5"
LOW = {(Term.ONE, "GK"): "6.5", (Term.ONE, "CK"): "6.5", (Term.TWO, "GK"): "6.5", (Term.TWO, "CK"): "5.0"}
LOW_TX = "7.0"
#: Two pupils whom name and birth date do not tell apart.
NAME, BORN = "Nguyễn Thị Mai", date(2011, 5, 12)


@contextmanager
def evening() -> Iterator[School]:
    """The school on 18/5 at 23:58, in a database of one's own."""
    made = _evening()
    database = clone(made.database)
    try:
        with _opened(made.folder, database) as app:
            desk = app.desk(made.about)
            yield School(app, desk, Cast(desk, app.keys(made.about)), (), database)
    finally:
        postgres_server.drop(database.owner_url)


def on(school: School, when: str) -> None:
    """It is then: ``2026-06-23 09:00``, Vietnam's."""
    school.app.ledgers.clock.set(moment(when))
    school.cast.year, school.cast.today = school.desk.year(), school.desk.today


def long(school: School) -> Staff:
    """Who recorded the mark, whatever became of him."""
    return school.cast.year.staff[school.cast.year.teachers(school.found.class_id, TX3.subject)[0].staff_id]


def request_of(school: School) -> uuid.UUID:
    """The request of 18/5."""
    (request_id,) = school.desk.report(school.members[0].report_id).requests
    return request_id


def go_on(school: School) -> None:
    """From 19/5 to 18/6."""
    on(school, "2026-05-19 14:00")
    van = with_key(school, Role.DEPUTY)
    allow_deputies(school)
    delegate(school, van, DelegationKind.APPROVE_CORRECTIONS)
    corrections.approve_correction(school.desk, request_of(school), str(van.staff_id), school.cast.key(van), REMARK)
    on(school, "2026-05-20 08:00")
    sign(school, Stage.SUBJECT, TX3.subject)
    on(school, "2026-06-16 08:00")
    _replaced(school)
    sign(school, Stage.HOMEROOM)
    on(school, "2026-06-18 08:00")
    sign(school, Stage.HEAD)
    school.desk.runner.catch_up(school.desk.ledger)


def sign(school: School, stage: Stage, *codes: str | None) -> None:
    """Whoever's turn it is at this stage, over the whole class."""
    cast = school.cast
    cast.year = school.desk.year()
    for code in codes or (cast.subjects(school.found) if stage is Stage.SUBJECT else (None,)):
        staff = cast.homeroom(school.found) if stage is Stage.HOMEROOM else cast.principal
        if code:
            staff = cast.teacher(school.found, code)
        wanted = signing.Wanted(stage, code)
        outcome = signing.sign_reports(school.desk, school.members, str(staff.staff_id), cast.key(staff), wanted)
        assert outcome.refused == []


@functools.cache
def _evening() -> Made:
    return once("complaint, 18/5 in the evening", _made)


def _made() -> Made:
    folder, database, school_id = (
        Path(tempfile.mkdtemp(prefix="hocba-complaint-")),
        fresh(test_clock=True),
        uuid.uuid4(),
    )
    with _opened(folder, database) as app:
        app.ledgers.clock.set(moment("2025-09-05 07:30"))
        plan = _planned()
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], plan.file, set())
        desk = app.desk(school_id)
        cast = Cast(desk, app.keys(school_id))
        cast.make_keys()
        school = School(app, desk, cast, (), database)
        files = [filled for found in cast.classes if found.code != EMPTY for filled in cast.fill(plan, found, folder)]
        on(school, "2026-04-20 09:15")
        for filled in files:
            cast.record(filled)
        on(school, "2026-05-15 08:00")
        cast.open(school.members)
        sign(school, Stage.SUBJECT)
        on(school, "2026-05-18 10:00")
        _ask(school)
        on(school, "2026-05-18 23:58")
        desk.runner.catch_up(desk.ledger)
    return Made(database, folder, school_id)


def _planned() -> DemoSchool:
    plan = generate(2026, classes=CLASSES)
    for (code, subject), marks in plan.marks.items():
        for number, cell in [place for place in marks if code == CLASS and isinstance(marks[place], Score)]:
            if number == 1 and subject == TX3.subject and cell.term is TX3.term:
                marks[number, cell] = Score(TERM_2[cell.column.value])
            elif number == 2:
                low = LOW.get((cell.term, cell.column.value), LOW_TX)
                marks[number, cell] = Score(low if subject == TX3.subject else OTHERS)
    conduct = {"conduct_1": Level.TOT, "conduct_2": Level.TOT}
    plan.homeroom[CLASS][2] = replace(plan.homeroom[CLASS][2], **conduct)
    alike = {"full_name": NAME, "birth_date": BORN}
    pupils = [one.model_copy(update=alike) if one.class_code == EMPTY else one for one in plan.file.pupils]
    return replace(plan, file=plan.file.model_copy(update={"pupils": tuple(pupils)}))


def _ask(school: School) -> None:
    file = corrections.paper_file(PAPER, "bao-cao.pdf")
    paper = e.Paper(number="12/BC", dated=school.desk.today, sha256=file.sha256, media_type=file.media_type)
    change = e.MarkChange(cell=TX3, before=Score("5.7"), after=Score("7.5"))
    corrections.request_correction(
        school.desk, school.members[0].report_id, (change,), str(long(school).staff_id), e.ReasonCode.TYPING_ERROR,
        REASON, paper, file,
    )  # fmt: skip


def _replaced(school: School) -> None:
    """Thầy Long leaves the class; who teaches Ngữ văn takes it over. He may enter no more, and his entries stay his."""
    subject: dict[str, Any] = {"class_id": school.found.class_id, "subject": TX3.subject}
    successor, last = school.cast.teacher(school.found, "NGU_VAN"), school.desk.today - timedelta(days=1)
    year_command(school, y.EndTeaching(**subject, staff_id=long(school).staff_id, last_day=last))
    year_command(school, y.AssignTeaching(**subject, staff_id=successor.staff_id, since=school.desk.today))


def _opened(folder: Path, database: Database) -> App:
    settings = Settings(data=folder, keys_dir=folder / "keys", key_passphrase=PASSPHRASE)
    return App(settings, Addresses(database.owner_url, database.application_url))
