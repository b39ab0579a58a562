"""
Time that goes back. A checkpoint holds no time, so no kept checkpoint shows it: it rests on the database's word.

Found by: the database, which refuses; the audit, where somebody with the owner's power forced it in.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from anchors.checkpoint import Checkpoint
from domain.errors import Rejected
from tests.integration.audit.ledgers import Audited
from tests.integration.history.readers import Reader, grow, newest, note_at, rewrite


def test_an_earlier_checkpoint_is_refused_by_publish_and_found_by_the_audit(case: Audited) -> None:
    last = case.ledger.latest_checkpoint()
    assert last is not None
    for at in (last.at, last.at - timedelta(microseconds=1), last.at - timedelta(days=1)):
        note = case.key.sign(Checkpoint(case.key.name, 610, last.root))
        with pytest.raises(Rejected) as refused:
            case.ledger.publish([], (610, last.root, note, at), last.size)
        assert refused.value.code == "ledger.checkpoint_refused"
    grow(case, 620)
    case.attacker.change(
        "UPDATE ledger.checkpoints SET issued_at = issued_at - interval '1 day'"
        " WHERE school_id = {school} AND size = 620"
    )
    assert case.codes() == {"checkpoint_time": 620}


def test_an_entry_set_back_under_a_checkpoint_is_a_changed_entry(case: Audited) -> None:
    """Its time is in its bytes, so it is under the hash."""
    _set_back(case, 411)
    assert case.codes() == {"entry_changed": 411}


def test_entries_set_back_and_all_signed_anew(case: Audited, outsider: Reader) -> None:
    """The audit warns of the time by itself; that the history is another one shows who kept a checkpoint."""
    kept = outsider.keep("kept.txt", note_at(case, 520))
    rewrite(case, 410)
    _set_back(case, 411)
    grow(case, 630)
    report = case.audit()
    assert report.ok
    assert [(each.code, each.position) for each in report.findings if each.severity == "warning"] == [
        ("audit.time_back", 411)
    ]
    assert outsider.two_histories(kept, "live")["first"]["size"] == 520
    assert newest(case).split("\n")[1] == "630"


def _set_back(case: Audited, position: int) -> None:
    """An entry and its column say a day earlier."""
    entry = case.ledger.entry(position)
    at = entry.split(b'"at":"')[1].split(b'"')[0].decode()
    day = case.attacker.read(
        f"SELECT to_char(recorded_at AT TIME ZONE 'UTC' - interval '1 day', 'YYYY-MM-DD') FROM ledger.events"
        f" WHERE school_id = {{school}} AND position = {position}"
    )
    case.attacker.write(position, entry.replace(f'"at":"{at}'.encode(), f'"at":"{day}{at[10:]}'.encode()))
    case.attacker.change(
        "UPDATE ledger.events SET recorded_at = recorded_at - interval '1 day'"
        f" WHERE school_id = {{school}} AND position = {position}"
    )
