"""The commands from outside: exit codes, both languages, ``--json``, and no traceback for anything that people do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api.flows.demo.generator import generate
from domain.values import Cell, Column, Term
from tests.e2e.cli.test_kills import cli_of
from tests.kit.cli import PROGRAM, Answer, Cli, on_empty_database, on_migrated_database
from tests.kit.stages import School, at
from tests.kit.workbooks import fill_gradebook, place

TX1 = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
#: ``hocba --help`` loads no family of commands: 0.4 s measured on two busy cores, the rest is room for busier ones.
HELP_S_MAX = 1.0


@pytest.fixture(scope="module")
def loaded() -> Iterator[School]:
    """Read only: who writes takes his own."""
    with at("loaded") as school:
        yield school


@pytest.fixture
def cli(loaded: School, tmp_path: Path) -> Cli:
    return cli_of(loaded, tmp_path)


def test_help_is_there_at_once_and_names_every_family() -> None:
    times = []
    for _ in range(3):
        start = time.monotonic()
        shown = subprocess.run([PROGRAM, "--help"], capture_output=True, encoding="utf-8", check=True).stdout
        times.append(time.monotonic() - start)
    assert min(times) < HELP_S_MAX
    for name in ("migrate", "school", "import", "correction", "report", "anchor", "verify", "audit", "serve", "demo"):
        assert f" {name} " in shown


@pytest.mark.parametrize(
    "arguments",
    ["school load", "key create", "token issue", "import gradebook", "correction approve", "report sign", "verify",
     "audit verify", "serve", "demo", "migrate", "anchor publish", "projections rebuild"],
)  # fmt: skip
def test_every_command_has_help(arguments: str) -> None:
    shown = subprocess.run([PROGRAM, *arguments.split(), "--help"], capture_output=True, encoding="utf-8", check=True)
    assert "--help" in shown.stdout


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


def test_a_database_out_of_reach_is_told_within_seconds(cli: Cli) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    start = time.monotonic()
    answer = cli.with_(DATABASE_URL=nowhere, OWNER_DATABASE_URL=nowhere).run(
        "report", "list", "--class", "8A", "--json"
    )
    assert (answer.exit, answer.code) == (2, "ledger.unreachable")
    assert answer.err == ""
    assert time.monotonic() - start < 5


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


def test_answers_in_both_languages(recorded: tuple[School, Cli]) -> None:
    school, cli = recorded
    path = school.files["TOAN"].path
    teacher = cli.as_("GV01")
    assert "Tệp này đã nhập trước đây" in teacher.run("import", "gradebook", path).out
    assert "This file was imported before" in teacher.with_(LANG="en").run("import", "gradebook", path).out
    asked = teacher.fine(*_arguments(cli, school, "TOAN/2/TX2", "0,5"))["request_id"]
    listed = cli.run("correction", "list").out
    assert f"{asked} · 8A/1 · TOAN HK2 TX2: " in listed
    assert " → 0.5 · GV01: Nhập nhầm." in listed
    # What stands against the whole class is said once, not once for each pupil.
    refused = teacher.run("report", "open", "--class", "8A")
    assert refused.exit == 1
    assert refused.err.count("GV01") == 1
    assert "3 học bạ: " in refused.err
    assert "3 reports: " in teacher.with_(LANG="en").run("report", "open", "--class", "8A").err
    lines = cli.run("report", "list", "--class", "8A").out.splitlines()
    assert len(lines) == 3
    assert all("Đang cập nhật" in line for line in lines)
    assert "being filled in" in cli.with_(LANG="en").run("report", "list", "--class", "8A").out


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
        assert [row["in_file"] for row in changed["changed"]] == ["6.8"]


def test_a_filled_template_is_never_overwritten(cli: Cli, tmp_path: Path) -> None:
    arguments = ("template", "gradebook", "--class", "8A", "--subject", "TOAN", "--out", tmp_path / "F.xlsx")
    assert cli.fine(*arguments)["file"].endswith("F.xlsx")
    assert cli.refused(*arguments, exit=2)["error"]["code"] == "template.exists"
    nowhere = (*arguments[:-1], tmp_path / "none" / "F.xlsx")
    assert cli.refused(*nowhere, exit=2)["error"]["code"] == "workbook.unwritable"


@pytest.mark.parametrize("content", [b"\xff\xfe{", b"{", b"[]", b"{}", b"", None])
def test_a_school_file_that_is_none_is_exit_2_or_1_and_opens_no_ledger(tmp_path: Path, content: bytes | None) -> None:
    with on_migrated_database(tmp_path) as cli:
        path = tmp_path / "school.json"
        if content is not None:
            path.write_bytes(content)
        assert cli.run("school", "load", path, "--json").json["error"]["code"].startswith("school_file.")
        assert cli.run("report", "list", "--class", "8A", "--json").code == "app.no_school"


def test_a_school_is_loaded_once_and_two_schools_need_a_name(tmp_path: Path) -> None:
    with on_migrated_database(tmp_path) as cli:
        one = generate(1, classes=(("8A", 2),)).file
        two = generate(2, classes=(("8A", 3),)).file
        two = two.model_copy(update={"school": two.school.model_copy(update={"code": "99999002"})})
        for name, file in (("one", one), ("two", two)):
            (tmp_path / name).write_bytes(file.to_json())
        first = cli.fine("school", "load", tmp_path / "one")
        assert cli.refused("school", "load", tmp_path / "one", exit=1)["error"]["code"] == "school.loaded"
        assert len(cli.fine("report", "list", "--class", "8A")) == 2
        second = cli.fine("school", "load", tmp_path / "two")
        assert cli.refused("school", "load", tmp_path / "two", exit=1)["error"]["code"] == "school.loaded"
        ambiguous = cli.refused("report", "list", "--class", "8A", exit=2)["error"]
        assert ambiguous["code"] == "app.school"
        assert "99999001" in ambiguous["message"]
        assert "99999002" in ambiguous["message"]
        for school in ("99999001", first["school_id"], str(first["school_id"]).upper()):
            assert len(cli.fine("report", "list", "--class", "8A", "--school", school)) == 2
        others = cli.fine("report", "list", "--class", "8A", "--school", "99999002")
        assert len(others) == 3
        unknown = cli.refused("report", "list", "--class", "8A", "--school", str(uuid4()), exit=2)
        assert unknown["error"]["code"] == "app.school_unknown"
        # A report, a token and a person of the second school are nothing in the first.
        arguments = ("report", "export", others[0]["report_id"], "--out", tmp_path / "out")
        assert cli.refused(*arguments, "--school", "99999001", exit=2)["error"]["code"] == "report.unknown_code"
        assert UUID(second["school_id"]) != UUID(first["school_id"])


def test_the_operators_commands_need_the_owners_address(loaded: School, cli: Cli) -> None:
    as_application = cli.with_(OWNER_DATABASE_URL=loaded.database.application_url)
    for arguments in (("token", "issue", "--staff", "GV01"), ("key", "create", "--staff", "GV09")):
        assert as_application.refused(*arguments, exit=2)["error"]["code"] == "app.not_owner"
    with at("loaded", 6) as other:
        elsewhere = cli.with_(OWNER_DATABASE_URL=other.database.owner_url)
        assert elsewhere.refused("token", "issue", "--staff", "GV01", exit=2)["error"]["code"] == "app.not_owner"


def test_keys_are_never_overwritten_and_need_their_passphrase(loaded: School, tmp_path: Path) -> None:
    cli = Cli(loaded.database, tmp_path)
    create = ("key", "create", "--staff", "GV09")
    assert cli.with_(ENV="production").refused(*create, exit=2)["error"]["code"] == "key.production"
    assert cli.with_(KEY_PASSPHRASE="").refused(*create, exit=2)["error"]["code"] == "key.passphrase"
    made = Path(cli.fine(*create)["key"])
    content = made.read_bytes()
    assert cli.refused(*create, exit=2)["error"]["code"] == "key.exists"
    assert made.read_bytes() == content
    register = ("key", "register", "--staff", "GV09")
    wrong = cli.with_(KEY_PASSPHRASE="sai").run(*register)
    assert wrong.exit == 2
    assert "mật khẩu" in wrong.err
    assert cli.refused("key", "register", "--staff", "GV08", exit=2)["error"]["code"] == "key.missing"
    made.write_bytes(content[:100])
    assert cli.refused(*register, exit=2)["error"]["code"] == "signing.key_unreadable"
    made.write_bytes(content)
    cli.keys.chmod(0o755)
    assert cli.refused(*register, exit=2)["error"]["code"] == "key.folder"
    cli.keys.chmod(0o700)
    shown = cli.with_(LANG="en").run(*register)
    assert shown.exit == 0
    assert "DEMONSTRATION" in shown.err
    loud = cli.run(*register)
    assert "CHỈ ĐỂ TRÌNH DIỄN" in loud.err
    (tmp_path / "file").write_text("not a folder")
    nowhere = cli.with_(KEYS_DIR=str(tmp_path / "file" / "keys"))
    assert nowhere.refused(*create, exit=2)["error"]["code"] == "key.unwritable"


def test_the_log_key_needs_its_passphrase(loaded: School, tmp_path: Path) -> None:
    cli = Cli(loaded.database, tmp_path)
    cli.fine("anchor", "publish")
    assert cli.with_(KEY_PASSPHRASE="sai").refused("anchor", "publish", exit=2)["error"]["code"] == "key.passphrase"


@pytest.mark.parametrize(
    ("place", "value", "code", "exit"),
    [
        ("TOAN/1", "7", "correction.place", 2),
        ("TOAN/3/TX1", "7", "correction.place", 2),
        ("TOAN/1/TX9", "7", "correction.place", 2),
        ("TOAN/1/TX1", "11", "correction.value", 2),
        ("TOAN/1/TX1", "tám", "correction.value", 2),
        ("TOAN/1/TX1", "Đ", "regulation.score_expected", 1),
        ("TOAN/1/TX5", "7", "correction.nothing_recorded", 1),
        ("conduct/1", "Giỏi", "correction.value", 2),
        ("absences", "3", "correction.value", 2),
        ("TOAN/comment", "", "correction.value", 2),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(
    recorded: tuple[School, Cli], place: str, value: str, code: str, exit: int
) -> None:
    school, cli = recorded
    size = school.desk.ledger.size()
    who = "GV02" if place in ("conduct/1", "absences") else "GV01"
    answer = _request(cli.as_(who), school, place, value)
    assert (answer.exit, answer.code) == (exit, code)
    assert school.desk.ledger.size() == size


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--reason", "", "input.invalid"),
        ("--reason", "x" * 1001, "input.invalid"),
        ("--paper-number", "", "input.invalid"),
        ("--paper", "/nowhere/paper.pdf", "paper.unreadable"),
        ("--report", "x", "report.unknown_code"),
    ],
)
def test_what_a_request_lacks_is_named(recorded: tuple[School, Cli], option: str, value: str, code: str) -> None:
    school, cli = recorded
    answer = _request(cli.as_("GV01"), school, "TOAN/1/TX1", "0,5", option, value)
    assert (answer.exit, answer.code) == (2, code)


def test_a_decision_on_nothing_is_refused(recorded: tuple[School, Cli]) -> None:
    _, cli = recorded
    principal = cli.as_("CB01")
    for request_id, code, exit in (("x", "correction.bad_id", 2), (str(uuid4()), "correction.unknown", 1)):
        answer = principal.refused("correction", "approve", request_id, exit=exit)
        assert answer["error"]["code"] == code


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[School, Cli]]:
    with at("recorded") as school:
        cli = cli_of(school, tmp_path_factory.mktemp("recorded"))
        for who in ("GV01", "GV02", "CB01"):
            cli.token(who)
        yield school, cli


def _request(cli: Cli, school: School, place: str, value: str, *more: object) -> Answer:
    return cli.run(*_arguments(cli, school, place, value), *more, "--json")


def _arguments(cli: Cli, school: School, place: str, value: str) -> tuple[object, ...]:
    paper = cli.folder / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return (
        "correction", "request", "--report", school.members[0].report_id, "--cell", place, "--value", value,
        "--reason", "Nhập nhầm.", "--paper-number", "12/BC", "--paper-date", "2026-05-20", "--paper", paper,
    )  # fmt: skip


def test_an_unwritable_folder_is_told(recorded: tuple[School, Cli], tmp_path: Path) -> None:
    with at("sealed") as school:
        cli = cli_of(school, tmp_path)
        answer = cli.refused("report", "export", school.members[0].report_id, "--out", tmp_path / "out", exit=1)
        assert answer["error"]["code"] == "report.not_issued"
        cli.token("VT01")
        cli.as_("VT01").fine("report", "issue", "--class", "8A")
        (tmp_path / "file").write_text("in the way")
        answer = cli.refused("report", "export", school.members[0].report_id, "--out", tmp_path / "file", exit=2)
        assert answer["error"]["code"] == "system.refused"


def test_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    with at("opened", 6) as school:
        cli = cli_of(school, tmp_path)
        cli.token("GV01")
        process = cli.as_("GV01").start("report", "sign", "--class", "8A", "--subject", "TOAN")
        time.sleep(1.0)
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert "Traceback" not in out + err
        # Stopped within the command, before it, or behind it when the answer had been given.
        assert process.returncode in (0, 2, 130, -signal.SIGINT), (out, err)
        assert json.loads(cli.run("report", "list", "--class", "8A", "--json").out)
