"""
A connection that is lost at a chosen moment: a proxy between the program and its PostgreSQL.

It relays the messages of the protocol (PostgreSQL documentation, "Message Formats") and cuts at the n-th call of one
of our functions: before the server has heard of it, or when the server has committed (its ReadyForQuery has come) and
the client has not heard a word of the answer.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit, urlunsplit

from psycopg.conninfo import conninfo_to_dict

PORT = 5432


class Moment(Enum):
    """When the connection is lost."""

    BEFORE_THE_COMMIT = "before"
    AFTER_THE_COMMIT = "after"


class Proxy:
    """Relays to the server of ``url``; ``folder`` gets the socket. Cuts once for each ``cut``."""

    def __init__(self, url: str, folder: Path) -> None:
        self.address = urlsplit(url)
        given = conninfo_to_dict(url)
        self._host, self._port = str(given["host"]), int(given.get("port") or PORT)
        self.folder = folder
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / f".s.PGSQL.{PORT}"))
        self._listener.listen()
        self._lock = threading.Lock()
        self._cut: tuple[Moment, bytes] | None = None
        self._left = 0
        self.cuts = 0
        self._open: list[socket.socket] = []

    @property
    def url(self) -> str:
        """The address through this proxy."""
        user, _, _ = self.address.netloc.rpartition("@")
        query = f"host={quote(str(self.folder), safe='')}&port={PORT}"
        return urlunsplit(self.address._replace(netloc=f"{user}@", query=query))

    def cut(self, moment: Moment, function: str, nth: int = 1) -> None:
        """Lose the connection on which the n-th call of ``function`` from now on is made."""
        with self._lock:
            self._cut, self._left = (moment, f"{function}(".encode()), nth

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (self._listener, *self._open):
            _close(each)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = self._connect()
            self._open += [client, server]
            call = _Call(self, client, server)
            for relay in (call.requests, call.answers):
                threading.Thread(target=relay, daemon=True).start()

    def _connect(self) -> socket.socket:
        if self._host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{self._host}/.s.PGSQL.{self._port}")
            return server
        return socket.create_connection((self._host, self._port))

    def _due(self, statement: bytes) -> Moment | None:
        """Whether the connection is to be lost at this statement, and when."""
        with self._lock:
            if self._cut is None or self._cut[1] not in statement:
                return None
            self._left -= 1
            if self._left:
                return None
            moment, self._cut = self._cut[0], None
            self.cuts += 1
            return moment


class _Call:
    """One connection of a client."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self.proxy, self.client, self.server = proxy, client, server
        self.silent = threading.Event()

    def requests(self) -> None:
        """From the client to the server."""
        prepared: dict[bytes, bytes] = {}
        first = True
        with suppress(OSError, EOFError):
            while True:
                kind, body = _message(self.client, typed=not first)
                first = False
                if kind == b"P":
                    name, statement = body[4:].split(b"\0", 2)[:2]
                    prepared[name] = statement
                elif kind == b"B":
                    moment = self.proxy._due(prepared.get(body[4:].split(b"\0", 2)[1], b""))
                    if moment is Moment.BEFORE_THE_COMMIT:
                        break
                    if moment is Moment.AFTER_THE_COMMIT:
                        self.silent.set()
                self.server.sendall(kind + body)
        self._lose()

    def answers(self) -> None:
        """From the server to the client."""
        with suppress(OSError, EOFError):
            while True:
                kind, body = _message(self.server, typed=True)
                if not self.silent.is_set():
                    self.client.sendall(kind + body)
                elif kind == b"Z":
                    break
        self._lose()

    def _lose(self) -> None:
        _close(self.client)
        _close(self.server)


def _message(sender: socket.socket, *, typed: bool) -> tuple[bytes, bytes]:
    """Type and the rest, length included; only a client's first message has no type. Raises EOFError."""
    kind = _exactly(sender, 1) if typed else b""
    length = _exactly(sender, 4)
    return kind, length + _exactly(sender, struct.unpack("!I", length)[0] - 4)


def _exactly(sender: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        more = sender.recv(count - len(found))
        if not more:
            raise EOFError
        found += more
    return found


def _close(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
