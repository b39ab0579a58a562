"""
A tree that grows leaf by leaf and gives its root at every size: the hashes of RFC 6962 without merkletools.

Written apart from ``anchors.tiles``, so that the audit does not check the publisher with the publisher's own code; a
property test holds the two to equal roots.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from anchors.tiles import TILE_WIDTH
from anchors.tree import EMPTY_ROOT


class Tree:
    """
    Size, root, and the rows of hashes at the right edge; memory grows with the height only.

    ``rows[level]`` are the hashes of the tile at the right edge of that level, fewer than 256.
    """

    __slots__ = ("_complete", "rows", "size", "tiles")

    def __init__(self) -> None:
        self.size = 0
        self.rows: list[list[bytes]] = [[]]
        #: Per level the roots of the complete subtrees of its row, the largest first.
        self._complete: list[list[bytes]] = [[]]
        #: Full tiles above level 0 since they were last taken: (level, index, hashes).
        self.tiles: list[tuple[int, int, list[bytes]]] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""
        node, level = leaf, 0
        self.size += 1
        while True:
            row, complete = self.rows[level], self._complete[level]
            row.append(node)
            count = len(row)
            while not count & 1:  # Two complete subtrees of equal size become one.
                node = hashlib.sha256(b"\x01" + complete.pop() + node).digest()
                count >>= 1
            if len(row) < TILE_WIDTH:
                complete.append(node)
                return
            if level:
                self.tiles.append((level, (self.size >> (8 * (level + 1))) - 1, row))
            self.rows[level] = []
            level += 1
            if level == len(self.rows):
                self.rows.append([])
                self._complete.append([])

    def root(self) -> bytes:
        """Root of the leaves so far."""
        found: bytes | None = None
        for complete in self._complete:
            for node in reversed(complete):
                found = node if found is None else hashlib.sha256(b"\x01" + node + found).digest()
        return EMPTY_ROOT if found is None else found

    def edge(self) -> Iterator[tuple[int, int, list[bytes]]]:
        """(level, index, hashes) of the partial tiles above level 0."""
        for level, row in enumerate(self.rows):
            if level and row:
                yield level, self.size >> (8 * (level + 1)), row

    def copy(self) -> Tree:
        """A tree of its own with the same leaves."""
        other = Tree()
        other.size = self.size
        other.rows = [list(row) for row in self.rows]
        other._complete = [list(complete) for complete in self._complete]
        return other
