"""
The library's ``ApplicationRecorder`` over ``ledger.append``: several streams in one transaction, one statement.

The library's own recorder locks the whole table, or (its database-function mode) nothing at all, and then readers lose
events; here the row lock of the school's head orders the positions (``migrations/0004``).
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription

from domain.errors import Conflict, Misused, Rejected
from domain.ledger.announcing import GROWN
from domain.ledger.arrays import Array, bigints, byteas, read_bigints, texts, uuids
from domain.ledger.database import Pool, rows, rows_of_school
from domain.ledger.failures import wrapped
from domain.ledger.prepared import Prepared, bigint, timestamp
from domain.ledger.records import Appended, Blob, Guard, RawEntry, StoredEntry
from domain.ledger.watching import Watch
from domain.values import Personal

#: Larger than any version or position; the database's bigint.
ENDLESS = 2**63 - 1

#: The one statement of an append: one entry alone, as most commands have it (a benchmark gives it to pgbench), …
APPEND_ONE = Prepared(
    "hocba_append_one",
    """
SELECT set_config('hocba.school_id', %s, true), ledger.append_one(
    %b::uuid, %b::uuid, %b::bytea, %b::timestamptz, %b::uuid, %b::bigint, %b::text, %b::uuid, %b::bytea)
""",
)

#: … several entries, …
_APPEND = Prepared(
    "hocba_append",
    """
