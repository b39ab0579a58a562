"""A reader outside the school: the files he kept, the school's key, and ``hocba anchor compare`` on his laptop."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from anchors.checkpoint import VerifierKey
from anchors.publisher import consistency_proof, publish
from api.cli.main import app
from tests.integration.audit.ledgers import Audited
from tests.kit import database
from tests.kit.cli import Answer, Cli
from tests.kit.database import Database


@dataclass(frozen=True)
class Reader:
    """``cli`` may reach a database; ``offline`` cannot."""

    cli: Cli
    key: VerifierKey

    @property
    def folder(self) -> Path:
        return self.cli.folder

    @property
    def offline(self) -> Reader:
        """The same person at home: no address, no data folder."""
        return Reader(self.cli.with_(DATABASE_URL="", OWNER_DATABASE_URL="", DATA=str(self.folder / "none")), self.key)

    def at(self, other: Database) -> Reader:
        """The same person, shown another database."""
        return Reader(Cli(other, self.folder, self.cli.settings), self.key)

    def keep(self, name: str, text: str | bytes) -> Path:
        """A file of his own."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run(self, *arguments: object) -> Answer:
        """``anchor compare`` with the school's key."""
        return self.call(*arguments, "--key", self.key)

    def call(self, *arguments: object) -> Answer:
        """``anchor compare`` in this process, because one of its own takes a second; ``test_command`` starts some."""
        given = [str(argument) for argument in ("anchor", "compare", *arguments)]
        nothing = {name: None for name in os.environ if name.startswith("HOCBA_")}
        done = CliRunner().invoke(app, given, env={**nothing, **self.cli.environment})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)

    def one_history(self, *arguments: object) -> Any:
        return self._ends(0, *arguments)

    def two_histories(self, *arguments: object) -> Any:
        """The contradiction."""
        found = self._ends(1, *arguments)
        assert found["verdict"] == "two_histories"
        return found["contradiction"]

    def cannot_tell(self, *arguments: object) -> str:
        """The code of what is in the way."""
        return str(self._ends(2, *arguments)["error"]["code"])

    def _ends(self, code: int, *arguments: object) -> Any:
        answer = self.run(*arguments, "--json")
        assert answer.exit == code, answer
        return answer.json


def reader(case: Audited, folder: Path) -> Reader:
    return Reader(Cli(case.database, folder), case.key.verifier_key)


def grow(case: Audited, size: int) -> str:
    """The ledger goes on to this size and publishes; the note of its new checkpoint."""
    while (left := size - case.ledger.size()) > 0:
        case.ledger.append([database.stream(min(left, 40))], command=database.command())
    publish(case.ledger, case.key)
    return newest(case)


def newest(case: Audited) -> str:
    """The note of the last checkpoint."""
    last = case.ledger.latest_checkpoint()
    assert last is not None
    return last.note


def note_at(case: Audited, size: int) -> str:
    """The note of an earlier checkpoint."""
    return next(each.note for each in case.ledger.checkpoints() if each.size == size)


def proof_from(case: Audited, size: int) -> str:
    """What ``anchor publish --proof-from`` writes."""
    return consistency_proof(case.ledger, size).to_text()


def rewrite(case: Audited, position: int) -> None:
    """Somebody with the owner's power changes an entry and throws every tile and checkpoint away."""
    case.attacker.write(position, case.ledger.entry(position).replace(b'"number":', b'"number":1', 1))
    case.attacker.change(
        "DELETE FROM ledger.tiles WHERE school_id = {school}",
        "DELETE FROM ledger.checkpoints WHERE school_id = {school}",
    )
