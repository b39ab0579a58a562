"""The read models against the entries: they are compared elsewhere (``projections.checking``), told here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from anchors.audit.findings import Findings


class Row(Protocol):
    """A row of a read model that is not as a replay of the ledger gives it, as ``projections.checking`` finds it."""

    @property
    def what(self) -> str:
        """Table, key, and the place in the row that differs first."""

    @property
    def position(self) -> int | None:
        """The entry that the row stands on, if it tells."""

    @property
    def expected(self) -> str | None:
        """By the replay; None where there should be no row."""

    @property
    def found(self) -> str | None:
        """In the table; None where the row is missing."""


class Rows(Protocol):
    """How the comparison of the read models went."""

    @property
    def compared(self) -> int:
        """Rows looked at."""

    @property
    def differing(self) -> Sequence[Row]:
        """The first that differ."""

    @property
    def behind(self) -> Mapping[str, int]:
        """Read models that do not show the whole ledger yet, and how far they are."""

    @property
    def stopped(self) -> str | None:
        """Why the replay could not go on."""


def check_rows(rows: Rows | None, size: int, findings: Findings) -> None:
    """A fault for each row that differs, and what was not looked at."""
    if rows is None:
        findings.note("audit.rows_unchecked")
        return
    for row in rows.differing:
        findings.fault("audit.row_differs", row.position, what=row.what, expected=row.expected, found=row.found)
    for name, reached in rows.behind.items():
        findings.note("audit.rows_behind", what=name, expected=size, found=reached)
    if rows.stopped:
        findings.warn("audit.rows_stopped", found=rows.stopped)
