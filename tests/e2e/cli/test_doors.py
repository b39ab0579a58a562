"""The commands from outside: exit codes, both languages, ``--json``, and no traceback for anything that people do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.ledger.database import POOL_WAIT_S_MAX
from domain.values import Cell, Column, Term
from tests.kit.cli import PROGRAM, TIMEOUT_S, Answer, Cli, cli_of, on_empty_database
from tests.kit.stages import School, at
from tests.kit.workbooks import fill_gradebook, place

TX1 = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
#: What takes a second or two to load on a school's laptop, and what the list of commands needs nothing of.
HEAVY = ("pyhanko", "lxml", "fastapi", "psycopg", "openpyxl", "pydantic", "cryptography", "eventsourcing")
#: Shows the list of commands as the program does, then says which of its arguments were loaded for it.
SHOWN = "import sys; from api.cli.main import app; app(['--help'], standalone_mode=False); " + (
    "print([name for name in sys.argv[1:] if name in sys.modules])"
)


@pytest.fixture(scope="module")
def loaded() -> Iterator[School]:
    """Read only: who writes takes his own."""
    with at("loaded") as school:
        yield school


@pytest.fixture
def cli(loaded: School, tmp_path: Path) -> Cli:
    return cli_of(loaded, tmp_path)


def test_help_is_there_at_once_and_names_every_family() -> None:
    command = [sys.executable, "-c", SHOWN, *HEAVY]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    assert shown.splitlines()[-1] == "[]"
    for name in ("migrate", "school", "import", "correction", "report", "anchor", "verify", "audit", "serve", "demo"):
        assert f" {name} " in shown


@pytest.mark.one_server
@pytest.mark.parametrize(
    "arguments",
    ["school load", "key create", "token issue", "import gradebook", "correction approve", "report sign", "verify",
     "audit verify", "serve", "demo", "migrate", "anchor publish", "anchor compare", "projections rebuild"],
)  # fmt: skip
def test_every_command_has_help(arguments: str) -> None:
    shown = subprocess.run([PROGRAM, *arguments.split(), "--help"], capture_output=True, encoding="utf-8", check=True)
    assert "--help" in shown.stdout


@pytest.mark.parametrize("arguments", ["report list --class 8A", "report sign"])
def test_a_command_that_a_test_forks_answers_as_the_program_does(cli: Cli, arguments: str) -> None:
    process = cli.start(*arguments.split())
    out, err = process.communicate(timeout=TIMEOUT_S)
    assert cli.run(*arguments.split()) == Answer(process.returncode, out, err)


def test_wrong_arguments_are_exit_2(cli: Cli) -> None:
    for arguments in (("nothing",), ("report",), ("report", "sign"), ("import", "gradebook"), ("verify", "--x", "y")):
        assert cli.run(*arguments).exit == 2


def test_before_migrate_and_before_a_school_is_loaded_the_next_step_is_named(tmp_path: Path) -> None:
    with on_empty_database(tmp_path) as cli:
        answer = cli.run("report", "list", "--class", "8A", "--json")
        assert (answer.exit, answer.code) == (2, "app.not_migrated")
        assert "hocba migrate" in cli.run("report", "list", "--class", "8A").err
        cli.fine("migrate")
        answer = cli.run("report", "list", "--class", "8A", "--json")
        assert (answer.exit, answer.code) == (2, "app.no_school")
        assert cli.fine("migrate")["applied"] == []


def test_a_database_out_of_reach_is_told_without_waiting_for_it(cli: Cli) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    listing = ("report", "list", "--class", "8A", "--json")
    times = [time.monotonic()]
    cli.run(*listing)
    times.append(time.monotonic())
    answer = cli.with_(DATABASE_URL=nowhere, OWNER_DATABASE_URL=nowhere).run(*listing)
    times.append(time.monotonic())
    assert (answer.exit, answer.code) == (2, "ledger.unreachable")
    assert answer.err == ""
    # Beside the same command with a database: a pool would have tried again for so long.
    assert times[2] - times[1] < times[1] - times[0] + POOL_WAIT_S_MAX


@pytest.mark.parametrize(
    ("name", "value"),
    [("ENV", "test"), ("ORIGIN", "a b"), ("PUBLIC_URL", "nowhere"), ("LANG", "fr"), ("OWNER_DATABASE_URL", "")],
)
def test_a_wrong_setting_is_named(cli: Cli, name: str, value: str) -> None:
    answer = cli.with_(**{name: value}).run("report", "list", "--class", "8A", "--json")
    assert answer.exit == 2
    assert answer.code in ("settings.invalid", "settings.one_address")
    assert f"HOCBA_{name}" in answer.json["error"]["message"]


def test_both_languages(cli: Cli) -> None:
    arguments = ("report", "list", "--class", "9Z")
    assert "không có lớp 9Z" in cli.run(*arguments).err
    assert "has no class 9Z" in cli.with_(LANG="en").run(*arguments).err
    english = cli.with_(LANG="en").run(*arguments, "--json")
    assert "has no class 9Z" in english.json["error"]["message"]
    assert english.exit == 2


def test_a_terminal_that_knows_no_vietnamese_gets_no_traceback(cli: Cli) -> None:
    environment = cli.environment | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    command = [PROGRAM, "report", "list", "--class", "8A"]
    shown = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert b"Traceback" not in shown.stderr


def test_bad_cells_are_listed_for_people_and_for_programs(tmp_path: Path) -> None:
    with at("loaded") as school:
        cli = cli_of(school, tmp_path)
        cli.token("GV01")
        teacher, path, member = cli.as_("GV01"), school.files["TOAN"].path, school.members[0]
        good = path.read_bytes()
        own = tmp_path / "TOAN.xlsx"
        own.write_bytes(good)
        fill_gradebook(own, {(member.pupil_id, TX1): 6.75})
        where = place(own, "Học kì I", member.pupil_id, "TX1")
        shown = teacher.run("import", "gradebook", own)
        assert shown.exit == 1
        assert f"Ô {where} (trang Học kì I" in shown.err
        assert "--round-half-up" in shown.err
        (answer,) = teacher.refused("import", "gradebook", own, exit=1)
        (fault,) = answer["error"]["faults"]
        assert (fault["code"], fault["facts"]["cell"]) == ("score.decimals", where)
        # One bad file does not keep the next one out, and the worse code wins.
        answers = teacher.refused("import", "gradebook", own, tmp_path / "none.xlsx", path, exit=2)
        assert [each.get("recorded", 0) > 0 for each in answers] == [False, False, True]
        assert answers[1]["error"]["code"] == "workbook.unreadable"
        changed = teacher.refused("import", "gradebook", own, "--round-half-up", exit=1)[0]
        assert [(row["place"], row["in_file"]) for row in changed["changed"]] == [("TOAN HK1 TX1", "6.8")]
        for language, line in (("vi", ", Toán TX1 học kì I: đã ghi sổ "), ("en", ", TOAN HK1 TX1: ")):
            told = teacher.with_(LANG=language).run("import", "gradebook", own, "--round-half-up").out
            assert line in told
            assert {"vi": "trong tệp 6,8", "en": "6.8 in the file"}[language] in told


def test_a_filled_template_is_never_overwritten(cli: Cli, tmp_path: Path) -> None:
    arguments = ("template", "gradebook", "--class", "8A", "--subject", "TOAN", "--out", tmp_path / "F.xlsx")
    assert cli.fine(*arguments)["file"].endswith("F.xlsx")
    assert cli.refused(*arguments, exit=2)["error"]["code"] == "template.exists"
    nowhere = (*arguments[:-1], tmp_path / "none" / "F.xlsx")
    assert cli.refused(*nowhere, exit=2)["error"]["code"] == "workbook.unwritable"


def test_an_unwritable_folder_is_told(tmp_path: Path) -> None:
    with at("sealed") as school:
        cli = cli_of(school, tmp_path)
        answer = cli.refused("report", "export", school.members[0].report_id, "--out", tmp_path / "out", exit=1)
        assert answer["error"]["code"] == "report.not_issued"
        cli.token("VT01")
        cli.as_("VT01").fine("report", "issue", "--class", "8A")
        (tmp_path / "file").write_text("in the way")
        answer = cli.refused("report", "export", school.members[0].report_id, "--out", tmp_path / "file", exit=2)
        assert answer["error"]["code"] == "system.refused"


def _sessions(school: School) -> int:
    with psycopg.connect(school.database.owner_url, autocommit=True) as owner:
        counted = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = %s"
        (count,) = owner.execute(counted, [school.app.addresses.role]).fetchone() or (0,)
    return int(count)


def test_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    with at("opened", 6) as school:
        cli = cli_of(school, tmp_path)
        cli.token("GV01")
        before = _sessions(school)
        process = cli.as_("GV01").start("report", "sign", "--class", "8A", "--subject", "TOAN")
        while _sessions(school) <= before and process.poll() is None:
            time.sleep(0.05)  # until then the interpreter is still loading the program
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT_S)
        assert "Traceback" not in out + err
        # Stopped within the command, before it, or behind it when the answer had been given.
        assert process.returncode in (0, 2, 130, -signal.SIGINT), (out, err)
        assert json.loads(cli.run("report", "list", "--class", "8A", "--json").out)
