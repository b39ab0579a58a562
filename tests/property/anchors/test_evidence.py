"""Whatever is changed in evidence is found; however a tree is grown, it is the same tree."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from anchors import tiles
from anchors.checkpoint import Checkpoint, LogKey, Note, VerifierKey, open_note
from anchors.errors import AnchorError, Malformed, ProofInvalid
from anchors.receipt import Receipt, verify_receipt
from anchors.tree import leaf_hash, verify_consistency, verify_inclusion
from tests.kit import merkle
from tests.kit.merkle import MemoryTiles

KEY = LogKey.generate("so-cai.example.vn/truong")
ENTRIES = [f"entry {index}".encode() for index in range(2_000)]
LEAVES = merkle.leaf_hashes(2_000)
STORE = MemoryTiles()
STORE.grow(0, LEAVES)
ROOTS = {size: tiles.root(size, STORE) for size in range(1_800, 2_001)}  # These the widest tiles still hold.
SIZES = st.integers(1_800, 2_000)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


def refuses(judge: object, *arguments: object) -> bool:
    try:
        judge(*arguments)
    except ProofInvalid:
        return True
    return False


@given(SIZES, st.data())
def test_any_bit_changed_in_leaf_path_or_root_is_found(size: int, data: st.DataObject):
    index = data.draw(st.integers(0, size - 1))
    path = tiles.inclusion_path(index, size, STORE)
    verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])
    bit, place = data.draw(st.integers(0, 255)), data.draw(st.integers(0, len(path) - 1))
    assert refuses(verify_inclusion, flipped(LEAVES[index], bit), index, size, path, ROOTS[size])
    assert refuses(verify_inclusion, LEAVES[index], index, size, path, flipped(ROOTS[size], bit))
    changed = [*path[:place], flipped(path[place], bit), *path[place + 1 :]]
    assert refuses(verify_inclusion, LEAVES[index], index, size, changed, ROOTS[size])
    assert refuses(verify_inclusion, LEAVES[index], index ^ (1 << bit % 40), size, path, ROOTS[size])


@given(SIZES, SIZES, st.integers(0, 255), st.data())
def test_any_bit_changed_in_a_consistency_proof_is_found(one: int, two: int, bit: int, data: st.DataObject):
    old, new = min(one, two), max(one, two) + 1 if max(one, two) < 2_000 else 2_000
    path = tiles.consistency_path(old, new, STORE)
    verify_consistency(old, ROOTS[old], new, ROOTS[new], path)
    assert refuses(verify_consistency, old, flipped(ROOTS[old], bit), new, ROOTS[new], path)
    assert refuses(verify_consistency, old, ROOTS[old], new, flipped(ROOTS[new], bit), path)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:place], flipped(path[place], bit), *path[place + 1 :]]
        assert refuses(verify_consistency, old, ROOTS[old], new, ROOTS[new], changed)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 600), max_size=6))
def test_growing_in_batches_equals_growing_at_once(batches: list[int]):
    store, size = MemoryTiles(), 0
    for batch in batches:
        before = tiles.root(size, store)
        grown = store.grow(size, (leaf for leaf in (LEAVES * 2)[size : size + batch]))
        assert grown.root == tiles.root(grown.size, store)
        path = tiles.consistency_path(size, grown.size, store)
        verify_consistency(size, before, grown.size, grown.root, path)
        size = grown.size
    whole = tiles.extend(0, MemoryTiles(), (LEAVES * 2)[:size])
    assert tiles.root(size, store) == whole.root
    for tile in whole.tiles:
        assert store.read(tile.level, tile.index, tile.width) == tile


def a_receipt(size: int, index: int) -> Receipt:
    note = KEY.sign(Checkpoint(KEY.name, size, ROOTS[size]))
    return Receipt(ENTRIES[index], index, tuple(tiles.inclusion_path(index, size, STORE)), note)


@given(SIZES, st.integers(0, 1_799))
def test_receipts_go_there_and_back(size: int, index: int):
    receipt = a_receipt(size, index)
    assert leaf_hash(receipt.entry) == LEAVES[index]
    assert Receipt.parse(receipt.to_text()) == receipt
    assert verify_receipt(receipt, KEY.verifier_key) == Checkpoint(KEY.name, size, ROOTS[size])


@given(SIZES, st.integers(0, 1_799), st.integers(0))
def test_any_bit_changed_in_a_receipt_is_found(size: int, index: int, bit: int):
    text = a_receipt(size, index).to_text().encode()
    try:
        verify_receipt(Receipt.parse(flipped(text, bit % (8 * len(text)))), KEY.verifier_key)
    except AnchorError:
        return
    raise AssertionError("a changed receipt was accepted")


@given(SIZES, st.integers(0))
def test_any_bit_changed_in_a_checkpoint_is_found(size: int, bit: int):
    text = KEY.sign(Checkpoint(KEY.name, size, ROOTS[size])).encode()
    try:
        open_note(flipped(text, bit % (8 * len(text))), KEY.verifier_key)
    except AnchorError:
        return
    raise AssertionError("a changed checkpoint was accepted")


@given(st.text() | st.binary(), st.text())
def test_no_input_gives_any_other_error(text: str | bytes, key: str):
    for judge in (Note.parse, Receipt.parse, lambda given: open_note(given, KEY.verifier_key)):
        try:
            judge(text)
        except Malformed:
            continue
    try:
        VerifierKey.parse(key)
    except Malformed:
        return


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.text(min_size=1))
def test_checkpoints_go_there_and_back(size: int, root: bytes, origin: str):
    try:
        checkpoint = Checkpoint(origin, size, root)
    except Malformed:
        return
    assert Checkpoint.from_body(checkpoint.body()) == checkpoint
