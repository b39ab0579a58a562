"""
The server's processes: is one alive, which one, start it, end it.

Alive is whoever holds the lock on the file ``alive`` (flock(2)). The starter takes it and leaves the open file to the
server, whose every process inherits it; the kernel lets go when the last of them is gone, however it went. So a stale
pid file, a pid that now belongs to somebody else, or backends that outlive a killed postmaster cannot deceive us. A
pid is only needed to end the server, and only after a look at the process behind it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from api.embedded_postgres import settings
from api.embedded_postgres.place import DISTRIBUTION, Place, major_version, program
from domain.errors import Misused, Unavailable

LOCK_TIMEOUT_S = 180  # longer than the slowest start and stop together
INITDB_TIMEOUT_S = 120
PAUSE_S = 0.02
OUTPUT_MAX = 2000  # characters of a program's last words that go into an error
NOT_RUNNABLE = (126, 127)  # exit codes of a shell and of the dynamic loader for what they cannot start
# The shell starts the server in the background and ends; so the server is nobody's child and leaves no zombie.
DETACH = 'exec "$@" &'


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Hold the lock file ``path``, which is given open; waits for who has it, ``LOCK_TIMEOUT_S`` s. Unavailable."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        deadline = time.monotonic() + LOCK_TIMEOUT_S
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                raise Unavailable("postgres.busy", lock=path, seconds=LOCK_TIMEOUT_S)
            time.sleep(PAUSE_S)
        yield descriptor
    finally:
        os.close(descriptor)


def is_alive(place: Place) -> bool:
    """Whether any process of the server lives: postmaster, backend, whichever."""
    descriptor = _open_alive(place)
    try:
        return not _try_lock(descriptor)
    finally:
        os.close(descriptor)


def initialise(place: Place, lock: int) -> None:
    """
    Make the data folder with ``initdb``: beside its place first, then renamed, so a crash leaves no half of one.

    ``initdb`` inherits the lock: where it outlives a killed starter, the next one waits instead of working beside it.
    """
    unfinished = place.home / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if place.switch:
        os.chown(unfinished, place.uid, -1)
    command = [str(program(place.binaries, "initdb")), f"--pgdata={unfinished}", *settings.initdb_options()]
    done = _run(command, place, INITDB_TIMEOUT_S, lock)
    if done.returncode in NOT_RUNNABLE:
        raise Misused("postgres.no_binary", reason=done.stdout[-OUTPUT_MAX:].strip())
    if done.returncode != 0:
        raise Unavailable("postgres.initdb_failed", folder=place.home, output=done.stdout[-OUTPUT_MAX:].strip())
    unfinished.rename(place.data)


def start(place: Place, socket_directory: Path) -> None:
    """
    Start the server in a session of its own, without our input, output or files but the one of ``alive``.

    Returns at once; whether it came up is seen by asking it. The caller holds the lock and has seen it not alive,
    which makes lock files found now leftovers: PostgreSQL would obey one whose number is another program's by now.
    """
    found, ours = (place.data / "PG_VERSION").read_text(encoding="ascii").strip(), major_version()
    if found != ours:
        raise Misused("postgres.version", folder=place.data, found=found, ours=ours, distribution=DISTRIBUTION)
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    for leftover in socket_directory.glob(".s.PGSQL.*"):
        leftover.unlink()
    settings.write(place.settings, sorted({place.user_name, "root"} if place.switch else {place.user_name}))
    options = settings.command_line(place.settings, socket_directory)
    command = [str(program(place.binaries, "postgres")), "-D", str(place.data), *options]
    alive = _open_alive(place)
    try:
        if not _try_lock(alive):
            raise Unavailable("postgres.busy", lock=place.alive, seconds=0)
        with place.start_log.open("wb") as log:
            _detach(command, place, log, alive)
    finally:
        os.close(alive)


def _detach(command: list[str], place: Place, log: IO[bytes], alive: int) -> None:
    try:
        subprocess.run(
            ["/bin/sh", "-c", DETACH, "hocba", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(alive,),
            start_new_session=True,
            cwd=place.data,
            env=_environment(),
            umask=0o077,
            check=True,
            **place.switch,
        )
    except (OSError, subprocess.SubprocessError) as e:
        raise Misused("postgres.no_binary", reason=e) from e


def recorded_socket(place: Place) -> Path | None:
    """The socket folder a living server has written down (postmaster.pid, line 5), if it got that far."""
    lines = _pid_file(place)
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def postmaster(place: Place) -> int | None:
    """The pid of the server's first process, if the one in its pid file is a server on this very data folder."""
    lines = _pid_file(place)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if _serves(pid, place.data) else None


def end(pid: int, *, fast: bool) -> None:
    """
    Ask the server's first process to shut down.

    Fast (``pg_ctl -m fast``): sessions are ended, transactions rolled back, everything is written. Otherwise
    immediate: every process ends where it is, and the next start recovers from the log, as after a power cut.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT if fast else signal.SIGQUIT)


def last_words(place: Place) -> str:
    """The end of what the server said when it did not come up; the log only if it was written since that start."""
    begun = place.start_log.stat().st_mtime
    texts = [place.start_log, *(path for path in place.log.glob("*.log") if path.stat().st_mtime > begun)]
    said = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in texts)
    return said[-OUTPUT_MAX:].strip()


def _serves(pid: int, data: Path) -> bool:
    """By its arguments or, if the folder was moved since, by its working folder (readable by its own user only)."""
    process = Path("/proc", str(pid))
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            arguments = (process / "cmdline").read_bytes().split(b"\0")
            if Path(os.fsdecode(arguments[0])).name == "postgres" and os.fsencode(data) in arguments:
                return True
        with contextlib.suppress(OSError):
            return (process / "exe").readlink().name == "postgres" and (process / "cwd").readlink() == data
        return False
    done = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return f"postgres -D {data} " in done.stdout


def _pid_file(place: Place) -> list[str]:
    try:
        return (place.data / "postmaster.pid").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return []


def _run(command: list[str], place: Place, timeout_s: float, lock: int) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            pass_fds=(lock,),
            cwd=place.home,
            env=_environment(),
            umask=0o077,
            check=False,
            **place.switch,
        )
    except subprocess.TimeoutExpired as e:
        raise Unavailable("postgres.initdb_failed", folder=place.home, output=e) from e
    except (OSError, subprocess.SubprocessError) as e:
        raise Misused("postgres.no_binary", reason=e) from e


def _environment() -> dict[str, str]:
    """Nothing of the caller's: no PG* variables, no language, no secrets."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _open_alive(place: Place) -> int:
    return os.open(place.alive, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
