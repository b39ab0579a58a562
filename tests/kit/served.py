"""The real server over a program, in a thread of this process, and a client of it that follows no redirect."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from api.app import App
from api.cli.serving import serving
from api.upkeep import Upkeep

READY_S_MAX = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(program: App, upkeep: Upkeep | None = None) -> Iterator[httpx.Client]:
    """A client whose ``base_url`` is the server's."""
    port = free_port()
    # No proxy of the environment may stand between a test and the server beside it.
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30.0)
    with serving(program, upkeep, "127.0.0.1", port), client:
        wait_ready(client)
        yield client


def wait_ready(client: httpx.Client, seconds: float = READY_S_MAX) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            client.get("/health")
        except httpx.TransportError:
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.05)
        else:
            return