SELECT set_config('hocba.school_id', %s, true), ledger.append(
    %b::uuid, %b::uuid, %b::bytea, %b::timestamptz,
    %b::uuid[], %b::bigint[], %b::text[], %b::uuid[], %b::bytea[],
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
""",
)

#: … and with all that may belong to them: each value sent, if only NULL, takes its time.
_APPEND_MORE = Prepared(
    "hocba_append_more",
    """
SELECT set_config('hocba.school_id', %s, true), ledger.append(
    %b::uuid, %b::uuid, %b::bytea, %b::timestamptz,
    %b::uuid[], %b::bigint[], %b::text[], %b::uuid[], %b::bytea[],
    %b::uuid[], %b::bigint[],
    %b::bytea[], %b::bytea[], %b::text[],
    %b::bytea[], %b::text[], %b::bytea[], %b::text[])
""",
)

_ERASE = """
SELECT set_config('hocba.school_id', %s, true), ledger.erase(
    %b::uuid, %b::uuid, %b::bytea, %b::timestamptz, %b::uuid, %b::bigint, %b::text, %b::uuid, %b::bytea, %b::bytea[])
"""

_READ_STREAMS = """
SELECT position, stream_id, stream_version, topic, entry, event_id, recorded_at
FROM ledger.read_streams(%b, %b::uuid[], %b::bigint, %b::bigint, %b::bigint, %b)
"""

_READ_ENTRIES = """
SELECT position, stream_id, stream_version, topic, entry, event_id, recorded_at
FROM ledger.read_entries(%b, %b::bigint, %b::bigint, %b::bigint, %b::text[])
"""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What one command brings along beside its entries."""

    guards: Sequence[Guard] = ()
    blobs: Sequence[Blob] = ()
    personal: Sequence[Personal] = ()

    def arrays(self) -> list[Array | None]:
        """As ``ledger.append`` takes them; nothing at all where nothing is brought along."""
        if not (self.guards or self.blobs or self.personal):
            return []
        return [
            uuids([guard.stream_id for guard in self.guards]),
            bigints([guard.version for guard in self.guards]),
            byteas([hashlib.sha256(blob.content).digest() for blob in self.blobs]),
            byteas([blob.content for blob in self.blobs]),
            texts([blob.media_type for blob in self.blobs]),
            byteas([bytes.fromhex(value.commitment) for value in self.personal]),
            texts([value.field for value in self.personal]),
            byteas([value.salt for value in self.personal]),
            texts([value.value for value in self.personal]),
        ]


class LedgerRecorder(ApplicationRecorder):
    """
    Appends to and reads from the ledger of one school. Holds nothing but the pool and the school's id.

    Raises Conflict, Rejected, Misused, Unavailable and Tampered, never an exception of psycopg (``failures``).
    """

    def __init__(self, pool: Pool, school_id: UUID) -> None:
        self.pool = pool
        self.school_id = school_id

    def record(
        self,
        command_id: UUID,
        input_digest: bytes,
        entries: Sequence[RawEntry],
        belongings: Belongings = Belongings(),
    ) -> Appended:
        """
        Appends the entries of one command and all that belongs to it, or nothing. Their positions are not looked at.

        Raises:
            Conflict: a stream or a guard has moved; load and decide again.
            Rejected: command id used with other input, school not open, event recorded before.
            Misused: no entries, entries of another school or of several times, time more than a minute off.
            Unavailable: the outcome may be unknown; send the same command again.

        """
        at = self._check(entries)
        school_id = self.school_id
        values: list[bytes | None]
        values = [str(school_id).encode(), school_id.bytes, command_id.bytes, input_digest, timestamp(at)]
        more = belongings.arrays()
        if more or len(entries) > 1:
            statement = _APPEND_MORE if more else _APPEND
            values += [*_columns(entries), *more]
        else:
            statement = APPEND_ONE
            values += _fields(entries[0])
        try:
            with wrapped(), self.pool.connection() as connection:
                _, answer = statement(connection, values)
            return self._appended(read_bigints(answer), at)
        except Conflict as conflict:
            return self._answered_elsewhere(conflict, command_id, input_digest)

    def erase(self, command_id: UUID, input_digest: bytes, entry: RawEntry, commitments: Sequence[str]) -> Appended:
        """Appends the entry of an erasure and deletes the values, or nothing. Raises as ``record``."""
        at = self._check([entry])
        parameters = [
            str(self.school_id), self.school_id, command_id, input_digest, at,
            entry.stream_id, entry.stream_version, entry.topic, entry.event_id, entry.entry,
            byteas([bytes.fromhex(commitment) for commitment in commitments]),
        ]  # fmt: skip
        try:
            ((_, answer),) = rows(self.pool, _ERASE, parameters)
            return self._appended(answer, at)
        except Conflict as conflict:
            return self._answered_elsewhere(conflict, command_id, input_digest)

    def find_command(self, command_id: UUID, input_digest: bytes) -> Appended | None:
        """The first answer to a command, or None. Raises Rejected if its id was used with other input."""
        found = rows_of_school(
            self.pool,
            self.school_id,
            "SELECT input_digest, first_position, last_position FROM ledger.commands "
            "WHERE school_id = %s AND command_id = %s",
            [self.school_id, command_id],
        )
        if not found:
            return None
        digest, first, last = found[0]
        if digest != input_digest:
            raise Rejected("command.reused", command=command_id, position=first)
        return Appended(first, last, repeated=True)

    def read_streams(
        self, stream_ids: Sequence[UUID], *, gt: int = 0, lte: int = ENDLESS, limit: int = ENDLESS, desc: bool = False
    ) -> list[RawEntry]:
        """Rows of some streams in order of position, in one query."""
        found = rows(
            self.pool,
            _READ_STREAMS,
            [self.school_id, uuids(stream_ids), gt, lte, limit, desc],
        )
        return [RawEntry(self.school_id, *row) for row in found]

    def read_entries(self, after: int, until: int, limit: int, topics: Sequence[str] = ()) -> list[RawEntry]:
        """At most ``limit`` rows with positions over ``after`` up to ``until``, in order."""
        found = rows(
            self.pool,
            _READ_ENTRIES,
            [self.school_id, after, until, limit, texts(topics)],
        )
        return [RawEntry(self.school_id, *row) for row in found]

    def size(self) -> int:
        """Number of entries. Raises Rejected if the school is not open."""
        found = rows(self.pool, "SELECT size FROM ledger.heads WHERE school_id = %s", [self.school_id])
        if not found:
            raise Rejected("ledger.school_unknown", school=self.school_id)
        return int(found[0][0])

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """
        The library's door (``Application.save``): one call, one command, one transaction.

        Args:
            stored_events: StoredEntry only.
            **kwargs: ``input_digest`` (default: over the entries), ``guards``, ``blobs``, ``personal``;
                ``tracking`` is refused, projections keep their own.

        """
        if not stored_events:
            return []
        if kwargs.pop("tracking", None) is not None:
            raise Misused("ledger.call", message="tracking is kept by projections")
        digest = kwargs.pop("input_digest", None)
        entries, commands = [], set()
        for stored in stored_events:
            if not isinstance(stored, StoredEntry):
                raise Misused("ledger.call", message=f"a StoredEntry is wanted, not {type(stored).__name__}")
            entries.append(stored.raw)
            commands.add(stored.command_id)
        command_id = commands.pop()
        if commands or command_id is None:
            raise Misused("ledger.command_mixed", name="command_id")
        if digest is None:
            digest = hashlib.sha256(b"".join(hashlib.sha256(entry.entry).digest() for entry in entries)).digest()
        done = self.record(command_id, digest, entries, Belongings(**kwargs))
        positions = range(done.first_position, done.last_position + 1)
        if len(positions) != len(entries):
            raise Rejected("command.reused", command=command_id, position=done.first_position)
        return positions

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEntry]:
        """One stream, as the library asks for it."""
        found = self.read_streams(
            [UUID(str(originator_id))],
            gt=gt or 0,
            lte=ENDLESS if lte is None else lte,
            limit=ENDLESS if limit is None else limit,
            desc=desc,
        )
        return list(map(StoredEntry.of, found))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Entries by position, as the library asks for them."""
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        return list(map(StoredEntry.of, self.read_entries(after, ENDLESS if stop is None else stop, limit, topics)))

    def max_notification_id(self) -> int | None:
        """The last position, or None in an empty ledger."""
        return self.size() or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Entries after ``gt`` as they come, woken by each append: positions have no gaps, so none is ever missed."""
        return _Following(self, gt, topics)

    def _check(self, entries: Sequence[RawEntry]) -> datetime:
        """The time of all entries, which must be of this school."""
        if not entries:
            raise Misused("ledger.nothing")
        at = entries[0].recorded_at
        prefix = b'{"school":"%b","stream":' % str(self.school_id).encode()
        for entry in entries:
            # Its bytes say whose it is: the school's column is ours whatever the entry's own is.
            if not entry.entry.startswith(prefix):
                raise Misused("ledger.entry_foreign", school=self.school_id, found=entry.school_id)
            if entry.recorded_at != at:
                raise Misused("ledger.command_mixed", name="at")
        return at

    def _answered_elsewhere(self, conflict: Conflict, command_id: UUID, input_digest: bytes) -> Appended:
        """The same command, sent twice at once: the second waited for the first and has its answer."""
        if conflict.code == "ledger.command_running" and (done := self.find_command(command_id, input_digest)):
            return done
        raise conflict

    def _appended(self, answer: Sequence[int], at: datetime) -> Appended:
        """The answer of the database, whose transaction has ended: now the growth may be announced."""
        first, last, repeated = answer
        if not repeated:
            self.pool.announcer.tell(GROWN, self.school_id)
        return Appended(first, last, bool(repeated), None if repeated else at)


