"""The databases that the other tests get: on the embedded server, and on the one that the settings name."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from api.embedded_postgres import databases
from tests.integration.embedded_postgres.helpers import ask
from tests.kit import postgres_server

pytestmark = pytest.mark.one_server


def test_each_test_gets_an_empty_database_of_its_own() -> None:
    first, second = postgres_server.fresh_database("kit"), postgres_server.fresh_database("kit")
    try:
        for owner, application in (first, second):
            assert ask(owner, "SELECT current_user::text") == "hocba_owner"
            assert ask(application, "SELECT current_user::text") == "hocba_app"
            assert ask(owner, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        assert first != second
    finally:
        postgres_server.drop(first[0])
        postgres_server.drop(second[1])
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(first[0])


def test_the_settings_name_another_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    owner, application = postgres_server.server_urls()
    monkeypatch.setenv("HOCBA_OWNER_DATABASE_URL", owner)
    monkeypatch.setenv("HOCBA_DATABASE_URL", application)
    monkeypatch.setenv("HOCBA_DATA", str(tmp_path))
    assert postgres_server.server_urls.__wrapped__() == (owner, application)
    assert list(tmp_path.iterdir()) == []


def test_what_killed_runs_left_goes_after_a_day() -> None:
    owner, _ = postgres_server.server_urls()
    old, new = "hocba_test_1000000000_gone_00000000", "hocba_test_99999999999_stays_00000000"
    for name in (old, new):
        databases.create(owner, name, "hocba_app")
    try:
        postgres_server.server_urls.__wrapped__()
        left = f"SELECT array_agg(datname::text) FROM pg_database WHERE datname IN ('{old}', '{new}')"
        assert ask(owner, left) == [new]
    finally:
        databases.drop(owner, new)
