"""Scores and texts: every value that is accepted comes back as it was, every other one is refused."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pydantic import TypeAdapter, ValidationError

from domain.values import Score, Text

SCORE: TypeAdapter[Score] = TypeAdapter(Score)
TEXT: TypeAdapter[str] = TypeAdapter(Text)


@given(tenths=st.integers(0, 100))
def test_every_tenth_from_0_to_10_is_a_score_and_survives_its_json(tenths: int) -> None:
    score = Score(Decimal(tenths) / 10)
    assert str(score) == f"{tenths // 10}.{tenths % 10}"
    assert SCORE.validate_json(SCORE.dump_json(score)) == score == Score(str(score))


@given(number=st.decimals(allow_nan=True, allow_infinity=True))
def test_a_decimal_is_a_score_exactly_where_it_is_a_tenth_from_0_to_10(number: Decimal) -> None:
    made = None
    with contextlib.suppress(ValueError):
        made = Score(number)
    tenth = number.is_finite() and 0 <= number <= 10 and number == number.quantize(Decimal("0.1"))
    assert (made is not None) == tenth
    if made is not None:
        assert made.value == number
        assert not str(made).startswith("-")


@given(text=st.text(max_size=8))
def test_a_text_is_a_score_only_in_plain_digits(text: str) -> None:
    made = None
    with contextlib.suppress(ValueError):
        made = Score(text)
    if made is not None:
        assert text.isascii()
        assert made.value == Decimal(text)


@given(text=st.text(min_size=1, max_size=20))
def test_a_text_that_is_accepted_comes_back_from_xml_as_it_was(text: str) -> None:
    try:
        accepted = TEXT.validate_python(text)
    except ValidationError:
        return
    assert accepted == text
    written = escape(text, {"\r": "&#13;"})
    assert etree.fromstring(f"<a>{written}</a>").text == text
