"""What a teacher types means one value or is refused by name (people.md B2, C1.2)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.report.events import Absences
from domain.typing import Unfit, absences_of, mark_of
from domain.values import Attainment, Column, CommentResult, Kind, Score


def scored(text: str, *, quick: bool = False) -> object:
    return mark_of(text, Kind.SCORED, Column.TX1, quick=quick)[0]


def refused(text: str, kind: Kind = Kind.SCORED, column: Column = Column.TX1, *, quick: bool = False) -> str:
    with pytest.raises(Unfit) as caught:
        mark_of(text, kind, column, quick=quick)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        ("75", "7.5"),
        ("10", "10"),
        ("05", "0.5"),
        ("00", "0"),
        ("7", "7"),
        ("10,0", "10"),
    ],
)
def test_quick_typing_leaves_out_the_comma_and_ten_stays_ten(text: str, mark: str) -> None:
    assert scored(text, quick=True) == Score(mark)


@pytest.mark.parametrize(
    ("text", "code"),
    [("6,75", "score.decimals"), ("105", "score.range"), ("100", "score.range"), ("-1", "score.range"),
     ("tám", "score.text"), ("7,5,", "score.text"), ("Đ", "score.expected")],
)  # fmt: skip
def test_what_is_no_mark_is_refused_by_name_quick_or_not(text: str, code: str) -> None:
    assert refused(text) == code
    assert refused(text, quick=True) == code


def test_without_quick_typing_two_digits_are_beyond_the_scale() -> None:
    assert refused("75") == "score.range"


@given(st.integers(0, 100), st.sampled_from(",."))
def test_every_mark_of_the_scale_is_read_however_it_is_written(tenths: int, point: str) -> None:
    mark = Score(str(tenths // 10) + "." + str(tenths % 10))
    assert scored(f"{tenths // 10}{point}{tenths % 10}", quick=True) == mark
    if tenths < 100:  # two digits cannot say 10,0
        assert scored(f"{tenths:02}", quick=True) == (Score(10) if tenths == 10 else mark)


@pytest.mark.parametrize(
    ("text", "result"),
    [("đ", "D"), ("Đ", "D"), ("d", "D"), ("c", "CD"), ("C", "CD"), ("cđ", "CD"), ("CD", "CD"), ("chưa đạt", "CD")],
)
def test_a_result_takes_one_key_and_any_spelling(text: str, result: str) -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, text)
        assert mark_of(typed, Kind.COMMENT, Column.GK) == (CommentResult(result), False)


def test_a_missed_assessment_is_typed_by_its_rule() -> None:
    assert mark_of("0k", Kind.SCORED, Column.CK) == (Score(0), True)
    assert mark_of("CĐK", Kind.COMMENT, Column.CK) == (CommentResult.CD, True)
    assert refused("0K", Kind.LEVEL, Column.GK) == "attainment.expected"


def test_primary_school_takes_letters_and_whole_tests() -> None:
    assert mark_of("t", Kind.LEVEL, Column.GK)[0] is Attainment.HOAN_THANH_TOT
    assert mark_of("9", Kind.LEVEL, Column.KT_CK)[0] == Score(9)
    assert refused("8,5", Kind.LEVEL, Column.KT_CK) == "score.integer"
    assert refused("T", Kind.LEVEL, Column.KT_CK) == "score.expected"
    # Quick typing is for scores with a decimal.
    assert refused("75", Kind.LEVEL, Column.KT_CK, quick=True) == "score.range"


def test_absences_are_a_pair() -> None:
    assert absences_of(" 3 + 1 ") == Absences(permitted=3, unpermitted=1)
    for text in ("3", "3+", "3-1", "999+0"):
        with pytest.raises(Unfit):
            absences_of(text)
