"""Attacks on the limits of the lookup pages: whose word on an address is taken, and counters pushed out."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from api.routes import limits
from api.routes.deps import address
from api.routes.limits import CODE_ATTEMPTS_MAX, Attempt, Attempts, network
from domain.errors import Rejected

CODE = "02695573-447d-478f-a08f-30f5d38e1ad9"


def request(peer: str, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request({"type": "http", "client": (peer, 1), "headers": headers})


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("forwarded", [("203.0.113.7",), ("10.0.0.1, 203.0.113.7",), ("10.0.0.1", "203.0.113.7")])
def test_a_visitor_behind_a_proxy_cannot_choose_his_address(peer: str, forwarded: tuple[str, ...]) -> None:
    assert address(request(peer, *forwarded)) == "203.0.113.7"


@pytest.mark.parametrize("peer", ["198.51.100.1", "::ffff:198.51.100.1", "2001:db8::1"])
def test_only_a_proxy_on_this_machine_is_believed(peer: str) -> None:
    assert address(request(peer, "10.0.0.1")) == peer


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("198.51.100.1:50123", "198.51.100.1"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:12:34::1", "2001:db8:12:34::/64"),
        ("198.51.100.1:", "?"),
        ("[198.51.100.1", "?"),
    ],
)
def test_one_visitor_is_not_counted_as_everybody(written: str, counted: str) -> None:
    assert network(written) == counted


def test_invented_codes_do_not_push_the_counter_of_a_true_one_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COUNTERS_MAX", 100)
    attempts = Attempts()

    def guess(number: int) -> None:
        guessed = Attempt(f"2001:db8:0:{number:x}::1", CODE)
        attempts.take(guessed)
        attempts.take_known(guessed)

    for number in range(CODE_ATTEMPTS_MAX):
        guess(number)
        for invented in range(101):
            address = f"2001:db8:1:{invented:x}::1" if invented % 2 else f"10.0.0.{invented}"
            attempts.take(Attempt(address, f"invented {invented}"))
    with pytest.raises(Rejected, match="personal number"):
        guess(999)


def test_a_right_guess_is_given_back_in_both() -> None:
    attempts, ours = Attempts(), Attempt("198.51.100.1", CODE)
    for _ in range(3 * CODE_ATTEMPTS_MAX):
        attempts.take(ours)
        attempts.take_known(ours)
        attempts.give_back(ours)
