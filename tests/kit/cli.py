"""
The command line as people run it: real processes, on a database of the test's own.

``Cli`` holds the environment; a person acts with ``cli.as_("GV01").run(...)`` after ``cli.token("GV01")`` was issued.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.kit import cli_process
from tests.kit.database import Database, empty, migrated
from tests.kit.stages import PASSPHRASE, School

PROGRAM = Path(sys.executable).with_name("hocba")
TIMEOUT_S = 120


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def code(self) -> str:
        """The code of the error, of a command called with ``--json``."""
        return str(self.json["error"]["code"])


@dataclass(frozen=True)
class Cli:
    """An environment to run ``hocba`` in; ``who`` acts with his token where one was issued to him."""

    database: Database
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    who: str | None = None

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("HOCBA_")}
        ours = {
            "HOCBA_DATABASE_URL": self.database.application_url,
            "HOCBA_OWNER_DATABASE_URL": self.database.owner_url,
            "HOCBA_DATA": str(self.folder),
            "HOCBA_KEYS_DIR": str(self.keys),
            "HOCBA_KEY_PASSPHRASE": PASSPHRASE,
        }
        token = {"HOCBA_TOKEN": self.tokens[self.who]} if self.who in self.tokens else {}
        return {name: value for name, value in (plain | ours | token | self.settings).items() if value}

    def with_(self, **settings: str) -> Cli:
        """Other settings, by name without ``HOCBA_``; an empty one is not set."""
        return replace(self, settings=self.settings | {f"HOCBA_{name}": value for name, value in settings.items()})

    def as_(self, who: str) -> Cli:
        """The same as another person."""
        return replace(self, who=who)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """The program itself, running."""
        return subprocess.Popen(
            [str(PROGRAM), *self._arguments(*arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: object) -> Answer:
        """A command, to its end. No command ever shows a traceback, whatever it is given."""
        code, out, err = cli_process.run(self._arguments(*arguments), self.environment, TIMEOUT_S)
        assert "Traceback" not in out + err, err
        return Answer(code, out, err)

    def _arguments(self, *arguments: object) -> list[str]:
        return [*map(str, arguments), *(("--as", self.who) if self.who else ())]

    def fine(self, *arguments: object) -> Any:
        """The JSON of a command that ends well."""
        answer = self.run(*arguments, "--json")
        assert answer.exit == 0, answer
        return answer.json

    def refused(self, *arguments: object, exit: int) -> Any:
        """The JSON of a command that ends with this exit code."""
        answer = self.run(*arguments, "--json")
        assert answer.exit == exit, answer
        return answer.json

    def token(self, who: str) -> str:
        """A new token of this person, kept for ``as_``."""
        self.tokens[who] = self.fine("token", "issue", "--staff", who)["token"]
        return self.tokens[who]


@contextmanager
def on_empty_database(folder: Path) -> Iterator[Cli]:
    """Before ``migrate``."""
    with empty() as database:
        yield Cli(database, folder)


@contextmanager
def on_migrated_database(folder: Path) -> Iterator[Cli]:
    """After ``migrate``, without a school."""
    with migrated() as database:
        yield Cli(database, folder)


def cli_of(school: School, folder: Path) -> Cli:
    """A school of ``tests.kit.stages`` from outside, with its keys; ``folder`` is for the test's own files."""
    return Cli(school.database, folder, {"HOCBA_KEYS_DIR": str(school.app.settings.keys_folder)})
