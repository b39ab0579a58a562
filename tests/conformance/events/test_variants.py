"""
Golden data of events in all their shapes: read for ever, written to the same bytes, and refused with one thing amiss.

The one sample of each topic is judged by ``tests/unit/ledger/test_vectors.py``.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.ledger.codec import decode, encode
from domain.ledger.records import RawEntry, Recorded
from domain.ledger.topics import REGISTRY
from domain.report import events as e
from tests.vectors.events import generate as samples
from tests.vectors.events.variants import generate

STORED = sorted(generate.FOLDER.glob("*/*.json"))
TODAYS = [path for path in STORED if not REGISTRY.is_old(path.parent.name)]


def read(path: Path) -> Any:
    topic = path.parent.name
    data = REGISTRY.upcast(topic, json.loads(path.read_bytes()))
    return REGISTRY.current(topic).model_validate_json(json.dumps(data))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_variant_reads_for_ever_and_writes_to_the_same_bytes(path: Path) -> None:
    event = read(path)
    if not REGISTRY.is_old(path.parent.name):
        assert event.model_dump_json().encode() == path.read_bytes(), (
            "the event changed its shape: it needs a new topic"
        )
    if path.stem in generate.VARIANTS:
        assert event == generate.VARIANTS[path.stem]


def test_each_variant_is_stored_and_none_is_left_over() -> None:
    assert {path.stem for path in STORED} == set(generate.VARIANTS)
    assert {path.parent.name for path in STORED} <= REGISTRY.topics


@pytest.mark.parametrize("path", TODAYS, ids=lambda path: path.stem)
def test_a_variant_passes_through_an_entry_unchanged(path: Path) -> None:
    recorded = Recorded(
        UUID(int=1), 0, UUID(int=2), 1, path.parent.name, UUID(int=3), datetime(2026, 5, 25, tzinfo=UTC),
        "operator", None, UUID(int=4), bytes(16), read(path),
    )  # fmt: skip
    entry = encode(recorded)
    raw = RawEntry(recorded.school_id, 1, recorded.stream_id, 1, recorded.topic, entry, recorded.event_id, recorded.at)
    assert decode(raw).data == recorded.data
    assert path.read_bytes() in entry


def test_every_kind_of_change_every_stage_and_every_kind_of_mark_has_a_variant() -> None:
    changes = {change["kind"] for path in STORED for change in json.loads(path.read_bytes()).get("changes", ())}
    union = get_args(get_args(e.Change)[0])
    assert changes == {kind.model_fields["kind"].default for kind in union}


def vectors() -> list[Path]:
    return STORED + sorted(samples.FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", vectors(), ids=lambda path: f"{path.parent.name[-12:]}-{path.stem}")
def test_an_unknown_or_missing_field_is_refused(path: Path) -> None:
    topic = path.parent.name if path in STORED else path.stem
    data = json.loads(path.read_bytes())
    data = data if path in STORED else data["data"]
    event, data = REGISTRY.current(topic), REGISTRY.upcast(topic, data)
    assert event.model_validate_json(json.dumps(data))
    with pytest.raises(ValidationError):
        event.model_validate_json(json.dumps(data | {"unheard_of": "x"}))
    for name, field in event.model_fields.items():
        if field.is_required():
            with pytest.raises(ValidationError):
                event.model_validate_json(json.dumps({key: data[key] for key in data if key != name}))


def test_no_entry_holds_a_fraction_that_json_could_bend() -> None:
    """Scores stand as strings: a JSON number with a point would be another one in another program."""

    def fractions(value: Any) -> list[float]:
        if isinstance(value, float):
            return [value]
        nested = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [found for inner in nested for found in fractions(inner)]

    assert {path.name: fractions(json.loads(path.read_bytes())) for path in vectors()} == {
        path.name: [] for path in vectors()
    }
