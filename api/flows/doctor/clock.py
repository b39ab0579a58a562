"""
Is this machine's clock right, beside the database's, a time server's and a timestamp service's.

A time server is asked by SNTP (RFC 4330): one datagram there, one back. An append is refused whose time is more than a
minute off the database's (design §3), and a signature states its time: so a minute is where it must be mended.
"""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from api.flows.doctor.findings import Finding, State, graded
from domain.errors import Misused
from domain.ledger import Pool
from domain.ledger.database import rows
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "doctor.clock_same": (
            "khớp với {reference} (lệch {seconds} giây).",
            "agrees with {reference} ({seconds} seconds off).",
        ),
        "doctor.clock_off": (
            "máy này lệch {seconds} giây so với {reference}.",
            "this machine is {seconds} seconds off {reference}.",
        ),
        "doctor.clock_off_do": (
            "Bật đồng bộ giờ của hệ điều hành (chrony, systemd-timesyncd, Internet time) rồi kiểm tra lại; chữ ký và "
            "bản ghi mang giờ này.",
            "Turn on the time service of the system (chrony, systemd-timesyncd, Internet time), then ask again: "
            "signatures and entries bear this time.",
        ),
        "doctor.clock_silent": (
            "không hỏi được giờ ở {reference}: {reason}.",
            "{reference} could not be asked for the time: {reason}.",
        ),
        "doctor.clock_silent_do": (
            "Kiểm tra tên máy chủ giờ và tường lửa (UDP 123), hoặc nêu máy khác bằng --time-server.",
            "Check the server's name and the firewall (UDP 123), or name another with --time-server.",
        ),
        "doctor.clock_unasked": (
            "chưa so với giờ bên ngoài.",
            "not compared with anybody outside.",
        ),
        "doctor.clock_unasked_do": (
            "Chạy lại với --time-server TÊN (ví dụ máy chủ giờ của Sở), hoặc đặt HOCBA_TSA_URL.",
            "Run again with --time-server NAME (such as the Department's), or set HOCBA_TSA_URL.",
        ),
        "doctor.time_server": (
            "Tên máy chủ giờ không dùng được: {found}. Viết: TÊN hoặc TÊN:CỔNG.",
            "Not the name of a time server: {found}. Write NAME or NAME:PORT.",
        ),
    }
)

NOTICE_S = 2.0
MEND_S = 60.0

PORT = 123
ANSWER_S_MAX = 3.0
#: Seconds from 1900, where NTP counts from, to 1970.
_EPOCH = 2_208_988_800
#: No leap warning, version 4, client.
_ASK = bytes([0x23]) + bytes(39)
_SERVER = 4
_PACKET_BYTES = 48


def offset(name: str) -> float:
    """
    Seconds by which the clock of this machine is behind the server ``NAME`` or ``NAME:PORT``.

    Raises Misused ``doctor.time_server`` for no name, OSError where nobody answers as a time server does.
    """
    host, _, port = name.partition(":")
    if not host or not (port or "1").isdecimal():
        raise Misused("doctor.time_server", found=name)
    # Our own time is nobody's business: a random number stands for it, and in the answer tells that it is to us.
    ours = secrets.token_bytes(8)
    family, kind, _, _, where = socket.getaddrinfo(host, int(port or PORT), type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind) as asking:
        asking.settimeout(ANSWER_S_MAX)
        asking.connect(where)
        sent, before = time.time(), time.monotonic()
        asking.send(_ASK + ours)
        answer = asking.recv(_PACKET_BYTES + 1)
        received = sent + time.monotonic() - before
    if len(answer) < _PACKET_BYTES or answer[0] & 7 != _SERVER or answer[24:32] != ours:
        raise OSError("no answer of a time server")
    if answer[0] >> 6 == 3 or not 1 <= answer[1] <= 15:
        raise OSError("the server's own clock is not set")
    arrived, left = (_seconds(answer[at : at + 8]) for at in (32, 40))
    return ((arrived - sent) + (left - received)) / 2


def _seconds(stamp: bytes) -> float:
    whole, fraction = struct.unpack("!II", stamp)
    return float(whole - _EPOCH + fraction / 2**32)


def time_server(name: str | None) -> Iterator[Finding]:
    """The clock beside a time server's, where one was named."""
    if name is None:
        return
    try:
        yield judged(offset(name), name)
    except OSError as error:
        facts = {"reference": name, "reason": error.strerror or error}
        yield Finding(State.UNKNOWN, "clock", "clock_silent", facts)


def database(pool: Pool) -> Iterator[Finding]:
    """The clock beside the database's own, whatever a test's clock says."""
    before = time.time()
    [(answered,)] = rows(pool, "SELECT clock_timestamp()", [])
    yield judged(answered.timestamp() - (before + time.time()) / 2, "PostgreSQL")


def stamped(at: datetime, service: str) -> Finding:
    """The clock beside the time in a timestamp that was given just now; its fractions may be cut off."""
    return judged((at - datetime.now(UTC)).total_seconds(), service)


def judged(seconds: float, reference: str) -> Finding:
    """What so many seconds mean."""
    state = graded(abs(seconds), NOTICE_S, MEND_S)
    facts = {"seconds": round(abs(seconds)), "reference": reference}
    return Finding(state, "clock", "clock_same" if state is State.FINE else "clock_off", facts)
