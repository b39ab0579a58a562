"""Codes of the phone: those of RFC 6238, half a minute off at most, each good once."""

from __future__ import annotations

import base64
from xml.etree import ElementTree

import pytest

from api.signin import totp

#: RFC 6238, appendix B: the secret and the last six of its eight digits.
SECRET = b"12345678901234567890"
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert totp.accepted(SECRET, code, at, 0) == at // 30
    assert totp.accepted(SECRET, f"{code[:3]} {code[3:]}", at, 0) == at // 30


def test_a_phone_may_be_half_a_minute_off_and_no_more() -> None:
    at, code = VECTORS[2]
    found = {off: totp.accepted(SECRET, code, at + off, 0) for off in (-60, -30, 0, 30, 60)}
    assert found == {-60: None, -30: at // 30, 0: at // 30, 30: at // 30, 60: None}


def test_a_code_is_good_once() -> None:
    at, code = VECTORS[2]
    step = totp.accepted(SECRET, code, at, 0)
    assert step is not None
    assert totp.accepted(SECRET, code, at, step) is None
    assert totp.accepted(SECRET, code, at + 20, step) is None


@pytest.mark.parametrize("given", ["", "287083", "28708", "2870820", "²87082", "abcdef", "287082\n", "-87082"])
def test_anything_else_is_none(given: str) -> None:
    assert totp.accepted(SECRET, given, 59, 0) is None


def test_what_is_shown_can_be_scanned_or_typed() -> None:
    assert base64.b32decode(totp.shown(SECRET).replace(" ", "")) == SECRET
    kind, _, drawn = totp.picture(SECRET, "gv01").partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert ElementTree.fromstring(base64.b64decode(drawn)).tag.endswith("svg")
    assert len(totp.new_secret()) == 20
    assert totp.new_secret() != totp.new_secret()
