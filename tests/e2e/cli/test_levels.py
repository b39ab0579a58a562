"""Primary and upper secondary classes by commands: load, choose, exempt, decide, templates, imports, corrections."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from api.flows.demo.generator import DemoSchool, generate
from api.flows.demo.schools import DemoLevel
from domain.values import Cell, Column, Term
from tests.kit import workbooks
from tests.kit.cli import Cli, on_migrated_database

pytestmark = pytest.mark.one_server

PRINCIPAL = "CB01"


def loaded(cli: Cli, level: DemoLevel, classes: tuple[tuple[str, int], ...]) -> DemoSchool:
    """A small school of this level, everybody with a token."""
    plan = generate(7, classes=classes, level=level)
    path = cli.folder / "school.json"
    path.write_bytes(plan.file.to_json())
    cli.fine("school", "load", path)
    for who in sorted({PRINCIPAL, *(row.teacher for row in plan.file.assignments)}):
        cli.token(who)
    return plan


def teacher(plan: DemoSchool, subject: str) -> str:
    return next(row.teacher for row in plan.file.assignments if row.subject == subject)


def listed(cli: Cli, class_code: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = cli.fine("report", "list", "--class", class_code)
    assert len(cli.run("report", "list", "--class", class_code).out.splitlines()) == len(rows)
    return rows


def test_an_upper_class_records_what_each_pupil_has_chosen(tmp_path: Path) -> None:
    with on_migrated_database(tmp_path) as cli:
        plan = loaded(cli, DemoLevel.UPPER, (("10A1", 2),))
        first, second = listed(cli, "10A1")
        own = [set(pupil.programme.electives) for pupil in plan.file.pupils]
        chosen = next(code for code in ("AM_NHAC", "DIA_LI") if code in own[0] ^ own[1])
        studies, not_studies = (first, second) if chosen in own[0] else (second, first)
        who = cli.as_(teacher(plan, chosen))
        path = tmp_path / "so.xlsx"
        cli.fine("template", "gradebook", "--class", "10A1", "--subject", chosen, "--out", path)
        column = Column.TX1
        mark = "Đ" if chosen == "AM_NHAC" else 8.5
        cell = Cell(subject=chosen, term=Term.ONE, column=column)
        workbooks.fill_gradebook(path, {(UUID(not_studies["pupil_id"]), cell): mark})
        refused = who.run("import", "gradebook", path)
        assert refused.exit == 1
        assert "ô này đóng" in refused.err
        workbooks.fill_gradebook(
            path, {(UUID(not_studies["pupil_id"]), cell): None, (UUID(studies["pupil_id"]), cell): mark}
        )
        assert who.fine("import", "gradebook", path)[0]["recorded"] == 1
        leader = cli.as_(PRINCIPAL)
        electives = [part for code in sorted(own[0] ^ {chosen}) for part in ("--elective", code)]
        drops = ("report", "choose", "--report", studies["report_id"], *electives)
        assert leader.refused(*drops, exit=1)["error"]["code"] in ("programme.document", "regulation.electives_count")
        exempt = ("report", "exempt", "--report", studies["report_id"], "--subject", "GDTC", "--document", "QĐ 9")
        assert who.refused(*exempt, exit=1)["error"]["code"] == "right.role"
        assert leader.fine(*exempt)["position"] > 0
        assert leader.fine(*exempt)["position"] is None
        summer = ("report", "summer", "--report", studies["report_id"], "--level", "DAT")
        assert leader.refused(*summer, exit=1)["error"]["code"] == "regulation.summer_conduct_passed"
        book = tmp_path / "chu-nhiem.xlsx"
        cli.fine("template", "homeroom", "--class", "10A1", "--out", book)
        workbooks.fill_homeroom(book, conduct={(UUID(studies["pupil_id"]), term): "Chưa đạt" for term in Term})
        homeroom = plan.file.classes[0].homeroom
        cli.token(homeroom)
        assert cli.as_(homeroom).fine("import", "homeroom", book)[0]["recorded"] == 2
        assert leader.fine(*summer)["position"] > 0
        assert leader.refused(*summer[:-1], "GIOI", exit=2)["error"]["code"] == "input.invalid"


def test_a_primary_class_records_letters_and_its_principal_decides(tmp_path: Path) -> None:
    with on_migrated_database(tmp_path) as cli:
        plan = loaded(cli, DemoLevel.PRIMARY, (("4A", 2),))
        first, _ = listed(cli, "4A")
        pupil, homeroom = UUID(first["pupil_id"]), cli.as_(plan.file.classes[0].homeroom)
        book, gradebook = tmp_path / "chu-nhiem.xlsx", tmp_path / "toan.xlsx"
        cli.fine("template", "homeroom", "--class", "4A", "--out", book)
        cli.fine("template", "gradebook", "--class", "4A", "--subject", "TOAN", "--out", gradebook)

        def fill(found: openpyxl.Workbook) -> None:
            workbooks.put(found, "Học kì II", pupil, "PC_NHAN_AI/CK", "Đ")
            workbooks.put(found, "Nhận xét PC, NL", pupil, "PHAM_CHAT", "Biết giúp bạn.")

        workbooks.edit(book, fill)
        typed = {
            (pupil, Cell(subject="TOAN", term=Term.TWO, column=Column.CK)): "H",
            (pupil, Cell(subject="TOAN", term=Term.TWO, column=Column.KT_CK)): 6,
        }
        workbooks.fill_gradebook(gradebook, typed)
        assert homeroom.fine("import", "homeroom", book)[0]["recorded"] == 2
        assert homeroom.fine("import", "gradebook", gradebook)[0]["recorded"] == 2
        workbooks.fill_gradebook(gradebook, {(pupil, Cell(subject="TOAN", term=Term.TWO, column=Column.CK)): "T"})
        changed = homeroom.run("import", "gradebook", gradebook)
        assert "đã ghi sổ Hoàn thành, trong tệp Hoàn thành tốt" in changed.out
        paper = tmp_path / "bao-cao.pdf"
        paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
        ask = (
            "correction", "request", "--report", first["report_id"], "--reason", "Nhập nhầm.", "--paper-number", "1/BC",
            "--paper-date", "2026-05-20", "--paper", paper,
        )  # fmt: skip
        assert homeroom.fine(*ask, "--cell", "TOAN/2/CK", "--value", "T")["request_id"]
        assert homeroom.fine(*ask, "--cell", "PC_NHAN_AI/2/CK", "--value", "T")["request_id"]
        bad = homeroom.refused(*ask, "--cell", "TOAN/2/CK", "--value", "Đ", exit=2)
        assert bad["error"]["code"] == "correction.value"
        assert "Toán CK học kì II: Hoàn thành → Hoàn thành tốt" in cli.run("correction", "list").out
        decide = (
            "report", "decide", "--report", first["report_id"], "--kind", "PROMOTED_BY_PRINCIPAL", "--document",
            "QĐ 8/QĐ-TH",
        )  # fmt: skip
        leader = cli.as_(PRINCIPAL)
        assert leader.fine(*decide)["position"] > 0
        assert leader.fine(*decide)["position"] is None
        assert leader.refused(*decide, "--no", exit=1)["error"]["code"] == "decision.exists"
