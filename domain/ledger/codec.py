"""
Entries: the exact bytes that are stored and hashed (design §3), written once and checked when read.

::

    {"school":…,"stream":…,"version":1,"topic":"hocba.report.score_recorded.v2","event_id":…,"at":"2026-11-22T01:02:03Z",
     "actor":…,"on_behalf_of":null,"acting":{"role":"CLERK"},"command_id":…,"salt":"<32 hex digits>","data":{…}}

``acting`` came later: entries from before have none. It has ``delegation_id`` where the right rests on a delegation.
Nobody re-serialises to hash. What is written is read back first: an entry that the program could not read would stand
in an append-only ledger for ever.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Annotated, Generic, NamedTuple, NotRequired, TypeVar
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError, with_config
from pydantic_core import to_json
from typing_extensions import TypedDict

from domain.context import Acting, ActingRole
from domain.errors import Misused, Tampered
from domain.event import Event
from domain.ledger.records import RawEntry, Recorded, StoredEntry
from domain.ledger.topics import REGISTRY, Registry

#: The largest entry of a C2SP tlog-tiles entry bundle, whose length prefix has 16 bits.
ENTRY_BYTES_MAX = 65_535

E = TypeVar("E", bound=Event)


#: Data kept that was written and read before, so that the thousandth mark 7.5 of a column is not read back again: about
#: 10 MB at the most.
KNOWN_MAX = 20_000
#: Longer data (a comment, an edition) hardly ever comes again.
KNOWN_BYTES_MAX = 256
#: What stands around the data, kept by its bytes: a class's reports of a whole year have 6,300 entries, and whoever
#: works in them reads them again and again. About 10 MB at the most.
ENVELOPES_KEPT = 8192


@with_config(ConfigDict(extra="forbid"))
class ActingFields(TypedDict):
    """``Acting`` as it is written; on whose behalf stands beside it, where it has always stood."""

    role: ActingRole
    delegation_id: NotRequired[UUID]


@with_config(ConfigDict(extra="forbid"))
class Envelope(TypedDict):
    """All of an entry but its data."""

    school: UUID
    stream: UUID
    version: Annotated[int, Field(ge=1)]
    topic: str
    event_id: UUID
    at: AwareDatetime
    actor: Annotated[str, Field(min_length=1)]
    on_behalf_of: str | None
    acting: NotRequired[ActingFields]
    command_id: UUID
    salt: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


@with_config(ConfigDict(extra="forbid"))
class Entry(Envelope, Generic[E]):
    """
    The JSON object of an entry; the order of the fields is the order of the bytes.

    A dictionary, not a model: making, writing and reading it costs half as much, and it never leaves this package.
    """

    data: E


_ENVELOPE: TypeAdapter[Envelope] = TypeAdapter(Envelope)

#: Class and written data → the event that reading it has given once.
_known: dict[tuple[type[Event], bytes], Event] = {}

#: An event by its identity, which is its own for as long as it is kept here, and how it is written: the mark that many
#: pupils of a class have in the same cell is one event (``domain.report.recording``).
_said: dict[int, tuple[Event, bytes]] = {}


@cache
def _adapter(event: type[Event]) -> TypeAdapter[Entry[Event]]:
    return TypeAdapter(Entry[event])  # type: ignore[valid-type]  # one per event class, made at run time


@cache
def _current(topic: str, registry: Registry) -> tuple[type[Event], bool]:
    """Today's class for a stored topic, and whether its entries must be upcast first. Raises Tampered: unknown."""
    return registry.current(topic), registry.is_old(topic)


def encode(recorded: Recorded, registry: Registry = REGISTRY) -> bytes:
    """The bytes of a new entry. Raises as ``EntryWriter.entry``, and for an id that is no UUID."""
    if recorded.topic != recorded.data.TOPIC:
        raise Misused("ledger.topic_unknown", topic=recorded.topic)
    ids = (recorded.school_id, recorded.stream_id, recorded.event_id, recorded.command_id)
    if not all(isinstance(each, UUID) for each in ids):
        raise Misused("ledger.event_changes", topic=recorded.topic, message=repr(ids))
    writer = EntryWriter(
        recorded.school_id, recorded.at, recorded.actor, recorded.acting, recorded.command_id, registry,
        on_behalf_of=recorded.on_behalf_of,
    )  # fmt: skip
    return writer.entry(
        str(recorded.stream_id), recorded.stream_version, recorded.data, str(recorded.event_id), recorded.salt.hex()
    )


