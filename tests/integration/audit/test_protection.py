"""What was switched off or granted and left so is found, although no entry was touched."""

from __future__ import annotations

import pytest

from tests.integration.audit.ledgers import Audited
from tests.kit import database
from tests.kit.check_ledger import check_ledger


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("ALTER TABLE ledger.events DISABLE TRIGGER refuse_change", "ledger.events trigger refuse_change"),
        ("ALTER TABLE ledger.heads DISABLE TRIGGER refuse_shrinking", "ledger.heads trigger refuse_shrinking"),
        ("DROP TRIGGER refuse_change ON ledger.tiles", "ledger.tiles trigger refuse_change"),
        ("ALTER TABLE ledger.events ENABLE TRIGGER refuse_change", "ledger.events trigger refuse_change"),
        ("ALTER TABLE ledger.events DISABLE ROW LEVEL SECURITY", "ledger.events row-level security"),
        ("ALTER TABLE ledger.blobs NO FORCE ROW LEVEL SECURITY", "ledger.blobs row-level security"),
        ("CREATE POLICY all_schools ON ledger.events USING (true)", "ledger.events policies"),
        ("GRANT UPDATE ON ledger.events TO {role}", "ledger.events rights"),
        ("GRANT INSERT ON ledger.events TO PUBLIC", "ledger.events rights"),
        ("GRANT UPDATE (entry) ON ledger.events TO {role}", "ledger.events.entry rights"),
        (
            "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN NULL; END $$",
            "function ledger.refuse_change",
        ),
        ("ALTER TABLE ledger.blobs DROP CONSTRAINT blobs_sha256", "constraint blobs_sha256"),
    ],
)
def test_protection_left_off(case: Audited, statement: str, what: str) -> None:
    with case.attacker.owner() as connection:
        connection.execute(statement.replace("{role}", case.database.application_role).encode())
    report = case.audit()
    assert not report.ok
    assert what in {finding.what for finding in report.findings if finding.code == "audit.protection"}


def test_protection_put_back_is_no_finding_of_its_own(case: Audited) -> None:
    with case.attacker.unprotected():
        pass
    assert case.audit().ok


def test_a_clock_that_can_be_set_is_said() -> None:
    with database.migrated(test_clock=True) as made, database.pool_of(made) as pool:
        assert check_ledger(database.new_school(pool)).counts["audit.test_clock"] == 1
