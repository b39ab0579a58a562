"""Attacks on entries by somebody with the owner's power: each is located and named."""

from __future__ import annotations

import json
import random
import uuid

import pytest

from anchors.audit.findings import Severity
from domain.errors import Misused
from domain.ledger import Ledger
from tests.integration.audit.ledgers import COVERED, ENTRIES, Audited
from tests.kit import database
from tests.kit.check_ledger import audit, check_ledger


def test_an_honest_ledger_is_whole(case: Audited) -> None:
    report = check_ledger(case.ledger, case.key.verifier_key)
    assert (report.entries, report.size, report.covered, report.checkpoints) == (ENTRIES, ENTRIES, COVERED, 5)
    assert (report.documents, report.values, report.first) == (1, 2, None)
    notes = {finding.code: finding.place for finding in report.findings}
    covered = {"audit.not_covered": f"{COVERED + 1}–{ENTRIES}"}
    assert notes == {**covered, "audit.own_word": "", "audit.no_timestamp": "", "audit.rows_unchecked": ""}


def test_an_empty_ledger_is_whole(case: Audited) -> None:
    assert check_ledger(database.new_school(case.pool)).entries == 0


@pytest.mark.parametrize(
    ("position", "checkpoint"), [(1, 3), (3, 3), (4, 256), (256, 256), (257, 300), (411, 520), (600, 600)]
)
def test_one_byte_of_an_entry(case: Audited, position: int, checkpoint: int) -> None:
    entry = case.ledger.entry(position)
    at = entry.index(b'"salt":"') + 8  # a digit of the salt: the entry still reads, and no column shows it
    other = b"1" if entry[at : at + 1] == b"0" else b"0"
    case.attacker.write(position, entry[:at] + other + entry[at + 1 :])
    report = case.audit()
    assert report.faults == 1
    assert report.first is not None
    assert (report.first.code, report.first.position) == ("audit.entry_changed", position)
    assert report.first.what == str(checkpoint)
    assert report.covered == max((0, *(size for size in (3, 256, 300, 520, 600) if size < position)))


def test_any_bit_of_any_covered_entry(case: Audited) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for _ in range(25):
        position = chance.randint(1, COVERED)
        entry = bytearray(case.ledger.entry(position))
        at = chance.randrange(len(entry))
        entry[at] ^= 1 << chance.randrange(8)
        was = case.ledger.entry(position)
        case.attacker.write(position, bytes(entry))
        report = case.audit()
        assert report.first is not None, f"{seed=} {position=} {at=}"
        assert report.first.position == position, f"{seed=} {at=}"
        case.attacker.write(position, was)
    check_ledger(case.ledger, case.key.verifier_key)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stream_id", "gen_random_uuid()"),
        ("stream_version", "stream_version + 1000"),
        ("topic", "'hocba.pupil.registered.v1'"),
        ("topic", "'hocba.pupil.unheard_of.v1'"),
        ("event_id", "gen_random_uuid()"),
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
        ("recorded_at", "'infinity'"),
        ("recorded_at", "'2026-01-01 00:00:00+00 BC'"),
    ],
)
@pytest.mark.parametrize("position", [137, 610])
def test_a_column(case: Audited, column: str, value: str, position: int) -> None:
    case.attacker.change(
        f"UPDATE ledger.events SET {column} = {value} WHERE school_id = {{school}} AND position = {position}"
    )
    report = case.audit()
    assert report.faults == 1
    assert report.first is not None
    assert (report.first.code, report.first.position) == ("audit.column_differs", position)
    assert report.first.what == column
    assert report.first.expected != report.first.found


def test_a_row_given_to_another_school(case: Audited) -> None:
    other = case.neighbour.school_id
    case.attacker.change(
        f"UPDATE ledger.events SET school_id = '{other}' WHERE school_id = {{school}} AND position = 411"
    )
    # The next entry of its stream follows nothing now.
    assert case.codes() == {"entry_missing": 411, "stream_gap": 412}
    found = {finding.code: finding.position for finding in audit(case.neighbour).of(Severity.FAULT)}
    assert found == {
        "audit.column_differs": 411,
        "audit.entry_beyond": 411,
        "audit.command_missing": 411,
        "audit.stream_gap": 411,
    }


def test_a_row_in_the_middle_deleted(case: Audited) -> None:
    case.attacker.change("DELETE FROM ledger.events WHERE school_id = {school} AND position = 411")
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.place) == ("audit.entry_missing", "411")
    assert report.counts["audit.entry_missing"] == 1
    assert report.covered == 300


def test_rows_deleted_and_the_gap_closed(case: Audited) -> None:
    case.attacker.change(
        "DELETE FROM ledger.events WHERE school_id = {school} AND position BETWEEN 411 AND 412",
        "UPDATE ledger.events SET position = position + 100000 WHERE school_id = {school} AND position > 412",
        "UPDATE ledger.events SET position = position - 100002 WHERE school_id = {school} AND position > 412",
        "UPDATE ledger.heads SET size = size - 2 WHERE school_id = {school}",
    )
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.position) == ("audit.entry_removed", 411)
    moved = [each for each in report.findings if each.code == "audit.entry_moved"]
    assert [(each.place, each.found) for each in moved] == [("411–520", "413"), ("521–600", "523")]


