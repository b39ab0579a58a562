"""
Comparing two checkpoints of one key: one history, two histories, or no telling (``docs/formats/consistency.md``).

Everything here is shown from signed checkpoints and mathematics; nobody's word counts, not the school's, not the
server's, not that of who brought a proof. Each piece of evidence is a tree: a checkpoint signed by the key, and the
roots that this tree is *proven* to have at smaller sizes. Then

- **two histories** means: at some size a proven root of one signed tree is not the root that the same key signed for
  that size. No sequence of entries can have both, so whoever holds the key signed two ledgers under one name.
- **consistent** means: one signed tree is proven to have both checkpoints as its beginnings.
- all else is no telling, and raised: a proof that is broken or of other sizes speaks against nobody, because anybody
  can write one.

Runs without a database: the ledger's proofs come in as ``Evidence``, like those of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from anchors import consistency
from anchors import receipt as receipts
from anchors.checkpoint import Checkpoint, VerifierKey, open_note
from anchors.consistency import ConsistencyProof, verify_proof
from anchors.errors import MESSAGES, AnchorError, Language, Misused
from anchors.receipt import Receipt, verify_receipt
from anchors.tree import EMPTY_ROOT

MESSAGES.update(
    {
        "compare.not_evidence": (
            "{what}: {reason} Tệp như vậy không chứng minh điều gì cho hay chống lại ai; hãy xin tệp gốc, hoặc kiểm "
            "tra lại khóa --key.",
            "{what}: {reason} Such a file proves nothing for or against anybody; ask for the original, or check --key.",
        ),
        "compare.damaged": (
            "Sổ cái không chứng minh được mốc niêm phong mới nhất của chính nó: {reason} Điều này chưa nói lên hai "
            "lịch sử; hãy chạy: hocba audit verify --checkpoint TỆP với mốc đã giữ.",
            "The ledger cannot prove its own newest checkpoint: {reason} This does not show two histories yet; run: "
            "hocba audit verify --checkpoint FILE with the checkpoint that was kept.",
        ),
        "compare.no_receipt": (
            "Tệp PDF không đính kèm biên nhận chứng minh: có thể là bản in hoặc bản sao.",
            "No receipt is attached to the PDF: it may be a print or a copy.",
        ),
        "compare.no_proof": (
            "Chưa so được: có mốc {old_size} và mốc {new_size} bản ghi, nhưng không có chứng minh nối tiếp. Hãy xin "
            "trường tệp của lệnh: hocba anchor publish --proof-from {old_size} --proof TỆP, rồi thêm --proof TỆP. Nếu "
            "trường không đưa, hãy báo Sở.",
            "Cannot tell: the checkpoints hold {old_size} and {new_size} entries, and there is no consistency proof. "
            "Ask the school for the file of: hocba anchor publish --proof-from {old_size} --proof FILE, and give "
            "--proof FILE. Where the school gives none, tell the Department.",
        ),
        "compare.other_sizes": (
            "Chưa so được: cần chứng minh từ {old_size} đến {new_size} bản ghi, chỉ có: {found}. Hãy xin chứng minh từ "
            "{old_size} và từ {new_size} cùng dẫn đến một mốc (hocba anchor publish --proof-from SỐ --proof TỆP), rồi "
            "thêm cả hai bằng --proof.",
            "Cannot tell: the proof must lead from {old_size} to {new_size} entries, there is only: {found}. Ask for "
            "proofs from {old_size} and from {new_size} up to one checkpoint (hocba anchor publish --proof-from SIZE "
            "--proof FILE), and give both with --proof.",
        ),
        "compare.behind": (
            "Chưa so được: sổ cái chỉ được niêm phong đến {found} bản ghi, còn {what} đã niêm phong {new_size} bản "
            "ghi. Sổ cái đã bị cắt, được khôi phục từ bản sao cũ, hoặc đây là một bản sao chưa theo kịp. Hãy giữ "
            "{what} và chạy: hocba audit verify --checkpoint TỆP.",
            "Cannot tell: the ledger is sealed up to {found} entries only, while {what} seals {new_size}. The ledger "
            "was cut, restored from an old backup, or this is a copy that lags. Keep {what}, and run: hocba audit "
            "verify --checkpoint FILE.",
        ),
    }
)

LIVE = "live"
"""Name of the ledger's newest checkpoint on the command line; a file of that name is given as ``./live``."""
FILE_BYTES_MAX = 8 * 1024 * 1024
"""Of an issued PDF (``signing.pdf.PDF_BYTES_MAX``); the other kinds have smaller limits of their own."""
PDF_START = b"%PDF-"
RECEIPT_NAME = "receipt.tlog-proof"


