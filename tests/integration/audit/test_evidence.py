"""Attacks on tiles and checkpoints, rebuilt histories, and what only an outsider's checkpoint shows."""

from __future__ import annotations

import pytest

from anchors.audit import audit_school
from anchors.audit.tree import Tree
from anchors.checkpoint import Checkpoint, LogKey
from anchors.publisher import publish
from anchors.tree import leaf_hash
from tests.integration.audit.ledgers import COVERED, ENTRIES, Audited
from tests.kit import database
from tests.kit.check_ledger import check_ledger

OWN = "WHERE school_id = {school} AND"
TILE = f"{OWN} level = 0 AND index = 1 AND width ="


def _note(case: Audited, size: int) -> bytes:
    return bytes(case.attacker.read(f"SELECT note FROM ledger.checkpoints {OWN} size = {size}").encode())


def _flip(place: int) -> str:
    """SQL for hashes of which one at ``place``, from 1, is another."""
    return f"set_byte(hashes, {(place - 1) * 32}, get_byte(hashes, {(place - 1) * 32}) # 1)"


def test_a_tile_changed_is_told_from_an_entry_changed(case: Audited) -> None:
    case.attacker.change(f"UPDATE ledger.tiles SET hashes = {_flip(155)} {TILE} 256")
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.position, report.first.what) == ("audit.tile_differs", 411, "tile/0/001")
    assert (report.faults, report.covered) == (1, COVERED)


def test_a_partial_tile_changed(case: Audited) -> None:
    case.attacker.change(f"UPDATE ledger.tiles SET hashes = {_flip(7)} {TILE} 44")
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.position, report.first.what) == (
        "audit.tile_differs", 263, "tile/0/001.p/44",
    )  # fmt: skip
    assert report.faults == 1


def test_a_tile_of_tiles_changed(case: Audited) -> None:
    case.attacker.change(f"UPDATE ledger.tiles SET hashes = {_flip(2)} {OWN} level = 1 AND width = 2")
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.place, report.first.what) == (
        "audit.tile_above_differs", "257–512", "tile/1/000.p/2",
    )  # fmt: skip


def test_entry_and_tile_changed_alike(case: Audited) -> None:
    """Tile and entry agree; the tile above and the next checkpoint betray both."""
    entry = case.ledger.entry(411).replace(b'"number":', b'"number":1', 1)
    case.attacker.write(411, entry)
    case.attacker.change(
        f"UPDATE ledger.tiles SET hashes = overlay(hashes PLACING (SELECT sha256('\\x00'::bytea || entry) FROM"
        f" ledger.events {OWN} position = 411) FROM {154 * 32 + 1}) {OWN} level = 0 AND index = 1 AND width > 44"
    )
    report = case.audit()
    found = [(each.code, each.place) for each in report.findings if each.severity == "fault"]
    assert found == [
        ("audit.tile_above_differs", "257–512"),
        ("audit.checkpoint_root", "301–520"),
        ("audit.checkpoint_root", "301–600"),
    ]
    assert report.covered == 300


@pytest.mark.parametrize(("index", "width", "first"), [(0, 3, 1), (1, 44, 257), (2, 88, 513)])
def test_a_tile_deleted(case: Audited, index: int, width: int, first: int) -> None:
    case.attacker.change(f"DELETE FROM ledger.tiles {OWN} level = 0 AND index = {index} AND width = {width}")
    assert case.codes() == {"tile_missing": first}


def test_all_tiles_deleted(case: Audited) -> None:
    case.attacker.change("DELETE FROM ledger.tiles WHERE school_id = {school}")
    report = case.audit()
    assert set(report.counts) >= {"audit.tile_missing"}
    assert report.covered == COVERED  # the entries give every root by themselves


def test_a_tile_of_a_size_that_was_never_published(case: Audited) -> None:
    case.attacker.change(
        "INSERT INTO ledger.tiles SELECT school_id, level, index, 50, substr(hashes, 1, 1600)"
        f" FROM ledger.tiles {TILE} 256"
    )
    assert case.codes() == {"tile_stray": 257}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("root = sha256(root)", "checkpoint_column"),
        ("note = replace(note, E'\\n300\\n', E'\\n301\\n')", "checkpoint_signature"),
        ("note = replace(note, 'hocba.example', 'hocba.examplf')", "checkpoint_origin"),
        ("note = replace(note, E'\\n\\n', E'\\n')", "checkpoint_note"),
        ("note = ''", "checkpoint_note"),
        ("previous_size = 255", "checkpoint_chain"),
        ("issued_at = issued_at - interval '1 day'", "checkpoint_time"),
        ("issued_at = 'infinity'", "checkpoint_time"),
    ],
)
def test_a_checkpoint_changed(case: Audited, change: str, code: str) -> None:
    case.attacker.change(f"UPDATE ledger.checkpoints SET {change} {OWN} size = 300")
    found = case.codes()
    assert found[code] == 300
    assert case.audit().covered == COVERED  # later ones cover the same entries


def test_a_checkpoint_signed_by_a_stranger(case: Audited) -> None:
    stranger = LogKey.generate(case.key.name)
    root = bytes(case.attacker.read(f"SELECT root FROM ledger.checkpoints {OWN} size = 600"))
    note = stranger.sign(Checkpoint(case.key.name, 600, root))
    case.attacker.change(f"UPDATE ledger.checkpoints SET note = '{note}' {OWN} size = 600")
    report = case.audit()
    assert (report.counts["audit.checkpoint_signature"], report.faults, report.covered) == (1, 1, 520)

    without_key = audit_school(case.ledger)
    assert without_key.ok
    assert {"audit.no_key", "audit.protection_unchecked"} <= set(without_key.counts)


