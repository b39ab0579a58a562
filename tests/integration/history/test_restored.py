"""Old states shown as new ones: a checkpoint replayed, a tail cut, a backup restored and continued."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anchors.publisher import publish
from domain.errors import Tampered
from tests.integration.audit.ledgers import Attacker, Audited, attacked
from tests.integration.history.readers import Reader, grow, note_at, proof_from
from tests.kit.check_ledger import check_ledger


@pytest.fixture
def backup() -> Iterator[Audited]:
    """The ledger as it was at 620 entries, restored beside the one that went on."""
    with attacked() as made:
        yield made


def cut(attacker: Attacker, size: int) -> None:
    """The tail of everything goes; what is left is whole."""
    attacker.change(
        f"DELETE FROM ledger.events WHERE school_id = {{school}} AND position > {size}",
        f"DELETE FROM ledger.commands WHERE school_id = {{school}} AND first_position > {size}",
        f"UPDATE ledger.heads SET size = {size} WHERE school_id = {{school}}",
        f"DELETE FROM ledger.checkpoints WHERE school_id = {{school}} AND size > {size}",
        f"DELETE FROM ledger.tiles WHERE school_id = {{school}} AND (index * 256 + width) * power(256, level) > {size}",
    )


def test_an_old_checkpoint_replayed_is_seen_by_who_kept_a_newer_one(case: Audited, outsider: Reader) -> None:
    """A true checkpoint of one history, so the exit code is 0; that it is older is said, to people and programs."""
    kept, shown = outsider.keep("kept.txt", note_at(case, 600)), outsider.keep("shown.txt", note_at(case, 300))
    found = outsider.one_history(kept, shown)
    assert (found["swapped"], found["older"]["name"]) == (True, str(shown))
    said = outsider.run(kept, shown)
    assert "đó là một mốc cũ" in said.err
    assert "600 bản ghi" in said.out
    proof = outsider.keep("proof.txt", proof_from(case, 300))
    assert outsider.offline.one_history(kept, shown, "--proof", proof)["swapped"]


def test_an_old_checkpoint_replayed_is_not_seen_by_who_kept_nothing_newer(case: Audited, outsider: Reader) -> None:
    """He sees a ledger that continues what he knows. Freshness rests on whoever shows it: a limit, and said so."""
    known, shown = outsider.keep("known.txt", note_at(case, 256)), outsider.keep("shown.txt", note_at(case, 300))
    found = outsider.one_history(known, shown)
    assert not found["swapped"]


def test_a_tail_that_was_cut_is_behind_what_was_kept(case: Audited, outsider: Reader) -> None:
    """Not two histories yet: the key has signed nothing that contradicts what was kept. The audit says "shorter"."""
    kept, older = outsider.keep("kept.txt", note_at(case, 600)), outsider.keep("older.txt", note_at(case, 520))
    cut(case.attacker, 520)
    check_ledger(case.ledger, case.key.verifier_key)  # nothing for who kept nothing
    assert outsider.cannot_tell(kept, "live") == "compare.behind"
    assert case.codes(kept=[("kept.txt", kept.read_bytes())]) == {"kept_longer": 521}
    assert outsider.one_history(older, "live")


def test_a_tail_that_was_cut_and_gone_on_with_is_two_histories(case: Audited, outsider: Reader) -> None:
    kept, older = outsider.keep("kept.txt", note_at(case, 600)), outsider.keep("older.txt", note_at(case, 520))
    cut(case.attacker, 520)
    grow(case, 640)
    check_ledger(case.ledger, case.key.verifier_key)  # nothing for who kept nothing
    found = outsider.two_histories(kept, "live")
    assert (found["first"]["size"], found["second"]["size"]) == (600, 640)
    assert "kept_differs" in case.codes(kept=[("kept.txt", kept.read_bytes())])
    proof = outsider.keep("proof.txt", proof_from(case, 600))
    assert outsider.offline.two_histories(kept, proof)["root"] == found["root"]
    assert outsider.one_history(older, "live")  # what lies before the cut was not touched


def test_a_backup_restored_and_continued(case: Audited, backup: Audited, outsider: Reader) -> None:
    """Publishing cannot know: the backup remembers no later checkpoint. Whoever kept one finds it, in three steps."""
    kept = outsider.keep("kept.txt", grow(case, 700))
    restored = outsider.at(backup.database)
    assert restored.cannot_tell(kept, "live") == "compare.behind"
    assert backup.codes(kept=[("kept.txt", kept.read_bytes())]) == {"kept_longer": 621}

    grow(backup, 660)  # Other entries took the places of the lost ones, but not yet as many.
    check_ledger(backup.ledger, backup.key.verifier_key)
    assert restored.cannot_tell(kept, "live") == "compare.behind"
    # The ledger that was lost, or a proof from it, would convict the new branch already now.
    branch = outsider.keep("branch.txt", grow(backup, 661))
    assert outsider.two_histories(branch, kept)["second"]["size"] == 700

    grow(backup, 720)
    assert restored.two_histories(kept, "live")["first"]["size"] == 700
    assert "kept_differs" in backup.codes(kept=[("kept.txt", kept.read_bytes())])


def test_entries_restored_without_their_checkpoints_are_never_published(case: Audited) -> None:
    """Half a restore: the checkpoints remember more than the entries. Publishing stops before it signs anything."""
    case.attacker.change(
        "DELETE FROM ledger.events WHERE school_id = {school} AND position > 560",
        "DELETE FROM ledger.commands WHERE school_id = {school} AND first_position > 560",
        "UPDATE ledger.heads SET size = 560 WHERE school_id = {school}",
    )
    with pytest.raises(Tampered) as refused:
        publish(case.ledger, case.key)
    assert refused.value.code == "anchor.shorter"
    assert case.codes()["shorter"] == 561


def test_entries_restored_and_continued_under_the_old_checkpoints_are_found_by_the_audit(
    case: Audited, outsider: Reader
) -> None:
    """The stored tree is that of the lost entries and stays one history; the audit names the entries that are not."""
    kept = outsider.keep("kept.txt", note_at(case, 600))
    case.attacker.change(
        "DELETE FROM ledger.events WHERE school_id = {school} AND position > 560",
        "DELETE FROM ledger.commands WHERE school_id = {school} AND first_position > 560",
        "UPDATE ledger.heads SET size = 560 WHERE school_id = {school}",
    )
    grow(case, 640)
    assert outsider.one_history(kept, "live")
    assert case.codes()["entry_changed"] == 561
