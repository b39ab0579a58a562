"""What the SQL of the migrations must not say: nothing changes, deletes or empties what is recorded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

MIGRATIONS = sorted((ROOT / "migrations").glob("*.sql"))

#: Tables of the record; ``heads`` may grow, ``personal`` may be erased, each by its one function.
RECORD = ("events", "commands", "blobs", "tiles", "checkpoints")


def sql(path: Path) -> str:
    """The statements without comments and without the texts that they quote."""
    text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
    return re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def changes(text: str) -> list[tuple[str, str]]:
    """Verb and table of every statement that changes or takes away rows."""
    pattern = r"\b(update|delete\s+from|truncate(?:\s+table)?)\s+(?:only\s+)?(ledger\.\w+)"
    return [(verb.split()[0].lower(), table.lower()) for verb, table in re.findall(pattern, text, re.IGNORECASE)]


def test_there_are_migrations_numbered_once() -> None:
    numbers = [path.name[:4] for path in MIGRATIONS]
    assert numbers
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.sql", path.name) for path in MIGRATIONS)


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.name)
def test_no_migration_changes_or_removes_what_is_recorded(path: Path) -> None:
    wrong = [change for change in changes(sql(path)) if change[1].removeprefix("ledger.") in RECORD]
    assert wrong == []
    assert not re.search(rf"\bdrop\s+table\b.*\bledger\.({'|'.join(RECORD)})\b", sql(path), re.IGNORECASE)


def test_heads_only_grow_and_only_personal_values_are_erased() -> None:
    found = {change for path in MIGRATIONS for change in changes(sql(path))}
    assert found <= {("update", "ledger.heads"), ("delete", "ledger.personal")}
    assert ("update", "ledger.heads") in found, "the pattern no longer sees the statements"


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.name)
def test_no_migration_lifts_the_protection(path: Path) -> None:
    text = sql(path)
    assert not re.search(r"\bdisable\s+(trigger|row\s+level\s+security|rule)\b", text, re.IGNORECASE)
    assert not re.search(r"\bno\s+force\s+row\s+level\s+security\b", text, re.IGNORECASE)
    assert not re.search(r"\bsession_replication_role\b", text, re.IGNORECASE)
    upsert = rf"\binsert\s+into\s+ledger\.({'|'.join(RECORD)})\b[^;]*\bon\s+conflict\b[^;]*\bdo\s+update\b"
    assert not re.search(upsert, text, re.IGNORECASE)
    assert not re.search(r"\bgrant\b[^;]*\b(insert|update|delete|truncate|all)\b[^;]*\bledger\b", text, re.IGNORECASE)


def test_the_patterns_see_what_they_forbid() -> None:
    assert changes("UPDATE ledger.events SET x = 1; delete  from only ledger.blobs; TRUNCATE TABLE ledger.tiles") == [
        ("update", "ledger.events"), ("delete", "ledger.blobs"), ("truncate", "ledger.tiles"),
    ]  # fmt: skip
