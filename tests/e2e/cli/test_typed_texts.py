"""A text that cannot stand is refused by name, whichever command it was typed for, and before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.kit.cli import Cli, cli_of
from tests.kit.stages import at

pytestmark = pytest.mark.one_server

#: Typed by people, of all commands that make a command of the domain from it.
COMMANDS = (
    ("year", "deadline", "HEAD", "--until", "25/06/2026", "--document", ""),
    ("year", "extend", "HEAD", "--until", "25/06/2026", "--reason", ""),
    ("year", "reopen", "1", "--reason", ""),
    ("report", "summer", "--report", "{report}", "--level", "?"),
    ("report", "exempt", "--report", "{report}", "--subject", "GDTC", "--document", ""),
    ("report", "return", "{report}", "--subject", "TOAN", "--note", ""),
    ("report", "submit", "{report}", "--reference", ""),
    ("report", "reject", "{report}", "--reason", ""),
)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cli, UUID]]:
    with at("recorded") as school:
        cli = cli_of(school, tmp_path_factory.mktemp("cli"))
        cli.token("CB01")
        yield cli.as_("CB01"), school.members[0].report_id


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: " ".join(arguments[:2]))
def test_an_impossible_text_is_named(recorded: tuple[Cli, UUID], arguments: tuple[str, ...]) -> None:
    cli, report = recorded
    answer = cli.run(*(each.format(report=report) for each in arguments), "--json")
    assert (answer.exit, answer.code) == (2, "input.invalid")