def test_a_forged_checkpoint_does_not_whitewash_a_changed_entry(case: Audited) -> None:
    """Entry 411 is changed and a stranger signs the root that it gives; the next true checkpoint decides."""
    case.attacker.write(411, case.ledger.entry(411).replace(b'"number":', b'"number":1', 1))
    tree = Tree()
    for raw in case.ledger.raw_entries(0, 520):
        tree.add(leaf_hash(raw.entry))
    note = LogKey.generate(case.key.name).sign(Checkpoint(case.key.name, 520, tree.root()))
    case.attacker.change(
        f"UPDATE ledger.checkpoints SET root = '\\x{tree.root().hex()}', note = '{note}' {OWN} size = 520"
    )
    report = case.audit()
    assert [(each.code, each.place, each.what) for each in report.findings if each.severity == "fault"] == [
        ("audit.entry_changed", "411", "600"),
        ("audit.checkpoint_signature", "520", ""),
    ]
    assert report.covered == 300


def test_the_key_of_another_ledger(case: Audited) -> None:

    report = audit_school(case.ledger, LogKey.generate(f"hocba.example/{case.neighbour.school_id}").verifier_key)
    assert report.counts["audit.checkpoint_origin"] == 5
    assert report.covered == 0


def test_a_checkpoint_in_the_middle_deleted(case: Audited) -> None:
    case.attacker.change(
        f"DELETE FROM ledger.checkpoints {OWN} size = 300",
        f"UPDATE ledger.checkpoints SET previous_size = 256 {OWN} size = 520",
    )
    assert case.codes() == {"tile_stray": 257}


def test_the_last_checkpoint_deleted(case: Audited) -> None:
    case.attacker.change(f"DELETE FROM ledger.checkpoints {OWN} size = 600")
    assert case.codes() == {"tile_beyond": 521}


def test_a_checkpoint_beyond_all_measure(case: Audited) -> None:
    case.attacker.change(f"UPDATE ledger.checkpoints SET size = 4611686018427387904 {OWN} size = 600")
    found = case.codes()
    assert found["shorter"] == 621
    assert found["checkpoint_column"] == 4611686018427387904


def test_the_whole_tree_rebuilt_without_the_key(case: Audited) -> None:
    stranger = LogKey.generate(case.key.name)
    _rebuild(case, stranger)
    assert case.codes() == {"checkpoint_signature": ENTRIES}


def test_the_whole_tree_rebuilt_with_the_real_key(case: Audited) -> None:
    """The school holds its log key, so its own ledger cannot show this; what an outsider kept does (design §6)."""
    old, new = _note(case, 300), _note(case, 520)
    _rebuild(case, case.key)
    report = check_ledger(case.ledger, case.key.verifier_key)
    assert report.counts["audit.own_word"] == 1
    found = case.audit(kept=[("new.note", new), ("old.note", old)])
    assert [(each.code, each.place, each.what) for each in found.findings if each.severity != "warning"][:2] == [
        ("audit.kept_differs", "301–520", "new.note"),
        ("audit.kept_fits", "1–300", "old.note"),
    ]


def test_a_kept_checkpoint_that_fits_rests_on_nobody_here(case: Audited) -> None:
    report = case.audit(kept=[("old.note", _note(case, 300))])
    assert report.ok
    assert "audit.kept_fits" in report.counts
    assert "audit.own_word" not in report.counts


def test_the_tail_of_everything_cut_is_shown_by_a_kept_checkpoint_only(case: Audited) -> None:
    kept = _note(case, 600)
    case.attacker.change(
        "DELETE FROM ledger.events WHERE school_id = {school} AND position > 520",
        "DELETE FROM ledger.commands WHERE school_id = {school} AND first_position > 520",
        "UPDATE ledger.heads SET size = 520 WHERE school_id = {school}",
        f"DELETE FROM ledger.checkpoints {OWN} size = 600",
        f"DELETE FROM ledger.tiles {OWN} level = 0 AND index = 2 AND width = 88",
    )
    check_ledger(case.ledger, case.key.verifier_key)
    assert case.codes(kept=[("kept.note", kept)]) == {"kept_longer": 521}


@pytest.mark.parametrize(
    ("note", "code"),
    [(b"not a note", "kept_unread"), (b"hocba.example/x\n1\n" + b"A" * 43 + b"=\n\n", "kept_unread")],
)
def test_a_kept_file_that_is_no_checkpoint(case: Audited, note: bytes, code: str) -> None:
    assert case.codes(kept=[("kept.note", note)]) == {code: None}


def test_a_kept_checkpoint_of_another_school(case: Audited) -> None:
    key = LogKey.generate(f"hocba.example/{case.neighbour.school_id}")
    publish(case.neighbour, key)
    checkpoint = case.neighbour.latest_checkpoint()
    assert checkpoint is not None
    assert case.codes(kept=[("kept.note", checkpoint.note.encode())]) == {"kept_foreign": None}


def test_many_small_checkpoints(case: Audited) -> None:
    for count in (1, 1, 2, 16, 128, 1):
        case.ledger.append([database.stream(count)], command=database.command())
        publish(case.ledger, case.key)
        report = check_ledger(case.ledger, case.key.verifier_key)
        assert report.covered == report.size == case.ledger.size()


def _rebuild(case: Audited, key: LogKey) -> None:
    """Change an entry, throw the old evidence away, publish anew."""
    case.attacker.write(411, case.ledger.entry(411).replace(b'"number":', b'"number":1', 1))
    case.attacker.change(
        "DELETE FROM ledger.tiles WHERE school_id = {school}",
        "DELETE FROM ledger.checkpoints WHERE school_id = {school}",
    )
    publish(case.ledger, key)
