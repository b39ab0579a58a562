"""
A history rebuilt and signed again with the real key, against timestamps: kept, forged, stripped, asked for anew.

The school holds its log key, so nothing else that lies in its own database can show this (design §6).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from anchors.checkpoint import LogKey
from anchors.errors import ProofInvalid
from anchors.publisher import publish, stamp
from anchors.timestamp import note_digest, verify_timestamp
from domain.errors import Misused, Rejected
from domain.ledger import Checkpoint
from tests.integration.audit.ledgers import COVERED, ENTRIES, Audited
from tests.kit import database
from tests.kit.check_ledger import check_ledger
from tests.kit.timestamps import Maker, maker

OWN = "WHERE school_id = {school} AND"
ROOTS = maker().roots


def service(name: str = "A", late: timedelta = timedelta(0)) -> Maker:
    """A service on this machine's clock, or off it."""
    return replace(maker(name), at=datetime.now(UTC) + late)


def last(case: Audited) -> Checkpoint:
    found = case.ledger.latest_checkpoint()
    assert found is not None
    return found


def rebuild(case: Audited, *, strip: bool = False) -> None:
    """Change an entry, throw the old evidence away, publish the whole anew: without a timestamp nobody can tell."""
    case.attacker.write(411, case.ledger.entry(411).replace(b'"number":', b'"number":1', 1))
    tables = ("tiles", "checkpoints", "timestamps") if strip else ("tiles", "checkpoints")
    case.attacker.change(*(f"DELETE FROM ledger.{table} WHERE school_id = {{school}}" for table in tables))
    publish(case.ledger, case.key)


@pytest.fixture
def stamped(case: Audited) -> Audited:
    """All 620 entries published and stamped."""
    publish(case.ledger, case.key)
    assert stamp(case.ledger, service())
    return case


def test_a_timestamp_says_since_when_the_entries_exist(stamped: Audited) -> None:
    assert not stamp(stamped.ledger, service()), "one for each checkpoint"
    report = stamped.audit(roots=ROOTS)
    assert (report.ok, report.timestamps, report.to_json("en")["timestamps"]) == (True, 1, 1)
    (note,) = [each for each in report.findings if each.code == "audit.timestamped"]
    assert (note.position, note.until, note.what) == (1, ENTRIES, "1")
    assert "audit.no_timestamp" not in report.counts
    without = stamped.audit()
    assert without.ok
    assert {"audit.timestamp_no_roots", "audit.no_timestamp"} <= set(without.counts)
    assert "audit.timestamped" not in without.counts


def test_a_later_checkpoint_covers_one_that_has_no_timestamp(stamped: Audited) -> None:
    """The service was away for one; only the newest is asked for."""
    for count in (1, 2):
        stamped.ledger.append([database.stream(count)], command=database.command())
        publish(stamped.ledger, stamped.key)
    assert stamp(stamped.ledger, service())
    report = stamped.audit(roots=ROOTS)
    assert (report.ok, report.timestamps) == (True, 2)
    assert stamped.ledger.timestamp(ENTRIES + 1) is None
    (note,) = [each for each in report.findings if each.code == "audit.timestamped"]
    assert note.until == ENTRIES + 3


@pytest.mark.parametrize("roots", [ROOTS, None])
def test_a_rebuilt_history_of_the_same_size_is_betrayed_by_its_timestamp(stamped: Audited, roots: object) -> None:
    old = note_digest(last(stamped).note).hex()
    rebuild(stamped)
    report = stamped.audit(roots=roots)
    (fault,) = [each for each in report.findings if each.severity == "fault"]
    assert (fault.code, fault.position) == ("audit.timestamp_differs", ENTRIES)
    assert old in str(fault.found)
    assert "CN=service A" in str(fault.found)


def test_a_rebuilt_history_of_another_size_leaves_the_timestamp_alone(stamped: Audited) -> None:
    stamped.ledger.append([database.stream(1)], command=database.command())
    rebuild(stamped)
    assert stamped.codes(roots=ROOTS) == {"timestamp_orphan": ENTRIES}


def test_a_timestamp_moved_to_the_new_checkpoint_is_over_other_bytes(stamped: Audited) -> None:
    stamped.ledger.append([database.stream(1)], command=database.command())
    rebuild(stamped)
    digest = note_digest(last(stamped).note).hex()
    stamped.attacker.change(
        f"UPDATE ledger.timestamps SET size = {ENTRIES + 1}, note_sha256 = '\\x{digest}' {OWN} size = {ENTRIES}"
    )
    assert stamped.codes(roots=ROOTS) == {"timestamp_differs": ENTRIES + 1}


def test_timestamps_taken_out_cannot_be_told_from_here_but_from_outside(stamped: Audited) -> None:
    """What an outsider keeps: the checkpoint, and the timestamp that says since when he can have had it."""
    old = last(stamped)
    answer = stamped.ledger.timestamp(old.size)
    assert answer is not None
    rebuild(stamped, strip=True)
    report = check_ledger(stamped.ledger, stamped.key.verifier_key)
    assert {"audit.no_timestamp", "audit.own_word"} <= set(report.counts)
    found = stamped.audit(kept=[("mark", old.note.encode())], kept_timestamps={"mark": answer}, roots=ROOTS)
    assert [(each.code, each.place) for each in found.findings if each.severity == "fault"] == [
        ("audit.kept_differs", f"1–{ENTRIES}")
    ]
    (note,) = [each for each in found.findings if each.code == "audit.kept_timestamped"]
    assert (note.what, note.expected) == ("mark", "CN=service A")
    assert note.found == verify_timestamp(answer, note_digest(old.note)).at.isoformat(timespec="seconds")


