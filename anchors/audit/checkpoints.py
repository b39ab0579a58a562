"""Each checkpoint by itself: readable, signed, of this ledger, following the one before. Its root is ``anchored``'s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from anchors.audit.findings import Findings
from anchors.audit.store import CheckpointRow
from anchors.checkpoint import Checkpoint, Note, VerifierKey
from anchors.errors import AnchorError

#: A checkpoint's time may be ahead of the database's by as much as ``ledger.publish`` allows.
AHEAD_S_MAX = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A size at which the root must be ``root``. ``believed``: signature, text and columns are in order.

    ``kept`` is the name of an outsider's checkpoint, None for one of the ledger's own.
    """

    size: int
    root: bytes
    believed: bool
    kept: str | None = None


class CheckpointCheck:
    """Checks the ledger's checkpoints in order, and gives them on as marks."""

    def __init__(self, school_id: UUID, key: VerifierKey | None, now_s: Decimal, findings: Findings) -> None:
        self._suffix = f"/{school_id}"
        self._key = key
        self._now_s = now_s
        self._findings = findings
        self.count = 0

    def marks(self, rows: Iterator[CheckpointRow]) -> Iterator[Mark]:
        """One mark for each row."""
        last_size, last_s = 0, Decimal("-Infinity")
        for row in rows:
            self.count += 1
            if row.previous_size != last_size:
                self._fault("chain", row, expected=last_size, found=row.previous_size)
            if not last_s < row.issued_s <= self._now_s + AHEAD_S_MAX:
                self._fault("time", row, found=row.issued_at)
            last_size, last_s = row.size, row.issued_s
            yield self._mark(row)

    def _mark(self, row: CheckpointRow) -> Mark:
        try:
            note = Note.parse(row.note)
            said = Checkpoint.from_body(note.body)
        except AnchorError as error:
            self._fault("note", row, found=error)
            return Mark(row.size, row.root, believed=False)
        believed = True
        for name, expected, found in (("size", said.size, row.size), ("root", said.root.hex(), row.root.hex())):
            if expected != found:
                believed = False
                self._findings.fault("audit.checkpoint_column", row.size, what=name, expected=expected, found=found)
        return Mark(row.size, said.root, believed=self._is_ours(note, said, row) and believed)

    def _is_ours(self, note: Note, said: Checkpoint, row: CheckpointRow) -> bool:
        expected = self._key.name if self._key else f"…{self._suffix}"
        if not said.origin.endswith(self._suffix) or (self._key and said.origin != self._key.name):
            self._fault("origin", row, expected=expected, found=said.origin)
            return False
        if self._key is None:
            return True
        try:
            note.verify(self._key)
        except AnchorError as error:
            self._fault("signature", row, expected=self._key, found=error)
            return False
        return True

    def _fault(self, what: str, row: CheckpointRow, expected: object = None, found: object = None) -> None:
        self._findings.fault(f"audit.checkpoint_{what}", row.size, expected=expected, found=found)


def kept_marks(
    notes: Sequence[tuple[str, bytes]], school_id: UUID, key: VerifierKey | None, findings: Findings
) -> list[Mark]:
    """
    Checkpoints that somebody outside has kept, by size; the name is that of the file.

    A note that is not of this ledger, or not signed by its key, is a fault and no mark.
    """
    marks = []
    for name, text in notes:
        try:
            note = Note.parse(text)
            said = Checkpoint.from_body(note.body)
            if not said.origin.endswith(f"/{school_id}"):
                findings.fault("audit.kept_foreign", what=name, expected=school_id, found=said.origin)
                continue
            if key:
                note.verify(key)
        except AnchorError as error:
            findings.fault("audit.kept_unread", what=name, found=error)
            continue
        marks.append(Mark(said.size, said.root, believed=True, kept=name))
    return sorted(marks, key=lambda mark: mark.size)
