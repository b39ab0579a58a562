"""Where a school's published tiles, checkpoints and timestamps lie; what they mean is the business of ``anchors``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from domain.errors import Tampered
from domain.ledger.database import Pool, rows, rows_of_school
from domain.ledger.records import Checkpoint, Tile

#: Rows fetched at once; a tile has at most 8 KB, so a page of them at most 2 MB.
PAGE = 256

_PUBLISH = """
SELECT set_config('hocba.school_id', %s, true), ledger.publish(
    %b::uuid, %b::bigint, %b::bigint, %b::bytea, %b::text, %b::timestamptz,
    %b::integer[], %b::bigint[], %b::integer[], %b::bytea[])
"""

_STAMP = """
SELECT set_config('hocba.school_id', %s, true), ledger.stamp(%b::uuid, %b::bigint, %b::bytea, %b::bytea)
"""


class Published:
    """Part of ``Ledger``: one school's tiles, checkpoints and timestamps."""

    pool: Pool
    school_id: UUID

    def publish(
        self,
        tiles: Sequence[tuple[int, int, int, bytes]],
        checkpoint: tuple[int, bytes, str, Any],
        previous_size: int,
    ) -> None:
        """
        Publishes a checkpoint and the tiles of its right edge, if the last one still has ``previous_size`` (0: none).

        Args:
            tiles: (level, index, width, hashes) each, or Tile; one published before must be equal.
            checkpoint: (size, root, note, at), or Checkpoint; larger and later than the last, within the ledger.
            previous_size: size of the checkpoint that this one follows.

        Raises:
            Conflict: another publisher was faster; load the last checkpoint and build again.
            Rejected: it does not grow, is not in the ledger yet, or goes back in time.
            Tampered: a tile contradicts one published before.

        """
        size, root, note, at = checkpoint
        rows(
            self.pool,
            _PUBLISH,
            [
                str(self.school_id), self.school_id, previous_size, size, root, note, at,
                [tile[0] for tile in tiles] or None,
                [tile[1] for tile in tiles] or None,
                [tile[2] for tile in tiles] or None,
                [tile[3] for tile in tiles] or None,
            ],
        )  # fmt: skip

    def stamp(self, size: int, note_sha256: bytes, answer: bytes) -> None:
        """
        Keeps what a timestamp service answered over a checkpoint's note; the first answer for each size stays.

        Raises Rejected where no checkpoint of this size has this note.
        """
        rows(self.pool, _STAMP, [str(self.school_id), self.school_id, size, note_sha256, answer])

    def timestamp(self, size: int) -> bytes | None:
        """The answer kept for the checkpoint of this size (``TimeStampResp`` in DER), or None."""
        found = rows_of_school(
            self.pool,
            self.school_id,
            "SELECT answer FROM ledger.timestamps WHERE school_id = %s AND size = %s",
            [self.school_id, size],
        )
        return bytes(found[0][0]) if found else None

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """The ``width`` hashes of one tile, 32 bytes each. Raises Tampered if it is not there."""
        found = rows_of_school(
            self.pool,
            self.school_id,
            "SELECT hashes FROM ledger.tiles WHERE school_id = %s AND level = %s AND index = %s AND width = %s",
            [self.school_id, level, index, width],
        )
        if not found:
            raise Tampered("ledger.tile_missing", school=self.school_id, level=level, index=index, width=width)
        return bytes(found[0][0])

    def tiles(self) -> Iterator[Tile]:
        """Every tile at every width, ordered by level, index and width."""
        last = (-1, -1, -1)
        while page := rows_of_school(
            self.pool,
            self.school_id,
            "SELECT level, index, width, hashes FROM ledger.tiles "
            "WHERE school_id = %s AND (level, index, width) > (%s, %s, %s) ORDER BY level, index, width LIMIT %s",
            [self.school_id, *last, PAGE],
        ):
            yield from map(Tile._make, page)
            last = page[-1][:3]

    def latest_checkpoint(self) -> Checkpoint | None:
        """The last one published, or None."""
        found = rows_of_school(
            self.pool,
            self.school_id,
            "SELECT size, root, note, issued_at FROM ledger.checkpoints "
            "WHERE school_id = %s ORDER BY size DESC LIMIT 1",
            [self.school_id],
        )
        return _checkpoint(found[0]) if found else None

    def checkpoints(self) -> Iterator[Checkpoint]:
        """Every checkpoint, the smallest first."""
        last = 0
        while page := rows_of_school(
            self.pool,
            self.school_id,
            "SELECT size, root, note, issued_at FROM ledger.checkpoints "
            "WHERE school_id = %s AND size > %s ORDER BY size LIMIT %s",
            [self.school_id, last, PAGE],
        ):
            yield from map(_checkpoint, page)
            last = page[-1][0]


def _checkpoint(row: tuple[Any, ...]) -> Checkpoint:
    size, root, note, at = row
    return Checkpoint(size, root, note, at.astimezone(UTC))
