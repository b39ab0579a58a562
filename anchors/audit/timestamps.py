"""
Timestamps against what they are over: those kept in the ledger, and those beside checkpoints that an outsider kept.

The school can rebuild its history and sign it again, but not make a service say that it saw the new one then. So a
timestamp over another note than the checkpoint has betrays that the checkpoint was replaced. One that was taken out
leaves no trace here: then nobody can tell, and the report says how far timestamps reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from anchors.audit.findings import Findings
from anchors.audit.store import TimestampRow
from anchors.errors import AnchorError
from anchors.publisher import CLOCKS_DIFFER
from anchors.timestamp import Timestamp, note_digest, trusted, verify_timestamp

if TYPE_CHECKING:
    from anchors.signing.trust import TrustRoots

LATE = timedelta(hours=1)
"""A checkpoint is stamped within minutes, unless the service was away."""


class TimestampCheck:
    """``check`` takes them one by one, and says what they prove together."""

    def __init__(self, roots: TrustRoots | None, findings: Findings) -> None:
        self.count = 0
        self._roots = roots
        self._findings = findings
        self._unjudged = 0
        self._counting = 0
        self._first: tuple[int, datetime] | None = None
        self._last: tuple[int, datetime] | None = None

    def check(
        self,
        rows: Iterator[TimestampRow],
        notes: Sequence[tuple[str, bytes]],
        answers: Mapping[str, bytes],
        published: int,
    ) -> None:
        """Those of the ledger, by size of their checkpoint; then those beside kept checkpoints, by name."""
        for row in rows:
            self.count += 1
            self._stored(row)
        self._kept(notes, answers)
        self._finish(published)

    def _kept(self, notes: Sequence[tuple[str, bytes]], answers: Mapping[str, bytes]) -> None:
        """``FILE.tsr`` beside a kept checkpoint ``FILE``: since when that copy existed."""
        for name, note in notes:
            if name not in answers:
                continue
            try:
                found = verify_timestamp(answers[name], note_digest(note))
            except AnchorError as error:
                self._findings.fault("audit.kept_timestamp", what=name, found=error)
                continue
            if self._counts(found, what=name):
                self._findings.note("audit.kept_timestamped", what=name, expected=found.service, found=_time(found.at))

    def _finish(self, published: int) -> None:
        """What all of them prove."""
        if self._unjudged:
            self._findings.note("audit.timestamp_no_roots", what=self._unjudged)
        if self._first and self._last:
            (first, since), (last, until) = self._first, self._last
            self._findings.note(
                "audit.timestamped", 1, last, what=self._counting,
                expected=f"{first}: {_time(since)}", found=f"{last}: {_time(until)}",
            )  # fmt: skip
        elif published:
            self._findings.note("audit.no_timestamp")

    def _stored(self, row: TimestampRow) -> None:
        if row.note is None:
            self._findings.fault("audit.timestamp_orphan", row.size, found=_said(row))
            return
        try:
            found = verify_timestamp(row.answer, note_digest(row.note))
        except AnchorError as error:
            if error.code == "timestamp.other_content":
                self._findings.fault("audit.timestamp_differs", row.size, found=_said(row))
            else:
                self._findings.fault("audit.timestamp_unread", row.size, found=error)
            return
        issued = None if row.issued_s.is_infinite() else datetime.fromtimestamp(float(row.issued_s), UTC)
        if issued and found.at < issued - CLOCKS_DIFFER:
            self._findings.fault("audit.timestamp_early", row.size, expected=_time(issued), found=_time(found.at))
        elif issued and found.at > issued + LATE:
            self._findings.warn("audit.timestamp_late", row.size, expected=_time(issued), found=_time(found.at))
        if self._counts(found, row.size):
            self._counting += 1
            self._first = self._first or (row.size, found.at)
            self._last = row.size, found.at

    def _counts(self, found: Timestamp, position: int | None = None, what: str = "") -> bool:
        """Whether a trusted service made it."""
        if self._roots is None:
            self._unjudged += 1
            return False
        try:
            trusted(found, self._roots)
        except AnchorError as error:
            self._findings.warn("audit.timestamp_untrusted", position, what=what, expected=found.service, found=error)
            return False
        return True


def _said(row: TimestampRow) -> str:
    """Time and service of a timestamp over the note that was published then, which is not here any more."""
    try:
        was = verify_timestamp(row.answer, row.note_sha256)
    except AnchorError as error:
        return str(error)
    return f"{_time(was.at)}, {was.service}, SHA-256 {row.note_sha256.hex()}"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
