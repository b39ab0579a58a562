"""The operator's commands: schools, keys, the right to give them, and what production refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api.flows.demo.generator import generate
from domain.ledger import open_pool, open_school
from tests.kit.cli import Cli, cli_of, on_empty_database, on_migrated_database
from tests.kit.stages import School, at


@pytest.fixture(scope="module")
def loaded() -> Iterator[School]:
    """Read only: who writes takes his own."""
    with at("loaded") as school:
        yield school


@pytest.fixture
def cli(loaded: School, tmp_path: Path) -> Cli:
    return cli_of(loaded, tmp_path)


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
        (tmp_path / "later").write_bytes(one.to_json().replace(b"2026", b"2027").replace(b"2025", b"2026"))
        refused = cli.refused("school", "load", tmp_path / "later", exit=1)["error"]
        assert refused["code"] == "school.loaded", "a first day is one: a second would give everybody another id"
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


def test_two_loads_of_one_school_at_once_make_one_school(tmp_path: Path) -> None:
    """Nor does a ledger that was opened and never filled, as a killed load leaves it, count as a school."""
    with on_migrated_database(tmp_path) as cli:
        with open_pool(cli.database.application_url) as pool:
            open_school(pool, uuid4())
        (tmp_path / "school.json").write_bytes(generate(1, classes=(("8A", 2),)).file.to_json())
        processes = [cli.start("school", "load", tmp_path / "school.json", "--json") for _ in range(2)]
        answers = [process.communicate(timeout=60) for process in processes]
        assert sorted(process.returncode for process in processes) == [0, 1], answers
        assert len(cli.fine("report", "list", "--class", "8A")) == 2


def test_production_refuses_a_test_clock(tmp_path: Path) -> None:
    with on_empty_database(tmp_path) as cli:
        cli.fine("migrate", "--test-clock")
        answer = cli.with_(ENV="production").refused("report", "list", "--class", "8A", exit=2)
        assert answer["error"]["code"] == "app.test_clock"


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
