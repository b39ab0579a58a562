"""
The school changes a mark, rebuilds the whole tree and signs it anew with its real key.

Inside the database nothing contradicts anything. What was handed out before does: an issued PDF, a receipt, a
checkpoint kept outside, each through ``anchor compare`` with and without the database, the last also through the audit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from anchors.receipt import Receipt
from domain.report.events import ScoreRecorded
from tests.integration.audit.ledgers import Attacker
from tests.integration.history.readers import Reader
from tests.kit.cli import Cli
from tests.kit.database import Database
from tests.kit.small_school import copy, issued_template


@dataclass(frozen=True)
class Convicted:
    """After the attack: what readers hold from before, and what the school's command line says today."""

    reader: Reader
    size: int
    pdf: Path
    receipt: Path
    checkpoint: Path


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Convicted]:
    folder = tmp_path_factory.mktemp("rebuilt")
    with copy(issued_template()) as made:
        ledger, addresses = made.desk.ledger, made.app.addresses
        database = Database(addresses.owner, addresses.application)
        cli = Cli(database, folder, {"HOCBA_KEYS_DIR": str(made.app.settings.keys_folder)})
        reader = Reader(cli, made.log_key.verifier_key)

        published = cli.fine("anchor", "publish", "--out", folder / "moc.txt")
        code = made.lookup_ids[0]
        cli.fine("report", "export", code, "--out", folder)
        before = reader.one_history(folder / f"{code}.pdf", "live")
        assert before["older"]["kind"] == "pdf"

        mark = next(each for each in ledger.entries() if isinstance(each.data, ScoreRecorded))
        attacker = Attacker(database, ledger.school_id)
        entry = ledger.entry(mark.position)
        assert mark.position < before["older"]["size"]
        attacker.write(mark.position, entry.replace(f'"mark":"{mark.data.mark}"'.encode(), b'"mark":"10.0"'))
        attacker.change(
            "DELETE FROM ledger.tiles WHERE school_id = {school}",
            "DELETE FROM ledger.checkpoints WHERE school_id = {school}",
        )
        assert cli.fine("anchor", "publish")["size"] == published["size"]
        yield Convicted(reader, published["size"], folder / f"{code}.pdf", folder / f"{code}.tlog-proof",
                        folder / "moc.txt")  # fmt: skip


def test_the_ledger_by_itself_is_whole_for_who_kept_nothing(school: Convicted) -> None:
    """The school holds the key: its own checkpoints say nothing against it, and the audit says on whose word."""
    (audited,) = school.reader.cli.fine("audit", "verify")["schools"]
    assert (audited["ok"], audited["counts"]["audit.own_word"]) == (True, 1)


def test_a_kept_checkpoint_finds_it(school: Convicted) -> None:
    (audited,) = school.reader.cli.refused("audit", "verify", "--checkpoint", school.checkpoint, exit=1)["schools"]
    assert audited["first"]["code"] == "audit.kept_differs"
    found = school.reader.two_histories(school.checkpoint, "live")
    assert (found["first"]["size"], found["second"]["size"]) == (school.size, school.size)
    assert found["first"]["root"] != found["root"] == found["second"]["root"]


def test_an_issued_pdf_and_its_receipt_find_it(school: Convicted) -> None:
    size = Receipt.parse(school.receipt.read_bytes()).index + 1
    for kept, kind in ((school.pdf, "pdf"), (school.receipt, "receipt")):
        found = school.reader.two_histories(kept, "live")
        assert (found["first"]["kind"], found["second"]["kind"]) == (kind, "live")
        assert size <= found["first"]["size"] < found["second"]["size"]
        assert found["first"]["root"] != found["root"]
        # What the ledger said can be kept, and convicts it offline when the ledger says something else.
        said = school.reader.keep("said.txt", found["proof"])
        assert school.reader.offline.two_histories(kept, said)["root"] == found["root"]
        (audited,) = school.reader.cli.refused("audit", "verify", "--checkpoint", kept, exit=1)["schools"]
        assert audited["first"]["code"] == "audit.kept_differs"


def test_it_is_found_offline_with_the_file_that_the_school_itself_wrote(school: Convicted) -> None:
    """The school cannot write a proof that hides it; and if it gives none, nothing is proven either way."""
    here = school.reader
    at_home = here.offline
    held = here.one_history(school.pdf, school.pdf)["older"]["size"]
    proof, today = here.folder / "nối tiếp.txt", here.folder / "hôm nay.txt"
    here.cli.fine("anchor", "publish", "--out", today, "--proof-from", held, "--proof", proof)
    assert at_home.cannot_tell(school.pdf, today) == "compare.no_proof"
    for arguments in ((school.pdf, today, "--proof", proof), (school.pdf, proof)):
        found = at_home.two_histories(*arguments)
        assert (found["first"]["size"], found["second"]["size"]) == (held, school.size)
    assert at_home.two_histories(school.checkpoint, today)["first"]["size"] == school.size


def test_the_old_pdf_stays_valid_and_says_what_it_rests_on(school: Convicted) -> None:
    """``verify`` judges one file; that another history was signed meanwhile no single file can show."""
    said = school.reader.offline.cli.run("verify", school.pdf, "--key", school.reader.key)
    assert "✓ (4)" in said.out
    assert said.exit == 2  # no certificate roots were given
