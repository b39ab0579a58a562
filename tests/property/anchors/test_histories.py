"""For all ledgers, forks and sizes: one history exactly where one is the beginning of the other; no bit is spared."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from anchors import tiles
from anchors.checkpoint import Checkpoint, LogKey
from anchors.comparison import Evidence, Kind, NotEvidence, compare, proven, read
from anchors.consistency import ConsistencyProof
from tests.kit import merkle
from tests.kit.merkle import MemoryTiles

KEY = LogKey.generate("so-cai.example.vn/truong")
VKEY = KEY.verifier_key
TRUE = merkle.leaf_hashes(700)
OTHER = [bytes(reversed(leaf)) for leaf in TRUE]
#: Around the widths of tiles and the powers of two, where paths change their shape.
SIZES = st.one_of(st.integers(0, 700), st.sampled_from([1, 2, 127, 128, 129, 255, 256, 257, 511, 512, 513, 514]))


def forked(at: int) -> list[bytes]:
    """Another history from this entry on; 700 is none."""
    return [*TRUE[:at], *OTHER[at:]]


def checkpoint(leaves: list[bytes], size: int) -> str:
    return KEY.sign(Checkpoint(KEY.name, size, merkle.mth(leaves[:size])))


def held(leaves: list[bytes], size: int) -> Evidence:
    return read(f"{size}", checkpoint(leaves, size).encode(), VKEY)


def proofs_of(leaves: list[bytes], end: int, sizes: list[int]) -> list[ConsistencyProof]:
    """As a ledger of ``end`` entries makes them from its tiles."""
    store = MemoryTiles()
    store.grow(0, leaves[:end])
    note = checkpoint(leaves, end)
    return [
        ConsistencyProof(size, merkle.mth(leaves[:size]), tuple(tiles.consistency_path(size, end, store)), note)
        for size in sizes
        if size <= end
    ]


@settings(max_examples=150)
@given(SIZES, SIZES, st.integers(0, 700), st.integers(0, 50))
def test_one_history_exactly_where_one_is_the_beginning_of_the_other(old: int, new: int, fork: int, behind: int):
    """The two readers' histories part at ``fork``; the ledger of the second, now perhaps longer, makes the proofs."""
    mine, theirs = TRUE, forked(fork)
    smaller = min(old, new)
    beginning = mine[:smaller] == theirs[:smaller]
    end = min(max(old, new) + behind, 700)
    proofs = [proven("ledger", each, VKEY, Kind.LIVE) for each in proofs_of(theirs, end, [old, new])]
    found = compare(held(mine, old), held(theirs, new), proofs)
    if old <= new:
        assert found.consistent == beginning
    else:  # Then what the first reader holds beyond the second's size is held against the second's ledger too.
        assert found.consistent == (mine[:old] == theirs[:old])
    assert found.swapped == (old > new)
    if found.contradiction:
        first, second = found.contradiction.first, found.contradiction.second
        assert first.size <= second.size
        assert found.contradiction.root != first.root


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


@settings(max_examples=400)
@given(st.sampled_from([1, 3, 128, 200, 256, 300, 399]), st.sampled_from([0, 150, 700]), st.integers(0))
def test_no_bit_of_a_proof_file_can_be_changed_into_a_verdict(old: int, fork: int, bit: int):
    """Neither "one history" for a fork, nor "two histories" against an honest ledger."""
    (proof,) = proofs_of(forked(fork), 400, [old])
    text = proof.to_text().encode()
    assert compare(held(TRUE, old), read("whole", text, VKEY)).consistent == (fork >= old)
    try:
        read("changed", flipped(text, bit % (8 * len(text))), VKEY)
    except NotEvidence:
        return
    raise AssertionError("a changed proof was taken for evidence")


@settings(max_examples=60)
@given(st.binary() | st.text().map(str.encode), st.sampled_from([b"", b"hocba-consistency@v1\n", b"%PDF-", b"old 1\n"]))
def test_no_input_gives_any_other_error(content: bytes, start: bytes):
    with suppress(NotEvidence):
        read("file", start + content, VKEY)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(st.binary(min_size=32, max_size=32)))
def test_proofs_go_there_and_back(size: int, root: bytes, path: list[bytes]):
    proof = ConsistencyProof(size, root, tuple(path), checkpoint(TRUE, 1))
    assert ConsistencyProof.parse(proof.to_text()) == proof