def test_the_tail_cut_and_the_head_left(case: Audited) -> None:
    case.attacker.change("DELETE FROM ledger.events WHERE school_id = {school} AND position > 590")
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.place) == ("audit.entry_missing", "591–620")
    assert report.covered == 520


def test_the_tail_and_the_head_cut(case: Audited) -> None:
    case.attacker.change(
        "DELETE FROM ledger.events WHERE school_id = {school} AND position > 590",
        "UPDATE ledger.heads SET size = 590 WHERE school_id = {school}",
    )
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.place) == ("audit.shorter", "591–600")


def test_the_tail_cut_to_the_last_entry_of_a_tile(case: Audited) -> None:
    case.attacker.change(
        "DELETE FROM ledger.events WHERE school_id = {school} AND position > 512",
        "UPDATE ledger.heads SET size = 512 WHERE school_id = {school}",
    )
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.place) == ("audit.shorter", "513–600")


def test_the_tail_cut_and_the_ledger_gone_on_with(case: Audited) -> None:
    case.attacker.change(
        "DELETE FROM ledger.events WHERE school_id = {school} AND position > 590",
        "DELETE FROM ledger.commands WHERE school_id = {school} AND last_position > 590",
        "UPDATE ledger.heads SET size = 590 WHERE school_id = {school}",
    )
    case.ledger.append([database.stream(30)], command=database.command())
    found = case.codes()
    assert found["entry_changed"] == 591
    assert min(place for place in found.values() if place) <= 591


def test_an_entry_forged_beyond_the_head(case: Audited) -> None:
    _forge(case, ENTRIES + 1)
    assert case.codes() == {"entry_beyond": 621, "command_missing": 621, "stream_gap": 621}


def test_an_entry_forged_at_the_end_around_append(case: Audited) -> None:
    # The head may grow, and no trigger refuses an INSERT: what betrays it is that no command brought it.
    _forge(case, ENTRIES + 1)
    case.attacker.change("UPDATE ledger.heads SET size = size + 1 WHERE school_id = {school}")
    assert case.codes() == {"command_missing": 621, "stream_gap": 621}


def test_an_entry_inserted_in_between(case: Audited) -> None:
    case.attacker.change(
        "UPDATE ledger.events SET position = position + 100001 WHERE school_id = {school} AND position >= 411",
        "UPDATE ledger.events SET position = position - 100000 WHERE school_id = {school} AND position >= 411",
        "UPDATE ledger.heads SET size = size + 1 WHERE school_id = {school}",
    )
    _forge(case, 411)
    report = case.audit()
    changes = [(each.code, each.place) for each in report.findings if each.code.startswith("audit.entry")]
    assert changes == [
        ("audit.entry_inserted", "411"),
        ("audit.entry_moved", "412–520"),
        ("audit.entry_moved", "521–600"),
    ]
    assert report.first is not None
    assert report.first.code == "audit.entry_inserted"


def test_two_rows_exchanged(case: Audited) -> None:
    case.attacker.change(
        "UPDATE ledger.events SET position = 100000 WHERE school_id = {school} AND position = 311",
        "UPDATE ledger.events SET position = 311 WHERE school_id = {school} AND position = 430",
        "UPDATE ledger.events SET position = 430 WHERE school_id = {school} AND position = 100000",
    )
    moved = [each for each in case.audit().findings if each.code == "audit.entry_moved"]
    assert [(each.place, each.found) for each in moved] == [("311", "430"), ("430", "311")]


def test_a_row_moved_far_away_does_not_keep_the_audit_for_ever(case: Audited) -> None:
    case.attacker.change(
        "UPDATE ledger.events SET position = 4611686018427387904 WHERE school_id = {school} AND position = 411"
    )
    found = case.codes()
    assert found["entry_missing"] == 411
    assert found["entry_beyond"] == 4611686018427387904


def test_a_head_raised_beyond_all_measure(case: Audited) -> None:
    case.attacker.change("UPDATE ledger.heads SET size = 4611686018427387904 WHERE school_id = {school}")
    assert case.codes() == {"entry_missing": 621}


def test_a_head_deleted(case: Audited) -> None:
    case.attacker.change("DELETE FROM ledger.heads WHERE school_id = {school}")
    found = case.codes()
    assert "head_missing" in found
    assert found["shorter"] == 1


def test_what_is_done_to_one_school_is_not_found_in_another(case: Audited) -> None:
    case.attacker.change("DELETE FROM ledger.events WHERE school_id = {school} AND position = 411")
    check_ledger(case.neighbour)


def test_a_school_that_never_was_here(case: Audited) -> None:
    with pytest.raises(Misused) as refused:
        check_ledger(Ledger(case.pool, uuid.uuid4()))
    assert refused.value.code == "audit.unknown"


def _forge(case: Audited, position: int) -> None:
    """A well-formed entry of its own stream, written as the owner writes: around ``ledger.append``."""
    pattern = json.loads(case.ledger.entry(300))
    pattern |= {"stream": str(uuid.uuid4()), "version": 2, "event_id": str(uuid.uuid4()), "salt": "0" * 32}
    entry = json.dumps(pattern, separators=(",", ":"), ensure_ascii=False).encode()
    with case.attacker.unprotected() as connection:
        connection.execute(
            "INSERT INTO ledger.events VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [case.ledger.school_id, position, pattern["stream"], 2, pattern["topic"], entry, pattern["event_id"],
             pattern["at"]],
        )  # fmt: skip
