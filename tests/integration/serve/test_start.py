"""``serve`` refuses to start where the ledger would not be safe from it."""

from __future__ import annotations

import socket

import psycopg
import pytest

from api.app import Addresses, App
from api.cli.serving import run_server
from api.server import check_start
from api.settings import Settings
from domain.errors import Misused
from tests.kit import database as kit
from tests.kit.small_school import copy, sealed_template


def program(owner: str, application: str) -> App:
    return App(Settings(), Addresses(owner, application))


def test_as_owner_or_superuser() -> None:
    with kit.migrated() as database, program(database.owner_url, database.owner_url) as app:
        with pytest.raises(Misused) as refused:
            check_start(app)
        assert refused.value.code == "ledger.owner"


def test_before_the_first_migration_and_before_a_later_one() -> None:
    with kit.empty() as database, pytest.raises(Misused) as refused:
        program(database.owner_url, database.application_url)
    assert refused.value.code == "app.not_migrated"
    with kit.migrated() as database, program(database.owner_url, database.application_url) as app:
        with psycopg.connect(database.owner_url) as connection:
            connection.execute(
                "DELETE FROM ledger.migrations WHERE number = (SELECT max(number) FROM ledger.migrations)"
            )
        with pytest.raises(Misused) as refused:
            check_start(app)
        assert (refused.value.code, refused.value.facts["count"]) == ("serve.pending", 1)


def test_where_a_trigger_is_disabled_or_a_right_was_given() -> None:
    for damage, named in (
        ("ALTER TABLE ledger.events DISABLE TRIGGER refuse_change", "refuse_change"),
        ("GRANT UPDATE ON ledger.events TO PUBLIC", "UPDATE"),
        ("ALTER TABLE ledger.blobs NO FORCE ROW LEVEL SECURITY", "ledger.blobs"),
    ):
        with kit.migrated() as database, program(database.owner_url, database.application_url) as app:
            check_start(app)
            with psycopg.connect(database.owner_url) as connection:
                connection.execute(damage.encode())
            with pytest.raises(Misused) as refused:
                check_start(app)
            assert refused.value.code == "serve.unprotected"
            assert named in refused.value.text("vi")


def test_on_a_port_that_is_taken() -> None:
    with copy(sealed_template()) as school, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        addresses = school.app.addresses
        settings = Settings(database_url=addresses.application, owner_database_url=addresses.owner)
        with pytest.raises(Misused) as refused:
            run_server(settings, None, "127.0.0.1", taken.getsockname()[1])
        assert refused.value.code == "serve.port"
