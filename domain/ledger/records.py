"""What goes into the ledger and what comes out: frozen values, no behaviour beyond checks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import Notification

from domain.context import Acting
from domain.event import Event


class Recorded(NamedTuple):
    """
    An event as it stands in a school's ledger. ``position`` 0: not appended yet.

    ``topic`` is the stored one; ``data`` has been brought up to today's version of it. ``salt`` (16 bytes) keeps the
    public hash of an entry from giving away its score, and is shown on no page. ``acting`` is None where the entry does
    not tell it.
    """

    school_id: UUID
    position: int
    stream_id: UUID
    stream_version: int
    topic: str
    event_id: UUID
    at: datetime
    actor: str
    on_behalf_of: str | None
    command_id: UUID
    salt: bytes
    data: Event
    acting: Acting | None = None

    @property
    def originator_id(self) -> UUID:
        """The library's name for ``stream_id``."""
        return self.stream_id

    @property
    def originator_version(self) -> int:
        """The library's name for ``stream_version``."""
        return self.stream_version


class RawEntry(NamedTuple):
    """
    A row of ``ledger.events``: the exact bytes, and the columns that are copies of what stands in them.

    ``position`` 0: not appended yet.
    """

    school_id: UUID
    position: int
    stream_id: UUID
    stream_version: int
    topic: str
    entry: bytes
    event_id: UUID
    recorded_at: datetime


@dataclass(frozen=True)
class StoredEntry(Notification):
    """
    The library's stored event with our columns: ``state`` is the entry, ``id`` the position (0: not appended yet).

    ``command_id`` is None in what was read: there it is known from the entry only.
    """

    school_id: UUID
    event_id: UUID
    recorded_at: datetime
    command_id: UUID | None = None

    @property
    def raw(self) -> RawEntry:
        """As a row of ``ledger.events``."""
        assert isinstance(self.originator_id, UUID)  # the library allows text ids, our recorder does not
        return RawEntry(
            self.school_id, self.id, self.originator_id, self.originator_version, self.topic, self.state,
            self.event_id, self.recorded_at,
        )  # fmt: skip

    @classmethod
    def of(cls, raw: RawEntry) -> StoredEntry:
        """From a row of ``ledger.events``."""
        return cls(
            raw.stream_id, raw.stream_version, raw.topic, raw.entry, raw.position, raw.school_id, raw.event_id,
            raw.recorded_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewEvents:
    """Events for one stream, to follow its version ``after_version`` (0: the stream is new)."""

    stream_id: UUID
    after_version: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """
    Who asks for what. ``input_digest``: 32 bytes over everything that the command was asked with.

    ``actor`` is a staff id as text, or ``operator``; ``acting`` the right that he uses, and on whose behalf.
    """

    command_id: UUID
    input_digest: bytes
    actor: str
    acting: Acting | None = None

    def __post_init__(self) -> None:
        if len(self.input_digest) != hashlib.sha256().digest_size:
            raise ValueError(f"an input digest has 32 bytes, not {len(self.input_digest)}")
        if not self.actor:
            raise ValueError("a command has an actor")


@dataclass(frozen=True, slots=True)
class Guard:
    """The decision rested on this stream at this version; append refuses if it has moved."""

    stream_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Blob:
    """A document or attachment that is kept for ever; an event of the same command names its ``sha256``."""

    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Lower-case hex, as it stands in the event."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Appended:
    """
    Positions of a command's entries; ``repeated``: it was answered before, and nothing was recorded now.

    ``at`` is the time of the entries, known to the call that has recorded them only.
    """

    first_position: int
    last_position: int
    repeated: bool
    at: datetime | None = field(default=None, compare=False)


class Tile(NamedTuple):
    """``tile/<level>/<number>`` of C2SP tlog-tiles: ``width`` hashes of 32 bytes; 256 is full, less is ``.p/W``."""

    level: int
    number: int
    width: int
    hashes: bytes


class Checkpoint(NamedTuple):
    """A published tree head: ``note`` is the signed C2SP checkpoint, ``at`` the time it was issued (UTC)."""

    size: int
    root: bytes
    note: str
    at: datetime