class Kind(StrEnum):
    """Where a checkpoint was found."""

    CHECKPOINT = "checkpoint"
    RECEIPT = "receipt"
    PDF = "pdf"
    PROOF = "proof"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A checkpoint that the key has signed, and the verified proof that leads up to it, where there is one."""

    name: str
    kind: Kind
    checkpoint: Checkpoint
    proof: ConsistencyProof | None = None

    @property
    def size(self) -> int:
        """Entries under the checkpoint."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """Root that was signed."""
        return self.checkpoint.root


@dataclass(frozen=True, slots=True)
class Contradiction:
    """
    The key has signed ``first``, and the signed tree of ``second`` has ``root`` at the size of ``first`` instead.

    ``second``, with its proof, and ``first`` are all that anybody needs to see it again.
    """

    first: Evidence
    second: Evidence
    root: bytes


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    What was shown: no ``contradiction`` means that ``newer`` continues ``older``.

    ``swapped``: the one named first holds more entries, so they were compared the other way round.
    ``proven_by``: names of what was needed besides the two.
    """

    older: Evidence
    newer: Evidence
    swapped: bool
    contradiction: Contradiction | None
    proven_by: tuple[str, ...]

    @property
    def consistent(self) -> bool:
        """Whether there is one history."""
        return self.contradiction is None


class Reason(Protocol):
    """An error of any family, with its text in both languages."""

    code: str

    def text(self, language: Language) -> str:
        """The message."""
        ...


class NotEvidence(Misused):
    """
    Something that could not be used: unreadable, broken, of another ledger or signed by another key (exit 2).

    Never a verdict against the ledger: anybody can write such a file. ``damaged``: it came from the ledger itself.
    """

    def __init__(self, what: str, reason: Reason, *, damaged: bool = False) -> None:
        self.reason = reason
        super().__init__("compare.damaged" if damaged else "compare.not_evidence", what=what, reason=reason.code)

    def text(self, language: Language) -> str:
        """With the reason in the same language."""
        vietnamese, english = MESSAGES[self.code]
        facts = {**self.facts, "reason": self.reason.text(language)}
        return (vietnamese if language == "vi" else english).format_map(facts)


def read(name: str, content: bytes, key: VerifierKey) -> Evidence:
    """
    The signed checkpoint in a file: a checkpoint, a receipt, an issued PDF or a consistency proof, told by its start.

    A receipt must prove its entry too, or its reader would take more from the answer than it says. Of a PDF only the
    receipt is read: what the rest is worth, says ``verify``. Raises NotEvidence.
    """
    kind = _kind(content)
    if kind is Kind.PROOF:
        return read_proof(name, content, key)
    if kind is Kind.CHECKPOINT:
        return _used(name, lambda: Evidence(name, kind, open_note(content, key)))
    return _used(name, lambda: Evidence(name, kind, verify_receipt(_receipt(content), key)))


def note_in(name: str, content: bytes) -> bytes:
    """The checkpoint in such a file as it was signed, nothing verified. Raises NotEvidence."""
    kind = _kind(content)
    if kind is Kind.CHECKPOINT:
        return content
    try:
        holder = ConsistencyProof.parse(content) if kind is Kind.PROOF else _receipt(content)
    except AnchorError as error:
        raise NotEvidence(name, error) from error
    return holder.checkpoint.encode()


def read_proof(name: str, content: bytes, key: VerifierKey) -> Evidence:
    """The consistency proof in a file (``--proof``). Raises NotEvidence."""
    return _used(name, lambda: proven(name, ConsistencyProof.parse(content), key))


