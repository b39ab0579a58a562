"""Who acts: a token that is this person's and still runs, or nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from api.app import DEMO_MARK
from tests.kit.cli import Cli, cli_of
from tests.kit.stages import School, at


@pytest.fixture
def school() -> Iterator[School]:
    with at("loaded") as made:
        yield made


@pytest.fixture
def cli(school: School, tmp_path: Path) -> Cli:
    return cli_of(school, tmp_path)


def refused(school: School, cli: Cli, code: str) -> None:
    """Exit 2, the code, and not an entry more."""
    size = school.desk.ledger.size()
    answer = cli.refused("import", "gradebook", school.files["TOAN"].path, exit=2)
    assert answer["error"]["code"] == code
    assert school.desk.ledger.size() == size


def test_nothing_is_written_without_a_token_that_is_right_running_and_his_own(school: School, cli: Cli) -> None:
    cli.token("GV01"), cli.token("GV02")
    refused(school, cli.as_("GV01").with_(TOKEN=""), "token.missing")
    refused(school, cli.as_("GV01").with_(TOKEN="x" * 43), "token.wrong")
    refused(school, cli.as_("GV01").with_(TOKEN=cli.tokens["GV02"]), "token.wrong")
    refused(school, cli.as_("GV99").with_(TOKEN=cli.tokens["GV01"]), "staff.unknown")
    _let_expire(school, cli.tokens["GV01"])
    refused(school, cli.as_("GV01"), "token.wrong")
    cli.token("GV01")
    assert cli.as_("GV01").fine("import", "gradebook", school.files["TOAN"].path)[0]["recorded"] > 0


def _let_expire(school: School, token: str) -> None:
    with psycopg.connect(school.database.owner_url) as connection:
        connection.execute(
            "UPDATE work.tokens SET issued_at = now() - interval '2 days', expires_at = now() - interval '1 day' "
            "WHERE sha256 = %s",
            [sha256(token.encode()).digest()],
        )


def test_the_database_keeps_the_digest_of_a_token_and_nothing_prints_it_again(school: School, cli: Cli) -> None:
    shown = cli.run("token", "issue", "--staff", "GV01")
    token = shown.out.strip()
    assert len(token) >= 43
    assert token not in shown.err
    with psycopg.connect(school.database.owner_url) as connection:
        rows = connection.execute("SELECT sha256, t::text FROM work.tokens t").fetchall()
    assert [bytes(row[0]) for row in rows] == [sha256(token.encode()).digest()]
    assert token not in rows[0][1]
    acting = cli.as_("GV01").with_(TOKEN=token)
    for answer in (
        acting.run("import", "gradebook", school.files["TOAN"].path),
        acting.run("import", "gradebook", "missing.xlsx"),
        acting.run("import", "gradebook", school.files["TOAN"].path, "--json"),
        acting.run("report", "open", "--class", "8A"),
    ):
        assert token not in answer.out + answer.err


def test_no_command_takes_a_token_as_an_argument(school: School, cli: Cli) -> None:
    """What stands in an argument stands in the list of processes and in the shell's history."""
    answer = cli.as_("GV01").run("import", "gradebook", school.files["TOAN"].path, "--token", "x")
    assert answer.exit == 2
    assert "--token" in answer.err


def test_a_token_of_one_school_is_none_of_another(school: School, cli: Cli) -> None:
    token = cli.token("GV01")
    with at("loaded", 6) as other:
        elsewhere = cli_of(other, cli.folder).as_("GV01").with_(TOKEN=token)
        refused(other, elsewhere, "token.wrong")


def test_the_demo_mark_lets_people_act_in_demo_only(school: School, cli: Cli) -> None:
    with psycopg.connect(school.database.owner_url) as connection:
        connection.execute("INSERT INTO work.marks (name, value) VALUES (%s, 'test')", [DEMO_MARK])
    refused(school, cli.as_("GV01").with_(ENV="production"), "token.missing")
    assert cli.as_("GV01").with_(ENV="demo").fine("import", "gradebook", school.files["TOAN"].path)
