"""
The consistency proof (chứng minh nối tiếp): an older size, its root, the path, and the newer checkpoint in one text.

Format: a first line that names it, then the body of C2SP tlog-witness' ``add-checkpoint`` with one line more, the root
at the older size; ``docs/formats/consistency.md``. With that root the text proves by itself *what the newer tree has*
at the older size, whoever wrote it. Held against an older checkpoint of one's own it then shows one history or two
(``comparison``). Without that root a path that does not fit could be a broken file as well as a second history.
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
from anchors.errors import MESSAGES, Malformed, excerpt
from anchors.tree import HASH_BYTES, PATH_HASHES_MAX, SIZE_MAX, verify_consistency

MESSAGES.update(
    {
        "consistency.length": (
            "Chứng minh nối tiếp dài {found} byte, tối đa {expected} byte. Hãy kiểm tra lại tệp.",
            "The consistency proof is {found} bytes long, at most {expected}. Check the file.",
        ),
        "consistency.encoding": (
            "Chứng minh nối tiếp không phải UTF-8 (byte {found}). Hãy lấy lại tệp gốc.",
            "The consistency proof is not UTF-8 (byte {found}). Take the original file again.",
        ),
        "consistency.magic": (
            "Dòng đầu của chứng minh nối tiếp là {found}, cần {expected}. Đây không phải chứng minh nối tiếp.",
            "The first line of the consistency proof is {found}, expected {expected}. This is not a consistency proof.",
        ),
        "consistency.old": (
            "Dòng {line} của chứng minh nối tiếp cần «old số», không có số 0 đứng đầu; thấy {found}.",
            "Line {line} of the consistency proof must be «old number» without leading zeroes; found {found}.",
        ),
        "consistency.root": (
            "Dòng {line} của chứng minh nối tiếp cần «root base64» của 32 byte; thấy {found}.",
            "Line {line} of the consistency proof must be «root base64» of 32 bytes; found {found}.",
        ),
        "consistency.path": (
            "Dòng {line} của chứng minh nối tiếp cần base64 của 32 byte, nhiều nhất {expected} dòng; thấy {found}.",
            "Line {line} of the consistency proof must be the base64 of 32 bytes, at most {expected} such lines; "
            "found {found}.",
        ),
        "consistency.checkpoint": (
            "Chứng minh nối tiếp thiếu mốc niêm phong sau dòng trống. Hãy lấy lại tệp gốc.",
            "The consistency proof has no checkpoint after a blank line. Take the original file again.",
        ),
    }
)

MAGIC = "hocba-consistency@v1"
PATH_LINE = 4  # After magic, size and root.
#: Magic, size, root and path with some words, and the checkpoint. tlog-witness takes no more than 63 hashes either; the
#: 64 that ``verify_consistency`` bears need a tree of more than 2^62 entries.
PROOF_BYTES_MAX = 200 + PATH_HASHES_MAX * 45 + NOTE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """
    Size and root of the older tree, PROOF(old_size, D[n]) of RFC 6962 §2.1.2, and the newer checkpoint, a signed note.

    Raises ``Malformed`` where a value is beyond its limit. Nothing is verified by making one: ``verify_proof``.
    """

    old_size: int
    old_root: bytes
    path: tuple[bytes, ...]
    checkpoint: str

    def __post_init__(self) -> None:
        if not 0 <= self.old_size <= SIZE_MAX:
            raise Malformed("consistency.old", line=2, found=self.old_size)
        if len(self.old_root) != HASH_BYTES:
            raise Malformed("consistency.root", line=3, found=f"{len(self.old_root)} bytes")
        require_path("consistency", PATH_LINE, self.path)
        if not self.checkpoint:
            raise Malformed("consistency.checkpoint")

    def to_text(self) -> str:
        """The content of a proof file. Without lines 1 and 3 it is a request body of tlog-witness' add-checkpoint."""
        root, *path = (base64.b64encode(value).decode() for value in (self.old_root, *self.path))
        lines = (MAGIC, f"old {self.old_size}", f"root {root}", *path)
        return "".join(f"{line}\n" for line in lines) + f"\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str | bytes) -> ConsistencyProof:
        """
        Read a proof of at most ``PROOF_BYTES_MAX`` bytes; exactly what ``to_text`` writes.

        Raises ``Malformed`` naming the line. The checkpoint in it is not read yet.
        """
        head, blank, checkpoint = read_text(text, PROOF_BYTES_MAX, "consistency").partition("\n\n")
        magic, *lines = head.split("\n")
        if magic != MAGIC:
            raise Malformed("consistency.magic", found=excerpt(magic), expected=MAGIC)
        old, root, *path = [*lines, "", ""] if len(lines) < 2 else lines
        old_size = strict_decimal(old.removeprefix("old ")) if old.startswith("old ") else None
        if old_size is None:
            raise Malformed("consistency.old", line=2, found=excerpt(old))
        old_root = strict_base64(root.removeprefix("root ")) if root.startswith("root ") else None
        if old_root is None or len(old_root) != HASH_BYTES:
            raise Malformed("consistency.root", line=3, found=excerpt(root))
        if not blank:
            raise Malformed("consistency.checkpoint")
        return cls(old_size, old_root, path_hashes("consistency", PATH_LINE, path), checkpoint)


def verify_proof(proof: ConsistencyProof, key: VerifierKey) -> Checkpoint:
    """
    The newer checkpoint, whose tree has the root ``proof.old_root`` at ``proof.old_size``: proven, not believed.

    Raises:
        Malformed: the checkpoint in it cannot be read.
        ProofInvalid: sizes, roots and path do not belong together, or origin or signature are false. This says
            something of the file only, and nothing of the ledger.
        UnknownKey: the checkpoint is not signed by ``key``.

    """
    checkpoint = open_note(proof.checkpoint, key)
    verify_consistency(proof.old_size, proof.old_root, checkpoint.size, checkpoint.root, proof.path)
    return checkpoint
