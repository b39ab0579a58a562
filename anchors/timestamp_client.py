"""
Asking a timestamp service over HTTP (RFC 3161 §3.4). One connection, kept open from stamp to stamp; no redirects.

What is sent is a digest and a random number: nothing of the ledger, no cookie, no name. Messages name the service's
host only, because the rest of its address may hold a customer's number.
"""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock, Timer
from typing import Self
from urllib.parse import urlsplit

from anchors.errors import MESSAGES, Malformed, Misused, Unavailable, excerpt
from anchors.timestamp import TIMESTAMP_BYTES_MAX, request, verify_timestamp

CONNECT_S_MAX = 5.0
"""A service that takes longer to pick up is down, as far as a person who waits is concerned."""
NONCE_BITS = 62
"""With the bit in front a positive number of eight bytes."""
ANSWER_S_MAX = 10.0
"""For the whole answer, however slowly it drips in."""

MESSAGES.update(
    {
        "timestamp.address": (
            "Địa chỉ dịch vụ cấp dấu thời gian không hợp lệ: {found}. Cần http:// hoặc https://, không kèm mật khẩu.",
            "Not an address of a timestamp service: {found}. Expected http:// or https:// without a password in it.",
        ),
        "timestamp.unreachable": (
            "Dịch vụ cấp dấu thời gian {service} không trả lời: {reason}. Mốc niêm phong vẫn có giá trị; hãy thử lại "
            "sau.",
            "The timestamp service {service} does not answer: {reason}. The checkpoint stands; try again later.",
        ),
        "timestamp.answer": (
            "{service} không trả lời như một dịch vụ cấp dấu thời gian: {found}. Hãy kiểm tra HOCBA_TSA_URL.",
            "{service} does not answer like a timestamp service: {found}. Check HOCBA_TSA_URL.",
        ),
    }
)


class HttpTimestampService:
    """
    The port's adapter for a service at ``url``. Serves several threads, one at a time; can be sent to another process.

    Raises Misused where the address is none.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
            self._port = parts.port
        except ValueError:
            usable = False
        if not usable:
            raise Misused("timestamp.address", found=excerpt(f"{parts.scheme}://{parts.hostname}"))
        self.url, self.answer_bytes = url, 0
        self.name = str(parts.hostname) if self._port is None else f"{parts.hostname}:{self._port}"
        self._host, self._secure = str(parts.hostname), parts.scheme == "https"
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._connection: HTTPConnection | None = None
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (self.url,)

    def stamp(self, digest: bytes) -> bytes:
        """The port's; takes ``CONNECT_S_MAX`` and ``ANSWER_S_MAX`` seconds at most, twice where a connection died."""
        nonce = secrets.randbits(NONCE_BITS) | 1 << NONCE_BITS  # Always as long, and so is the answer.
        with self._lock:
            answer = self._ask(request(digest, nonce))
        try:
            verify_timestamp(answer, digest, nonce=nonce)
        except Malformed as error:  # From the network that is no proof of anything: a proxy's page, half an answer.
            raise Unavailable("timestamp.answer", service=self.name, found=error.facts["detail"]) from error
        self.answer_bytes = max(self.answer_bytes, len(answer))
        return answer

    def close(self) -> None:
        """Give the connection back; the next ``stamp`` opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, body: bytes) -> bytes:
        reused = self._connection is not None
        try:
            return self._exchange(body)
        except (OSError, HTTPException) as error:
            self.close()
            if reused:  # The service may close what has stood idle: once more, on a fresh one.
                return self._ask(body)
            reason = excerpt(str(error) or type(error).__name__)
            raise Unavailable("timestamp.unreachable", service=self.name, reason=reason) from error
        except BaseException:
            self.close()  # An answer half read would be taken for the next one's.
            raise

    def _exchange(self, body: bytes) -> bytes:
        if self._connection is None:
            kind = HTTPSConnection if self._secure else HTTPConnection
            self._connection = kind(self._host, self._port, timeout=CONNECT_S_MAX)
            self._connection.connect()
        # A socket's own timeout starts anew with each byte that arrives.
        timer = Timer(ANSWER_S_MAX, _cut, [self._connection.sock])
        timer.daemon = True
        timer.start()
        try:
            headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
            self._connection.request("POST", self._path, body, headers)
            answer = self._connection.getresponse()
            content = answer.read(TIMESTAMP_BYTES_MAX + 1)
        finally:
            timer.cancel()
        kind_of = answer.headers.get_content_type()
        if answer.status != 200 or kind_of != "application/timestamp-reply" or len(content) > TIMESTAMP_BYTES_MAX:
            self.close()
            found = f"HTTP {answer.status}, {excerpt(kind_of)}, {len(content)} byte"
            raise Unavailable("timestamp.answer", service=self.name, found=found)
        if not answer.isclosed():
            self.close()
        return content


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):  # It has just been closed by the other side.
        connection.shutdown(socket.SHUT_RDWR)