class EntryWriter:
    """
    Writes the entries of one command: what they share is written once.

    An import writes entries by the hundred thousand, so the object around the data is put together here from texts
    that pydantic has written; a test compares it with what pydantic makes of the whole.

    Args:
        school_id: of the ledger.
        at: the time of all entries, with a zone.
        actor: as in ``Command``; so are ``acting`` and ``command_id``.
        registry: topics that may be written.
        on_behalf_of: of an entry that tells no more about it; else ``acting`` says it.

    """

    def __init__(
        self,
        school_id: UUID,
        at: datetime,
        actor: str,
        acting: Acting | None,
        command_id: UUID,
        registry: Registry = REGISTRY,
        *,
        on_behalf_of: str | None = None,
    ) -> None:
        behalf = acting.on_behalf_of if acting else on_behalf_of
        fields: dict[str, object] = {"at": at.astimezone(UTC), "actor": actor, "on_behalf_of": behalf}
        if acting:
            delegation = {"delegation_id": acting.delegation_id} if acting.delegation_id else {}
            fields["acting"] = {"role": acting.role, **delegation}
        shared = to_json(fields).decode()
        self._prefix = f'{{"school":"{school_id}","stream":"'
        self._shared = f'",{shared[1:-1]},"command_id":"{command_id}","salt":"'
        self._registry = registry

    def entry(self, stream_id: str, version: int, data: Event, event_id: str, salt: str) -> bytes:
        """
        The bytes of one entry; ``stream_id`` and ``event_id`` are UUIDs as text, ``salt`` 32 hex digits.

        Raises Misused: topic not the event's own, entry too long, or an event that does not read back as it was.
        """
        topic = data.TOPIC
        if _current(topic, self._registry)[0] is not type(data):
            raise Misused("ledger.topic_unknown", topic=topic)
        envelope = (
            f'{self._prefix}{stream_id}","version":{version},"topic":"{topic}","event_id":"{event_id}'
            f'{self._shared}{salt}"'
        ).encode()
        try:
            _ENVELOPE.validator.validate_json(envelope + b"}")
            written = _written(data)
        except ValueError as error:
            raise Misused("ledger.event_changes", topic=topic, message=_one_line(error)) from error
        entry = b'%b,"data":%b}' % (envelope, written)
        if len(entry) > ENTRY_BYTES_MAX:
            raise Misused("ledger.entry_too_long", topic=topic, found=len(entry), expected=ENTRY_BYTES_MAX)
        return entry


def _written(data: Event) -> bytes:
    """
    The event as it is written, which reads back as it was.

    Raises ValueError (pydantic's), Misused.
    """
    same = _said.get(id(data))
    if same is not None:
        return same[1]
    kind = type(data)
    written = kind.__pydantic_serializer__.to_json(data, warnings=False)
    read = _known.get((kind, written))
    if read is None:
        kind.__pydantic_serializer__.to_json(data, warnings="error")
        read = _remember(kind, written, kind.__pydantic_validator__.validate_json(written))
    if read != data:
        raise Misused("ledger.event_changes", topic=data.TOPIC, message=repr(read))
    if len(written) <= KNOWN_BYTES_MAX and _is_unchanging(data):
        if len(_said) >= KNOWN_MAX:
            _said.clear()
        _said[id(data)] = data, written
    return written


def _is_unchanging(data: Event) -> bool:
    """Whether nothing in it can be changed: a dictionary in a frozen event could."""
    try:
        hash(data)
    except TypeError:
        return False
    return True


def _remember(kind: type[Event], written: bytes, read: E) -> E:
    """``read`` is what reading ``written`` gives, and gives the same bytes when it is written."""
    if len(written) <= KNOWN_BYTES_MAX:
        if len(_known) >= KNOWN_MAX:
            _known.clear()
        _known[kind, written] = read
    return read


class _Around(NamedTuple):
    """All of an entry but its data, as ``decode`` compares and hands it on; ids that are only compared are numbers."""

    school: int
    stream: int
    version: int
    topic: str
    event_id: int
    at: datetime
    actor: str
    on_behalf_of: str | None
    command_id: UUID
    salt: bytes
    acting: Acting | None


@lru_cache(ENVELOPES_KEPT)
def _around(envelope: bytes) -> _Around:
    """What stands around the data; the same bytes are read once. Raises ValueError (pydantic's)."""
    return _compact(_ENVELOPE.validator.validate_json(envelope + b"}"))


def _compact(read: Envelope) -> _Around:
    behalf = read["on_behalf_of"]
    return _Around(
        read["school"].int, read["stream"].int, read["version"], read["topic"], read["event_id"].int,
        # As the column's time is read: times of one zone are compared at once.
        read["at"].astimezone(UTC), read["actor"], behalf, read["command_id"], bytes.fromhex(read["salt"]),
        _acting(read["acting"], behalf) if "acting" in read else None,
    )  # fmt: skip


def _read(kind: type[Event], entry: bytes) -> tuple[_Around, Event]:
    """What reading the entry gives; what is the same, byte for byte, is read once. Raises ValueError (pydantic's)."""
    # No text before the data can hold these bytes: a quotation mark in a JSON string is escaped.
    envelope, _, written = entry.partition(b',"data":')
    written, end = written[:-1], written[-1:]
    known = _known.get((kind, written)) if end == b"}" else None
    if known is not None:
        return _around(envelope), known
    adapter = _adapter(kind)
    read: Entry[Event] = adapter.validator.validate_json(entry)
    # Only what this program would write: behind other data a field might stand twice.
    if adapter.serializer.to_json(read) == entry:
        _remember(kind, written, read["data"])
    return _compact(read), read["data"]


