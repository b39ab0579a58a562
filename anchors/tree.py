"""
The Merkle tree of RFC 6962 §2.1 and RFC 9162 §2.1 with SHA-256: hashes and the two proofs about them.

Leaves and inner nodes are hashed with different first bytes (0x00, 0x01), so that an inner node never passes as a leaf.
The tree says *that* an entry stands at a position of a list with a root; *whose* root it is says ``checkpoint``. A
path binds leaf and index to a root of a given size; the size itself is bound by the signature over the checkpoint
(two sizes may have paths of the same shape).

Left out: building trees and paths, which is ``tiles``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from anchors.errors import ProofInvalid

HASH_BYTES = 32
SIZE_MAX = 2**63 - 1  # The largest bigint of PostgreSQL: no position beyond it can be stored.
PATH_HASHES_MAX = 63  # Height of a tree of SIZE_MAX leaves; an inclusion path has one hash for each storey.
CONSISTENCY_HASHES_MAX = PATH_HASHES_MAX + 1  # One more: the path starts with the node that both trees share.
EMPTY_ROOT = hashlib.sha256(b"").digest()  # RFC 9162 §2.1.1: the root of no leaves.


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry), over the exact bytes of the stored entry (bản ghi)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right) of two hashes of 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """
    Verify that the entry with this leaf hash stands at ``index`` of the tree (RFC 9162 §2.1.3.2).

    Args:
        leaf: ``leaf_hash`` of the entry, 32 bytes.
        index: position from 0.
        size: number of leaves of the tree.
        path: sibling hashes from the leaf up to the root's child.
        root: root of the tree, 32 bytes, from a checkpoint that was verified.

    Raises:
        ProofInvalid: index outside the tree, path of the wrong length, or another root.

    """
    where = f"inclusion {index}/{size}"
    _require_hashes(where, [leaf, root, *path])
    if not 0 <= index < size <= SIZE_MAX:
        raise ProofInvalid("proof.range", where=where, index=index, size=size)
    node, last, computed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofInvalid("proof.path_length", where=where, found=len(path), size=size)
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            # A node without a right sibling is promoted unchanged: go up to where it has a left one.
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofInvalid("proof.path_length", where=where, found=len(path), size=size)
    if computed != root:
        raise ProofInvalid("proof.inclusion", index=index, size=size, found=computed.hex(), expected=root.hex())


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """
    Verify that the newer tree continues the older one: nothing changed, nothing removed (RFC 9162 §2.1.4.2).

    Equal sizes need equal roots and an empty path; every tree continues the empty one, again with an empty path.

    Raises:
        ProofInvalid: the older tree is larger, the path has the wrong length, or does not lead from root to root. That
            is no proof of two histories: the path may be a broken one (``comparison``).

    """
    where = f"consistency {old_size}→{new_size}"
    _require_hashes(where, [old_root, new_root, *path])
    if not 0 <= old_size <= new_size <= SIZE_MAX:
        raise ProofInvalid("proof.range", where=where, index=old_size, size=new_size)
    differ = ProofInvalid(
        "proof.consistency", old_size=old_size, old_root=old_root.hex(), new_size=new_size, new_root=new_root.hex()
    )
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise differ
    if old_size in (0, new_size):
        if path:
            raise ProofInvalid("proof.path_length", where=where, found=len(path), size=new_size)
        if old_size == new_size and old_root != new_root:
            raise differ
        return
    old_computed, new_computed = _consistency_roots(where, old_size, old_root, new_size, path)
    if old_computed != old_root or new_computed != new_root:
        raise differ


def _consistency_roots(
    where: str, old_size: int, old_root: bytes, new_size: int, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Both roots as the path gives them; 0 < old_size < new_size (RFC 9162 §2.1.4.2, steps 2 to 6)."""
    wrong_length = ProofInvalid("proof.path_length", where=where, found=len(path), size=new_size)
    # The path of an older tree that is complete (a power of two) leaves out the node that is its root.
    complete = old_size & (old_size - 1) == 0
    nodes = [old_root, *path] if complete else list(path)
    if not path:
        raise wrong_length
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_computed = new_computed = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            raise wrong_length
        if node & 1 or node == last:
            old_computed = node_hash(sibling, old_computed)
            new_computed = node_hash(sibling, new_computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new_computed = node_hash(new_computed, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise wrong_length
    return old_computed, new_computed


def _require_hashes(where: str, hashes: Sequence[bytes]) -> None:
    # Two fixed hashes and a path: anything longer was not made for a tree that can exist.
    if len(hashes) > CONSISTENCY_HASHES_MAX + 2:
        raise ProofInvalid("proof.path_length", where=where, found=len(hashes) - 2, size=SIZE_MAX)
    for value in hashes:
        if len(value) != HASH_BYTES:
            raise ProofInvalid("proof.hash_length", where=where, found=len(value), expected=HASH_BYTES)
