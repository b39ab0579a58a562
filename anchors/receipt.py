"""
The receipt (biên nhận chứng minh): entry, position, path and checkpoint in one text that proves alone.

Format: C2SP tlog-proof, whose ``extra`` line holds here the entry itself; ``docs/formats/receipt.md``. It says that
the entry stood at that position when the ledger signed the checkpoint. It does not say that nothing followed (a later
recall is not in it), and the school holds the key: on whose word it rests beyond that, say cosignatures and timestamps.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from anchors.checkpoint import (
    NOTE_BYTES_MAX,
    Checkpoint,
    VerifierKey,
    open_note,
    path_hashes,
    read_text,
    require_path,
    strict_base64,
    strict_decimal,
)
from anchors.errors import Malformed, excerpt
from anchors.tree import PATH_HASHES_MAX, SIZE_MAX, leaf_hash, verify_inclusion

MAGIC = "c2sp.org/tlog-proof@v1"
PATH_LINE = 4  # After magic, extra and index.
ENTRY_BYTES_MAX = 65_535  # An entry bundle of tlog-tiles gives the length of an entry in 16 bits.
#: Entry and path in base64, some words, and the checkpoint.
RECEIPT_BYTES_MAX = 4 * (ENTRY_BYTES_MAX + 2) // 3 + PATH_HASHES_MAX * 45 + 100 + NOTE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    The exact bytes of the entry, its index from 0, the path from leaf to root, and the checkpoint as a signed note.

    Raises ``Malformed`` where a value is beyond its limit. Nothing is verified by making one: ``verify_receipt``.
    """

    entry: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.entry) <= ENTRY_BYTES_MAX:
            raise Malformed("receipt.entry", line=2, expected=ENTRY_BYTES_MAX, found=f"{len(self.entry)} bytes")
        if not 0 <= self.index <= SIZE_MAX:
            raise Malformed("receipt.index", line=3, found=self.index)
        require_path("receipt", PATH_LINE, self.path)
        if not self.checkpoint:
            raise Malformed("receipt.checkpoint")

    def to_text(self) -> str:
        """The content of a ``.tlog-proof`` file."""
        path = "".join(f"{_base64(value)}\n" for value in self.path)
        return f"{MAGIC}\nextra {_base64(self.entry)}\nindex {self.index}\n{path}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str | bytes) -> Receipt:
        """
        Read a receipt of at most ``RECEIPT_BYTES_MAX`` bytes; exactly what ``to_text`` writes.

        Raises ``Malformed`` naming the line. The checkpoint in it is not read yet.
        """
        head, blank, checkpoint = read_text(text, RECEIPT_BYTES_MAX, "receipt").partition("\n\n")
        magic, *lines = head.split("\n")
        if magic != MAGIC:
            raise Malformed("receipt.magic", found=excerpt(magic), expected=MAGIC)
        extra, index, *path = [*lines, "", ""] if len(lines) < 2 else lines
        entry = strict_base64(extra.removeprefix("extra ")) if extra.startswith("extra ") else None
        if not entry:
            raise Malformed("receipt.entry", line=2, expected=ENTRY_BYTES_MAX, found=excerpt(extra))
        position = strict_decimal(index.removeprefix("index ")) if index.startswith("index ") else None
        if position is None:
            raise Malformed("receipt.index", line=3, found=excerpt(index))
        if not blank:
            raise Malformed("receipt.checkpoint")
        return cls(entry, position, path_hashes("receipt", PATH_LINE, path), checkpoint)


def verify_receipt(receipt: Receipt, key: VerifierKey) -> Checkpoint:
    """
    The checkpoint in which the receipt's entry stands at its index; the steps of ``docs/formats/receipt.md``.

    Raises:
        Malformed: the checkpoint in it cannot be read.
        ProofInvalid: entry, index, size, root, origin or signature do not belong together.
        UnknownKey: the checkpoint is not signed by ``key``.

    """
    # (2) Leaf hash, over the bytes as they are: nobody re-serialises to hash.
    leaf = leaf_hash(receipt.entry)
    # (3) Origin and signature; size and root are believed from here on.
    checkpoint = open_note(receipt.checkpoint, key)
    # (4) The path from the leaf to that root.
    verify_inclusion(leaf, receipt.index, checkpoint.size, receipt.path, checkpoint.root)
    return checkpoint


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