def _upcast(entry: bytes, topic: str, registry: Registry) -> bytes:
    """The entry with its data in today's shape, as this program writes it. Raises ValueError, KeyError."""
    envelope, _, written = entry.partition(b',"data":')
    if written[-1:] == b"}" and len(written) <= KNOWN_BYTES_MAX:
        return b'%b,"data":%b}' % (envelope, _upcast_data(written[:-1], topic, registry))
    document = json.loads(entry)
    document["data"] = registry.upcast(topic, document["data"])
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(KNOWN_MAX)
def _upcast_data(written: bytes, topic: str, registry: Registry) -> bytes:
    """The same data is brought to today's shape once: of a school's 120,000 old marks there are some thousand."""
    data = registry.upcast(topic, json.loads(written))
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def decode(raw: RawEntry, registry: Registry = REGISTRY) -> Recorded:
    """
    The event of a stored row, checked: known topic, known fields, and columns that say what the entry says.

    Raises Tampered naming school, position, topic and what differs.
    """
    # Unpacked at once: what is read most often in this program is read here.
    school_id, position, stream_id, version, topic, entry, event_id, recorded_at = raw
    try:
        kind, is_old = _current(topic, registry)
        if is_old:
            entry = _upcast(entry, topic, registry)
        around, data = _read(kind, entry)
    except (ValueError, TypeError, KeyError, Tampered) as error:
        raise Tampered(
            "ledger.entry_unreadable", school=school_id, position=position, topic=topic, message=_one_line(error)
        ) from error
    if (  # UUIDs by their numbers: a comparison of theirs takes ten times as long, and there are three in each entry
        around.stream != stream_id.int
        or around.version != version
        or around.topic != topic
        or around.event_id != event_id.int
        or around.at != recorded_at
        or around.school != school_id.int
    ):
        raise _differs(around, raw)
    return Recorded(
        school_id, position, stream_id, version, topic, event_id,
        around.at, around.actor, around.on_behalf_of, around.command_id, around.salt, data, around.acting,
    )  # fmt: skip


@lru_cache(1024)
def _told(role: ActingRole, delegation_id: UUID | None, on_behalf_of: str | None) -> Acting:
    return Acting(role, delegation_id, on_behalf_of)


def _acting(read: ActingFields, on_behalf_of: str | None) -> Acting:
    """Made once for all entries that tell the same: of 45,000 there are a dozen different ones."""
    return _told(read["role"], read.get("delegation_id"), on_behalf_of)


def _differs(around: _Around, raw: RawEntry) -> Tampered:
    pairs: dict[str, tuple[object, object]] = {
        "school": (UUID(int=around.school), raw.school_id),
        "stream": (UUID(int=around.stream), raw.stream_id),
        "version": (around.version, raw.stream_version),
        "topic": (around.topic, raw.topic),
        "event_id": (UUID(int=around.event_id), raw.event_id),
        "at": (around.at, raw.recorded_at),
    }
    name, (found, expected) = next((name, pair) for name, pair in pairs.items() if pair[0] != pair[1])
    return Tampered(
        "ledger.entry_differs",
        school=raw.school_id, position=raw.position, topic=raw.topic, name=name, found=found, expected=expected,
    )  # fmt: skip


def _one_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:3])
    return str(error) if isinstance(error, Tampered) else f"{type(error).__name__}: {error}"


class LedgerMapper(Mapper[UUID]):
    """The library's mapper with our codec: no cipher, no compression, no topics from module paths."""

    def __init__(self, school_id: UUID) -> None:
        super().__init__(JSONTranscoder())
        self.school_id = school_id

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEntry:
        """Writes the entry. Raises Misused, also for anything but a Recorded of this school."""
        if not isinstance(domain_event, Recorded):
            raise Misused("ledger.call", message=f"a Recorded is wanted, not {type(domain_event).__name__}")
        if domain_event.school_id != self.school_id:
            raise Misused("ledger.entry_foreign", school=self.school_id, found=domain_event.school_id)
        return StoredEntry(
            originator_id=domain_event.stream_id,
            originator_version=domain_event.stream_version,
            topic=domain_event.topic,
            state=encode(domain_event),
            id=domain_event.position,
            school_id=domain_event.school_id,
            event_id=domain_event.event_id,
            recorded_at=domain_event.at,
            command_id=domain_event.command_id,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        """Reads and checks. Raises Tampered; Misused for a stored event that is not of our recorder."""
        if not isinstance(stored_event, StoredEntry):
            raise Misused("ledger.call", message=f"a StoredEntry is wanted, not {type(stored_event).__name__}")
        return decode(stored_event.raw)
