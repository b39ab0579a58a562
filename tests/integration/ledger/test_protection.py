"""What an owner or superuser takes away is found and named."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from domain.errors import Misused
from migrations.protection import check_protection, refuse_owner
from tests.kit import database as kit


def test_a_migrated_database_is_protected(database: kit.Database) -> None:
    with psycopg.connect(database.application_url, autocommit=True) as connection:
        assert check_protection(connection) == []
        refuse_owner(connection)
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        assert check_protection(connection, database.application_role) == []


def test_the_program_refuses_to_run_as_owner(database: kit.Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection, pytest.raises(Misused) as caught:
        refuse_owner(connection)
    assert caught.value.code == "ledger.owner"
    assert caught.value.facts["reason"] in ("owner of the ledger", "superuser")


@pytest.mark.parametrize(
    ("weakening", "named"),
    [
        ("ALTER TABLE ledger.events DISABLE TRIGGER refuse_change", "ledger.events trigger refuse_change"),
        ("ALTER TABLE ledger.events ENABLE TRIGGER refuse_change", "ledger.events trigger refuse_change"),
        ("ALTER TABLE ledger.tiles ENABLE REPLICA TRIGGER refuse_change", "ledger.tiles trigger refuse_change"),
        ("DROP TRIGGER refuse_shrinking ON ledger.heads", "ledger.heads trigger refuse_shrinking"),
        (
            "DROP TRIGGER refuse_change ON ledger.blobs; CREATE TRIGGER refuse_change BEFORE UPDATE ON ledger.blobs"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();"
            " ALTER TABLE ledger.blobs ENABLE ALWAYS TRIGGER refuse_change",
            "ledger.blobs trigger refuse_change",
        ),
        (
            "DROP TRIGGER refuse_shrinking ON ledger.heads; CREATE TRIGGER refuse_shrinking BEFORE UPDATE ON"
            " ledger.heads FOR EACH ROW WHEN (NEW.size < 0) EXECUTE FUNCTION ledger.refuse_change();"
            " ALTER TABLE ledger.heads ENABLE ALWAYS TRIGGER refuse_shrinking",
            "ledger.heads trigger refuse_shrinking",
        ),
        (
            "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'",
            "function ledger.refuse_change",
        ),
        (
            "CREATE TRIGGER twist BEFORE INSERT ON ledger.commands"
            " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "ledger.commands trigger twist",
        ),
        ("CREATE RULE lose AS ON INSERT TO ledger.blobs DO INSTEAD NOTHING", "ledger.blobs rule lose"),
        ("ALTER FUNCTION ledger.publish SECURITY INVOKER", "function ledger.publish"),
        ("ALTER FUNCTION ledger.append RESET search_path", "function ledger.append"),
        ("GRANT EXECUTE ON FUNCTION ledger.append TO PUBLIC", "function ledger.append"),
        (
            "CREATE FUNCTION ledger.backdoor() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT'",
            "function ledger.backdoor",
        ),
        ("ALTER TABLE ledger.events NO FORCE ROW LEVEL SECURITY", "ledger.events row-level security"),
        ("ALTER TABLE ledger.personal DISABLE ROW LEVEL SECURITY", "ledger.personal row-level security"),
        ("CREATE POLICY open ON ledger.events USING (true)", "ledger.events policies"),
        ("DROP POLICY own_school ON ledger.blobs", "ledger.blobs policies"),
        ("ALTER TABLE ledger.events DROP CONSTRAINT events_stream_key", "constraint events_stream_key"),
        ("ALTER TABLE ledger.blobs DROP CONSTRAINT blobs_sha256", "constraint blobs_sha256"),
        ("ALTER DOMAIN ledger.entry DROP CONSTRAINT entry_size", "constraint entry_size"),
        ("ALTER TABLE ledger.events ALTER entry TYPE bytea", "ledger.events.entry type"),
        ("GRANT DELETE ON ledger.events TO {role}", "ledger.events rights"),
        ("GRANT UPDATE (note) ON ledger.checkpoints TO {role}", "ledger.checkpoints.note rights"),
        ("GRANT SELECT ON ledger.personal TO PUBLIC", "ledger.personal rights"),
        ("GRANT SELECT ON ledger.events TO hocba_reader", "ledger.events rights"),
        ("REVOKE SELECT ON ledger.events FROM {role}", "ledger.events rights"),
        ("INSERT INTO ledger.clock (ahead_us) VALUES (1)", "ledger.clock"),
    ],
)
def test_each_weakening_is_named(database: kit.Database, weakening: str, named: str) -> None:
    role = sql.Identifier(database.application_role).as_string()
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(weakening.replace("{role}", role).encode())
        findings = check_protection(owner, database.application_role)
    assert {finding.what for finding in findings} == {named}
    assert all(finding.expected != finding.found for finding in findings)


def test_migrating_again_puts_the_rights_back(database: kit.Database) -> None:
    from migrations.runner import migrate

    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        role = sql.Identifier(database.application_role)
        owner.execute(sql.SQL("GRANT ALL ON ledger.events TO {}").format(role))
        owner.execute("GRANT EXECUTE ON FUNCTION ledger.append TO PUBLIC")
        migrate(database.owner_url, database.application_role)
        assert check_protection(owner, database.application_role) == []


def test_a_missing_role_is_named(database: kit.Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        findings = check_protection(owner, "hocba_nobody_at_all")
    assert "role hocba_nobody_at_all" in {finding.what for finding in findings}
