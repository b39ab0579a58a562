"""The audit of one school: one pass over the entries, with everything that belongs to them beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from anchors.audit.anchored import Anchored
from anchors.audit.checkpoints import CheckpointCheck, kept_marks
from anchors.audit.commands import CommandCheck
from anchors.audit.entries import EntryCheck, Order
from anchors.audit.findings import Findings, Report, in_order
from anchors.audit.references import References
from anchors.audit.rows import Rows, check_rows
from anchors.audit.store import Snapshot, snapshot
from anchors.audit.timestamps import TimestampCheck
from anchors.checkpoint import VerifierKey
from domain.errors import Misused
from domain.ledger import Ledger

if TYPE_CHECKING:
    from anchors.signing.trust import TrustRoots

#: (what is being read: "entries" or "documents", how many are done, how many there are).
Progress = Callable[[str, int, int], None]

#: Progress is told this often; a bar needs no more.
PROGRESS_EVERY = 2000


class Weakness(Protocol):
    """A finding about the database's own protection, as ``migrations.protection`` gives it."""

    @property
    def what(self) -> str:
        """What is not as it was made."""

    @property
    def expected(self) -> str:
        """As it was made."""

    @property
    def found(self) -> str:
        """As it is."""


def audit_school(
    ledger: Ledger,
    key: VerifierKey | None = None,
    *,
    protection: Sequence[Weakness] | None = None,
    rows: Rows | None = None,
    kept: Sequence[tuple[str, bytes]] = (),
    kept_timestamps: Mapping[str, bytes] = MappingProxyType({}),
    roots: TrustRoots | None = None,
    progress: Progress | None = None,
) -> Report:
    """
    Recompute a school's whole ledger from its stored bytes, and say what is not as it was recorded.

    Reads only, in one transaction; memory does not grow with the entries. Cutting the tail of everything (entries,
    tiles, checkpoints, head) leaves a shorter ledger that is whole: only ``kept`` shows it.

    Args:
        ledger: of the school, over the application's role; a stronger one sees the same.
        key: the ledger's verifier key; without it checkpoints count as written, and the report says so.
        rows: how the read models compare with a replay; None if nobody looked.
        protection: findings about triggers, rights and row-level security; None if nobody looked.
        kept: (name, content) of checkpoints that somebody outside has kept; the only evidence against whoever holds
            the log key.
        kept_timestamps: name in ``kept`` → the answer of a timestamp service over that checkpoint.
        roots: of timestamp services that are trusted; without them only imprints and signatures are checked.
        progress: told now and then.

    Raises:
        Misused: nothing of this school is in the database.
        Unavailable: the database is out of reach.

    """
    findings, school_id = Findings(), ledger.school_id
    with snapshot(ledger.pool, school_id) as store:
        size = _head(store, findings)
        published = store.published()
        if size < published:
            findings.fault("audit.shorter", size + 1, published, expected=published, found=size)
        checkpoints = CheckpointCheck(school_id, key, store.now_s(), findings)
        anchored = Anchored(
            store, checkpoints.marks(store.checkpoints()), kept_marks(kept, school_id, key, findings), findings
        )
        timestamps = TimestampCheck(roots, findings)
        timestamps.check(store.timestamps(), kept, kept_timestamps, published)
        references = References(findings)
        entries = _walk(store, size, anchored, references, findings, progress)
        total = store.document_count()
        told = progress or _untold
        documents, values = references.finish(store, lambda done: told("documents", done, total))
        _rests_on(store, key, entries, anchored.covered, published, findings)
    _protection(protection, findings)
    check_rows(rows, size, findings)
    return Report(
        school_id=school_id,
        entries=entries,
        size=size,
        covered=anchored.covered,
        published=published,
        checkpoints=checkpoints.count,
        timestamps=timestamps.count,
        documents=documents,
        values=values,
        rows=rows.compared if rows else 0,
        findings=in_order(findings.kept),
        faults=findings.faults,
        first=findings.first,
        key=str(key) if key else None,
        counts=MappingProxyType(dict(findings.counts)),
    )


def _untold(_what: str, _done: int, _total: int) -> None:
    """Nobody wants to know."""


def _head(store: Snapshot, findings: Findings) -> int:
    size = store.head()
    if size is not None:
        return size
    if next(store.entries(), None) is None:
        raise Misused("audit.unknown", school=store.school_id)
    findings.fault("audit.head_missing")
    return 0


def _walk(
    store: Snapshot,
    size: int,
    anchored: Anchored,
    references: References,
    findings: Findings,
    progress: Progress | None,
) -> int:
    """Every entry once; how many there are."""
    check = EntryCheck(store.school_id, findings).check
    commands = CommandCheck(store.commands(), findings)
    order = Order(size, findings, clock_can_be_set=store.has_test_clock())
    count = last = 0
    for row in store.entries():
        count += 1
        position = row.position
        if order.place(position):
            anchored.leaf(position, sha256(b"\x00" + row.entry).digest())
            last = position
        read = check(row)
        if read is None:
            order.stream(position, row.stream_id, row.stream_version)
            commands.check(position, None)
        else:
            order.stream(position, read.stream, read.version)
            order.time(position, read.at)
            commands.check(position, read.command_id)
            references.see(position, read.data, row.entry)
        if progress and count % PROGRESS_EVERY == 0:
            progress("entries", count, size)
    if progress:
        progress("entries", count, size)
    order.finish()
    commands.finish(last)
    anchored.finish()
    return count


def _rests_on(
    store: Snapshot, key: VerifierKey | None, entries: int, covered: int, published: int, findings: Findings
) -> None:
    """On whose word the verdict rests (design §6)."""
    if not published:
        findings.note("audit.no_checkpoint")
    elif covered < entries and not findings.faults:
        findings.note("audit.not_covered", covered + 1, entries, what=covered)
    if key is None and published:
        findings.note("audit.no_key")
    if not findings.counts["audit.kept_fits"]:
        findings.note("audit.own_word")
    if store.has_test_clock():
        findings.note("audit.test_clock")


def _protection(weaknesses: Sequence[Weakness] | None, findings: Findings) -> None:
    if weaknesses is None:
        findings.note("audit.protection_unchecked")
    for weakness in weaknesses or ():
        findings.fault("audit.protection", what=weakness.what, expected=weakness.expected, found=weakness.found)
