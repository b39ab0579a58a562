"""``hocba audit verify``: exit codes, JSON, both languages, keys and kept checkpoints."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from anchors.timestamp import note_digest
from api.cli.audit import audit
from tests.integration.audit.ledgers import Audited
from tests.kit.timestamps import maker


@pytest.fixture
def run(case: Audited, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Runs the command on the ledger of the test, as the application; the answer and the exit code."""
    for name, value in {
        "HOCBA_DATABASE_URL": case.database.application_url,
        "HOCBA_OWNER_DATABASE_URL": case.database.owner_url,
        "HOCBA_DATA": str(tmp_path),
        "HOCBA_LANG": "vi",
    }.items():
        monkeypatch.setenv(name, value)

    def command(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(audit, ["verify", *arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout

    return command


def _key_file(case: Audited, folder: Path) -> str:
    path = folder / "verifier.key"
    path.write_text(f"{case.key.verifier_key}\n", encoding="utf-8")
    return str(path)


def test_all_schools_are_whole(run: Any) -> None:
    code, out = run("--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["ok"]
    assert sorted(school["entries"] for school in answer["schools"]) == [5, 620]
    assert all("audit.protection" not in school["counts"] for school in answer["schools"])


@pytest.mark.parametrize("as_file", [True, False])
def test_a_key_as_file_or_text(case: Audited, run: Any, tmp_path: Path, as_file: bool) -> None:
    key = _key_file(case, tmp_path) if as_file else str(case.key.verifier_key)
    code, out = run("--school", str(case.ledger.school_id), "--key", key, "--json")
    (school,) = json.loads(out)["schools"]
    assert (code, school["key"], school["covered"]) == (0, str(case.key.verifier_key), 600)
    assert "audit.no_key" not in school["counts"]


def test_the_key_of_the_key_folder(case: Audited, run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "keys" / str(case.ledger.school_id)
    folder.mkdir(parents=True)
    (folder / "log.vkey").write_text(f"{case.key.verifier_key}\n", encoding="utf-8")
    _, out = run("--school", str(case.ledger.school_id), "--json")
    assert json.loads(out)["schools"][0]["key"] == str(case.key.verifier_key)


def test_a_kept_checkpoint_with_its_timestamp_beside_it(case: Audited, run: Any, tmp_path: Path) -> None:
    checkpoint = case.ledger.latest_checkpoint()
    assert checkpoint is not None
    mark = tmp_path / "mốc cũ"
    mark.write_text(checkpoint.note, encoding="utf-8")
    (tmp_path / "roots.pem").write_bytes(maker().root_pem)
    given = ["--school", str(case.ledger.school_id), "--checkpoint", str(mark), "--json"]
    trusted = [*given, "--trust", str(tmp_path / "roots.pem")]
    assert "audit.kept_timestamped" not in json.loads(run(*trusted)[1])["schools"][0]["counts"]

    (tmp_path / "mốc cũ.tsr").write_bytes(maker().stamp(note_digest(checkpoint.note)))
    for arguments, word in ((trusted, "audit.kept_timestamped"), (given, "audit.timestamp_no_roots")):
        code, out = run(*arguments)
        assert code == 0
        assert {word, "audit.kept_fits"} <= set(json.loads(out)["schools"][0]["counts"])

    mark.write_text(checkpoint.note.replace("600", "601"), encoding="utf-8")
    code, out = run(*trusted)
    assert code == 1
    assert "audit.kept_timestamp" in json.loads(out)["schools"][0]["counts"]
    assert run(*given, "--trust", str(mark))[0] == 2


def test_a_changed_byte_is_named_first(case: Audited, run: Any, tmp_path: Path) -> None:
    case.attacker.write(411, case.ledger.entry(411).replace(b'"number":', b'"number":1', 1))
    code, out = run("--school", str(case.ledger.school_id), "--key", _key_file(case, tmp_path))
    assert code == 1
    assert "Vị trí đầu tiên: 411. " in out
    code, out = run("--school", str(case.ledger.school_id), "--json")
    first = json.loads(out)["schools"][0]["first"]
    assert (code, first["position"]) == (1, 411)


def test_a_kept_checkpoint(case: Audited, run: Any, tmp_path: Path) -> None:
    kept = tmp_path / "kept.note"
    kept.write_text(case.attacker.read("SELECT note FROM ledger.checkpoints WHERE size = 300"), encoding="utf-8")
    code, out = run("--school", str(case.ledger.school_id), "--checkpoint", str(kept))
    assert code == 0
    assert "Khớp với mốc niêm phong đã giữ" in out


def test_a_deleted_head_does_not_hide_the_school(case: Audited, run: Any) -> None:
    case.attacker.change("DELETE FROM ledger.heads WHERE school_id = {school}")
    code, out = run("--school", str(case.ledger.school_id), "--json")
    assert code == 1
    assert "audit.head_missing" in json.loads(out)["schools"][0]["counts"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--school", "not-a-uuid"),
        ("--school", str(uuid.UUID(int=7))),
        ("--key", "no/such/file"),
        ("--checkpoint", "no/such/file"),
        ("--key", "hocba.example/x+00000000+AAAA"),
    ],
)
def test_what_cannot_be_told(run: Any, arguments: tuple[str, ...]) -> None:
    code, _ = run(*arguments)
    assert code == 2
    code, out = run(*arguments, "--json")
    assert code == 2
    assert json.loads(out)["error"]["message"]


def test_a_key_belongs_to_one_school(case: Audited, run: Any) -> None:
    code, _ = run("--key", str(case.key.verifier_key))
    assert code == 2