def test_a_rebuilt_history_with_old_dates_is_stamped_too_late(stamped: Audited) -> None:
    """The real service states today; the dates of the checkpoints are the school's word, and it says so."""
    rebuild(stamped, strip=True)
    stamped.attacker.change(f"UPDATE ledger.checkpoints SET issued_at = issued_at - interval '90 days' {OWN} size > 0")
    assert stamp(stamped.ledger, service())
    report = stamped.audit(roots=ROOTS)
    assert report.ok, "no contradiction: a service that was away leaves the same"
    (warning,) = [each for each in report.findings if each.severity == "warning"]
    assert (warning.code, warning.position) == ("audit.timestamp_late", ENTRIES)


def test_a_forged_timestamp_counts_only_where_its_root_is_trusted(stamped: Audited) -> None:
    rebuild(stamped, strip=True)
    stamped.attacker.change(f"UPDATE ledger.checkpoints SET issued_at = issued_at - interval '90 days' {OWN} size > 0")
    assert stamp(stamped.ledger, service("forger", -timedelta(days=90)))
    report = stamped.audit(roots=ROOTS)
    assert {"audit.timestamp_untrusted", "audit.no_timestamp"} <= set(report.counts)
    assert "audit.timestamped" not in report.counts
    assert "audit.timestamp_no_roots" in stamped.audit().counts, "without roots it cannot tell, and says so"


def test_a_checkpoint_that_claims_to_be_later_than_its_timestamp(stamped: Audited) -> None:
    earlier = service(late=-timedelta(days=1)).stamp(note_digest(last(stamped).note))
    stamped.attacker.change(
        f"UPDATE ledger.checkpoints SET issued_at = issued_at - interval '90 days' {OWN} size < {ENTRIES}",
        f"UPDATE ledger.timestamps SET answer = '\\x{earlier.hex()}' {OWN} size = {ENTRIES}",
    )
    assert stamped.codes(roots=ROOTS) == {"timestamp_early": ENTRIES}


@pytest.mark.parametrize("answer", ["\\x00", "\\x3003020100"])
def test_a_timestamp_that_is_none(stamped: Audited, answer: str) -> None:
    stamped.attacker.change(f"UPDATE ledger.timestamps SET answer = '{answer}' {OWN} size = {ENTRIES}")
    assert stamped.codes(roots=ROOTS) == {"timestamp_unread": ENTRIES}


def test_a_kept_timestamp_over_something_else(stamped: Audited) -> None:
    kept = [("mark", last(stamped).note.encode())]
    answer = service().stamp(note_digest("another note\n"))
    assert stamped.codes(kept=kept, kept_timestamps={"mark": answer}, roots=ROOTS) == {"kept_timestamp": None}
    untrusted = service("B").stamp(note_digest(last(stamped).note))
    report = stamped.audit(kept=kept, kept_timestamps={"mark": untrusted}, roots=ROOTS)
    assert report.ok
    assert report.counts["audit.timestamp_untrusted"] == 1
    assert "audit.kept_timestamped" not in report.counts


def test_a_service_whose_clock_is_behind_is_refused_and_the_checkpoint_stands(case: Audited) -> None:
    publish(case.ledger, case.key)
    with pytest.raises(ProofInvalid) as caught:
        stamp(case.ledger, service(late=-timedelta(minutes=10)))
    assert caught.value.code == "anchor.stamped_before"
    assert last(case).size == ENTRIES
    assert case.ledger.timestamp(ENTRIES) is None
    assert stamp(case.ledger, service(late=-timedelta(minutes=2)))


def test_the_database_keeps_the_first_answer_over_just_this_note(case: Audited) -> None:
    note = last(case).note
    for size, digest in ((COVERED, sha256(b"another").digest()), (COVERED + 1, note_digest(note))):
        with pytest.raises(Rejected) as refused:
            case.ledger.stamp(size, digest, b"answer")
        assert refused.value.code == "ledger.stamp_refused"
    for answer in (b"", bytes(32769)):
        with pytest.raises(Misused) as malformed:
            case.ledger.stamp(COVERED, note_digest(note), answer)
        assert malformed.value.code == "ledger.constraint"
    case.ledger.stamp(COVERED, note_digest(note), b"first")
    case.ledger.stamp(COVERED, note_digest(note), b"second")
    assert case.ledger.timestamp(COVERED) == b"first"
    assert case.neighbour.timestamp(COVERED) is None
    for change in (
        "UPDATE ledger.timestamps SET size = 1",
        "DELETE FROM ledger.timestamps",
        "TRUNCATE ledger.timestamps",
    ):
        with pytest.raises(Exception, match="what is recorded stays recorded"), case.attacker.owner() as connection:
            connection.execute(change.encode())


def test_another_key_cannot_hide_behind_a_timestamp(stamped: Audited) -> None:
    """A stranger's checkpoint, freshly stamped by the trusted service, is still a stranger's."""
    stamped.attacker.change("DELETE FROM ledger.timestamps WHERE school_id = {school}")
    stamped.attacker.change(
        "DELETE FROM ledger.tiles WHERE school_id = {school}",
        "DELETE FROM ledger.checkpoints WHERE school_id = {school}",
    )
    publish(stamped.ledger, LogKey.generate(stamped.key.name))
    stamp(stamped.ledger, service())
    assert stamped.codes(roots=ROOTS) == {"checkpoint_signature": ENTRIES}
