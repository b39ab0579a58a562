"""The database refuses change: as the application by privileges, as the owner by triggers; never "0 rows"."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql

from domain.errors import Misused
from domain.ledger import Blob, Ledger, NewEvents
from domain.ledger.failures import wrapped
from domain.pupil.events import PupilRegistered
from domain.report.events import DocumentSealed
from domain.values import Personal
from tests.kit import database as kit

RECORDED = ("events", "commands", "blobs", "tiles", "checkpoints", "personal", "erasures")
#: A column of each table to set to itself, so that nothing but the refusal stands in the way.
COLUMNS = {
    "events": "entry",
    "commands": "input_digest",
    "blobs": "content",
    "tiles": "hashes",
    "checkpoints": "note",
    "personal": "value",
    "erasures": "position",
    "heads": "size",
    "marks": "name",
}


@pytest.fixture(scope="module")
def database() -> Iterator[kit.Database]:
    """One for the whole module: every test here proves that it changed nothing."""
    with kit.migrated(test_clock=True) as made:
        yield made


@pytest.fixture(scope="module")
def full(database: kit.Database) -> Iterator[Ledger]:
    """A ledger with a row in every table."""
    with kit.pool_of(database) as pool:
        ledger = kit.new_school(pool)
        fill(ledger)
        yield ledger


def fill(ledger: Ledger) -> None:
    blob = Blob(b"content", "text/plain")
    name, gone = Personal.of("full_name", "Lê Văn Đức"), Personal.of("hometown", "Vinh")
    pupil = uuid.uuid4()
    ledger.append(
        [
            NewEvents(uuid.uuid4(), 0, (DocumentSealed(edition=1, pdf_sha256=blob.sha256, checkpoint_size=1),)),
            NewEvents(pupil, 0, (PupilRegistered(identity={"a": name.commitment, "b": gone.commitment}),)),
        ],
        command=kit.command(),
        blobs=[blob],
        personal=[name, gone],
    )
    ledger.erase(pupil, 1, [gone.commitment], kit.command(), decision="12/QĐ", reason="Yêu cầu của phụ huynh")
    ledger.publish([(0, 0, 1, bytes(32))], (1, bytes(32), "note", ledger.now() - timedelta(seconds=1)), 0)


@pytest.fixture(params=["application", "owner", "owner who chose the school"])
def role(request: pytest.FixtureRequest, database: kit.Database, full: Ledger) -> Iterator[psycopg.Connection]:
    url = database.application_url if request.param == "application" else database.owner_url
    with psycopg.connect(url, autocommit=True) as connection:
        if request.param != "owner":
            connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(full.school_id)])
        yield connection


def snapshot(database: kit.Database, ledger: Ledger) -> list[object]:
    with psycopg.connect(database.application_url, autocommit=True) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(ledger.school_id)])
        return [
            connection.execute(sql.SQL("SELECT * FROM ledger.{}").format(sql.Identifier(table))).fetchall()
            for table in (*RECORDED, "heads")
        ]


@pytest.mark.parametrize("table", [*RECORDED, "heads", "marks"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.{table} SET {column} = {column}",
        "UPDATE ledger.{table} SET {column} = {column} WHERE false",
        "DELETE FROM ledger.{table}",
        "DELETE FROM ledger.{table} WHERE false",
        "TRUNCATE ledger.{table}",
    ],
)
def test_no_change_of_what_is_recorded(
    database: kit.Database, full: Ledger, role: psycopg.Connection, table: str, statement: str
) -> None:
    if (table, statement) in NOTHING_ASKED:
        return
    before = snapshot(database, full)
    with pytest.raises(psycopg.Error) as caught:
        role.execute(sql.SQL(statement).format(table=sql.Identifier(table), column=sql.Identifier(COLUMNS[table])))
    assert caught.value.sqlstate in ("HB007", "42501", "42704"), caught.value
    assert snapshot(database, full) == before


#: The row trigger of heads (no row-level security there) has nothing to refuse where no row is asked for.
NOTHING_ASKED = {("heads", "UPDATE ledger.{table} SET {column} = {column} WHERE false")}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.heads SET size = size - 1",
        "UPDATE ledger.heads SET size = 0",
        "UPDATE ledger.heads SET school_id = gen_random_uuid(), size = size + 1",
        "INSERT INTO ledger.heads VALUES (gen_random_uuid(), 7)",
        "MERGE INTO ledger.heads h USING (SELECT 1) x ON true WHEN MATCHED THEN UPDATE SET size = 0",
    ],
)
def test_a_head_only_grows(database: kit.Database, full: Ledger, role: psycopg.Connection, statement: str) -> None:
    before = snapshot(database, full)
    with pytest.raises(psycopg.Error) as caught:
        role.execute(statement.encode())
    assert caught.value.sqlstate in ("HB007", "42501")
    assert snapshot(database, full) == before


@pytest.mark.parametrize("table", [*RECORDED, "heads", "marks", "clock", "migrations"])
def test_the_application_inserts_nothing_by_itself(database: kit.Database, full: Ledger, table: str) -> None:
    with psycopg.connect(database.application_url, autocommit=True) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(full.school_id)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL("INSERT INTO ledger.{0} SELECT * FROM ledger.{0}").format(sql.Identifier(table)))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL("ALTER TABLE ledger.{} DISABLE TRIGGER ALL").format(sql.Identifier(table)))


def test_replica_mode_does_not_switch_the_triggers_off(database: kit.Database, full: Ledger) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        modes = connection.execute(
            "SELECT DISTINCT tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE c.relnamespace = 'ledger'::regnamespace AND NOT tgisinternal"
        ).fetchall()
    assert modes == [("A",)]


def test_a_refusal_reads_as_ours(database: kit.Database, full: Ledger) -> None:
    with (
        psycopg.connect(database.owner_url, autocommit=True) as connection,
        pytest.raises(Misused) as caught,
        wrapped(),
    ):
        connection.execute("TRUNCATE ledger.events")
    assert caught.value.code == "ledger.append_only"


def test_an_erasure_by_hand_is_refused_even_of_one_value(database: kit.Database, full: Ledger) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(full.school_id)])
        with pytest.raises(psycopg.DatabaseError, match=r"ledger\.erase only"):
            connection.execute("DELETE FROM ledger.personal WHERE field = 'full_name'")


def test_unlisted_roles_have_no_rights(database: kit.Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT has_schema_privilege('public', 'ledger', 'USAGE'), has_schema_privilege('public', 'read', 'USAGE'),"
            " has_schema_privilege('hocba_reader', 'ledger', 'CREATE'),"
            " has_table_privilege('hocba_reader', 'ledger.events', 'SELECT'),"
            " has_table_privilege('hocba_reader', 'ledger.heads', 'SELECT')"
        ).fetchone()
    assert rows == (False, False, False, False, True)
