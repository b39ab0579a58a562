"""
A program of somebody else that is told by webhooks: a process of its own, which writes down what it received.

``python -m tests.kit.receiver PORT FILE STATUS``: answers each POST with STATUS, and appends a line of JSON to FILE.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from tests.kit.served import READY_S_MAX


@contextmanager
def receiving(port: int, file: Path, status: int = 200) -> Iterator[subprocess.Popen[bytes]]:
    """The process, killed at the end."""
    process = subprocess.Popen([sys.executable, "-m", "tests.kit.receiver", str(port), str(file), str(status)])
    try:
        until = time.monotonic() + READY_S_MAX
        while not _answers(port):
            assert time.monotonic() < until, "the receiver does not listen"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def received(file: Path) -> list[dict[str, Any]]:
    """What came, in its order: ``headers`` and ``body`` as text."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """Serve until killed."""
    port, file, status = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            line = json.dumps({"headers": {name.lower(): value for name, value in self.headers.items()}, "body": body})
            with file.open("a", encoding="utf-8") as kept:
                kept.write(line + "\n")
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    HTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main()