def _columns(entries: Sequence[RawEntry]) -> list[Array | None]:
    """As ``ledger.append`` takes them."""
    return [
        uuids([entry.stream_id for entry in entries]),
        bigints([entry.stream_version for entry in entries]),
        texts([entry.topic for entry in entries]),
        uuids([entry.event_id for entry in entries]),
        byteas([entry.entry for entry in entries]),
    ]


def _fields(entry: RawEntry) -> list[bytes]:
    """As ``ledger.append_one`` takes them."""
    version = bigint(entry.stream_version)
    return [entry.stream_id.bytes, version, entry.topic.encode(), entry.event_id.bytes, entry.entry]


class _Following(Subscription[LedgerRecorder]):
    """Asks for the next entries; when there are none, it waits until the ledger has grown (``watching``)."""

    BATCH = 500

    def __init__(self, recorder: LedgerRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._watch = Watch(recorder.pool.url)
        self._size = 0
        self._ready: deque[Notification] = deque()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._ready:
                following = self._ready.popleft()
                self._last_notification_id = following.id
                return following
            self._ready.extend(
                self._recorder.select_notifications(
                    self._last_notification_id, self.BATCH, topics=self._topics, inclusive_of_start=False
                )
            )
            if not self._ready:
                self._wait()
        self._watch.close()
        raise StopIteration

    def stop(self) -> None:
        """Stops the subscription, also from another thread."""
        super().stop()
        self._watch.stop()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        self._watch.close()

    def _wait(self) -> None:
        """Until the ledger is longer than it was when its entries were asked for last."""
        size = self._size
        while size <= self._size and not self._has_been_stopped:
            size = self._watch.wait().get(self._recorder.school_id, 0)
        self._size = size
