"""Consistency proofs beyond what the vectors say: limits, and every lie that can be put together from true hashes."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from itertools import product

import pytest

from anchors.checkpoint import Checkpoint, LogKey
from anchors.consistency import PROOF_BYTES_MAX, ConsistencyProof, verify_proof
from anchors.errors import Malformed, ProofInvalid
from anchors.tree import PATH_HASHES_MAX, verify_consistency
from tests.kit import merkle
from tests.vectors.anchors import generate

KEY = LogKey.generate("so-cai.example.vn/truong")
LEAVES = merkle.leaf_hashes(40)


def proof(old: int, new: int) -> ConsistencyProof:
    note = KEY.sign(Checkpoint(KEY.name, new, merkle.mth(LEAVES[:new])))
    return ConsistencyProof(old, merkle.mth(LEAVES[:old]), tuple(merkle.proof(old, LEAVES[:new])), note)


@pytest.mark.parametrize("new", range(41))
def test_every_older_size_proves_itself(new: int):
    for old in range(new + 1):
        made = proof(old, new)
        assert verify_proof(ConsistencyProof.parse(made.to_text()), KEY.verifier_key).size == new


def nodes(leaves: list[bytes]) -> set[bytes]:
    """Every node of the tree over these leaves."""
    if len(leaves) <= 1:
        return set(leaves)
    k = merkle.split(len(leaves))
    return {merkle.mth(leaves)} | nodes(leaves[:k]) | nodes(leaves[k:])


@pytest.mark.parametrize(("old", "new"), [(1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (4, 5), (2, 5), (4, 6), (6, 7)])
def test_no_path_of_true_hashes_gives_a_tree_another_root_at_a_size(old: int, new: int):
    """
    All that a forger could put together without finding a collision: every path of up to three nodes, those of the true
    tree and those of a rebuilt one, for every root that either has at the older size or at a size beside it.
    """
    trees = (LEAVES[:new], [LEAVES[30], *LEAVES[1:new]])
    claims = {merkle.mth(tree[:size]) for tree in trees for size in (old - 1, old, new)}
    known = sorted(nodes(trees[0]) | nodes(trees[1]))
    root, accepted = merkle.mth(trees[0]), []
    for path in (path for count in range(4) for path in product(known, repeat=count)):
        for claim in claims:
            with suppress(ProofInvalid):
                verify_consistency(old, claim, new, root, path)
                accepted.append((claim, list(path)))
    assert accepted == [(merkle.mth(LEAVES[:old]), merkle.proof(old, LEAVES[:new]))]


def test_without_lines_1_and_3_it_is_a_request_to_a_witness():
    """C2SP tlog-witness, add-checkpoint: «old N», the path, an empty line, the checkpoint."""
    text = (generate.HERE / "consistency" / "good" / "plain.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    body = "\n".join([lines[1], *lines[3:]])
    head, _, note = body.partition("\n\n")
    old, *path = head.split("\n")
    assert old == f"old {generate.OLD}"
    assert path == [generate.b64(value) for value in merkle.proof(generate.OLD, generate.LEAVES)]
    assert note == generate.PLAIN


def test_a_text_without_end_is_refused():
    with pytest.raises(Malformed) as caught:
        ConsistencyProof.parse(proof(3, 7).to_text() + "x" * PROOF_BYTES_MAX)
    assert caught.value.code == "consistency.length"


def test_the_longest_proof_with_sixteen_large_signatures_is_within_the_limit():
    line = f"— {'x' * 200} {generate.b64(bytes(4 + 4_900))}\n"
    body = Checkpoint(KEY.name, 2**62, bytes(32)).body()
    made = ConsistencyProof(2**62 - 1, bytes(32), (bytes(32),) * PATH_HASHES_MAX, f"{body}\n{line * 16}")
    assert ConsistencyProof.parse(made.to_text()) == made


@pytest.mark.parametrize(
    ("size", "root", "path", "note", "code"),
    [
        (-1, bytes(32), (), "x", "consistency.old"),
        (2**63, bytes(32), (), "x", "consistency.old"),
        (1, bytes(31), (), "x", "consistency.root"),
        (1, hashlib.sha512().digest(), (), "x", "consistency.root"),
        (1, bytes(32), (bytes(33),), "x", "consistency.path"),
        (1, bytes(32), (bytes(32),) * (PATH_HASHES_MAX + 1), "x", "consistency.path"),
        (1, bytes(32), (), "", "consistency.checkpoint"),
    ],
)
def test_values_that_no_proof_may_have(size: int, root: bytes, path: tuple[bytes, ...], note: str, code: str):
    with pytest.raises(Malformed) as caught:
        ConsistencyProof(size, root, path, note)
    assert caught.value.code == code
