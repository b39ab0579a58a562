"""
``Ledger``: the library's Application for one school, over our recorder and codec.

Load what a decision rests on with ``streams``, decide, then ``append`` with the versions that were read; on Conflict
load and decide again (``retry.retrying``).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from struct import Struct
from threading import Lock
from typing import cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, TrackingRecorder
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment, EnvType

from domain.errors import Misused, Tampered
from domain.ledger.clock import Clock
from domain.ledger.codec import EntryWriter, LedgerMapper, decode
from domain.ledger.database import Pool, rows_of_school
from domain.ledger.events import PersonalErased
from domain.ledger.failures import wrapped
from domain.ledger.published import Published
from domain.ledger.recorder import Belongings, LedgerRecorder
from domain.ledger.records import Appended, Blob, Command, Guard, NewEvents, RawEntry, Recorded
from domain.values import Personal

#: Entries fetched at once: 2 MB at 400 bytes each, however long the ledger is.
BATCH = 5000


class Ledger(Published, Application[UUID]):
    """
    One school's ledger. Cheap: it holds the pool and the school's id, so keep many of them (``schools.Ledgers``).

    Args:
        pool: shared by the process; made by ``database.open_pool``.
        school_id: the school, opened once by ``schools.open_school``.
        clock: shared by all ledgers of one pool.

    """

    recorder: LedgerRecorder

    def __init__(self, pool: Pool, school_id: UUID, clock: Clock | None = None) -> None:
        self.pool = pool
        self.school_id = school_id
        self.clock = clock or Clock(pool)
        self._alone = Lock()
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing from the process environment: a stray CIPHER_TOPIC would change what is written for ever."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[TrackingRecorder]:
        """Ties mapper and recorder together; the factory's own recorders are never made."""
        return cast("InfrastructureFactory[TrackingRecorder]", POPOFactory(env))

    def construct_mapper(self) -> Mapper[UUID]:
        """Our codec."""
        return LedgerMapper(self.school_id)

    def construct_recorder(self) -> LedgerRecorder:
        """Our recorder."""
        return LedgerRecorder(self.pool, self.school_id)

    def append(
        self,
        new: Sequence[NewEvents],
        *,
        command: Command,
        guards: Sequence[Guard] = (),
        blobs: Sequence[Blob] = (),
        personal: Sequence[Personal] = (),
    ) -> Appended:
        """
        Records the events of one command in all their streams, with its blobs and personal values, or nothing.

        The same command again gets the first answer (``repeated``), whatever its events are now.

        Raises:
            Conflict: a stream or a guard has moved since it was read; load and decide again.
            Rejected: command id used with other input, school not open, erased value.
            Misused: no event, a blob or a personal value that no event names, an event that cannot be stored.
            Unavailable: the outcome may be unknown; append the same command again.

        """
        belongings = Belongings(guards, blobs, personal)
        for last_try in (False, True):
            entries = self.drafted(new, command=command, blobs=blobs, personal=personal)
            try:
                return self.recorder.record(command.command_id, command.input_digest, entries, belongings)
            except Misused as error:
                if error.code != "ledger.clock" or last_try:
                    raise
                self.clock.forget()  # somebody has set the database's clock since it was asked
        raise AssertionError("the last try returns or raises")

    def erase(
        self,
        stream_id: UUID,
        after_version: int,
        commitments: Sequence[str],
        command: Command,
        *,
        decision: str,
        reason: str,
    ) -> Appended:
        """
        Deletes personal values by a lawful decision and records that in their stream, or does nothing.

        Raises as ``append``; Rejected also if a value was never recorded or is erased already.
        """
        event = PersonalErased(commitments=tuple(commitments), decision=decision, reason=reason)
        (entry,) = self._entries([NewEvents(stream_id, after_version, (event,))], command)
        return self.recorder.erase(command.command_id, command.input_digest, entry, commitments)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """
        Last resort for a hot stream (``retrying``): one at a time in this school, in all processes.

        Holds one connection of the pool, and one per process at most: who waits in the same process holds none.
        """
        with self._alone, wrapped(), self.pool.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(self.school_id)])
            yield

    def find_command(self, command_id: UUID, input_digest: bytes) -> Appended | None:
        """The first answer to a command, or None. Raises Rejected if its id was used with other input."""
        return self.recorder.find_command(command_id, input_digest)

    def stream(self, stream_id: UUID) -> list[Recorded]:
        """All events of a stream, oldest first; empty if there is none. Raises Tampered."""
        return self.streams([stream_id])[stream_id]

    def streams(
        self, stream_ids: Collection[UUID], after: Mapping[UUID, int] | None = None, until: int | None = None
    ) -> dict[UUID, list[Recorded]]:
        """
        All events of some streams, read in one query, so they fit together; those behind a version with ``after``,
        those up to a position of the ledger with ``until``.

        Raises Tampered.
        """
        found: dict[UUID, list[Recorded]] = {stream_id: [] for stream_id in stream_ids}
        known = after or {}
        # By number, with the version that each is held at: the hash of a UUID costs as much as reading a field.
        streams = {stream_id.int: (stream, known.get(stream_id, 0)) for stream_id, stream in found.items()}
        least = min((held for _, held in streams.values()), default=0)
        for raw in self.recorder.read_streams(list(found), gt=least):
            if until is not None and raw.position > until:
                break
            stream, held = streams[raw.stream_id.int]
            if raw.stream_version <= held:
                continue
            if raw.stream_version != held + len(stream) + 1:
                raise self._missing(raw.position, f"{raw.stream_id}/{held + len(stream) + 1}")
            stream.append(decode(raw))
        return found

    def versions(self, stream_ids: Collection[UUID]) -> dict[UUID, int]:
        """Number of events in each stream, in one query; 0 where there is none."""
        found = rows_of_school(
            self.pool,
            self.school_id,
            "SELECT asked.stream_id, (SELECT coalesce(max(e.stream_version), 0) FROM ledger.events e"
            " WHERE e.school_id = %s AND e.stream_id = asked.stream_id) FROM unnest(%b::uuid[]) AS asked (stream_id)",
            [self.school_id, list(stream_ids) or None],
        )
        return dict(found)

    def entries(self, after: int = 0, until: int | None = None, batch: int = BATCH) -> Iterator[Recorded]:
        """
        Events with positions over ``after`` up to ``until`` (default: the last one now), in order, in bounded memory.

        Raises Tampered at an entry that cannot be read, and where a position is missing.
        """
        size = self.size()
        until = size if until is None else min(until, size)
        for raw in self.raw_entries(after, until, batch):
            after += 1
            if raw.position != after:
                raise self._missing(after, size)
            yield decode(raw)
        if after < until:
            raise self._missing(after + 1, size)

    def raw_entries(self, after: int = 0, until: int | None = None, batch: int = BATCH) -> Iterator[RawEntry]:
        """Stored rows as they are, unchecked: for the tree, and for an audit that says itself what is missing."""
        until = self.size() if until is None else until
        while after < until:
            page = self.recorder.read_entries(after, until, batch)
            yield from page
            if len(page) < batch:
                return
            after = page[-1].position

    def entry(self, position: int) -> bytes:
        """The exact bytes at a position, from 1. Raises Tampered if there are none, Misused out of range."""
        for raw in self.raw_entries(position - 1, position):
            return raw.entry
        size = self.size()
        if not 1 <= position <= size:
            raise Misused("ledger.call", message=f"position {position} is not in 1 to {size}")
        raise self._missing(position, size)

    def size(self) -> int:
        """Number of entries, which is the last position. Raises Rejected if the school is not open."""
        return self.recorder.size()

    def now(self) -> datetime:
        """The ledger's time, UTC."""
        return self.clock.now()

    def blob(self, sha256: str) -> bytes:
        """A document that an event names by its digest. Raises Tampered if it is missing or another one."""
        return self.blobs([sha256])[sha256]

    def blobs(self, digests: Collection[str]) -> dict[str, bytes]:
        """Digest → document, all in one query. Raises Tampered if one is missing or another one."""
        found = rows_of_school(
            self.pool,
            self.school_id,
            "SELECT sha256, content FROM ledger.blobs WHERE school_id = %s AND sha256 = ANY (%b::bytea[])",
            [self.school_id, [bytes.fromhex(sha256) for sha256 in digests] or None],
        )
        contents = {digest.hex(): bytes(content) for digest, content in found}
        for sha256 in digests:
            if sha256 not in contents or hashlib.sha256(contents[sha256]).hexdigest() != sha256:
                raise Tampered("ledger.blob_missing", school=self.school_id, sha256=sha256)
        return contents

    def personal_values(self, commitments: Collection[str]) -> dict[str, str]:
        """Commitment → value; one that is missing was erased. Raises Tampered if a value is not what was committed."""
        found = rows_of_school(
            self.pool,
            self.school_id,
            "SELECT commitment, field, salt, value FROM ledger.personal "
            "WHERE school_id = %s AND commitment = ANY (%b::bytea[])",
            [self.school_id, [bytes.fromhex(commitment) for commitment in commitments] or None],
        )
        values: dict[str, str] = {}
        for commitment, field, salt, value in found:
            if Personal(field=field, value=value, salt=salt).commitment != commitment.hex():
                raise Tampered("ledger.personal_differs", school=self.school_id, commitment=commitment.hex())
            values[commitment.hex()] = value
        return values

    def drafted(
        self,
        new: Sequence[NewEvents],
        *,
        command: Command,
        blobs: Sequence[Blob] = (),
        personal: Sequence[Personal] = (),
    ) -> list[RawEntry]:
        """The entries as ``append`` would write them now, checked as there (Misused); nothing is recorded."""
        entries = self._entries(new, command)
        _check_named(entries, blobs, personal)
        return entries

    def answered(self, command: Command) -> Appended | None:
        """The first answer to this command, or None. Raises Rejected if its id was used with other input."""
        return self.recorder.find_command(command.command_id, command.input_digest)

    def _entries(self, new: Sequence[NewEvents], command: Command) -> list[RawEntry]:
        """Written here, not by way of a ``Recorded`` and the mapper: an import makes them by the hundred thousand."""
        at = self.clock.now().astimezone(UTC)
        writer = EntryWriter(self.school_id, at, command.actor, command.acting, command.command_id)
        drawn = _drawn(sum(len(stream.events) for stream in new))
        entries = []
        for stream in new:
            stream_id = str(stream.stream_id)
            for version, event in enumerate(stream.events, stream.after_version + 1):
                event_id, salt = next(drawn)
                entry = writer.entry(stream_id, version, event, str(event_id), salt)
                entries.append(RawEntry(self.school_id, 0, stream.stream_id, version, event.TOPIC, entry, event_id, at))
        return entries

    def _missing(self, position: object, size: object) -> Tampered:
        return Tampered("ledger.entry_missing", school=self.school_id, position=position, size=size)


