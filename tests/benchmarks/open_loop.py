"""
A load that does not wait for the answers: requests leave when they are due, as visitors come.

Each latency is counted from the moment at which its request was due, so that one that had to wait, here or in the
server, counts its waiting (a closed loop would send less while the server is slow, and call it fast: coordinated
omission). The times between two are exponential. Plain HTTP/1.1 over connections that stay open, with as little work as
can be: the load shares the machine with what it measures.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

#: Connections that stay open; a request that finds none free waits for one, and counts that.
CONNECTIONS = 64
#: An answer that has not come by then is none.
ANSWER_S_MAX = 20.0


@dataclass
class Load:
    """What came back: the latency of each answer in milliseconds, and how many were not 200."""

    latencies_ms: list[float] = field(default_factory=list)
    failed: int = 0

    def percentile(self, share: float) -> float:
        """The latency that this share of the answers does not exceed."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def send(port: int, paths: Iterator[str], per_second: float, seconds: float, seed: int) -> Load:
    """So many requests a second for so long, to a server on this machine."""
    return asyncio.run(_send(port, paths, per_second, seconds, seed))


class _Connection(asyncio.Protocol):
    """One request at a time; ``answer`` is set with the status when the whole answer is there."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.answer: asyncio.Future[int] | None = None
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future[int]:
        assert self.transport is not None
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(b"\r\n\r\n")
        if head < 0:
            return
        length = self._received.lower().find(b"content-length:", 0, head)
        end = head + 4 + int(self._received[length + 15 : self._received.find(b"\r\n", length)])
        if len(self._received) >= end and self.answer is not None and not self.answer.done():
            self.answer.set_result(int(self._received[9:12]))
            del self._received[:end]

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(exc or ConnectionResetError())


async def _send(port: int, paths: Iterator[str], per_second: float, seconds: float, seed: int) -> Load:
    loop, chance, load = asyncio.get_running_loop(), random.Random(seed), Load()
    free: deque[_Connection] = deque()
    for _ in range(CONNECTIONS):
        _, connection = await loop.create_connection(_Connection, "127.0.0.1", port)
        free.append(connection)
    waiting: deque[tuple[float, bytes]] = deque()
    all_answered, open_ = asyncio.Event(), [0]

    def begin(due: float, request: bytes) -> None:
        connection = free.popleft()
        connection.ask(request).add_done_callback(lambda answer: end(connection, due, answer))

    def end(connection: _Connection, due: float, answer: asyncio.Future[int]) -> None:
        load.latencies_ms.append((loop.time() - due) * 1000)
        load.failed += answer.exception() is not None or answer.result() != 200
        free.append(connection)
        open_[0] -= 1
        if waiting:
            begin(*waiting.popleft())
        elif open_[0] == 0:
            all_answered.set()

    due, until = loop.time(), loop.time() + seconds
    while due < until:
        await asyncio.sleep(max(0.0, due - loop.time()))
        request = f"GET {next(paths)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        open_[0] += 1
        all_answered.clear()
        if free:
            begin(due, request)
        else:
            waiting.append((due, request))
        due += chance.expovariate(per_second)
    async with asyncio.timeout(ANSWER_S_MAX):
        await all_answered.wait()
    for connection in free:
        assert connection.transport is not None
        connection.transport.close()
    return load
