"""
What an outsider takes along: checkpoint, timestamp, key, receipts, proofs of continuation, and how a proof leads up.

With these kept outside, and only with them, a school that rebuilt its ledger is found out (``docs/formats/receipt.md``,
``consistency.md``).
"""

from __future__ import annotations

from datetime import datetime

from anchors.checkpoint import Checkpoint
from anchors.path_steps import path_steps
from anchors.publisher import consistency_proof, receipt
from anchors.receipt import Receipt
from anchors.tree import leaf_hash
from api.app import App
from api.downloads import Note, TimestampReply
from api.flows.auditing.whole_ledger import own_key
from domain.errors import Rejected
from domain.event import Value
from domain.ledger import Checkpoint as Published
from domain.ledger import Ledger
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "checkpoint.none": (
            "Trường chưa công bố mốc niêm phong nào.",
            "The school has published no checkpoint yet.",
        ),
    }
)


class LastCheckpoint(Value):
    """The newest checkpoint: it covers ``size`` entries; ``root`` in hexadecimal; ``stamped`` by an outside service."""

    size: int
    root: str
    at: datetime
    stamped: bool


class Evidence(Value):
    """What a ledger of ``size`` entries has to show: its origin, its verifier key where it is here, a checkpoint."""

    origin: str
    key: str | None
    size: int
    checkpoint: LastCheckpoint | None


class ProofStep(Value):
    """
    A node computed so far and its sibling from the proof make their ``parent``; hashes in hexadecimal.

    ``leaves`` and ``sibling_leaves``: first and last entry under each.
    """

    node: str
    leaves: tuple[int, int]
    sibling: str
    sibling_leaves: tuple[int, int]
    sibling_is_left: bool
    parent: str


class Proof(Value):
    """How the entry at ``position`` leads to the signed root of ``size`` entries, step by step (RFC 9162 §2.1.3)."""

    position: int
    size: int
    leaf: str
    root: str
    steps: tuple[ProofStep, ...]


def evidence(app: App, ledger: Ledger) -> Evidence:
    """What there is now."""
    last, key = ledger.latest_checkpoint(), own_key(app, ledger.school_id)
    return Evidence(
        origin=app.origin(ledger.school_id),
        key=str(key) if key else None,
        size=ledger.size(),
        checkpoint=LastCheckpoint(
            size=last.size, root=last.root.hex(), at=last.at, stamped=ledger.timestamp(last.size) is not None
        )
        if last
        else None,
    )


def proven(app: App, ledger: Ledger, position: int) -> tuple[Receipt, Checkpoint]:
    """An entry's receipt and what it leads to. Raises Rejected ``checkpoint.none``, Misused ``anchor.not_covered``."""
    last = last_checkpoint(ledger)
    return receipt(ledger, position), Checkpoint(app.origin(ledger.school_id), last.size, last.root)


def proof(found: Receipt, checkpoint: Checkpoint) -> Proof:
    """The steps of a receipt. Raises anchors' ProofInvalid for one that does not prove."""
    leaf = leaf_hash(found.entry)
    return Proof(
        position=found.index + 1,
        size=checkpoint.size,
        leaf=leaf.hex(),
        root=checkpoint.root.hex(),
        steps=tuple(
            ProofStep(
                node=step.node.hex(),
                leaves=step.leaves,
                sibling=step.sibling.hex(),
                sibling_leaves=step.sibling_leaves,
                sibling_is_left=step.sibling_is_left,
                parent=step.parent.hex(),
            )
            for step in path_steps(leaf, found.index, checkpoint.size, found.path, checkpoint.root)
        ),
    )


def checkpoint_file(ledger: Ledger) -> Note:
    """The signed note (``docs/formats/checkpoint.md``). Raises Rejected ``checkpoint.none``."""
    last = last_checkpoint(ledger)
    return Note(last.note.encode(), f"moc-niem-phong-{last.size}.txt")


def timestamp_file(ledger: Ledger) -> TimestampReply:
    """The timestamp over the newest checkpoint. Raises Rejected ``checkpoint.none``."""
    last = last_checkpoint(ledger)
    found = ledger.timestamp(last.size)
    if found is None:
        raise Rejected("checkpoint.none")
    return TimestampReply(found, f"moc-niem-phong-{last.size}.txt.tsr")


def receipt_file(ledger: Ledger, position: int) -> Note:
    """The receipt of an entry (``docs/formats/receipt.md``). Raises anchors' Misused ``anchor.not_covered``."""
    return Note(receipt(ledger, position).to_text().encode(), f"ban-ghi-{position}.tlog-proof")


def continuation_file(ledger: Ledger, old_size: int) -> Note:
    """The proof that the ledger continues one of an older size. Raises anchors' Misused ``anchor.proof_from``."""
    return Note(consistency_proof(ledger, old_size).to_text().encode(), f"noi-tiep-tu-{old_size}.txt")


def last_checkpoint(ledger: Ledger) -> Published:
    """The newest one. Raises Rejected ``checkpoint.none``."""
    last = ledger.latest_checkpoint()
    if last is None:
        raise Rejected("checkpoint.none")
    return last
