"""Golden entries: each topic has one, each still reads and writes to the same bytes, none is left over."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from domain.ledger.codec import decode, encode
from domain.ledger.records import RawEntry
from domain.ledger.topics import REGISTRY
from tests.vectors.events import generate

VECTORS = sorted(generate.FOLDER.glob("*.json"))


def _raw(path: Path) -> RawEntry:
    stored = path.read_bytes()
    entry = json.loads(stored)
    return RawEntry(
        UUID(entry["school"]),
        1,
        UUID(entry["stream"]),
        entry["version"],
        path.stem,
        stored,
        UUID(entry["event_id"]),
        datetime.fromisoformat(entry["at"]),
    )


def test_each_topic_has_a_vector_and_each_vector_a_topic() -> None:
    missing = REGISTRY.topics - {path.stem for path in VECTORS}
    assert not missing, f"run python -m tests.vectors.events.generate and commit the new files: {sorted(missing)}"
    assert {path.stem for path in VECTORS} <= REGISTRY.topics, "a topic was removed: old entries could not be read"


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_stored_entry_reads_for_ever_and_writes_to_the_same_bytes(path: Path) -> None:
    recorded = decode(_raw(path))
    assert type(recorded.data) is REGISTRY.current(path.stem)
    if not REGISTRY.is_old(path.stem):
        assert encode(recorded) == path.read_bytes(), "the event changed its shape: it needs a new topic version"


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_generator_still_makes_the_same_file(path: Path) -> None:
    if not REGISTRY.is_old(path.stem):
        assert generate.entry(REGISTRY.current(path.stem)) == path.read_bytes()


def test_leaf_hashes_are_those_of_the_stored_bytes() -> None:
    assert (generate.FOLDER / "LEAVES").read_text(encoding="utf-8") == generate.leaves()
