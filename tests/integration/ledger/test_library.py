"""It is the eventsourcing library's Application: save, repository, notification log and subscription work on it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Tracking

from domain.errors import Misused
from domain.event import Event
from domain.ledger import Guard, Ledger, Pool, Recorded
from domain.ledger.records import StoredEntry
from tests.kit import database as kit


def recorded(ledger: Ledger, count: int, stream_id: uuid.UUID | None = None, after: int = 0) -> list[Recorded]:
    entries = ledger._entries([kit.stream(count, after=after, stream_id=stream_id)], kit.command())
    return [ledger.mapper.to_domain_event(StoredEntry.of(entry)) for entry in entries]


def test_it_is_the_library_s(ledger: Ledger) -> None:
    assert isinstance(ledger, Application)
    assert isinstance(ledger.recorder, ApplicationRecorder)


def test_save_records_several_streams_in_one_transaction(ledger: Ledger) -> None:
    events = recorded(ledger, 2)
    events += [event._replace(command_id=events[0].command_id, at=events[0].at) for event in recorded(ledger, 2)]
    recordings = ledger.save(*events)
    assert [recording.notification.id for recording in recordings] == [1, 2, 3, 4]
    assert [entry.data for entry in ledger.entries()] == [event.data for event in events]
    assert [recording.notification.id for recording in ledger.save(*events)] == [1, 2, 3, 4], "the same command again"
    assert ledger.size() == 4
    assert ledger.save() == []


def test_save_takes_guards_and_refuses_mixed_commands_and_tracking(ledger: Ledger) -> None:
    read = recorded(ledger, 1)
    ledger.save(*read, guards=[Guard(uuid.uuid4(), 0)])
    with pytest.raises(Misused) as caught:
        ledger.save(*recorded(ledger, 1), *recorded(ledger, 1))
    assert caught.value.code == "ledger.command_mixed"
    with pytest.raises(Misused):
        ledger.recorder.insert_events(
            [ledger.mapper.to_stored_event(event) for event in recorded(ledger, 1)], tracking=Tracking("x", 1)
        )


def test_the_repository_folds_a_stream_at_any_version(ledger: Ledger) -> None:
    given = kit.stream(5)
    ledger.append([given], command=kit.command())

    def fold(initial: object, events: Sequence[Recorded]) -> list[Event]:
        return [event.data for event in events]

    whole = ledger.repository.get(given.stream_id, projector_func=fold)
    assert tuple(whole) == given.events
    old = ledger.repository.get(given.stream_id, version=2, projector_func=fold)
    assert tuple(old) == given.events[:2]
    assert [event.originator_version for event in ledger.events.get(given.stream_id, desc=True, limit=2)] == [5, 4]


def test_the_notification_log_has_no_gaps(ledger: Ledger) -> None:
    assert ledger.recorder.max_notification_id() is None
    ledger.append([kit.stream(12)], command=kit.command())
    section = ledger.notification_log["1,10"]
    assert [item.id for item in section.items] == list(range(1, 11))
    assert section.next_id == "11,20"
    assert ledger.recorder.max_notification_id() == 12
    select = ledger.recorder.select_notifications
    assert [item.id for item in select(10, 5, inclusive_of_start=False)] == [11, 12]
    assert [item.id for item in select(10, 5, stop=11)] == [10, 11]
    assert select(None, 5, topics=["hocba.no.such.v1"]) == []


def test_a_subscription_gets_what_was_and_what_comes(ledger: Ledger) -> None:
    ledger.append([kit.stream(2)], command=kit.command())
    with ledger.recorder.subscribe(gt=1) as subscription:
        assert next(subscription).id == 2
        ledger.append([kit.stream(1)], command=kit.command())
        assert next(subscription).id == 3
        subscription.stop()
        assert list(subscription) == []


def test_the_process_environment_changes_nothing(pool: Pool, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
        "CIPHER_KEY": "x",
        "COMPRESSOR_TOPIC": "zlib",
        "TRANSCODER_TOPIC": "no.such:thing",
        "MAPPER_TOPIC": "no.such:thing",
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "LEDGER_COMPRESSOR_TOPIC": "zlib",
        "AGGREGATE_CACHE_MAXSIZE": "0",
    }.items():
        monkeypatch.setenv(name, value)
    stray = Ledger(pool, ledger.school_id)
    stray.append([kit.stream()], command=kit.command())
    assert stray.entry(1).startswith(b'{"school":')
    assert stray.mapper.cipher is None
    assert stray.mapper.compressor is None
    assert "CIPHER_TOPIC" in os.environ
    assert dict(stray.env) == {}
