"""Attempts are bounded in number and memory; a link opens one file of one report for a while."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from api.routes import limits
from api.routes.limits import Attempt, Attempts, Window, network
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
        attempts.take(Attempt(f"10.0.0.{number}", "code"))
    with pytest.raises(Rejected) as refused:
        attempts.take(Attempt("10.0.1.1", "code"))
    assert refused.value.code == "lookup.number_needed"
    assert refused.value.facts["seconds"] == limits.CODE_WINDOW_S
    attempts.take(Attempt("10.0.1.1", "another code"))
    clock.now += limits.CODE_WINDOW_S
    attempts.take(Attempt("10.0.1.1", "code"))


def test_one_address_cannot_try_many_codes() -> None:
    attempts = Attempts(Clock())
    for number in range(limits.ADDRESS_ATTEMPTS_MAX):
        attempts.take(Attempt("2001:db8::1", f"code {number}"))
    with pytest.raises(Rejected):
        attempts.take(Attempt("2001:db8::ffff", "one more"))
    attempts.take(Attempt("2001:db8:0:1::1", "one more"))


def test_a_right_answer_does_not_count() -> None:
    attempts = Attempts(Clock())
    for _ in range(limits.CODE_ATTEMPTS_MAX * 5):
        attempts.take(Attempt("10.0.0.1", "code"))
        attempts.give_back(Attempt("10.0.0.1", "code"))


def test_a_long_code_is_counted_by_address_only() -> None:
    attempts = Attempts(Clock())
    for number in range(limits.CODE_ATTEMPTS_MAX):
        attempts.take(Attempt(f"10.0.0.{number}", "code"))
    attempts.take(Attempt("10.0.1.1"))
    attempts.give_back(Attempt("10.0.1.1"))
    for _ in range(limits.ADDRESS_ATTEMPTS_MAX):
        attempts.take(Attempt("10.0.1.1"))
    with pytest.raises(Rejected):
        attempts.take(Attempt("10.0.1.1"))


FAMILY = Attempt("203.0.113.7", "code", "036312004567")


def pair(number: int, place: int) -> Attempt:
    """A stranger's guess of date and personal number."""
    return Attempt(f"10.{place // 256}.{place % 256}.1", "code", f"{number:012}")


def test_who_used_up_the_dates_of_a_code_does_not_shut_out_who_knows_the_number() -> None:
    attempts = Attempts(Clock())
    for number in range(limits.CODE_ATTEMPTS_MAX):
        attempts.take(Attempt(f"10.0.0.{number}", "code"))
    for number in range(limits.PAIRS_HERE_MAX):
        attempts.take(pair(number, 0))
        attempts.take_known(pair(number, 0))
    for refused in (Attempt(FAMILY.address, "code"), pair(99, 0)):
        with pytest.raises(Rejected):
            attempts.take(refused)
    attempts.take(FAMILY)
    attempts.take_known(FAMILY)


def test_a_block_of_ipv6_addresses_is_one_network_to_guess_pairs_from() -> None:
    attempts = Attempts(Clock())
    for number in range(limits.PAIRS_HERE_MAX):
        attempts.take(Attempt(f"2001:db8:1:{number:x}::1", "code", f"{number:012}"))
    with pytest.raises(Rejected) as refused:
        attempts.take(Attempt("2001:db8:1:ffff::1", "code", "999999999999"))
    assert refused.value.code == "lookup.too_many"


def test_who_knows_the_number_guesses_no_more_dates_than_who_does_not() -> None:
    attempts = Attempts(Clock())
    for place in range(limits.PAIRS_OF_NUMBER_MAX):
        attempts.take_known(pair(36312004567, place))
    with pytest.raises(Rejected):
        attempts.take_known(pair(36312004567, 1000))
    attempts.take_known(pair(1, 1000))


def test_pairs_come_to_an_end_wherever_they_are_guessed_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAIRS_MAX", 100)
    attempts = Attempts(Clock())
    for number in range(100):
        attempts.take_known(pair(number, number))
    with pytest.raises(Rejected):
        attempts.take_known(pair(100, 100))
    for _ in range(200):
        attempts.give_back(pair(0, 0))
    attempts.take_known(pair(101, 101))


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
