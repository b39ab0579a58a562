"""
An inclusion path, step by step, for people who want to see how it leads from the entry to the signed root.

The arithmetic is that of RFC 9162 §2.1.3.2, as in ``tree.verify_inclusion``, which alone decides whether a path proves
anything; here each step also says which side the sibling stands on, and which entries each of the two nodes covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anchors.tree import node_hash, verify_inclusion


@dataclass(frozen=True, slots=True)
class PathStep:
    """
    One storey: the node that was computed so far and its sibling from the proof make their parent.

    ``leaves`` and ``sibling_leaves``: first and last entry under each, positions from 1.
    """

    node: bytes
    leaves: tuple[int, int]
    sibling: bytes
    sibling_leaves: tuple[int, int]
    sibling_is_left: bool
    parent: bytes


def path_steps(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> tuple[PathStep, ...]:
    """
    The steps of a path that proves; none where the tree is its one leaf.

    Raises:
        ProofInvalid: the path does not lead from this leaf, at this index of a tree of this size, to the root.

    """
    verify_inclusion(leaf, index, size, path, root)
    steps = []
    node, last, storey, computed = index, size - 1, 0, leaf
    for sibling in path:
        # A node without a right sibling is promoted unchanged, to where it has a left one.
        while node == last and not node & 1:
            node, last, storey = node >> 1, last >> 1, storey + 1
        left = bool(node & 1)
        parent = node_hash(sibling, computed) if left else node_hash(computed, sibling)
        leaves = _leaves(node, storey, size)
        steps.append(PathStep(computed, leaves, sibling, _leaves(node ^ 1, storey, size), left, parent))
        node, last, storey, computed = node >> 1, last >> 1, storey + 1, parent
    return tuple(steps)


def _leaves(node: int, storey: int, size: int) -> tuple[int, int]:
    return (node << storey) + 1, min((node + 1) << storey, size)
