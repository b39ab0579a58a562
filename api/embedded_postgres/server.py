"""
Start, find and stop the embedded server of a data folder.

``ensure_running`` may be called by anybody at any time: it answers with the running server, or makes and starts one.
"Running" means that it answers a query. The server outlives whoever started it.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

import api.embedded_postgres.messages  # noqa: F401  registers the texts
from api.embedded_postgres import databases
from api.embedded_postgres.place import (
    Place,
    abandoned,
    find,
    lock_path,
    make,
    make_socket_directory,
    refuse_other_users,
)
from api.embedded_postgres.settings import APPLICATION, OWNER, PORT, SUPERUSER
from domain.errors import Misused, Unavailable

START_TIMEOUT_S = 60  # includes the recovery after a crash; a full WAL of 512 MB is replayed in about half of that
STOP_TIMEOUT_S = 60
ANSWER_TIMEOUT_S = 5
PAUSE_S = 0.02
LONGEST_PAUSE_S = 0.5  # a recovering server logs each question; this keeps its log short
ROLES_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Server:
    """A server that has answered. ``data`` is its data folder, ``log`` the folder of its log files."""

    socket_directory: Path
    port: int
    data: Path
    log: Path

    def owner_url(self, database: str) -> str:
        """URI for libpq as ``hocba_owner``: LOGIN, CREATEDB, CREATEROLE; owns databases and migrates them."""
        return self._url(OWNER, database)

    def application_url(self, database: str) -> str:
        """URI for libpq as ``hocba_app``: LOGIN and what migrations grant; what the service runs as."""
        return self._url(APPLICATION, database)

    def _url(self, role: str, database: str) -> str:
        host = quote(str(self.socket_directory), safe="")
        return f"postgresql://{role}@/{quote(database, safe='')}?host={host}&port={self.port}"


def ensure_running(var: Path) -> Server:
    """
    The running server of the data folder ``var`` (made if missing), with both roles in it.

    At first about two seconds, then a few milliseconds. Several processes may call at once and get the same server.

    Raises:
        Misused: the programs do not run here, or the data belongs to another user; says what to do.
        Unavailable: it could not be started in time, or another process is at it.

    """
    var = _posix(var)
    from api.embedded_postgres import process  # Here, because Windows has no fcntl and must get our answer above.

    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_other_users(var)
        with process.only_one(lock_path(var)) as lock:
            for old in abandoned(var):
                _shut_down(old)
            place = make(var)
            if not place.data.exists():
                process.initialise(place, lock)
            return _with_roles(place)
    except OSError as e:
        raise Misused("postgres.folder", folder=e.filename or var, reason=e.strerror) from e
    except psycopg.Error as e:
        raise Unavailable("postgres.database", name="postgres", reason=e) from e


def stop(var: Path) -> None:
    """
    End the server of ``var`` (fast: sessions end, everything is written); nothing where none runs.

    Raises:
        Misused: it belongs to another user. Unavailable: it did not end within a minute.

    """
    var = _posix(var)
    from api.embedded_postgres import process

    if not lock_path(var).exists():
        return
    try:
        refuse_other_users(var)
        with process.only_one(lock_path(var)):
            place = find(var)
            if place is not None:
                _shut_down(place)
    except OSError as e:
        raise Misused("postgres.folder", folder=e.filename or var, reason=e.strerror) from e


def _shut_down(place: Place) -> None:
    """
    Fast where the server answers, immediate where it does not or has not ended by half of the time.

    A server that does not answer is starting or recovering, so nobody's work is lost; and PostgreSQL 18.6 can hang for
    ever when asked for a fast shutdown in the middle of a recovery (seen: its checkpointer and I/O workers stay).
    """
    from api.embedded_postgres import process

    if not place.data.exists():
        return
    server = _server(place)
    begun = time.monotonic()
    fast = _answers(server) is None
    asked: set[bool] = set()
    while process.is_alive(place):
        waited = time.monotonic() - begun
        fast = fast and waited < STOP_TIMEOUT_S / 2
        if fast not in asked and (pid := process.postmaster(place)):
            process.end(pid, fast=fast)
            asked.add(fast)
        if waited > STOP_TIMEOUT_S:
            reason = "pid file names no process of it" if not asked else f"{STOP_TIMEOUT_S} s"
            raise Unavailable("postgres.stop_failed", folder=place.home, reason=reason)
        time.sleep(PAUSE_S)
    with contextlib.suppress(OSError):  # Gone already, or somebody else's socket is in it.
        server.socket_directory.rmdir()


def _come_up(place: Place) -> Server:
    """
    Wait until the server answers; start it as soon as nothing of it is alive.

    Alive without an answer is a server that is starting, recovering or ending, or backends that outlive a killed
    postmaster and still write: waited for, never started over. A server without its socket (somebody cleaned /tmp)
    cannot be talked to any more; it is ended and started again.
    """
    from api.embedded_postgres import process

    deadline = time.monotonic() + START_TIMEOUT_S
    started = ended = False
    pause = PAUSE_S
    while True:
        if not process.is_alive(place):
            if started:
                raise Unavailable("postgres.start_failed", folder=place.home, output=process.last_words(place))
            process.start(place, make_socket_directory(place))
            started = True
        server = _server(place)
        reason = _answers(server)
        if reason is None:
            return server
        lost = process.recorded_socket(place) and not (server.socket_directory / f".s.PGSQL.{PORT}").exists()
        if lost and not started and not ended and (pid := process.postmaster(place)):
            process.end(pid, fast=True)
            ended = True
        if time.monotonic() > deadline:
            facts = {"folder": place.home, "seconds": START_TIMEOUT_S, "log": place.log}
            raise Unavailable("postgres.no_answer", reason=reason, **facts) from reason
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)


def _with_roles(place: Place) -> Server:
    """The server with both roles in it; it may begin to recover just after it has answered, and is waited for again."""
    for attempt in range(1, ROLES_ATTEMPTS + 1):
        server = _come_up(place)
        try:
            with _ask(server) as connection:
                databases.ensure_roles(connection)
            break
        except psycopg.OperationalError:
            if attempt == ROLES_ATTEMPTS:
                raise
    return server


def _server(place: Place) -> Server:
    """
    Where the server of ``place`` listens: as it wrote down itself, for its folder may have been moved since.

    As root the folder never moves, and what another user wrote down is not believed.
    """
    from api.embedded_postgres import process

    recorded = None if place.switch else process.recorded_socket(place)
    return Server(recorded or place.socket_directory, PORT, place.data, place.log)


def _answers(server: Server) -> psycopg.Error | None:
    """None where the server answers a query, else why not."""
    try:
        _ask(server).close()
    except psycopg.Error as e:
        return e
    return None


def _ask(server: Server) -> psycopg.Connection:
    """A connection of the superuser on which a query was answered."""
    connection = psycopg.connect(
        server._url(SUPERUSER, databases.MAINTENANCE), autocommit=True, connect_timeout=ANSWER_TIMEOUT_S
    )
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        connection.close()
        raise
    return connection


def _posix(var: Path) -> Path:
    if os.name != "posix":
        raise Misused("postgres.no_binary", reason=f"{os.name}: no Unix sockets, no flock")
    return var.expanduser().resolve()