#: Two halves of an event id, and a salt.
_DRAWN = Struct("!QQ16s")


def _drawn(count: int) -> Iterator[tuple[UUID, str]]:
    """
    An event id (random, version 4: RFC 9562 §5.4) and a salt in hex for each of some entries, of one draw.

    To ask the system twice for each of them took a fifth of writing it.
    """
    for high, low, salt in _DRAWN.iter_unpack(secrets.token_bytes(_DRAWN.size * count)):
        versioned, variant = high & ~0xF000 | 0x4000, low & ~(0b11 << 62) | 0b10 << 62
        yield UUID(int=versioned << 64 | variant), salt.hex()


#: A digest or a commitment as entries write it: a JSON string of its own.
_NAMED = re.compile(rb'"([0-9a-f]{64})"')


def _check_named(entries: Sequence[RawEntry], blobs: Sequence[Blob], personal: Sequence[Personal]) -> None:
    """What no entry names, no proof covers."""
    if not blobs and not personal:
        return
    # Gathered once: to look for each of a school's 16,000 commitments in all its entries was most of opening its year.
    named = {digest for entry in entries for digest in _NAMED.findall(entry.entry)}
    for blob in blobs:
        if blob.sha256.encode() not in named:
            raise Misused("ledger.blob_unnamed", sha256=blob.sha256)
    for value in personal:
        if value.commitment.encode() not in named:
            raise Misused("ledger.personal_uncommitted", field=value.field)
