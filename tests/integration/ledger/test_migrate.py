"""Migrations are applied once, in order; an applied file is never edited; rights are exactly those of the table."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from domain.errors import Misused, Unavailable
from migrations import runner
from migrations.runner import migrate
from tests.kit import database as kit


def test_once_and_in_order() -> None:
    with kit.empty() as database:
        applied = migrate(database.owner_url, database.application_role)
        assert applied == [migration.name for migration in runner.migrations()]
        assert applied[0].startswith("0001_")
        assert migrate(database.owner_url, database.application_role) == []
        with psycopg.connect(database.application_url, autocommit=True) as connection:
            assert runner.pending(connection) == []


def test_an_applied_file_that_changed_is_refused(database: kit.Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE ledger.migrations SET sha256 = sha256(sha256) WHERE number = 4")
        with pytest.raises(Misused) as caught:
            migrate(database.owner_url, database.application_role)
        assert caught.value.code == "migrate.changed"
        assert "0004_" in caught.value.text("vi")
        with pytest.raises(Misused):
            runner.pending(owner)


def test_a_database_of_a_newer_program_is_refused(database: kit.Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("INSERT INTO ledger.migrations (number, name, sha256) VALUES (9999, 'later', '')")
    with pytest.raises(Misused) as caught:
        migrate(database.owner_url, database.application_role)
    assert caught.value.code == "migrate.newer"


def test_the_application_role_must_exist_and_be_weak() -> None:
    with kit.empty() as database:
        with pytest.raises(Misused) as caught:
            migrate(database.owner_url, "hocba_nobody_at_all")
        assert caught.value.code == "migrate.role_missing"
        with psycopg.connect(database.owner_url) as connection:
            row = connection.execute("SELECT current_user::text").fetchone()
        assert row is not None
        with pytest.raises(Misused) as caught:
            migrate(database.owner_url, row[0])
        assert caught.value.code == "migrate.role_too_strong"


def test_the_application_cannot_migrate(database: kit.Database) -> None:
    with pytest.raises(Misused):
        migrate(database.application_url, database.application_role)


def test_a_server_out_of_reach_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        migrate("postgresql://nobody@127.0.0.1:1/none", "x")


def test_no_migration_changes_what_is_recorded() -> None:
    """style.md 29: no UPDATE, DELETE or TRUNCATE of recorded rows in any migration, now or later."""
    table = r"(?:ONLY\s+)?ledger\.(?:events|commands|blobs|tiles|checkpoints|erasures|heads|personal)\b"
    pattern = re.compile(rf"(UPDATE\s+{table}.*|DELETE\s+FROM\s+{table}.*|TRUNCATE\s+(?:TABLE\s+)?{table}.*)")
    found = {
        (path.name[:4], match[1].strip())
        for path in Path(runner.FOLDER).glob("*.sql")
        for match in pattern.finditer(re.sub(r"--.*", "", path.read_text()))
    }
    grow = "UPDATE ledger.heads h SET size = h.size + n WHERE h.school_id = p_school RETURNING h.size INTO head;"
    assert found == {
        ("0004", grow),
        (  # ledger.append anew
            "0014",
            "UPDATE ledger.heads h SET size = h.size + n WHERE h.school_id = p_school",
        ),
        ("0042", "UPDATE ledger.heads h SET size = h.size + 1"),  # ledger.append_one
        (
            "0005",
            "DELETE FROM ledger.personal v WHERE v.school_id = p_school AND v.commitment = ANY (p_commitments);",
        ),
    }
