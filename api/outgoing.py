"""
Requests of ours to somebody else's server: one exchange, no redirects, bounded in time and size.

An address that people typed may point anywhere. ``public_only`` (production) takes https alone, and refuses every name
that leads to a private, loopback or link-local address (SSRF); the connection goes to the very address that was judged,
so a name that changes its mind in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from domain.errors import Misused, Unavailable
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "outgoing.address": (
            "Không gửi đến địa chỉ này được: cần https:// (bản trình diễn: cả http://), không kèm mật khẩu, và không "
            "phải địa chỉ nội bộ.",
            "Nothing can be sent to this address: it has to be https:// (in a demo also http://), without a password, "
            "and no private address.",
        ),
        "outgoing.unreachable": (
            "Máy chủ nhận không trả lời: {reason}.",
            "The receiving server does not answer: {reason}.",
        ),
    }
)

CONNECT_S_MAX = 5.0
#: For the whole answer, however slowly it drips in.
ANSWER_S_MAX = 10.0


def parsed(url: str, *, public_only: bool) -> SplitResult:
    """The parts of an address that may be sent to, as far as its text tells. Raises Misused ``outgoing.address``."""
    try:
        parts = urlsplit(url)
        schemes = ("https",) if public_only else ("https", "http")
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.username is None and parts.password is None
        _ = parts.port
    except ValueError as error:
        raise Misused("outgoing.address") from error
    if not usable or not (url.isascii() and url.isprintable()) or " " in url:
        raise Misused("outgoing.address")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, public_only: bool) -> int:
    """
    Send it; the status of the answer, whose content is not read.

    Raises Misused ``outgoing.address``, Unavailable ``outgoing.unreachable``.
    """
    parts = parsed(url, public_only=public_only)
    host, path = str(parts.hostname), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        address = _resolved(host, parts.port or (443 if parts.scheme == "https" else 80), public_only=public_only)
        connected = socket.create_connection(address, CONNECT_S_MAX)
        if parts.scheme == "https":
            connected = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        with closing(HTTPConnection(host, address[1], timeout=CONNECT_S_MAX)) as connection:
            connection.sock = connected
            with cut_after(connected, ANSWER_S_MAX):
                connection.request("POST", path, body, {"Host": parts.netloc, **headers})
                return connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Unavailable("outgoing.unreachable", reason=type(error).__name__) from error


#: IPv6 that carries an IPv4 address (NAT64, RFC 6052; 6to4, RFC 3056), and what was site-local once (RFC 3879).
_EMBEDDING = (ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("fec0::/10"))


def public(text: str) -> bool:
    """Whether an address is one of the internet, and leads through none to an address of this network."""
    found = ip_address(text.partition("%")[0])
    hidden = any(found in network for network in _EMBEDDING if network.version == found.version)
    return found.is_global and not found.is_multicast and not hidden


def _resolved(host: str, port: int, *, public_only: bool) -> tuple[str, int]:
    """The address that the name leads to; where it leads to several, each has to be public."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if public_only and not all(map(public, found)):
        raise Misused("outgoing.address")
    return found[0], port


@contextmanager
def cut_after(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Shut the connection down after this time: a socket's own timeout starts anew with each byte that arrives."""
    timer = Timer(seconds, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):  # It has just been closed by the other side.
        connection.shutdown(socket.SHUT_RDWR)
