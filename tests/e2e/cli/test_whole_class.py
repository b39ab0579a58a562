"""A class on its whole way, command by command, each person with his own token; three pupils stand for forty-two."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import UUID

from domain.values import Cell, Column, Term
from tests.kit.cli import on_empty_database
from tests.kit.cli_class import CLASS, CLERK, PRINCIPAL, SUBJECTS, ClassByCommands


def test_a_class_goes_from_workbooks_to_reports_that_prove_themselves(tmp_path: Path) -> None:
    with on_empty_database(tmp_path) as cli:
        made = ClassByCommands(cli)
        assert len(cli.fine("migrate")["applied"]) > 0
        assert cli.fine("migrate")["applied"] == []
        loaded = made.load()
        assert (loaded["pupils"], loaded["classes"]) == (3, 1)
        made.make_tokens()
        made.make_keys()
        made.make_templates()
        made.fill()
        _imports(made)
        _corrections(made)
        _signing(made)
        _issuing(made, UUID(loaded["school_id"]))


def _imports(made: ClassByCommands) -> None:
    answers = made.import_all()
    assert sorted(answer["subject"] for answer in answers if answer["subject"]) == sorted(SUBJECTS)
    assert all(answer["recorded"] > 0 and answer["changed"] == [] for answer in answers)
    again = made.as_teacher("TOAN").fine("import", "gradebook", made.files["TOAN"])[0]
    assert (again["recorded"], again["repeated"]) == (0, True)
    assert {row["status"] for row in made.list()} == {"OPEN"}


def _corrections(made: ClassByCommands) -> None:
    rows = made.list()
    first = made.ask(rows[0]["report_id"], "TOAN/1/TX1", _other(made, 1), "TOAN")
    second = made.ask(rows[1]["report_id"], "ren-luyen/1", "Đạt", None)
    waiting = made.cli.fine("correction", "list")
    assert {row["request_id"] for row in waiting} == {first, second}
    principal = made.cli.as_(PRINCIPAL)
    assert principal.fine("correction", "approve", first, "--remark", "Đồng ý.")["status"] == "APPROVED"
    refused = principal.fine("correction", "refuse", second, "--remark", "Không đồng ý: đã họp xét.")
    assert refused["status"] == "REFUSED"
    assert made.cli.fine("correction", "list") == []
    decided = principal.refused("correction", "refuse", first, "--remark", "Không.", exit=1)
    assert decided["error"]["code"] == "correction.decided"


def _other(made: ClassByCommands, number: int) -> str:
    cell = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
    return "7,5" if str(made.plan.marks[CLASS, "TOAN"][number, cell]) != "7.5" else "8"


def _signing(made: ClassByCommands) -> None:
    clerk = made.cli.as_(CLERK)
    assert len(clerk.fine("report", "open", "--class", CLASS)["done"]) == 3
    too_early = made.cli.as_(PRINCIPAL).refused("report", "sign", "--class", CLASS, "--stage", "head", exit=1)
    assert {fault["code"] for fault in too_early["refused"]} == {"sign.not_your_turn"}
    assert too_early["done"] == []
    made.sign_all()
    again = made.as_teacher("TOAN").fine("report", "sign", "--class", CLASS, "--subject", "TOAN")
    assert (again["done"], again["passed"]) == ([], 3)
    assert {row["status"] for row in made.list()} == {"APPROVED"}
    unsealed = clerk.refused("report", "issue", "--class", CLASS, exit=1)
    assert {fault["code"] for fault in unsealed["refused"]} == {"issue.not_sealed"}
    assert len(clerk.fine("report", "seal", "--class", CLASS)["done"]) == 3


def _issuing(made: ClassByCommands, school_id: UUID) -> None:
    clerk, out = made.cli.as_(CLERK), made.folder / "issued"
    assert len(clerk.fine("report", "issue", "--class", CLASS)["done"]) == 3
    again = clerk.fine("report", "issue", "--class", CLASS)
    assert (again["done"], again["passed"]) == ([], 3)
    rows = made.list()
    assert {row["status"] for row in rows} == {"ISSUED"}
    # A report is known by its stream id and by its lookup code.
    codes = [rows[0]["lookup_id"], rows[1]["lookup_id"], rows[2]["report_id"]]
    assert len(made.cli.fine("report", "export", *codes, "--out", out)["files"]) == 9
    key, roots = made.cli.keys / str(school_id) / "log.vkey", made.cli.keys / "roots.pem"
    for row in rows:
        found = made.cli.run("verify", out / f"{row['lookup_id']}.pdf", "--key", key, "--trust", roots)
        assert found.exit == 0, found
        receipt = out / f"{row['lookup_id']}.tlog-proof"
        files = ("verify", out / f"{row['lookup_id']}.xml", "--receipt", receipt)
        found = made.cli.run(*files, "--key", key, "--trust", roots)
        assert found.exit == 0, found
    assert made.cli.fine("anchor", "publish")["size"] > 0
    audited = made.cli.fine("audit", "verify")
    assert audited["ok"]
    _key_files(made.cli.keys)


def _key_files(folder: Path) -> None:
    """0700 and 0600, all of them."""
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
