"""What a command records, or would record: the entries as a person or a program reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from domain.event import Value
from domain.ledger import Appended, Blob, Command, Ledger, NewEvents
from domain.ledger.records import RawEntry
from domain.values import Personal


class WrittenEntry(Value):
    """
    One entry, without its salt; in a dry run ``position`` is the one that it would get now.

    ``acting``: as what the actor did it, ``role`` and perhaps ``delegation_id``; ``on_behalf_of`` who gave that.
    """

    position: int
    stream: UUID
    version: int
    topic: str
    actor: str
    on_behalf_of: str | None
    acting: dict[str, str] | None
    data: dict[str, Any]

    @classmethod
    def of(cls, raw: RawEntry, position: int | None = None) -> WrittenEntry:
        """From the bytes of an entry."""
        written = from_json(raw.entry)
        return cls(
            position=raw.position if position is None else position,
            stream=raw.stream_id,
            version=raw.stream_version,
            topic=raw.topic,
            actor=written["actor"],
            on_behalf_of=written["on_behalf_of"],
            acting=written.get("acting"),
            data=written["data"],
        )


class WrittenFile(Value):
    """A document kept with the entries that name its digest."""

    sha256: str
    media_type: str
    bytes: int


@dataclass(slots=True)
class DryRun:
    """
    Takes what a desk would append, checked as an append checks it, and keeps it; nothing is recorded.

    Where a command appends several times, each was decided as if those before it had not been: nothing was recorded.
    """

    entries: list[WrittenEntry] = field(default_factory=list)
    files: list[WrittenFile] = field(default_factory=list)
    #: Names of the identity fields; their values are nobody's business here.
    personal: list[str] = field(default_factory=list)

    def append(
        self,
        ledger: Ledger,
        new: Sequence[NewEvents],
        command: Command,
        blobs: Sequence[Blob],
        personal: Sequence[Personal],
    ) -> Appended:
        """The positions that the entries would get now. Raises as ``Ledger.append``, but never Conflict."""
        if (known := ledger.answered(command)) is not None:
            return known
        drafted = ledger.drafted(new, command=command, blobs=blobs, personal=personal)
        first = ledger.size() + len(self.entries) + 1
        self.entries += [WrittenEntry.of(raw, position) for position, raw in enumerate(drafted, first)]
        self.files += [
            WrittenFile(sha256=blob.sha256, media_type=blob.media_type, bytes=len(blob.content)) for blob in blobs
        ]
        self.personal += [value.field for value in personal]
        return Appended(first, first + len(drafted) - 1, repeated=False)

    def as_json(self) -> dict[str, Any]:
        """``dry_run``, ``entries``, ``files``, ``personal``."""
        return {
            "dry_run": True,
            "entries": [entry.model_dump(mode="json") for entry in self.entries],
            "files": [file.model_dump(mode="json") for file in self.files],
            "personal": self.personal,
        }
