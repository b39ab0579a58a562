"""A time server on loopback (SNTP, RFC 4330), in a thread: honest but for the seconds that it is told to be off."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_EPOCH = 2_208_988_800


@contextmanager
def time_server(off_s: float = 0.0, *, stratum: int = 2, to_somebody_else: bool = False) -> Iterator[str]:
    """Its ``HOST:PORT``. ``to_somebody_else``: its answers are to another's request; stratum 0: it has no time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.settimeout(0.1)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    asked, who = door.recvfrom(48)
                except TimeoutError:
                    continue
                origin = bytes(8) if to_somebody_else else asked[40:48]
                now = _stamp(time.time() + off_s)
                # No leap warning, version 4, server; poll, precision, root delay, dispersion and id are not looked at.
                door.sendto(bytes([0x24, stratum]) + bytes(14) + now + origin + now + now, who)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{door.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def _stamp(at: float) -> bytes:
    return struct.pack("!II", int(at) + _EPOCH, int(at % 1 * 2**32))
