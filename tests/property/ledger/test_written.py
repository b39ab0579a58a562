"""An entry is put together from texts, and is what pydantic makes of the whole object, byte by byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.context import Acting, ActingRole
from domain.ledger.codec import ActingFields, Entry, EntryWriter
from domain.report.events import ScoreRecorded
from domain.values import UNSHOWN, Cell, Column, Score, Term

#: Any text that JSON and UTF-8 can hold: quotes, NUL, combining marks, emoji.
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
#: What a person may type (domain.values.Text).
TYPED = TEXT.filter(lambda typed: typed.strip() and not UNSHOWN.search(typed))
ZONES = [UTC, timezone(timedelta(hours=7))]
TIME = st.datetimes(timezones=st.sampled_from(ZONES)).filter(lambda at: 1 < at.year < 9999)
WHOLE: TypeAdapter[Entry[ScoreRecorded]] = TypeAdapter(Entry[ScoreRecorded])
CELL = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
ACTING = st.builds(Acting, st.sampled_from(ActingRole), st.uuids() | st.none(), TEXT | st.none())


def as_written(acting: Acting) -> ActingFields:
    if acting.delegation_id:
        return {"role": acting.role, "delegation_id": acting.delegation_id}
    return {"role": acting.role}


@given(
    st.tuples(*[st.uuids()] * 4),
    TIME,
    TEXT,
    TEXT | st.none(),
    ACTING | st.none(),
    st.integers(1, 2**63 - 1),
    TYPED,
    st.binary(min_size=16, max_size=16),
)
def test_an_entry_is_the_json_of_the_whole(
    ids: tuple[UUID, UUID, UUID, UUID],
    at: datetime,
    actor: str,
    on_behalf_of: str | None,
    acting: Acting | None,
    version: int,
    by_rule: str,
    salt: bytes,
) -> None:
    school_id, stream_id, event_id, command_id = ids
    event = ScoreRecorded(cell=CELL, mark=Score(0), by_rule=by_rule)
    whole: Entry[ScoreRecorded] = {
        "school": school_id, "stream": stream_id, "version": version, "topic": event.TOPIC, "event_id": event_id,
        "at": at.astimezone(UTC), "actor": actor, "on_behalf_of": acting.on_behalf_of if acting else on_behalf_of,
        **({"acting": as_written(acting)} if acting else {}), "command_id": command_id,
        "salt": salt.hex(), "data": event,
    }  # fmt: skip
    writer = EntryWriter(school_id, at, actor, acting, command_id, on_behalf_of=on_behalf_of)
    assert writer.entry(str(stream_id), version, event, str(event_id), salt.hex()) == WHOLE.dump_json(whole)