def proven(name: str, proof: ConsistencyProof, key: VerifierKey, kind: Kind = Kind.PROOF) -> Evidence:
    """A consistency proof, verified. Raises NotEvidence."""
    return _used(name, lambda: Evidence(name, kind, verify_proof(proof, key), proof))


def compare(old: Evidence, new: Evidence, proofs: Sequence[Evidence] = ()) -> Comparison:
    """
    Whether the larger of two checkpoints continues the smaller one; ``proofs`` are those of ``read_proof``, ``proven``.

    Contradictions are looked for first, in all trees: one is enough, whatever else fits.

    Raises Misused where the evidence shows neither.
    """
    swapped = old.size > new.size
    older, newer = (new, old) if swapped else (old, new)
    trees = _trees((newer, older, *proofs))
    for tree in trees:
        for held in (older, newer):
            root, shower = tree.get(held.size, (held.root, held))
            if root != held.root:
                return Comparison(
                    older, newer, swapped, Contradiction(held, shower, root), _besides(older, newer, shower)
                )
    for tree in trees:
        if older.size in tree and newer.size in tree:
            showers = (tree[older.size][1], tree[newer.size][1])
            return Comparison(older, newer, swapped, None, _besides(older, newer, *showers))
    raise _not_shown(older, newer, proofs)


def _trees(evidence: Iterable[Evidence]) -> list[dict[int, tuple[bytes, Evidence]]]:
    """
    For each signed tree the roots that it is proven to have, by size, and what shows each.

    Proofs up to one checkpoint speak of one tree. In order of the evidence: where several show a root, the first does.
    """
    trees: dict[tuple[int, bytes], dict[int, tuple[bytes, Evidence]]] = {}
    for each in evidence:
        tree = trees.setdefault((each.size, each.root), {0: (EMPTY_ROOT, each)})  # Every tree begins with nothing.
        tree.setdefault(each.size, (each.root, each))
        if each.proof:
            tree.setdefault(each.proof.old_size, (each.proof.old_root, each))
    return list(trees.values())


def _besides(older: Evidence, newer: Evidence, *showers: Evidence) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in showers if each.name not in (older.name, newer.name)))


def _not_shown(older: Evidence, newer: Evidence, proofs: Sequence[Evidence]) -> Misused:
    live = [each.size for each in (older, *proofs) if each.kind is Kind.LIVE]
    if live and live[0] < newer.size:
        return Misused("compare.behind", found=live[0], what=newer.name, new_size=newer.size)
    shown = [f"{each.name} ({each.proof.old_size} → {each.size})" for each in (older, newer, *proofs) if each.proof]
    if shown:
        found = "; ".join(shown)
        return Misused("compare.other_sizes", old_size=older.size, new_size=newer.size, found=found)
    return Misused("compare.no_proof", old_size=older.size, new_size=newer.size)


def _kind(content: bytes) -> Kind:
    starts = {PDF_START: Kind.PDF, receipts.MAGIC.encode(): Kind.RECEIPT, consistency.MAGIC.encode(): Kind.PROOF}
    return next((kind for start, kind in starts.items() if content.startswith(start)), Kind.CHECKPOINT)


def _receipt(content: bytes) -> Receipt:
    return Receipt.parse(_attached(content) if content.startswith(PDF_START) else content)


def _attached(content: bytes) -> bytes:
    """The receipt in a PDF. Imported here: reading PDFs takes a second to load, and a note needs none of it."""
    from anchors.verify import pdf_file
    from anchors.verify.findings import unexpected

    try:
        _, files = pdf_file.attachments(content)
    except AnchorError:
        raise
    except Exception as error:  # Parsers of hostile bytes fail in any way they like.
        raise unexpected(error) from error
    if RECEIPT_NAME not in files:
        raise Misused("compare.no_receipt")
    return files[RECEIPT_NAME]


def _used(name: str, reader: Callable[[], Evidence]) -> Evidence:
    try:
        return reader()
    except NotEvidence:
        raise
    except AnchorError as error:
        raise NotEvidence(name, error) from error
