"""Receipts beyond what the vectors say: limits, and attacks that need more than one file."""

from __future__ import annotations

import pytest

from anchors import tiles
from anchors.checkpoint import Checkpoint, LogKey
from anchors.errors import Malformed, ProofInvalid
from anchors.receipt import ENTRY_BYTES_MAX, RECEIPT_BYTES_MAX, Receipt, verify_receipt
from anchors.tree import leaf_hash
from tests.kit.merkle import MemoryTiles

KEY = LogKey.generate("so-cai.example.vn/truong")


def receipts(entries: list[bytes], key: LogKey = KEY) -> list[Receipt]:
    """One for each entry, under one checkpoint over them all."""
    store = MemoryTiles()
    grown = store.grow(0, [leaf_hash(entry) for entry in entries])
    note = key.sign(Checkpoint(key.name, grown.size, grown.root))
    return [
        Receipt(entry, index, tuple(tiles.inclusion_path(index, grown.size, store)), note)
        for index, entry in enumerate(entries)
    ]


ENTRIES = [f'{{"position":{n},"mark":"7.5"}}'.encode() for n in range(300)]


def test_every_entry_of_a_ledger_proves_itself():
    for receipt in receipts(ENTRIES):
        checkpoint = verify_receipt(Receipt.parse(receipt.to_text()), KEY.verifier_key)
        assert (checkpoint.origin, checkpoint.size) == (KEY.name, 300)


def test_the_largest_entry():
    (receipt,) = receipts([bytes(ENTRY_BYTES_MAX)])
    verify_receipt(Receipt.parse(receipt.to_text()), KEY.verifier_key)
    with pytest.raises(Malformed) as caught:
        Receipt(bytes(ENTRY_BYTES_MAX + 1), 0, (), receipt.checkpoint)
    assert caught.value.code == "receipt.entry"
    with pytest.raises(Malformed) as caught:
        Receipt.parse(receipt.to_text().replace("extra ", "extra AAAA"))
    assert caught.value.code == "receipt.entry"


def test_a_receipt_without_end_is_refused():
    (receipt,) = receipts(ENTRIES[:1])
    with pytest.raises(Malformed) as caught:
        Receipt.parse(receipt.to_text() + "x" * RECEIPT_BYTES_MAX)
    assert caught.value.code == "receipt.length"


@pytest.mark.parametrize(
    ("index", "path", "checkpoint", "code"),
    [
        (-1, (), "x", "receipt.index"),
        (2**63, (), "x", "receipt.index"),
        (0, (bytes(31),), "x", "receipt.path"),
        (0, (bytes(32),) * 64, "x", "receipt.path"),
        (0, (), "", "receipt.checkpoint"),
    ],
)
def test_values_that_no_receipt_may_have(index: int, path: tuple[bytes, ...], checkpoint: str, code: str):
    with pytest.raises(Malformed) as caught:
        Receipt(b"entry", index, path, checkpoint)
    assert caught.value.code == code


def test_two_receipts_do_not_mix():
    first, second = receipts(ENTRIES)[10:12]
    mixed = [
        Receipt(first.entry, second.index, first.path, first.checkpoint),
        Receipt(first.entry, first.index, second.path, first.checkpoint),
        Receipt(second.entry, first.index, first.path, first.checkpoint),
    ]
    for receipt in mixed:
        with pytest.raises(ProofInvalid):
            verify_receipt(receipt, KEY.verifier_key)


def test_an_old_receipt_does_not_fit_the_checkpoint_of_a_rebuilt_tree():
    """The school changes a mark, rebuilds and signs anew with its real key: what an outsider kept still tells."""
    kept = receipts(ENTRIES)[77]
    rebuilt = receipts([*ENTRIES[:50], ENTRIES[50].replace(b"7.5", b"9.5"), *ENTRIES[51:]])[77]
    verify_receipt(kept, KEY.verifier_key)
    verify_receipt(rebuilt, KEY.verifier_key)
    with pytest.raises(ProofInvalid):
        verify_receipt(Receipt(kept.entry, kept.index, kept.path, rebuilt.checkpoint), KEY.verifier_key)


def test_the_children_of_a_node_are_no_entry():
    """Second preimage: the concatenated hashes of two leaves shown as one entry of a ledger half as long."""
    entries = ENTRIES[:4]
    genuine = receipts(entries)[0]
    forged = leaf_hash(entries[0]) + leaf_hash(entries[1])
    for index in range(4):
        for path in (genuine.path, genuine.path[1:]):
            with pytest.raises(ProofInvalid):
                verify_receipt(Receipt(forged, index, path, genuine.checkpoint), KEY.verifier_key)
