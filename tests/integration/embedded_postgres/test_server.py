"""What the running server is, what its roles may do, and what its log keeps to itself."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.embedded_postgres import Server, create_database, drop_database, ensure_running
from domain.errors import Misused
from tests.integration.embedded_postgres.helpers import ask, data_folder, pid_of, superuser_url

pytestmark = pytest.mark.one_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with data_folder(tmp_path_factory.mktemp("server") / "var") as var:
        yield ensure_running(var)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    assert create_database(server, "school")
    yield "school"
    drop_database(server, "school")


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("server_encoding", "UTF8"),
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("TimeZone", "UTC"),
        ("log_timezone", "UTC"),
        ("lc_messages", "C"),
        ("log_statement", "none"),
        ("log_min_messages", "log"),
        ("log_error_verbosity", "terse"),
    ],
)
def test_the_server_is_set_up_as_promised(server: Server, setting: str, expected: str) -> None:
    assert ask(superuser_url(server), f"SHOW {setting}") == expected


def test_it_is_postgresql_18_with_room_for_every_pool(server: Server) -> None:
    assert ask(server.owner_url("postgres"), "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert ask(server.owner_url("postgres"), "SELECT current_setting('max_connections')::int") >= 60


def test_text_sorts_by_code_point_and_knows_vietnamese_letters(server: Server, database: str) -> None:
    url = server.owner_url(database)
    provider = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()"
    assert ask(url, provider) == "bC.UTF-8"
    assert ask(url, "SELECT lower('NGUYỄN THỊ ĐƯỢC')") == "nguyễn thị được"
    assert ask(url, "SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['đ', 'b', 'Z', 'a']) x") == "Zabđ"


def test_the_roles_are_neither_superuser_nor_above_row_security(server: Server) -> None:
    query = (
        "SELECT rolname, rolcanlogin, rolcreatedb, rolcreaterole, rolsuper, rolbypassrls, rolreplication "
        "FROM pg_roles WHERE rolname IN ('hocba_owner', 'hocba_app') ORDER BY 1"
    )
    with psycopg.connect(server.owner_url("postgres")) as connection:
        assert connection.execute(query).fetchall() == [
            ("hocba_app", True, False, False, False, False, False),
            ("hocba_owner", True, True, True, False, False, False),
        ]
        memberships = connection.execute(
            "SELECT roleid::regrole::text FROM pg_auth_members WHERE member IN "
            "('hocba_owner'::regrole, 'hocba_app'::regrole)"
        ).fetchall()
    assert memberships == [("pg_signal_backend",)]


def test_altered_roles_are_put_right(server: Server) -> None:
    with psycopg.connect(superuser_url(server), autocommit=True) as connection:
        connection.execute("ALTER ROLE hocba_app SUPERUSER CREATEDB BYPASSRLS")
    ensure_running(_var_of(server))
    attributes = "SELECT rolsuper OR rolcreatedb OR rolbypassrls FROM pg_roles WHERE rolname = 'hocba_app'"
    assert ask(server.owner_url("postgres"), attributes) is False


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "SET ROLE hocba_owner",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
    ],
)
def test_the_application_may_do_nothing_by_itself(server: Server, database: str, statement: str) -> None:
    with (
        psycopg.connect(server.application_url(database), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_the_owner_owns_its_database_and_the_application_may_only_enter_it(server: Server, database: str) -> None:
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'school'"
    assert ask(server.owner_url(database), owner) == "hocba_owner"
    assert ask(server.application_url(database), "SELECT current_user::text") == "hocba_app"
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.application_url("postgres"))


def test_a_role_that_was_granted_nothing_does_not_enter(server: Server, database: str) -> None:
    with psycopg.connect(server.owner_url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    stranger = server.owner_url(database).replace("hocba_owner@", "stranger@")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(stranger)


def test_creating_twice_is_told_and_dropping_ends_sessions(server: Server) -> None:
    assert create_database(server, "twice") is True
    assert create_database(server, "twice") is False
    with contextlib.ExitStack() as open_sessions:
        for url in (server.application_url("twice"), server.owner_url("twice")):
            open_sessions.enter_context(contextlib.closing(psycopg.connect(url)))
        drop_database(server, "twice")
    drop_database(server, "twice")
    assert not ask(server.owner_url("postgres"), "SELECT count(*) FROM pg_database WHERE datname = 'twice'")


@pytest.mark.parametrize("name", ["", "Big", "a-b", 'a"; DROP ROLE hocba_app; --', "học_bạ", "9a", "a" * 64, "a\n"])
def test_only_plain_names_are_taken(server: Server, name: str) -> None:
    with pytest.raises(Misused) as refused:
        create_database(server, name)
    assert refused.value.code == "postgres.database_name"


def test_the_second_call_finds_the_same_server(server: Server) -> None:
    pid = pid_of(server)
    assert ensure_running(_var_of(server)) == server
    assert pid_of(server) == pid


def test_the_socket_is_short_and_private(server: Server) -> None:
    status = server.socket_directory.lstat()
    assert stat.S_IMODE(status.st_mode) == 0o700
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert len(os.fsencode(server.socket_directory / ".s.PGSQL.5432.lock")) <= 107


def test_the_log_holds_no_data_of_pupils(server: Server, database: str) -> None:
    secret = "Nguyễn Thị Bí Mật"
    with psycopg.connect(server.owner_url(database), autocommit=True) as connection:
        connection.execute("CREATE TABLE pupil (name text UNIQUE)")
        connection.execute("INSERT INTO pupil VALUES (%s)", (secret,))
        with pytest.raises(psycopg.errors.UniqueViolation, match=secret):
            connection.execute("INSERT INTO pupil VALUES (%s)", (secret,))
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match=secret):
            connection.execute(f"SELECT '{secret}'::int".encode())
        with pytest.raises(psycopg.errors.RaiseException, match=secret):
            connection.execute(f"DO $$ BEGIN RAISE '{secret}'; END $$".encode())
    # A backend that dies makes the server log what it ran, unless told not to.
    with contextlib.closing(psycopg.connect(server.owner_url(database), autocommit=True)) as connection:
        crash = f"SELECT pg_sleep(30), '{secret}'".encode()
        victim = connection.info.backend_pid
        with psycopg.connect(superuser_url(server), autocommit=True) as other:
            _kill_when_busy(other, victim, connection, crash)
    server = ensure_running(_var_of(server))
    log = "".join(path.read_text() for path in server.log.iterdir())
    assert "was terminated by signal 9" in log
    assert "Bí Mật" not in log
    assert "SELECT" not in log


def _kill_when_busy(other: psycopg.Connection, pid: int, busy: psycopg.Connection, statement: bytes) -> None:
    busy.pgconn.send_query(statement)
    while ask_on(other, "SELECT wait_event FROM pg_stat_activity WHERE pid = %s", pid) != "PgSleep":
        pass
    os.kill(pid, signal.SIGKILL)


def ask_on(connection: psycopg.Connection, query: str, value: int) -> object:
    row = connection.execute(query.encode(), (value,)).fetchone()
    return row and row[0]


def _var_of(server: Server) -> Path:
    """The folder that the fixture gave; as root it is noted beside the data."""
    note = server.data.parent / "var"
    return Path(note.read_text().removesuffix("\n")) if note.exists() else server.data.parents[1]
