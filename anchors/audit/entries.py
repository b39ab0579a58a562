"""
Each entry by itself: does it read as this program writes, do the columns say what it says, are its neighbours there?

Fast path: the entry begins with what the columns say, goes on in the one spelling that this program has for actor,
command and salt, and ends with data that validated and wrote back to the very same bytes, in this entry or in an
earlier one of the same topic. Then nothing is left to compare: no field is repeated, added or spelt otherwise.
Whatever fails that is looked at slowly, field by field; an entry of an old topic always is, because it writes back as
today's topic.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from anchors.audit.findings import Findings
from anchors.audit.store import EntryRow
from domain.errors import Tampered
from domain.event import Event
from domain.ledger.codec import Entry
from domain.ledger.topics import REGISTRY

#: append refuses a time more than a minute off the database's (migration 0004), so two neighbours go back at most two.
BACKWARDS_MAX = timedelta(minutes=2)

#: Validated data kept, so that the thousandth mark 7.5 of a column is not validated again: about 10 MB at the most.
KNOWN_MAX = 20_000
#: Longer data (a comment, an edition) hardly ever comes again.
KNOWN_BYTES_MAX = 256

_UUID = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: Behind ``at``, where nothing is escaped.
_REST = re.compile(
    rb'"actor":"[0-9A-Za-z_-]+","on_behalf_of":(?:null|"%b"),'
    rb'(?:"acting":\{"role":"[A-Z_]+"(?:,"delegation_id":"%b")?\},)?"command_id":"(%b)","salt":"[0-9a-f]{32}","data":'
    % (_UUID, _UUID, _UUID)
)

#: Field of an entry → column that is its copy. ``school`` is the column that chose the rows.
_COPIES = {
    "stream": "stream_id",
    "version": "stream_version",
    "topic": "topic",
    "event_id": "event_id",
    "at": "recorded_at",
}


class Read(NamedTuple):
    """What other checks need of an entry; ids and ``at`` (UTC) as they are written in it."""

    stream: str
    version: int
    at: str
    command_id: str
    data: Event


class EntryCheck:
    """Checks entries one by one; reports into ``findings``."""

    def __init__(self, school_id: UUID, findings: Findings) -> None:
        self._school = str(school_id)
        self._start = f'{{"school":"{school_id}","stream":"'
        self._findings = findings
        self._known: dict[str, dict[bytes, Event]] = {
            topic: {} for topic in REGISTRY.topics if not REGISTRY.is_old(topic)
        }
        self._known_count = 0

    def check(self, row: EntryRow) -> Read | None:
        """The entry, checked against its columns; None where it cannot be read."""
        _, stream_id, version, topic, entry, event_id, recorded_at = row
        known = self._known.get(topic)
        if known is None:
            return self._look(row)
        at = _as_written(recorded_at)
        columns = (
            f'{self._start}{stream_id}","version":{version},"topic":"{topic}","event_id":"{event_id}","at":"{at}",'
        )
        rest = _REST.match(entry, len(columns)) if entry.startswith(columns.encode()) else None
        if rest is None:
            return self._look(row)
        data = known.get(entry[rest.end() :])
        if data is None:
            data = self._validate(topic, entry)
            if data is None:
                return self._look(row)
            if len(entry) - rest.end() <= KNOWN_BYTES_MAX:
                self._know(known, entry[rest.end() :], data)
        return Read(stream_id, version, at, rest[1].decode(), data)

    def _validate(self, topic: str, entry: bytes) -> Event | None:
        """The event, if the entry validates and writes back to the same bytes."""
        adapter = _adapter(REGISTRY.current(topic))
        try:
            read = adapter.validator.validate_json(entry)
        except ValueError:
            return None
        data: Event = read["data"]
        return data if adapter.serializer.to_json(read) == entry else None

    def _know(self, known: dict[bytes, Event], written: bytes, data: Event) -> None:
        if self._known_count >= KNOWN_MAX:
            for each in self._known.values():
                each.clear()
            self._known_count = 0
        known[written] = data
        self._known_count += 1

    def _look(self, row: EntryRow) -> Read | None:
        """The slow way: what exactly is wrong."""
        fault = self._findings.fault
        try:
            document = json.loads(
                row.entry.decode(), object_pairs_hook=_without_repetition, parse_constant=_no_constant
            )
            if not isinstance(document, dict):
                raise ValueError("not a JSON object")
        except (ValueError, RecursionError) as error:
            fault("audit.entry_unreadable", row.position, found=_one_line(error))
            return None
        agree = self._compare(row, document)
        try:
            read = _validated(document)
        except (ValueError, TypeError, KeyError, AttributeError, Tampered) as error:
            fault("audit.entry_invalid", row.position, what=document.get("topic"), found=_one_line(error))
            return None
        if agree and not REGISTRY.is_old(row.topic) and self._validate(row.topic, row.entry) is None:
            self._findings.warn("audit.entry_spelling", row.position)
        at = read["at"].astimezone(UTC).isoformat()
        return Read(str(read["stream"]), read["version"], at, str(read["command_id"]), read["data"])

    def _compare(self, row: EntryRow, document: dict[str, Any]) -> bool:
        agree = document.get("school") == self._school
        if not agree:
            self._findings.fault(
                "audit.column_differs", row.position, what="school_id", expected=document.get("school"),
                found=self._school,
            )  # fmt: skip
        for name, column in _COPIES.items():
            said, found = document.get(name), getattr(row, column)
            if (_as_column(said) if name == "at" else said) != found:
                agree = False
                self._findings.fault("audit.column_differs", row.position, what=column, expected=said, found=found)
        return agree


class Order:
    """Positions from 1 without gap to the head, stream versions from 1 without gap, times that do not go back."""

    def __init__(self, size: int, findings: Findings, *, clock_can_be_set: bool) -> None:
        self._size = size
        self._findings = findings
        self._next = 1
        self._beyond: tuple[int, int] | None = None
        self._versions: dict[str, int] = {}
        self._watch_time = not clock_can_be_set
        self._latest = ""

    def place(self, position: int) -> bool:
        """Whether this row is the next one, or behind a gap; False for one that has no place of its own."""
        if position == self._next and position <= self._size:
            self._next += 1
            return True
        if position < self._next:
            self._findings.fault("audit.entry_doubled", position)
            return False
        self._gap(min(position - 1, self._size))
        if position > self._size:
            first = self._beyond[0] if self._beyond else position
            self._beyond = first, position
        self._next = position + 1
        return True

    def stream(self, position: int, stream: str, version: int) -> None:
        """The next version of a stream."""
        last = self._versions.get(stream, 0)
        if version != last + 1:
            self._findings.fault("audit.stream_gap", position, what=stream, expected=last + 1, found=version)
        self._versions[stream] = version

    def time(self, position: int, at: str) -> None:
        """A time far before that of an earlier entry."""
        if at >= self._latest:
            self._latest = at
        elif self._watch_time and datetime.fromisoformat(self._latest) - datetime.fromisoformat(at) > BACKWARDS_MAX:
            self._findings.warn("audit.time_back", position, expected=self._latest, found=at)

    def finish(self) -> None:
        """What is missing at the end, and what stands beyond it."""
        self._gap(self._size)
        if self._beyond:
            self._findings.fault("audit.entry_beyond", *self._beyond, expected=self._size)

    def _gap(self, last: int) -> None:
        if self._next <= last:
            self._findings.fault("audit.entry_missing", self._next, last)


@cache
def _adapter(event: type[Event]) -> TypeAdapter[Entry[Event]]:
    return TypeAdapter(Entry[event])  # type: ignore[valid-type]  # one per event class, made at run time


def _validated(document: dict[str, Any]) -> Entry[Event]:
    """The entry of a JSON object, brought up to today's topic. Raises Tampered, ValueError, KeyError or TypeError."""
    topic = document["topic"]
    current = {**document, "data": REGISTRY.upcast(topic, document["data"])}
    read: Entry[Event] = _adapter(REGISTRY.current(topic)).validator.validate_json(json.dumps(current))
    return read


def _as_written(recorded_at: str) -> str:
    """PostgreSQL's ``2026-11-22 01:02:03.4+00`` as it stands in an entry; anything else stays as it is and differs."""
    if not recorded_at.endswith("+00"):
        return recorded_at
    day, second, fraction = recorded_at[:10], recorded_at[11:19], recorded_at[20:-3]
    return f"{day}T{second}.{fraction:0<6}Z" if fraction else f"{day}T{second}Z"


def _as_column(said: object) -> object:
    """The time in an entry as PostgreSQL writes it; what is no time stays as it is and differs."""
    try:
        at = datetime.fromisoformat(str(said)).astimezone(UTC)
    except (ValueError, OverflowError):
        return said
    text = f"{at:%Y-%m-%d %H:%M:%S}"
    return f"{text}.{at.microsecond:06d}".rstrip("0") + "+00" if at.microsecond else f"{text}+00"


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a field stands twice among {sorted(name for name, _ in pairs)}")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _one_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:3])
    return str(error).splitlines()[0] if str(error) else type(error).__name__
