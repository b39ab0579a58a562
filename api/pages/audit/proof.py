"""
An inclusion proof drawn as a tree: the entry's leaf below, the signed root above, beside each node its sibling.

Only the drawing is here: where boxes and lines stand, in the units of the picture. What was computed comes from
``anchors.path_steps``; the same in words stands beside the picture, so nobody needs to see it.
"""

from __future__ import annotations

from dataclasses import dataclass

from anchors.checkpoint import Checkpoint
from anchors.path_steps import PathStep, path_steps
from anchors.receipt import Receipt
from anchors.tree import leaf_hash

WIDTH, STOREY, BOX_WIDTH, BOX_HEIGHT, MARGIN = 340, 66, 140, 40, 12
#: Hexadecimal digits of a hash in a box; the words give it whole.
DIGITS = 14


@dataclass(frozen=True, slots=True)
class Box:
    """A node: its middle and its top, its hash, which entries it covers; ``kind`` is leaf, root, given or computed."""

    x: int
    y: int
    digits: str
    leaves: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """From a child to its parent."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The picture and, for who does not see it, ``steps``; ``leaf`` and ``root`` in hexadecimal."""

    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    steps: tuple[PathStep, ...]
    leaf: str
    root: str
    position: int
    size: int

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def box_width(self) -> int:
        return BOX_WIDTH


def tree_of(receipt: Receipt, checkpoint: Checkpoint) -> Tree:
    """The tree of a receipt that proves. Raises anchors' ProofInvalid for one that does not."""
    leaf = leaf_hash(receipt.entry)
    steps = path_steps(leaf, receipt.index, checkpoint.size, receipt.path, checkpoint.root)
    height = MARGIN * 2 + BOX_HEIGHT + STOREY * len(steps)
    boxes, lines = [], []
    x, y = _beside(steps[0]) if steps else WIDTH // 2, height - MARGIN - BOX_HEIGHT
    for number, step in enumerate(steps):
        boxes.append(_box(x, y, step.node, step.leaves, "computed" if number else "leaf"))
        boxes.append(_box(WIDTH - x, y, step.sibling, step.sibling_leaves, "given"))
        above = _beside(steps[number + 1]) if number + 1 < len(steps) else WIDTH // 2
        lines += [Line(child, y, above, y - STOREY + BOX_HEIGHT) for child in (x, WIDTH - x)]
        x, y = above, y - STOREY
    root = steps[-1].parent if steps else leaf
    boxes.append(_box(x, y, root, (1, checkpoint.size), "root"))
    return Tree(height, tuple(boxes), tuple(lines), steps, leaf.hex(), root.hex(), receipt.index + 1, checkpoint.size)


def _beside(step: PathStep) -> int:
    """The middle of a computed node: on the right where its sibling is on the left."""
    quarter = MARGIN + BOX_WIDTH // 2
    return WIDTH - quarter if step.sibling_is_left else quarter


def _box(x: int, y: int, value: bytes, leaves: tuple[int, int], kind: str) -> Box:
    first, last = leaves
    return Box(x, y, f"{value.hex()[:DIGITS]}…", f"#{first}" if first == last else f"#{first}–{last}", kind)
