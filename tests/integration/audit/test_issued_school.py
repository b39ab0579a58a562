"""A school that has gone the whole way, from workbooks to sealed PDFs, is whole; and a changed mark in it is found."""

from __future__ import annotations

from domain.report.events import CorrectionApproved, DocumentSealed, ScoreRecorded
from tests.integration.audit.ledgers import Attacker
from tests.kit.check_ledger import audit, check_ledger
from tests.kit.database import Database
from tests.kit.small_school import copy, issued_template


def test_an_issued_school_is_whole_and_a_changed_mark_is_found() -> None:
    with copy(issued_template()) as school:
        ledger, key = school.desk.ledger, school.log_key.verifier_key
        report = check_ledger(ledger, key)
        kinds = {type(recorded.data) for recorded in ledger.entries()}
        assert {ScoreRecorded, CorrectionApproved, DocumentSealed} <= kinds
        assert report.documents > 0
        assert report.values > 0
        assert not {code for code in report.counts if code.endswith("_unnamed")}

        mark = next(recorded for recorded in ledger.entries() if isinstance(recorded.data, ScoreRecorded))
        entry = ledger.entry(mark.position)
        changed = entry.replace(f'"mark":"{mark.data.mark}"'.encode(), b'"mark":"10.0"')
        assert changed != entry
        addresses = school.app.addresses
        attacker = Attacker(Database(addresses.owner, addresses.application), ledger.school_id)
        attacker.write(mark.position, changed)
        found = audit(ledger, key)
        assert found.first is not None
        assert (found.first.code, found.first.position) == ("audit.entry_changed", mark.position)
