"""
A timestamp service for demo and tests: its own process, its own root, gone with who started it.

Production never starts one: there ``HOCBA_TSA_URL`` names a service that somebody else runs, or there is none.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from api.settings import Settings
from domain.errors import Misused, Unavailable
from domain.messages import MESSAGES

#: Kept apart from the process's own module, which only that process imports.
PROCESS = "api.flows.demo.timestamp_process"
ROOT_FILE = "timestamp-root.pem"
STDERR_FILE = "stderr"
#: Where certomancer answers: ``/<architecture>/tsa/<service>``.
PATH = "/demo/tsa/tsa"
STOP_S_MAX = 5

MESSAGES.update(
    {
        "demo.timestamp_production": (
            "HOCBA_ENV=production không khởi động dịch vụ cấp dấu thời gian trình diễn; hãy đặt HOCBA_TSA_URL.",
            "HOCBA_ENV=production starts no timestamp service of the demo; set HOCBA_TSA_URL.",
        ),
        "demo.timestamp_failed": (
            "Dịch vụ cấp dấu thời gian trình diễn không khởi động được: {reason}.",
            "The demo's timestamp service did not start: {reason}.",
        ),
    }
)


@dataclass(frozen=True)
class RunningService:
    """Where it answers, and the root (PEM) that its timestamps lead to."""

    url: str
    root_pem: bytes
    pid: int


def available() -> bool:
    """Whether certomancer is installed here: it is in the ``dev`` extra, and in the lock that ``make`` installs."""
    return find_spec("certomancer") is not None


@contextmanager
def timestamp_service(settings: Settings) -> Iterator[RunningService]:
    """
    A running service until the block ends. Raises Misused in production, Unavailable where it does not start.

    It listens on the loopback interface only. Its keys are made anew each time and lie in a folder that goes with it.
    """
    if settings.production:
        raise Misused("demo.timestamp_production")
    with tempfile.TemporaryDirectory(prefix="hocba-tsa-") as name:
        folder = Path(name)
        # Not a pipe: one that nobody reads would stop the service when it is full.
        with (
            (folder / STDERR_FILE).open("wb") as stderr,
            subprocess.Popen(
                [sys.executable, "-m", PROCESS, name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=Path(__file__).parents[3],
                text=True,
            ) as process,
        ):
            try:
                yield _started(process, folder)
            finally:
                _stop(process)


@contextmanager
def stamping(settings: Settings) -> Iterator[tuple[Settings, RunningService | None]]:
    """
    The settings with a service of the demo's own, and that service, until the block ends.

    As they are but without any service where certomancer is not installed. A service that HOCBA_TSA_URL
    names is left in peace: its stamps may be counted, and the demo has no root for it.
    """
    if not available():
        yield settings.model_copy(update={"tsa_url": None}), None
        return
    with timestamp_service(settings) as running:
        yield settings.model_copy(update={"tsa_url": running.url}), running


def _started(process: subprocess.Popen[str], folder: Path) -> RunningService:
    assert process.stdout is not None, "asked for"
    port = process.stdout.readline().strip()
    if not port.isdecimal():
        said = (folder / STDERR_FILE).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise Unavailable("demo.timestamp_failed", reason=said[-1] if said else "?")
    return RunningService(f"http://127.0.0.1:{port}{PATH}", (folder / ROOT_FILE).read_bytes(), process.pid)


def _stop(process: subprocess.Popen[str]) -> None:
    """The end of its standard input ends it; otherwise it is killed."""
    assert process.stdin is not None, "asked for"
    process.stdin.close()
    try:
        process.wait(STOP_S_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
