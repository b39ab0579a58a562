"""One command, one transaction: streams, guards, blobs, personal values; and the same command again."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace

import psycopg
import pytest

from domain.context import Acting, ActingRole
from domain.errors import Conflict, Misused, Rejected, Tampered
from domain.ledger import Blob, Guard, Ledger, NewEvents, Pool, open_school, school_ids
from domain.pupil.events import PupilRegistered
from domain.report.events import DocumentSealed
from domain.values import Personal
from tests.kit import database as kit


def test_several_streams_enter_together_in_the_order_given(ledger: Ledger) -> None:
    first, second = kit.stream(2), kit.stream(3)
    done = ledger.append([first, second], command=kit.command())
    assert (done.first_position, done.last_position, done.repeated) == (1, 5, False)
    entries = list(ledger.entries())
    assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.stream_version for entry in entries] == [1, 2, 1, 2, 3]
    assert [entry.data for entry in entries] == [*first.events, *second.events]
    assert ledger.streams([first.stream_id, second.stream_id]) == {
        first.stream_id: entries[:2],
        second.stream_id: entries[2:],
    }
    assert ledger.stream(uuid.uuid4()) == []


def test_an_entry_is_kept_as_written(ledger: Ledger) -> None:
    given = kit.stream()
    acting = Acting(ActingRole.DEPUTY, uuid.uuid4(), str(uuid.uuid4()))
    command = replace(kit.command(actor=str(uuid.uuid4())), acting=acting)
    ledger.append([given], command=command)
    entry = json.loads(ledger.entry(1))
    assert entry["school"] == str(ledger.school_id)
    assert entry["actor"] == command.actor
    assert entry["on_behalf_of"] == acting.on_behalf_of
    assert entry["acting"] == {"role": "DEPUTY", "delegation_id": str(acting.delegation_id)}
    (recorded,) = ledger.stream(given.stream_id)
    assert (recorded.acting, recorded.on_behalf_of) == (acting, acting.on_behalf_of)
    assert recorded.command_id == command.command_id
    assert recorded.salt.hex() == entry["salt"]
    assert recorded.at.isoformat().replace("+00:00", "Z") == entry["at"]
    assert abs((recorded.at - ledger.now()).total_seconds()) < 60


def test_a_stream_that_moved_refuses_and_leaves_no_gap(ledger: Ledger) -> None:
    given = kit.stream(2)
    ledger.append([given], command=kit.command())
    for after in (0, 1, 3):
        with pytest.raises(Conflict) as caught:
            ledger.append([kit.stream(), kit.stream(after=after, stream_id=given.stream_id)], command=kit.command())
        assert caught.value.code == "ledger.stream_moved"
        assert (caught.value.facts["expected"], caught.value.facts["found"]) == (after, 2)
    assert ledger.size() == 2
    ledger.append([kit.stream(after=2, stream_id=given.stream_id)], command=kit.command())
    assert [entry.position for entry in ledger.entries()] == [1, 2, 3]


def test_a_guard_that_moved_refuses(ledger: Ledger) -> None:
    rights = kit.stream(2)
    ledger.append([rights], command=kit.command())
    ledger.append([kit.stream()], command=kit.command(), guards=[Guard(rights.stream_id, 2), Guard(uuid.uuid4(), 0)])
    with pytest.raises(Conflict) as caught:
        ledger.append([kit.stream()], command=kit.command(), guards=[Guard(rights.stream_id, 1)])
    assert caught.value.code == "ledger.guard_moved"
    assert ledger.size() == 3


def test_the_same_command_gets_its_first_answer(ledger: Ledger) -> None:
    command = kit.command("import of 8A")
    given = kit.stream(3)
    first = ledger.append([given], command=command)
    ledger.append([kit.stream()], command=kit.command())
    again = ledger.append([kit.stream(9)], command=command)
    assert again == replace(first, repeated=True)
    assert ledger.find_command(command.command_id, command.input_digest) == again
    assert ledger.size() == 4


def test_the_same_command_id_with_other_input_is_refused(ledger: Ledger) -> None:
    command = kit.command("a")
    ledger.append([kit.stream()], command=command)
    other = hashlib.sha256(b"b").digest()
    with pytest.raises(Rejected) as caught:
        ledger.append([kit.stream()], command=replace(command, input_digest=other))
    assert caught.value.code == "command.reused"
    with pytest.raises(Rejected):
        ledger.find_command(command.command_id, other)
    assert ledger.find_command(uuid.uuid4(), other) is None
    assert ledger.size() == 1


def test_a_command_without_events_is_refused(ledger: Ledger) -> None:
    for new in ([], [NewEvents(uuid.uuid4(), 0, ())]):
        with pytest.raises(Misused) as caught:
            ledger.append(new, command=kit.command())
        assert caught.value.code == "ledger.nothing"


def test_a_school_is_opened_once(pool: Pool, ledger: Ledger) -> None:
    with pytest.raises(Rejected) as caught:
        open_school(pool, ledger.school_id)
    assert caught.value.code == "school.open_already"
    assert school_ids(pool) == [ledger.school_id]


def test_a_school_that_is_not_open_is_said_to_be_so(pool: Pool) -> None:
    stranger = Ledger(pool, uuid.uuid4())
    for use in (stranger.size, lambda: stranger.append([kit.stream()], command=kit.command())):
        with pytest.raises(Rejected) as caught:
            use()
        assert caught.value.code == "ledger.school_unknown"


def test_a_blob_enters_with_the_event_that_names_it(ledger: Ledger) -> None:
    blob = Blob("tệp".encode() * 1000, "application/pdf")
    sealed = DocumentSealed(edition=1, pdf_sha256=blob.sha256, checkpoint_size=1)
    new = [NewEvents(uuid.uuid4(), 0, (sealed,))]
    ledger.append(new, command=kit.command(), blobs=[blob])
    assert ledger.blob(blob.sha256) == blob.content
    ledger.append([NewEvents(uuid.uuid4(), 0, (sealed,))], command=kit.command(), blobs=[blob])
    with pytest.raises(Misused) as caught:
        ledger.append(new, command=kit.command(), blobs=[Blob(b"another", "text/plain")])
    assert caught.value.code == "ledger.blob_unnamed"
    with pytest.raises(Tampered):
        ledger.blob("0" * 64)


def test_a_blob_of_a_refused_command_leaves_nothing(ledger: Ledger) -> None:
    blob = Blob(b"content", "text/plain")
    sealed = DocumentSealed(edition=1, pdf_sha256=blob.sha256, checkpoint_size=1)
    with pytest.raises(Conflict):
        ledger.append([NewEvents(uuid.uuid4(), 5, (sealed,))], command=kit.command(), blobs=[blob])
    with pytest.raises(Tampered):
        ledger.blob(blob.sha256)


def test_personal_values_stand_behind_their_commitments(ledger: Ledger) -> None:
    values = [Personal.of("full_name", "Nguyễn Thị Ánh"), Personal.of("birth_place", "Huế")]
    event = PupilRegistered(identity={value.field: value.commitment for value in values})
    ledger.append([NewEvents(uuid.uuid4(), 0, (event,))], command=kit.command(), personal=values)
    wanted = [value.commitment for value in values]
    assert ledger.personal_values([*wanted, "0" * 64]) == {value.commitment: value.value for value in values}
    assert ledger.personal_values([]) == {}
    assert "Ánh".encode() not in ledger.entry(1)
    with pytest.raises(Misused) as caught:
        ledger.append([kit.stream()], command=kit.command(), personal=[Personal.of("full_name", "X")])
    assert caught.value.code == "ledger.personal_uncommitted"


def test_reading_goes_page_by_page(ledger: Ledger) -> None:
    ledger.append([kit.stream(25)], command=kit.command())
    whole = list(ledger.entries())
    assert [entry.position for entry in whole] == list(range(1, 26))
    assert list(ledger.entries(batch=4)) == whole
    assert list(ledger.entries(after=3, until=9, batch=2)) == whole[3:9]
    assert list(ledger.entries(after=25)) == list(ledger.entries(after=9, until=9)) == []
    assert list(ledger.entries(until=999)) == whole
    assert [raw.entry for raw in ledger.raw_entries(batch=7)] == [ledger.entry(n) for n in range(1, 26)]
    with pytest.raises(Misused):
        ledger.entry(26)
    with pytest.raises(Misused):
        ledger.entry(0)


def test_append_refuses_another_isolation_level(database: kit.Database, ledger: Ledger) -> None:
    with psycopg.connect(database.application_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.DatabaseError, match="READ COMMITTED"):
            connection.execute(
                "SELECT ledger.append(%s, gen_random_uuid(), %b, now(), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
                " NULL, NULL, NULL, NULL, NULL, NULL)",
                [ledger.school_id, bytes(32)],
            )
