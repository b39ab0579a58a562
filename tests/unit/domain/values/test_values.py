"""Levels, cells, names of school years, texts and commitments: what they accept, and how they read."""

from __future__ import annotations

import hashlib
import json

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.values import (
    TEXT_CHARACTERS_MAX,
    Cell,
    Column,
    Digest,
    Level,
    Personal,
    SchoolYearName,
    Term,
    Text,
)

LEVEL: TypeAdapter[Level] = TypeAdapter(Level)
NAME: TypeAdapter[str] = TypeAdapter(SchoolYearName)
TEXT: TypeAdapter[str] = TypeAdapter(Text)
CELL: TypeAdapter[Cell] = TypeAdapter(Cell)


def test_levels_are_ordered_from_chua_dat_to_tot_and_stored_by_name() -> None:
    assert Level.CHUA_DAT < Level.DAT < Level.KHA < Level.TOT
    for level in Level:
        assert LEVEL.dump_json(level) == json.dumps(level.name).encode()
        assert LEVEL.validate_json(LEVEL.dump_json(level)) is level


@pytest.mark.parametrize("wrong", ['"GIOI"', '"Tốt"', '"tot"', "3", "true", "null", '""', "[]"])
def test_an_unknown_level_is_a_validation_error_and_not_a_key_error(wrong: str) -> None:
    with pytest.raises(ValidationError):
        LEVEL.validate_json(wrong)


def test_a_level_is_shown_in_the_official_word() -> None:
    assert [str(level) for level in Level] == ["Chưa đạt", "Đạt", "Khá", "Tốt"]
    assert f"{Level.KHA}" == "Khá"


@pytest.mark.parametrize("name", ["2025-2026", "2021-2022", "1999-2000"])
def test_a_school_year_is_two_years_that_follow_each_other(name: str) -> None:
    assert NAME.validate_python(name) == name


@pytest.mark.parametrize(
    "name", ["2025-2027", "2026-2025", "2025–2026", "2025-2026 ", "25-26", "2025", "", "٢٠٢٥-٢٠٢٦", "２０２５-２０２６"]
)
def test_any_other_name_of_a_school_year_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(name)


def test_a_cell_names_its_place() -> None:
    assert str(Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)) == "TOAN HK1 TX1"
    assert str(Cell(subject="NGHE_THUAT", part="MI_THUAT", term=Term.TWO, column=Column.CK)) == (
        "NGHE_THUAT/MI_THUAT HK2 CK"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"term": 3, "column": "TX1"},
        {"term": 1, "column": "TX6"},
        {"term": 1, "column": "TX1", "mark": "7.5"},
        {"column": "TX1"},
    ],
)
def test_a_cell_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CELL.validate_python({"subject": "TOAN", **wrong})


def test_a_text_is_never_empty_blank_or_endless() -> None:
    longest = "ệ" * TEXT_CHARACTERS_MAX
    assert TEXT.validate_python(longest) == longest
    for wrong in ("", " ", "\n\t ", "\u00a0", longest + "x"):
        with pytest.raises(ValidationError):
            TEXT.validate_python(wrong)


@pytest.mark.parametrize("letter", ["\0", "\x0b", "\x1f", "\x7f", "\x9f", "\ufffe", "\uffff"])
def test_a_text_holds_nothing_that_the_report_cannot_show(letter: str) -> None:
    """XML has no such characters: what is recorded with one could never be opened for signing."""
    with pytest.raises(ValidationError):
        TEXT.validate_python(f"Chăm{letter}học")


def test_a_text_may_have_several_lines_and_any_letters() -> None:
    for text in ("Chăm học.\nCó cố gắng.", "a\tb", "a\r\nb", "Nguyễn Thị Ánh", "👩🏫"):
        assert TEXT.validate_python(text) == text


@pytest.mark.parametrize("wrong", ["ab" * 31, "AB" * 32, "ab" * 33, "gg" * 32, "ab" * 32 + "\n"])
def test_a_digest_is_64_lower_case_hex_digits(wrong: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Digest).validate_python(wrong)


def test_the_commitment_to_a_personal_value() -> None:
    """SHA-256(salt ‖ field ‖ 0x00 ‖ value in UTF-8), fixed for ever: it stands in entries."""
    personal = Personal(field="full_name", value="Nguyễn Thị Ánh", salt=bytes(range(16)))
    assert personal.commitment == "17590d7d78aede74622f9122bcac8497008de8c6a86eb34952b943367c0af8ec"
    assert (
        personal.commitment
        == hashlib.sha256(bytes(range(16)) + b"full_name" + b"\0" + "Nguyễn Thị Ánh".encode()).hexdigest()
    )


def test_equal_values_have_different_commitments() -> None:
    assert Personal.of("sex", "NAM").commitment != Personal.of("sex", "NAM").commitment


def test_a_commitment_cannot_be_shared_by_two_fields() -> None:
    """A zero byte in the name of a field would move the border between name and value."""
    with pytest.raises(ValidationError):
        Personal(field="full\0name", value="x", salt=bytes(16))
    for salt in (bytes(15), bytes(17), b""):
        with pytest.raises(ValidationError):
            Personal(field="full_name", value="x", salt=salt)


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\u2028", "\xad", "\ufeff", "\x1b", "\x9b"])
def test_a_text_hides_nothing_from_its_reader(hidden: str) -> None:
    """U+202E shows what follows backwards: a name on a page would not be the name that was signed."""
    with pytest.raises(ValidationError, match="hidden or control character"):
        TypeAdapter(Text).validate_python(f"Nguyễn {hidden}Văn A")
