"""
Processes of the program that a test may kill.

Each is forked from a server (``multiprocessing``'s forkserver) that has imported the program and opened nothing: ready
in some ten milliseconds, so hundreds of kills are affordable. What it runs is the real work on the real database. The
server never renders a page, because after typst has run in a process, a fork of it hangs (design §8).

A life is a process group of its own, so that its workers are found, and killed, with it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from api.app import Addresses, App
from api.settings import Settings
from tests.kit.forking import FORKING

#: What a life does: called with the open program, a function to tell how far it is, and the arguments.
Act = Callable[..., None]
Tell = Callable[..., None]

BEGUN, DONE, STEP = b"begun", b"done", b"step"
#: A life that has no more to do, or whose parent was killed, is gone long before.
GONE_S_MAX = 60
PAUSE_S = 0.002


class Life:
    """One process that runs ``act``, from its start; use ``with``, so that nothing of it is left."""

    def __init__(self, act: Act, app: App, *arguments: object) -> None:
        self._ears, mouth = FORKING.Pipe(duplex=False)
        self._process = FORKING.Process(target=_live, args=(mouth, act, app.settings, app.addresses, arguments))
        self._process.start()
        mouth.close()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self.steps = 0
        self.begun = self.done = False

    def __enter__(self) -> Life:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_group()
        self.wait_until_gone()
        self._ears.close()

    def listen(self, seconds: float, *, until: Callable[[Life], bool] = lambda life: False) -> None:
        """Hear what it says for so long, or until ``until`` or its end."""
        deadline = time.monotonic() + seconds
        while not until(self) and self._ears.poll(max(0.0, deadline - time.monotonic())):
            try:
                said = self._ears.recv_bytes()
            except (EOFError, ConnectionResetError):
                time.sleep(max(0.0, min(PAUSE_S, deadline - time.monotonic())))
                return
            self.begun |= said == BEGUN
            self.done |= said == DONE
            self.steps += said == STEP

    def workers(self) -> list[int]:
        """The spawned workers among its processes."""
        return [pid for pid in group(self.pid) if pid != self.pid and b"spawn_main" in _command_line(pid)]

    def kill(self) -> None:
        """The process alone."""
        _kill(self.pid)

    def kill_group(self) -> None:
        """The process and whatever it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.kill()  # Killed at its very start, it has no group yet.

    def wait_until_gone(self) -> None:
        """Until no process of it is left: what was killed alone must take its workers along. AssertionError."""
        deadline = time.monotonic() + GONE_S_MAX
        self._process.join(GONE_S_MAX)
        while left := group(self.pid):
            assert time.monotonic() < deadline, f"orphans: {[_command_line(pid) for pid in left]}"
            time.sleep(PAUSE_S)
        assert self._process.exitcode is not None, f"process {self.pid} does not end"


def kill_worker(pid: int) -> None:
    """One worker alone."""
    _kill(pid)


def group(leader: int) -> list[int]:
    """The living processes of a process group (proc(5): state and group come after the name in brackets)."""
    found: list[int] = []
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return found
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, number = path.read_text(errors="replace").rpartition(")")[2].split()[:3]
            if int(number) == leader and state != "Z":
                found.append(int(path.parent.name))
    return found


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _live(mouth: Connection, act: Act, settings: Settings, addresses: Addresses, arguments: tuple[Any, ...]) -> None:
    os.setpgid(0, 0)
    mouth.send_bytes(BEGUN)
    with App(settings, addresses) as app:
        act(app, lambda *_: mouth.send_bytes(STEP), *arguments)
    mouth.send_bytes(DONE)
