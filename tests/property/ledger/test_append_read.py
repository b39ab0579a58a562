"""Append then read is the same, whatever the texts, streams and sizes; refused commands leave nothing."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.event import Event
from domain.ledger import Appended, Command, NewEvents, Pool
from domain.ledger.events import PersonalErased
from domain.values import UNSHOWN
from tests.kit import database as kit

#: Any text that JSON and UTF-8 can hold, with what breaks careless writers: quotes, NUL, combining marks, emoji.
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)

#: What a person may type (domain.values.Text): nothing hidden, not blank.
TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=60
).filter(lambda typed: typed.strip() and not UNSHOWN.search(typed))
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)
EVENT: st.SearchStrategy[Event] = st.builds(
    PersonalErased, commitments=st.lists(DIGEST, min_size=1, max_size=3).map(tuple), decision=TYPED, reason=TYPED
)
#: A command: events for some of four streams, and whether it was decided on the streams as they are.
STEP = st.tuples(st.dictionaries(st.integers(0, 3), st.lists(EVENT, min_size=1, max_size=4), min_size=1), st.booleans())


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    # One connection: a pool that makes another, in a thread of its own, draws a random number for its age, and
    # Hypothesis then finds that the random state moved while it drew.
    with kit.migrated() as database, kit.pool_of(database, size_max=1) as made:
        made.wait()
        yield made


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=1, max_size=6), TEXT)
def test_append_then_read_is_the_same(pool: Pool, steps: list[tuple[dict[int, list[Event]], bool]], actor: str) -> None:
    ledger = kit.new_school(pool)
    ids = [uuid.uuid4() for _ in range(4)]
    expected: list[tuple[uuid.UUID, int, Event]] = []
    for streams, current in steps:
        versions = {key: sum(1 for stream_id, _, _ in expected if stream_id == ids[key]) for key in streams}
        new = [
            NewEvents(ids[key], versions[key] + (0 if current else 1), tuple(events)) for key, events in streams.items()
        ]
        command = Command(uuid.uuid4(), hashlib.sha256(actor.encode()).digest(), actor)
        if not current:
            with pytest.raises(Conflict):
                ledger.append(new, command=command)
            continue
        done = ledger.append(new, command=command)
        added = [(each.stream_id, each.after_version + n, e) for each in new for n, e in enumerate(each.events, 1)]
        assert done == Appended(len(expected) + 1, len(expected) + len(added), repeated=False)
        expected += added
    read = list(ledger.entries(batch=3))
    assert [(entry.stream_id, entry.stream_version, entry.data) for entry in read] == expected
    assert [entry.position for entry in read] == list(range(1, len(expected) + 1))
    assert {entry.actor for entry in read} <= {actor}
    for stream_id, stream in ledger.streams(ids).items():
        assert stream == [entry for entry in read if entry.stream_id == stream_id]
    assert len({ledger.entry(entry.position) for entry in read}) == len(read), "salts keep equal events apart"
