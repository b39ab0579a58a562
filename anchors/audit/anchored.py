"""
Leaves against tiles, roots against checkpoints: which entries are the published ones, and where the first other is.

Two trees grow side by side where they must. One has the leaves of the entries as they are now, the other (only from the
first difference on) the leaves that the tiles hold. At the next checkpoint one of three things is known:

- the entries give its root: the tiles were changed, the entries are right;
- the tiles give its root: the entries were changed, and each difference is located;
- neither does: the history was rebuilt, or tiles and entries were changed together; located between two checkpoints.

A tile row of each width that was ever published must be there and be a prefix of the same hashes.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from anchors.audit.checkpoints import Mark
from anchors.audit.differences import ChangedEntries, Difference
from anchors.audit.findings import Findings
from anchors.audit.store import Snapshot
from anchors.audit.tree import Tree
from anchors.tiles import TILE_WIDTH, tile_path
from anchors.tree import HASH_BYTES

#: So many missing entries in one place are walked over hash by hash; behind a longer gap the tree is not followed.
GAP_MAX = 1 << 16
#: Differences kept until the next checkpoint tells what they are.
DIFFERENCES_MAX = 10_000
#: Tiles beyond the tree that are named.
TILES_BEYOND_MAX = 10
#: Where there is no entry; no entry has this hash.
_NO_LEAF = bytes(HASH_BYTES)


class Anchored:
    """Takes the leaf hashes in order of position, and says up to where the ledger is the published one."""

    def __init__(self, snapshot: Snapshot, marks: Iterable[Mark], kept: list[Mark], findings: Findings) -> None:
        self.covered = 0
        self._snapshot = snapshot
        self._findings = findings
        self._published = snapshot.published()
        self._marks: Iterator[Mark] = heapq.merge(marks, kept, key=lambda mark: mark.size)
        self._mark = next(self._marks, None)
        self._tree = Tree()
        self._tiles: Tree | None = None  # the second tree, from the first difference to the checkpoint that settles it
        self._complete = True  # no entry is missing in the first tree
        self._intact = True  # no difference at all so far
        self._block: list[bytes | None] = []
        self._base = 0  # leaves in the blocks before
        self._pending: list[Difference] = []
        self._changed = ChangedEntries(findings)
        self._entries = 0  # position of the last entry
        self._kept_fits = 0  # the last kept checkpoint that the entries gave
        self._settled = 0  # the last checkpoint that one of the trees gave
        self._widths: dict[tuple[int, int], set[int]] = defaultdict(set)  # published, of tiles not looked at yet
        self._stopped = False

    def leaf(self, position: int, leaf: bytes) -> None:
        """The leaf hash of the entry at a position above all before."""
        self._entries = position
        if not self._stopped:
            if position != self._base + len(self._block) + 1:
                self._miss(position - 1)
            self._block.append(leaf)
            if len(self._block) == TILE_WIDTH:
                self._close_block()

    def finish(self) -> None:
        """The last tiles and checkpoints, and what they say beyond the entries."""
        if self._entries < self._published and not self._stopped:
            self._miss(self._published)
        if not self._stopped:
            if self._block:
                self._close_block()
            for level, index, hashes in self._tree.edge():
                self._compare(level, index, [hashes])
        self._settle_rest()
        for level, index, width in self._snapshot.tiles_beyond(self._published, TILES_BEYOND_MAX):
            first = ((index * TILE_WIDTH) << (8 * level)) + 1
            path = tile_path(level, index, width)
            self._findings.fault("audit.tile_beyond", max(first, self._published + 1), what=path)

    def _miss(self, last: int) -> None:
        """No entry up to ``last``: hold the places, so that what follows is compared with its own hashes."""
        if last - self._base - len(self._block) > GAP_MAX:
            self._stopped = True
            self._findings.fault("audit.tree_stopped", self._base + len(self._block) + 1, last, expected=GAP_MAX)
            return
        for _ in range(last - self._base - len(self._block)):
            self._block.append(None)
            if len(self._block) == TILE_WIDTH:
                self._close_block()

    def _close_block(self) -> None:
        """A whole tile of leaves, or the last ones."""
        index, last = self._base // TILE_WIDTH, self._base + len(self._block)
        due = self._due(last)
        anchored = self._anchored_leaves(index)
        for mark in due:
            self._grow(mark.size, anchored)
            self._judge(mark)
        self._grow(last, anchored)
        other = {(level, place): hashes for level, place, hashes in self._tiles.tiles} if self._tiles else {}
        for level, place, hashes in self._tree.tiles:
            self._compare(level, place, [hashes, other.get((level, place), hashes)])
        for tree in (self._tree, self._tiles):
            if tree is not None:
                tree.tiles.clear()
        self._base, self._block = last, []

    def _due(self, last: int) -> list[Mark]:
        """The checkpoints up to ``last``; each has published a partial tile of its width at each level."""
        due = []
        while self._mark is not None and self._mark.size <= last:
            due.append(self._mark)
            level = 0
            while self._mark.kept is None and (count := self._mark.size >> (8 * level)):
                index, width = divmod(count, TILE_WIDTH)
                if width:
                    self._widths[level, index].add(width)
                level += 1
            self._mark = next(self._marks, None)
        return due

    def _grow(self, size: int, anchored: dict[int, tuple[bytes, str]]) -> None:
        """Both trees to this size, from the leaves of the block."""
        leaves = self._block[self._tree.size - self._base : size - self._base]
        if self._tiles is None and not anchored and None not in leaves:
            for leaf in leaves:
                self._tree.add(leaf)  # type: ignore[arg-type]  # there is no None, as was just looked
            return
        for leaf in leaves:
            position = self._tree.size + 1
            self._complete = self._complete and leaf is not None
            held, tile = anchored.get(position, (None, ""))
            if (held is not None or leaf is None) and self._tiles is None:
                self._tiles = self._tree.copy()
            if held is not None and len(self._pending) < DIFFERENCES_MAX:
                self._pending.append(Difference(position, leaf, held, tile))
            # A place without entry and without hash gets a leaf that no entry has: the root will be another one.
            self._tree.add(leaf or held or _NO_LEAF)
            if self._tiles is not None:
                self._tiles.add(held or leaf or _NO_LEAF)

    def _anchored_leaves(self, index: int) -> dict[int, tuple[bytes, str]]:
        """Position → hash that the widest tile holds where it is not that of the entry, and the tile's name."""
        if self._base >= self._published:
            return {}
        rows = self._rows(0, index)
        ours = b"".join(leaf or _NO_LEAF for leaf in self._block)
        if all(ours.startswith(hashes) for _, hashes in rows):
            return {}
        widest_width, widest = rows[-1]
        for width, hashes in rows[:-1]:
            if not widest.startswith(hashes) and not ours.startswith(hashes):
                place = self._base + _equal_bytes(hashes, widest) // HASH_BYTES + 1
                self._findings.fault("audit.tile_differs", place, what=tile_path(0, index, width))
        tile = tile_path(0, index, widest_width)
        held = [widest[at : at + HASH_BYTES] for at in range(0, len(widest), HASH_BYTES)]
        pairs = enumerate(zip(held, self._block, strict=False), self._base + 1)
        return {position: (hashed, tile) for position, (hashed, leaf) in pairs if hashed != leaf}

    def _compare(self, level: int, index: int, candidates: list[list[bytes]]) -> None:
        """A tile above level 0 with what the tiles below it give, in either tree."""
        ours = [b"".join(hashes) for hashes in candidates]
        for width, hashes in self._rows(level, index):
            if not any(each.startswith(hashes) for each in ours):
                place = index * TILE_WIDTH + _equal_bytes(hashes, ours[-1]) // HASH_BYTES
                first, last = (place << (8 * level)) + 1, (place + 1) << (8 * level)
                self._findings.fault("audit.tile_above_differs", first, last, what=tile_path(level, index, width))

    def _rows(self, level: int, index: int) -> list[tuple[int, bytes]]:
        """The rows of a tile, after comparing their widths with those that were published."""
        rows = self._snapshot.tile(level, index)
        first = ((index * TILE_WIDTH) << (8 * level)) + 1
        if self._published >= (index + 1) * TILE_WIDTH << (8 * level):
            self._widths[level, index].add(TILE_WIDTH)
        expected, found = self._widths.pop((level, index), set()), {width for width, _ in rows}
        for width in sorted(expected - found):
            self._findings.fault("audit.tile_missing", first, what=tile_path(level, index, width))
        for width in sorted(found - expected):
            if (index * TILE_WIDTH + width) << (8 * level) <= self._published:  # wider ones are found at the end
                self._findings.fault("audit.tile_stray", first, what=tile_path(level, index, width))
        return rows

    def _judge(self, mark: Mark) -> None:
        """The root where both trees have exactly the leaves of this checkpoint."""
        root = self._tree.root()
        ours = self._complete and root == mark.root
        if mark.kept is not None:
            self._judge_kept(mark, root, fits=ours)
        elif not mark.believed:
            return  # A forged checkpoint settles nothing; the next true one does.
        elif ours:
            for each in self._pending:
                self._findings.fault("audit.tile_differs", each.position, what=each.tile)
            self._resume(self._tree, mark)
            if self._intact:
                self.covered = mark.size
        elif self._tiles is not None and self._tiles.root() == mark.root:
            self._changed.report(self._pending, mark.size)
            self._intact, self._complete = False, True
            self._resume(self._tiles, mark)
        else:
            self._intact = False
            first = self._pending[0].position if self._pending else self._settled + 1
            self._findings.fault(
                "audit.checkpoint_root", first, mark.size, what=mark.size, expected=mark.root.hex(), found=root.hex()
            )

    def _judge_kept(self, mark: Mark, root: bytes, *, fits: bool) -> None:
        if not fits:
            self._findings.fault(
                "audit.kept_differs", self._kept_fits + 1, mark.size,
                what=mark.kept, expected=mark.root.hex(), found=root.hex(),
            )  # fmt: skip
        elif self._intact:
            self._kept_fits = mark.size
            self._findings.note("audit.kept_fits", 1, mark.size, what=mark.kept)

    def _resume(self, tree: Tree, mark: Mark) -> None:
        """Go on with the tree that the checkpoint confirmed."""
        self._tree, self._tiles, self._pending, self._settled = tree, None, [], mark.size

    def _settle_rest(self) -> None:
        """Differences that no checkpoint decided, and checkpoints that nothing here reaches."""
        for each in self._pending:
            self._findings.fault(
                "audit.evidence_differs", each.position, what=each.tile,
                expected=each.anchored.hex(), found=each.leaf and each.leaf.hex(),
            )  # fmt: skip
        for mark in chain([self._mark] if self._mark else [], self._marks):
            if mark.kept and mark.size > self._tree.size:
                self._findings.fault("audit.kept_longer", self._entries + 1, mark.size, what=mark.kept)
            elif mark.kept:  # of the empty ledger: the only size that no block reaches
                self._judge(mark)


def _equal_bytes(one: bytes, other: bytes) -> int:
    """How many bytes at the start are equal."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
