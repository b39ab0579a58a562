"""What a typed value means, as vectors."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

import pytest

from api.flows.workbooks.layout import MAX_COMMENT
from api.flows.workbooks.values import Unfit, as_text, is_blank, read_absences, read_comment, read_level, read_mark
from domain.values import CommentResult, Kind, Level, Mark, Score


def scored(value: object, *, round_half_up: bool = False) -> Mark:
    return read_mark(value, Kind.SCORED, round_half_up=round_half_up)[0]


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        (7.5, "7.5"),
        (7, "7.0"),
        (7.0, "7.0"),
        (0, "0.0"),
        (-0.0, "0.0"),
        (10, "10.0"),
        (7.2, "7.2"),
        (0.1 + 0.2, "0.3"),
        (7.3 - 0.1, "7.2"),
        (7.199999999999999, "7.2"),
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        (" 7,5 ", "7.5"),
        ("\u00a07,5", "7.5"),
        ("\u200b7,5", "7.5"),
        ("7,50", "7.5"),
        ("7.20", "7.2"),
        ("10,0", "10.0"),
        ("-0", "0.0"),
        ("07", "7.0"),
    ],
)
def test_numbers_with_comma_or_point_are_marks(typed: object, mark: str) -> None:
    assert scored(typed) == Score(mark)
    assert str(scored(typed)) == mark


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        (6.75, "6.8"),
        ("6,75", "6.8"),
        (7.25, "7.3"),
        (6.35, "6.4"),
        (6.45, "6.5"),
        (9.95, "10.0"),
        (6.3333333333333, "6.3"),
    ],
)
def test_two_decimals_are_refused_unless_rounding_half_up(typed: object, mark: str) -> None:
    with pytest.raises(Unfit) as refused:
        scored(typed)
    assert refused.value.code == "score.decimals"
    assert scored(typed, round_half_up=True) == Score(mark)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (11, "score.range"),
        (-1, "score.range"),
        ("10,1", "score.range"),
        (10.04, "score.range"),
        (-0.04, "score.range"),
        (75, "score.range"),
        (1e300, "score.range"),
        ("abc", "score.text"),
        ("7,5đ", "score.text"),
        ("7,,5", "score.text"),
        ("1e1", "score.text"),
        ("٧", "score.text"),
        ("OK", "score.text"),
        (True, "score.text"),
        (float("nan"), "score.text"),
        (float("inf"), "score.text"),
        ("Đ", "score.expected"),
        ("CĐ", "score.expected"),
        ("CĐK", "score.expected"),
        (date(2026, 5, 7), "score.date"),
        (datetime(2026, 5, 7, 1, 2), "score.date"),  # noqa: DTZ001 - workbooks know no zones
        (time(7, 30), "score.date"),
        (timedelta(hours=7), "score.date"),
        (46149.0, "score.date"),
    ],
)
def test_what_is_no_mark_is_refused_even_when_rounding(typed: object, code: str) -> None:
    for round_half_up in (False, True):
        with pytest.raises(Unfit) as refused:
            scored(typed, round_half_up=round_half_up)
        assert refused.value.code == code


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ("Đ", "D"),
        ("đ", "D"),
        ("D", "D"),
        ("\u00d0", "D"),  # Icelandic eth: looks like Đ
        ("\u00f0", "D"),
        ("\u0189", "D"),
        ("Đạt", "D"),
        (" CĐ ", "CD"),
        ("cđ", "CD"),
        ("CD", "CD"),
        ("Chưa  đạt", "CD"),
    ],
)
def test_results_in_any_spelling(form: str, typed: str, result: str) -> None:
    text = unicodedata.normalize(form, typed)
    assert read_mark(text, Kind.COMMENT, round_half_up=False) == (CommentResult(result), False)


@pytest.mark.parametrize("typed", [7.5, "7,5", True, "x", "0K", date(2026, 5, 7), "ĐĐ"])
def test_a_comment_subject_takes_results_only(typed: object) -> None:
    with pytest.raises(Unfit) as refused:
        read_mark(typed, Kind.COMMENT, round_half_up=True)
    assert refused.value.code == "result.expected"


def test_zero_by_rule_has_its_own_sign() -> None:
    for typed in ("0K", "0k", " 0k "):
        assert read_mark(typed, Kind.SCORED, round_half_up=False) == (Score(0), True)
    for typed in ("CĐK", "cđk", "CDK"):
        assert read_mark(typed, Kind.COMMENT, round_half_up=False) == (CommentResult.CD, True)
    assert read_mark(0, Kind.SCORED, round_half_up=False) == (Score(0), False)


@pytest.mark.parametrize(
    ("typed", "level"),
    [("Tốt", Level.TOT), ("TỐT", Level.TOT), ("khá", Level.KHA), ("Đạt", Level.DAT), ("chưa đạt", Level.CHUA_DAT)]
    + [(level.name.lower(), level) for level in Level],
)
def test_levels_by_word_or_code(typed: str, level: Level) -> None:
    assert read_level(typed) is level
    assert read_level(unicodedata.normalize("NFD", typed)) is level


@pytest.mark.parametrize("typed", ["T", "CĐ", "Yếu", "Khả", 3, True])
def test_other_words_are_no_levels(typed: object) -> None:
    with pytest.raises(Unfit):
        read_level(typed)


def test_absences_are_whole_numbers_of_a_year() -> None:
    assert [read_absences(value) for value in (0, 3.0, "45", 366, "3,0")] == [0, 3, 45, 366, 3]
    for wrong in (-1, 367, 2.5, "2,5", "ba", True, date(2026, 1, 2), float("nan")):
        with pytest.raises(Unfit) as refused:
            read_absences(wrong)
        assert refused.value.code == "absences.number"


def test_comments_are_nfc_trimmed_and_bounded() -> None:
    assert read_comment(" " + unicodedata.normalize("NFD", "Tiến bộ rõ rệt") + "\n") == "Tiến bộ rõ rệt"
    assert read_comment("a\r\nb\rc_x000D_\nd") == "a\nb\nc\nd"
    assert len(read_comment(unicodedata.normalize("NFD", "ộ") * MAX_COMMENT)) == MAX_COMMENT
    wrongs = (("x" * (MAX_COMMENT + 1), "comment.long"), (8.5, "comment.not_text"), ("a\x1b[2J", "comment.characters"))
    for wrong, code in wrongs:
        with pytest.raises(Unfit) as refused:
            read_comment(wrong)
        assert refused.value.code == code


def test_blank_is_what_cannot_be_seen() -> None:
    assert all(is_blank(value) for value in (None, "", "  ", "\u00a0", "\u200b"))
    assert not any(is_blank(value) for value in (0, 0.0, False, "0"))


def test_a_shown_value_is_short_and_commands_no_terminal() -> None:
    assert as_text("\x1b[31mđỏ") == "\ufffd[31mđỏ"
    assert len(as_text("x" * 500)) == 60
    assert as_text(6.75) == "6.75"
