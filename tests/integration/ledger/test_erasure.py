"""Personal values can be erased by a recorded decision; nothing else changes, and they do not come back."""

from __future__ import annotations

import uuid
from dataclasses import replace

import psycopg
import pytest

from domain.errors import Conflict, Rejected, Tampered
from domain.ledger import Ledger, NewEvents, PersonalErased, Pool
from domain.pupil.events import PupilRegistered
from domain.values import Personal
from tests.kit import database as kit

NAME = Personal.of("full_name", "Phạm Minh Khôi")
HOME = Personal.of("hometown", "Nam Định")


@pytest.fixture
def pupil(ledger: Ledger) -> uuid.UUID:
    stream_id = uuid.uuid4()
    event = PupilRegistered(identity={value.field: value.commitment for value in (NAME, HOME)})
    ledger.append([NewEvents(stream_id, 0, (event,))], command=kit.command(), personal=[NAME, HOME])
    return stream_id


def test_the_value_goes_and_the_decision_stands(ledger: Ledger, pupil: uuid.UUID) -> None:
    before = ledger.entry(1)
    command = kit.command("erase")
    done = ledger.erase(pupil, 1, [NAME.commitment], command, decision="12/QĐ-THCS", reason="Theo yêu cầu")
    assert ledger.personal_values([NAME.commitment, HOME.commitment]) == {HOME.commitment: HOME.value}
    assert ledger.entry(1) == before
    last = ledger.stream(pupil)[-1]
    assert last.data == PersonalErased(commitments=(NAME.commitment,), decision="12/QĐ-THCS", reason="Theo yêu cầu")
    again = ledger.erase(pupil, 1, [NAME.commitment], command, decision="12/QĐ-THCS", reason="Theo yêu cầu")
    assert again == replace(done, repeated=True)


def test_what_was_never_there_or_is_gone_is_refused_and_nothing_recorded(ledger: Ledger, pupil: uuid.UUID) -> None:
    for commitments in (["0" * 64], [NAME.commitment, "0" * 64]):
        with pytest.raises(Rejected) as caught:
            ledger.erase(pupil, 1, commitments, kit.command(), decision="1", reason="1")
        assert caught.value.code == "ledger.personal_unknown"
    assert ledger.size() == 1
    assert NAME.commitment in ledger.personal_values([NAME.commitment])
    ledger.erase(pupil, 1, [NAME.commitment], kit.command(), decision="1", reason="1")
    with pytest.raises(Rejected):
        ledger.erase(pupil, 2, [NAME.commitment], kit.command(), decision="1", reason="1")


def test_a_stream_that_moved_keeps_its_values(ledger: Ledger, pupil: uuid.UUID) -> None:
    with pytest.raises(Conflict):
        ledger.erase(pupil, 0, [NAME.commitment], kit.command(), decision="1", reason="1")
    assert len(ledger.personal_values([NAME.commitment, HOME.commitment])) == 2


def test_an_erased_value_does_not_come_back(ledger: Ledger, pupil: uuid.UUID) -> None:
    ledger.erase(pupil, 1, [NAME.commitment], kit.command(), decision="1", reason="1")
    event = PupilRegistered(identity={"full_name": NAME.commitment})
    with pytest.raises(Rejected) as caught:
        ledger.append([NewEvents(uuid.uuid4(), 0, (event,))], command=kit.command(), personal=[NAME])
    assert caught.value.code == "ledger.erased_before"


def test_another_school_s_value_cannot_be_erased(pool: Pool, ledger: Ledger, pupil: uuid.UUID) -> None:
    other = kit.new_school(pool)
    with pytest.raises(Rejected):
        other.erase(uuid.uuid4(), 0, [NAME.commitment], kit.command(), decision="1", reason="1")
    assert NAME.commitment in ledger.personal_values([NAME.commitment])


def test_the_entry_must_name_what_is_erased(database: kit.Database, ledger: Ledger, pupil: uuid.UUID) -> None:
    (entry,) = ledger._entries([kit.stream(after=1, stream_id=pupil)], kit.command())
    erase = "SELECT set_config('hocba.school_id', %s, true), ledger.erase(%b, %b, %b, %b, %b, 2, %b, %b, %b, %b)"
    parameters = [
        str(ledger.school_id), ledger.school_id, uuid.uuid4(), bytes(32), entry.recorded_at, pupil,
        entry.topic, entry.event_id, entry.entry, [bytes.fromhex(NAME.commitment)],
    ]  # fmt: skip
    with (
        psycopg.connect(database.application_url, autocommit=True) as connection,
        pytest.raises(psycopg.DatabaseError, match="names every commitment"),
    ):
        connection.execute(erase, parameters)


def test_a_value_changed_by_force_is_tampered_not_erased(
    database: kit.Database, ledger: Ledger, pupil: uuid.UUID
) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger.personal DISABLE TRIGGER ALL, DROP CONSTRAINT personal_commitment")
        owner.execute("SELECT set_config('hocba.school_id', %s, false)", [str(ledger.school_id)])
        owner.execute("UPDATE ledger.personal SET value = 'Phạm Minh Khoa' WHERE field = 'full_name'")
    with pytest.raises(Tampered):
        ledger.personal_values([NAME.commitment])
