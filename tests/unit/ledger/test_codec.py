"""The codec writes once, reads back, and refuses every entry that does not say what its columns say."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from pydantic import model_serializer

from domain.context import Acting, ActingRole
from domain.errors import Misused, Tampered
from domain.event import Event
from domain.ledger.codec import ENTRY_BYTES_MAX, KNOWN_MAX, LedgerMapper, decode, encode
from domain.ledger.events import PersonalErased
from domain.ledger.records import RawEntry, Recorded, StoredEntry
from domain.ledger.topics import Registry
from tests.kit.database import event


class Greeted(Event):
    TOPIC: ClassVar[str] = "hocba.test.greeted.v2"
    text: str
    times: int = 1


class Forgetful(Event):
    """Its JSON lacks what it holds."""

    TOPIC: ClassVar[str] = "hocba.test.forgetful.v1"
    text: str

    @model_serializer
    def shortened(self) -> dict[str, Any]:
        return {"text": self.text[:1]}


def upcast_greeting(data: dict[str, Any]) -> dict[str, Any]:
    return {"text": data["words"]}


class Counted(Event):
    """Frozen, but what it holds is not."""

    TOPIC: ClassVar[str] = "hocba.test.counted.v1"
    of: dict[str, int]


REGISTRY = Registry(
    (Greeted, Forgetful, Counted), {"hocba.test.greeted.v1": ("hocba.test.greeted.v2", upcast_greeting)}
)


def recorded(data: Event, **changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "school_id": uuid.UUID(int=1),
        "position": 7,
        "stream_id": uuid.UUID(int=2),
        "stream_version": 3,
        "topic": data.TOPIC,
        "event_id": uuid.UUID(int=4),
        "at": datetime(2026, 5, 25, 1, 2, 3, 4, UTC),
        "actor": "operator",
        "on_behalf_of": None,
        "command_id": uuid.UUID(int=5),
        "salt": bytes(16),
        "data": data,
    }
    return Recorded(**given | changes)


def row(entry: bytes, given: Recorded, **changes: Any) -> RawEntry:
    raw = RawEntry(
        given.school_id, 7, given.stream_id, given.stream_version, given.topic, entry, given.event_id, given.at
    )
    return raw._replace(**changes)


def test_the_bytes_are_one_json_object_in_a_fixed_order() -> None:
    entry = encode(recorded(event()))
    assert " ".join(json.loads(entry)) == (
        "school stream version topic event_id at actor on_behalf_of command_id salt data"
    )
    assert entry.startswith(b'{"school":"00000000-0000-0000-0000-000000000001","stream":')


def test_reading_gives_back_what_was_written() -> None:
    given = recorded(event(), on_behalf_of="someone")
    assert decode(row(encode(given), given)) == given


@pytest.mark.parametrize("delegation_id", [None, uuid.UUID(int=9)])
def test_an_entry_tells_as_what_it_was_done(delegation_id: uuid.UUID | None) -> None:
    acting = Acting(ActingRole.DEPUTY, delegation_id, "someone" if delegation_id else None)
    given = recorded(event(), acting=acting, on_behalf_of=acting.on_behalf_of)
    entry = encode(given)
    told = {"role": "DEPUTY"} | ({"delegation_id": str(delegation_id)} if delegation_id else {})
    assert json.loads(entry)["acting"] == told
    assert decode(row(entry, given)) == given
    assert decode(row(entry, given)) == given, "read from what was kept of the first reading"


@pytest.mark.parametrize("told", ["{}", '{"role":"KING"}', '{"role":"CLERK","since":1}', "null", '"CLERK"'])
def test_an_entry_that_tells_a_role_that_there_is_not_is_tampered(told: str) -> None:
    given = recorded(event(), acting=Acting(ActingRole.CLERK))
    entry = encode(given).replace(b'{"role":"CLERK"}', told.encode())
    with pytest.raises(Tampered, match="position 7"):
        decode(row(entry, given))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("school_id", uuid.uuid4()),
        ("stream_id", uuid.uuid4()),
        ("stream_version", 4),
        ("event_id", uuid.uuid4()),
        ("recorded_at", datetime(2026, 5, 25, 1, 2, 3, 5, UTC)),
    ],
)
def test_a_column_that_differs_is_named_with_school_position_and_topic(column: str, value: Any) -> None:
    given = recorded(event())
    entry = encode(given)
    assert decode(row(entry, given)).data == given.data, "read once: its bytes are known, and its columns prove nothing"
    with pytest.raises(Tampered) as caught:
        decode(row(entry, given, **{column: value}))
    assert caught.value.code == "ledger.entry_differs"
    assert caught.value.facts["position"] == 7
    assert caught.value.facts["topic"] == given.topic


def test_an_entry_under_another_known_topic_is_tampered() -> None:
    given = recorded(event())
    with pytest.raises(Tampered, match="position 7"):
        decode(row(encode(given), given, topic=PersonalErased.TOPIC))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'"number":1', b'"number":1,"bonus":2'),
        lambda text: text.replace(b'"actor":', b'"author":'),
        lambda text: text.replace(b'"salt":"00', b'"salt":"0'),
        lambda text: text.replace(b'"number":1', b'"number":"one"'),
        lambda text: text[:-1],
        lambda text: text[:-1] + b"]",
        lambda text: b"\xff" + text,
        lambda text: b"null",
    ],
    ids=["unknown field", "renamed field", "short salt", "wrong type", "cut", "other end", "not UTF-8", "no object"],
)
def test_an_entry_that_cannot_be_read_is_tampered(change: Any) -> None:
    given = recorded(event())
    with pytest.raises(Tampered) as caught:
        decode(row(change(encode(given)), given))
    assert caught.value.code == "ledger.entry_unreadable"
    assert "vị trí 7" in caught.value.text("vi")


def test_an_unknown_topic_is_tampered() -> None:
    given = recorded(event())
    with pytest.raises(Tampered, match=r"position 7 \(hocba.report.unheard_of.v1\).*not in the registry"):
        decode(row(encode(given), given, topic="hocba.report.unheard_of.v1"))


def test_an_old_version_is_brought_up_to_date_and_keeps_its_stored_topic() -> None:
    given = recorded(Greeted(text="chào"), topic="hocba.test.greeted.v1")
    entry = encode(recorded(Greeted(text="chào")), REGISTRY)
    entry = entry.replace(b"greeted.v2", b"greeted.v1").replace(
        '{"text":"chào","times":1}'.encode(), b'{"words":"xin"}'
    )
    read = decode(row(entry, given), REGISTRY)
    assert read.data == Greeted(text="xin")
    assert read.topic == "hocba.test.greeted.v1"


def test_a_broken_old_version_is_tampered_not_a_key_error() -> None:
    given = recorded(Greeted(text="chào"), topic="hocba.test.greeted.v1")
    entry = encode(recorded(Greeted(text="chào")), REGISTRY).replace(b"greeted.v2", b"greeted.v1")
    with pytest.raises(Tampered):
        decode(row(entry, given), REGISTRY)


def test_an_event_that_does_not_read_back_is_never_written() -> None:
    with pytest.raises(Misused) as caught:
        encode(recorded(Forgetful(text="abc")), REGISTRY)
    assert caught.value.code == "ledger.event_changes"


def test_data_that_reads_back_as_another_event_is_never_written_even_where_its_bytes_are_known() -> None:
    """The fast way knows the bytes of one that read back; another that writes the same is no better for it."""
    for _ in range(2):
        entry = encode(recorded(Forgetful(text="a")), REGISTRY)
        assert decode(row(entry, recorded(Forgetful(text="a"))), REGISTRY).data == Forgetful(text="a")
        with pytest.raises(Misused) as caught:
            encode(recorded(Forgetful(text="abc")), REGISTRY)
        assert caught.value.code == "ledger.event_changes"


@pytest.mark.parametrize(
    "changes",
    [
        {"stream_version": 0},
        {"actor": ""},
        {"salt": bytes(15)},
        {"stream_id": "00000000-0000-0000-0000-000000000002"},
        {"command_id": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_stands_around_data_is_read_back_each_time(changes: dict[str, Any]) -> None:
    encode(recorded(Greeted(text="chào")), REGISTRY)
    with pytest.raises(Misused) as caught:
        encode(recorded(Greeted(text="chào"), **changes), REGISTRY)
    assert caught.value.code == "ledger.event_changes"


def test_known_data_is_written_as_it_was_the_first_time() -> None:
    """Also where a text looks like the place at which an entry is divided, and where more is known than is kept."""
    texts = ["chào", 'x","data":{"text":"y"}', "a\\", "\ud7ff", *(f"số {number}" for number in range(KNOWN_MAX + 3))]
    first = {text: encode(recorded(Greeted(text=text), actor=text), REGISTRY) for text in texts}
    for text in texts[:4] * 2 + texts[-4:]:
        given = recorded(Greeted(text=text), actor=text)
        assert encode(given, REGISTRY) == first[text]
        assert decode(row(first[text], given), REGISTRY).data == Greeted(text=text)


def test_one_event_written_again_says_what_it_holds_then() -> None:
    """An event is known by its identity only if nothing in it can be changed."""
    same, counted = Greeted(text="chào"), Counted(of={"a": 1})
    assert encode(recorded(same), REGISTRY) == encode(recorded(same), REGISTRY)
    assert b'"data":{"of":{"a":1}}' in encode(recorded(counted), REGISTRY)
    counted.of["a"] = 2
    assert b'"data":{"of":{"a":2}}' in encode(recorded(counted), REGISTRY)


def test_an_event_changed_behind_its_validation_is_never_written() -> None:
    broken = Greeted(text="x").model_copy(update={"times": "many"})
    with pytest.raises(Misused):
        encode(recorded(broken), REGISTRY)


def test_an_event_outside_the_registry_is_never_written() -> None:
    with pytest.raises((Misused, Tampered)):
        encode(recorded(Greeted(text="x")))


def test_an_entry_is_at_most_as_long_as_a_bundle_allows() -> None:
    with pytest.raises(Misused) as caught:
        encode(recorded(Greeted(text="x" * ENTRY_BYTES_MAX)), REGISTRY)
    assert caught.value.code == "ledger.entry_too_long"


def test_time_is_written_in_utc_whatever_the_zone() -> None:
    hanoi = datetime(2026, 5, 25, 8, 2, 3, 4).astimezone() - timedelta(0)
    assert b"Z" in encode(recorded(event(), at=hanoi)).split(b'"at":"')[1].split(b'"')[0]


def test_the_mapper_is_the_library_s_and_knows_its_school() -> None:
    mapper = LedgerMapper(uuid.UUID(int=1))
    stored = mapper.to_stored_event(recorded(event()))
    assert isinstance(stored, StoredEntry)
    assert mapper.to_domain_event(stored) == recorded(event())
    with pytest.raises(Misused) as caught:
        mapper.to_stored_event(recorded(event(), school_id=uuid.UUID(int=9)))
    assert caught.value.code == "ledger.entry_foreign"


def test_data_that_were_read_before_hide_nothing_that_follows_them() -> None:
    """A name behind the data overrules the same one before them, at the second reading as at the first."""
    given = recorded(event(), actor="teacher")
    entry = encode(given)
    assert decode(row(entry, given)).actor == "teacher"
    for _ in range(2):
        assert decode(row(entry[:-1] + b',"actor":"somebody"}', given)).actor == "somebody"
        with pytest.raises(Tampered):
            decode(row(entry[:-1] + b',"school":"%b"}' % str(uuid.uuid4()).encode(), given))
        with pytest.raises(Tampered):
            decode(row(entry[:-1] + b',"more":1}', given))
