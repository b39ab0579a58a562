"""A data folder of one's own for each test, and what a test needs to look behind the server."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.embedded_postgres import Server, stop
from api.embedded_postgres.place import ROOT_HOME

CHECKOUT = Path(__file__).parents[3]
AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="NOT TESTED: only root can act this out")
ENSURE = """
import sys
from pathlib import Path
from api.embedded_postgres import ensure_running
print(ensure_running(Path(sys.argv[1])).owner_url("postgres"))
"""


@contextmanager
def data_folder(var: Path) -> Iterator[Path]:
    """``var``, whose server is stopped afterwards and whose files outside of it (root's) are removed."""
    try:
        yield var
    finally:
        stop(var)
        pointer = var / "postgres.pointer"
        if pointer.exists():
            home = Path(pointer.read_text().strip())
            assert home.parent == ROOT_HOME
            shutil.rmtree(home, ignore_errors=True)


def ask(url: str, query: str) -> Any:
    """The first value of a query's answer."""
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def superuser_url(server: Server) -> str:
    return server.owner_url("postgres").replace("hocba_owner@", "hocba_super@")


def pid_of(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def service_user(server: Server) -> int:
    return server.data.stat().st_uid


def start_ensure(var: Path) -> subprocess.Popen[str]:
    """A process of its own that ensures the server of ``var`` and prints the owner's URI."""
    return subprocess.Popen(
        [sys.executable, "-c", ENSURE, str(var)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ordinary_user() -> pwd.struct_passwd:
    """A user of this machine who is neither root nor the one root's server runs as."""
    for name in ("tester", "nobody", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("NOT TESTED: this machine has no ordinary user to act as")


@contextmanager
def private_home(user: pwd.struct_passwd) -> Iterator[Path]:
    """A folder that only ``user`` can enter."""
    home = Path(tempfile.mkdtemp(prefix="home-", dir="/tmp"))
    os.chown(home, user.pw_uid, user.pw_gid)
    try:
        yield home
    finally:
        shutil.rmtree(home)


def run_as(user: pwd.struct_passwd, act: Callable[[], None]) -> str:
    """
    Run ``act`` in a forked process of ``user``; what went wrong, or nothing.

    Forked, not started, because that user may be unable to enter the folder of this Python.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        said = ""
        try:
            os.close(reader)
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os.chdir("/")
            act()
        except BaseException:
            said = traceback.format_exc()
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as file:
        said = file.read()
    os.waitpid(pid, 0)
    return said
