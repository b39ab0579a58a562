"""Two corrections of an open edition, decided in the other order than asked for, must give one document."""

from __future__ import annotations

import uuid
from pathlib import Path

from api.app import Addresses, App
from api.flows import documents
from api.flows.demo.acting import Cast
from api.flows.demo.generator import generate
from api.flows.school_load import load_school
from api.settings import Settings
from domain.ledger import open_school
from tests.kit.database import migrated
from tests.kit.small_school import PAPER


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

        paper = tmp_path / "paper.pdf"
        paper.write_bytes(PAPER)
        asked = [cast.ask(found, member.report_id, code, "Nhập nhầm.", "12/BC", paper) for code in ("TOAN", "NGU_VAN")]
        for request_id in reversed(asked):
            cast.approve(request_id)

        report = desk.report(member.report_id)
        assert report.edition is not None
        assert report.edition.refrozen == 2
        document = documents.of_edition(documents.Sources(desk, [report]), report, report.edition)
        assert document.corrections == ("Ngữ văn", "Toán")
