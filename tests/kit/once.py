"""
What is expensive to make is made once in a run of the tests, by the first worker that needs it; the others wait.

A template is a database to which nobody is connected, and files. Each process takes its files to a folder of its own,
so that nobody meets another's keys; the database is copied anyhow. ``tests/conftest.py`` begins and ends the run; what
is made without one (a benchmark) goes when its process ends.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.kit import postgres_server
from tests.kit.database import Database

#: The folder of this run, which workers inherit.
RUN = "HOCBA_TEST_RUN"


@dataclass(frozen=True)
class Made:
    """A template's database and folder, with what else there is to know of it (picklable)."""

    database: Database
    folder: Path
    about: Any


def once(name: str, make: Callable[[], Made]) -> Made:
    """The template of this name; made now, or by another worker before. Its folder is this process's own."""
    run = os.environ.get(RUN)
    if run is None:
        made = make()
        atexit.register(_drop, made)
        return made
    kept = Path(run) / f"{sha256(name.encode()).hexdigest()}.template"
    with _turn(kept.with_suffix(".lock")):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make()))
    made = pickle.loads(kept.read_bytes())
    own = Path(tempfile.mkdtemp(prefix="hocba-template-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    shutil.copytree(made.folder, own, dirs_exist_ok=True)
    own.chmod(0o700)
    return Made(made.database, own, made.about)


@contextmanager
def run() -> Iterator[None]:
    """A run: templates are shared inside, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hocba-run-"))
    os.environ[RUN] = str(folder)
    try:
        yield
    finally:
        del os.environ[RUN]
        for kept in folder.glob("*.template"):
            _drop(pickle.loads(kept.read_bytes()))
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _turn(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _drop(made: Made) -> None:
    postgres_server.drop(made.database.owner_url)
    shutil.rmtree(made.folder, ignore_errors=True)
