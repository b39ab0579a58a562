"""Attempts are bounded in number and memory; a link opens one file of one report for a while."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from api.routes import limits
from api.routes.limits import Attempts, Window, network
from api.routes.links import LINK_S_MAX, Kind, Links
from domain.errors import Rejected


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_the_attempts_at_a_code_end_and_come_back_after_the_window() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for number in range(limits.CODE_ATTEMPTS_MAX):
        attempts.take("code", f"10.0.0.{number}")
    with pytest.raises(Rejected) as refused:
        attempts.take("code", "10.0.1.1")
    assert refused.value.code == "lookup.too_many"
    assert refused.value.facts["seconds"] == limits.CODE_WINDOW_S
    attempts.take("another code", "10.0.1.1")
    clock.now += limits.CODE_WINDOW_S
    attempts.take("code", "10.0.1.1")


def test_one_address_cannot_try_many_codes() -> None:
    attempts = Attempts(Clock())
    for number in range(limits.ADDRESS_ATTEMPTS_MAX):
        attempts.take(f"code {number}", "2001:db8::1")
    with pytest.raises(Rejected):
        attempts.take("one more", "2001:db8::ffff")
    attempts.take("one more", "2001:db8:0:1::1")


def test_a_right_answer_does_not_count() -> None:
    attempts = Attempts(Clock())
    for _ in range(limits.CODE_ATTEMPTS_MAX * 5):
        attempts.take("code", "10.0.0.1")
        attempts.give_back("code", "10.0.0.1")


def test_a_long_code_is_counted_by_address_only() -> None:
    attempts = Attempts(Clock())
    for number in range(limits.CODE_ATTEMPTS_MAX):
        attempts.take("code", f"10.0.0.{number}")
    attempts.take(None, "10.0.1.1")
    attempts.give_back(None, "10.0.1.1")
    for _ in range(limits.ADDRESS_ATTEMPTS_MAX):
        attempts.take(None, "10.0.1.1")
    with pytest.raises(Rejected):
        attempts.take(None, "10.0.1.1")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COUNTERS_MAX", 100)
    window = Window(1, 60, Clock())
    for number in range(1000):
        window.take(str(number))
    assert len(window) == 100


def test_networks() -> None:
    assert network("192.0.2.7") == "192.0.2.7"
    assert network("2001:db8::1") == network("2001:db8::2") == "2001:db8::/64"
    assert network("unix:") == "?"


def test_a_link_opens_its_own_file_of_its_own_report_until_its_time() -> None:
    clock = Clock()
    links, code = Links(clock), uuid4()
    until, proof = _parts(links.path(code, Kind.PDF, 2))
    taken = 2
    links.check(code, Kind.PDF, until, taken, proof)
    for refused in (
        (uuid4(), Kind.PDF, until, taken, proof),
        (code, Kind.XML, until, taken, proof),
        (code, Kind.PDF, until + 1, taken, proof),
        (code, Kind.PDF, until, taken + 1, proof),
        (code, Kind.PDF, until, taken, proof[:-1] + ("A" if proof[-1] != "A" else "B")),
        (code, Kind.PDF, until, taken, ""),
        (code, Kind.PDF, until, taken, "ế"),
    ):
        with pytest.raises(Rejected) as error:
            links.check(*refused)
        assert error.value.code == "link.expired"
    with pytest.raises(Rejected):
        Links(clock).check(code, Kind.PDF, until, taken, proof)  # another process, or this one started anew
    clock.now += LINK_S_MAX + 1
    with pytest.raises(Rejected):
        links.check(code, Kind.PDF, until, taken, proof)


def _parts(path: str) -> tuple[int, str]:
    """All that an address tells: until when, and the proof."""
    found = re.fullmatch(r"/t/[0-9a-f-]{36}/hoc-ba\.pdf\?den=(\d+)&dau=([\w-]+)", path)
    assert found
    return int(found[1]), found[2]
