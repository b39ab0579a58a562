"""The publisher never signs a second history over a ledger that was tampered with: it stops."""

from __future__ import annotations

import pytest

from anchors.checkpoint import LogKey
from anchors.publisher import publish, require_origin
from domain.errors import Misused, Tampered
from tests.integration.audit.ledgers import COVERED, Audited

OWN = "WHERE school_id = {school} AND"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (f"UPDATE ledger.heads SET size = 590 {OWN} size = 620", "anchor.shorter"),
        (f"DELETE FROM ledger.events {OWN} position = 610", "anchor.gap"),
        (f"DELETE FROM ledger.events {OWN} position = 620", "anchor.gap"),
        (f"DELETE FROM ledger.events {OWN} position > 600", "anchor.gap"),
        (f"UPDATE ledger.tiles SET hashes = sha256(hashes) || substr(hashes, 33) {OWN} index = 2 AND width = 88",
         "anchor.edge"),
        (f"UPDATE ledger.tiles SET hashes = sha256(hashes) || substr(hashes, 33) {OWN} level = 1", "anchor.edge"),
        (f"UPDATE ledger.checkpoints SET root = sha256(root) {OWN} size = 600", "anchor.last"),
        (f"UPDATE ledger.checkpoints SET note = replace(note, '600', '6') {OWN} size = 600", "anchor.last"),
        (f"DELETE FROM ledger.tiles {OWN} index = 2 AND width = 88", "ledger.tile_missing"),
    ],
)  # fmt: skip
def test_a_tampered_ledger_is_not_published(case: Audited, change: str, code: str) -> None:
    case.attacker.change(change)
    with pytest.raises(Tampered) as refused:
        publish(case.ledger, case.key)
    assert refused.value.code == code
    last = case.ledger.latest_checkpoint()
    assert last is not None
    assert last.size == COVERED


def test_another_key_of_the_same_name_does_not_go_on(case: Audited) -> None:
    with pytest.raises(Tampered) as refused:
        publish(case.ledger, LogKey.generate(case.key.name))
    assert refused.value.code == "anchor.last"


def test_a_deleted_checkpoint_is_not_published_anew(case: Audited) -> None:
    """Its tiles stay, and the next checkpoint would need others of the same place: refused, or found by the audit."""
    case.attacker.change(f"DELETE FROM ledger.checkpoints {OWN} size = 600")
    publish(case.ledger, case.key)
    assert case.codes() == {"tile_stray": 513}


def test_nothing_is_published_in_another_ledgers_name(case: Audited) -> None:
    with pytest.raises(Misused):
        require_origin(case.key, f"hocba.example/{case.neighbour.school_id}")
