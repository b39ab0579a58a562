"""Two corrections of an open edition, decided in the other order than asked for, must give one document."""

from __future__ import annotations

import uuid
from pathlib import Path

from api.app import Addresses, App
from api.flows import corrections, documents
from api.flows.demo.acting import Cast
from api.flows.demo.generator import generate
from api.flows.school_load import load_school
from api.settings import Settings
from domain.ledger import open_school
from domain.report import events as e
from domain.values import Cell, Column, Score, Term
from tests.kit.database import migrated


def test_the_document_lists_corrections_in_the_order_of_their_approval(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, keys_dir=tmp_path / "keys", key_passphrase="mật khẩu thử")
    school = generate(7, classes=(("8A", 1),))
    with migrated() as database, App(settings, Addresses(database.owner_url, database.application_url)) as app:
        school_id = uuid.uuid4()
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], school.file, set())
        desk = app.desk(school_id)
        cast = Cast(desk, app.keys(school_id))
        cast.make_keys()
        for filled in cast.workbooks(school, tmp_path):
            cast.record(filled)
        found = cast.classes[0]
        (member,) = desk.members(found)
        assert cast.open([member]).refused == []

        asked = [_ask(cast, found, member.report_id, code, tmp_path) for code in ("TOAN", "NGU_VAN")]
        for request_id in reversed(asked):
            corrections.approve_correction(desk, request_id, str(cast.principal.staff_id), cast.key(cast.principal))

        report = desk.report(member.report_id)
        assert report.edition is not None
        assert report.edition.refrozen == 2
        document = documents.of_edition(desk, report, report.edition)
        assert document.corrections == ("Ngữ văn", "Toán")


def _ask(cast: Cast, found, report_id: uuid.UUID, code: str, folder: Path) -> uuid.UUID:
    cell = Cell(subject=code, term=Term.ONE, column=Column.TX1)
    before = cast.desk.report(report_id).marks[cell].value
    assert isinstance(before, Score)
    after = Score(before.value - 1 if before.value >= 9 else before.value + 1)
    (folder / "paper.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    paper, blob = corrections.read_paper(folder / "paper.pdf", "12/BC", cast.today)
    actor, code_of_reason = str(cast.teacher(found, code).staff_id), e.ReasonCode.TYPING_ERROR
    change = e.MarkChange(cell=cell, before=before, after=after)
    asked = corrections.request_correction(
        cast.desk, report_id, (change,), actor, code_of_reason, "Nhập nhầm.", paper, blob
    )
    return asked.request_id
