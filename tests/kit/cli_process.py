"""
A command in a process of its own, forked from one that has imported what all commands import (``forking``).

The same code, arguments, environment, streams and exit as of the program; only the second in which the interpreter
loads the libraries is spent once for all commands of a test process, not in each of them.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from api.cli import main
from tests.kit.forking import FORKING

_WRITE = os.O_WRONLY | os.O_CREAT


def run(arguments: Sequence[str], environment: Mapping[str, str], seconds_max: float) -> tuple[int, str, str]:
    """``hocba ARGUMENTS``: exit code, standard output and standard error. AssertionError where it does not end."""
    with tempfile.TemporaryDirectory(prefix="hocba-command-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        ears, mouth = FORKING.Pipe(duplex=False)
        process = FORKING.Process(target=_live, args=(mouth, arguments, dict(environment), Path.cwd(), out, err))
        process.start()
        mouth.close()
        try:
            assert ears.poll(seconds_max), f"hocba {' '.join(arguments)} does not end"
            code = ears.recv()
            process.join(seconds_max)
        finally:
            ears.close()
            process.kill()
            process.join()
        return code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")


def _live(
    mouth: Connection, arguments: Sequence[str], environment: dict[str, str], here: Path, out: Path, err: Path
) -> None:
    os.chdir(here)
    os.environ.clear()
    os.environ.update(environment)
    for number, path, flags in ((0, Path(os.devnull), os.O_RDONLY), (1, out, _WRITE), (2, err, _WRITE)):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(each, mode, encoding="utf-8") for each, mode in enumerate("rww"))
    sys.argv = ["hocba", *arguments]
    code = _exit_code()
    sys.stdout.flush()
    sys.stderr.flush()
    mouth.send(code)


def _exit_code() -> int:
    """As the interpreter ends a program (sys.exit)."""
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return int(end.code) if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0
