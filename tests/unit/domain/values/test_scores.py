"""A score is a decimal from 0 to 10 with one decimal, and nothing that only looks like one (Điều 5.3b)."""

from __future__ import annotations

import copy
import json
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.values import Attainment, CommentResult, Mark, Rating, Score, Term

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "values" / "scores.json").read_text(encoding="utf-8")
)
MARK: TypeAdapter[Any] = TypeAdapter(Mark)
SCORE: TypeAdapter[Score] = TypeAdapter(Score)


@pytest.mark.parametrize(("given", "stored"), VECTORS["good"])
def test_a_score_is_stored_with_one_decimal(given: str | int, stored: str) -> None:
    assert str(Score(given)) == stored
    assert MARK.validate_json(json.dumps(given)) == Score(stored)
    assert MARK.dump_json(Score(given)) == json.dumps(stored).encode()


@pytest.mark.parametrize("fault", VECTORS["bad"])
def test_what_is_no_score_is_refused(fault: str) -> None:
    given = VECTORS["bad"][fault]
    with pytest.raises(ValueError):
        Score(given)
    with pytest.raises(ValidationError):
        SCORE.validate_json(json.dumps(given))
    if given != "D":
        with pytest.raises(ValidationError):
            MARK.validate_json(json.dumps(given))


@pytest.mark.parametrize(
    "number", ["NaN", "sNaN", "Infinity", "-Infinity", "-0.1", "10.05", "6.35", "1E+2", "6.5" + "0" * 40 + "1"]
)
def test_a_decimal_out_of_range_or_too_fine_is_refused(number: str) -> None:
    with pytest.raises(ValueError):
        Score(Decimal(number))


@pytest.mark.parametrize(
    ("number", "stored"), [("-0.0", "0.0"), ("-0", "0.0"), ("1E+1", "10.0"), ("7.50000", "7.5"), ("0E-9", "0.0")]
)
def test_equal_decimals_are_written_alike(number: str, stored: str) -> None:
    assert str(Score(Decimal(number))) == stored


def test_a_float_a_bool_and_an_enumeration_are_no_score() -> None:
    for given in (6.35, 7.0, True, False, Term.ONE, CommentResult.D, b"7.5", None, (0, (7, 5), -1)):
        with pytest.raises(ValueError):
            Score(given)


def test_averages_round_half_up() -> None:
    assert [str(Score.rounded(Decimal(text))) for text in ("6.35", "6.45", "8.444", "5.1111", "9.95")] == [
        "6.4", "6.5", "8.4", "5.1", "10.0",
    ]  # fmt: skip


def test_scores_are_ordered_and_equal_by_value() -> None:
    assert Score("6.4") < Score("6.5") <= Score("6.5") > Score("0")
    assert Score("7") == Score("7.0")
    assert len({Score("7"), Score("7.0"), Score(7)}) == 1
    assert Score("7") != "7.0"
    with pytest.raises(TypeError):
        assert Score("7") < 8


def test_a_score_is_frozen_and_can_be_copied() -> None:
    score = Score("7.5")
    with pytest.raises(AttributeError):
        score.value = Decimal(8)
    assert copy.deepcopy({"mark": score}) == {"mark": score} == pickle.loads(pickle.dumps({"mark": score}))
    assert repr(score) == "Score('7.5')"


def test_a_mark_is_a_score_or_a_result() -> None:
    assert MARK.validate_python("D") is CommentResult.D
    assert MARK.validate_json('"CD"') is CommentResult.CD
    assert MARK.validate_python(Score("7.5")) == Score("7.5")
    assert MARK.validate_json('"HOAN_THANH"') is Attainment.HOAN_THANH
    assert MARK.validate_json('"DAT"') is Rating.DAT
    for wrong in ("Đ", "CĐ", "d", "d ", "T", "KHA"):
        with pytest.raises(ValidationError):
            MARK.validate_python(wrong)
