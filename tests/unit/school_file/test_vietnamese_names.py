"""Order of names: tên, tên đệm, họ; alphabet before tone."""

from __future__ import annotations

import random
import unicodedata
from typing import Literal

import pytest

from api.flows.vietnamese_names import name_key, split_name, syllable_key, tidy

ORDERED = [
    ["A", "Ă", "Â", "B", "C", "D", "Đ", "E", "Ê", "G", "H", "I", "K", "L", "M", "N", "O", "Ô", "Ơ", "P", "Q", "R", "S"],
    ["T", "U", "Ư", "V", "X", "Y", "Z"],
    # Tones: ngang, huyền, hỏi, ngã, sắc, nặng.
    ["la", "là", "lả", "lã", "lá", "lạ", "lăn", "lân"],
    ["Nguyễn Văn An", "Nguyễn Văn Ánh", "Nguyễn Văn Ăn", "Nguyễn Văn Ân", "Nguyễn Văn Bá"],
    ["Lê Thị Hoa", "Lê Thị Hòa", "Lê Thị Hoài", "Lê Thị Hoàn", "Lê Thị Hồng", "Lê Thị Huệ"],
    # Dz and D come before Đ, u before ư.
    ["Vũ Tiến Dũng", "Vũ Tiến Dương", "Vũ Tiến Đan", "Vũ Tiến Đạt", "Vũ Tiến Đức"],
    # Same tên: tên đệm decides, a shorter one first; then họ.
    ["Bùi Mai", "Đỗ Mai", "Trần Ánh Mai", "Bùi Thị Mai", "Nguyễn Thị Mai", "Bùi Thị Ngọc Mai", "Lê Thu Mai"],
    # Names of minorities: signs that are no letters are left out; a single word is a tên.
    ["K'Sung", "H'Ban Niê", "Y Blô Niê", "Lò Văn Pản"],
]


@pytest.mark.parametrize("names", ORDERED, ids=lambda names: names[0])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_order(names: list[str], form: Literal["NFC", "NFD"]) -> None:
    shuffled = [unicodedata.normalize(form, name) for name in names]
    random.Random(1).shuffle(shuffled)
    assert [unicodedata.normalize("NFC", name) for name in sorted(shuffled, key=name_key)] == names


def test_case_space_and_normal_form_make_no_difference() -> None:
    key = name_key("Nguyễn Thị Thu Hà")
    assert name_key("  NGUYỄN  THỊ thu hà ") == key
    assert name_key(unicodedata.normalize("NFD", "Nguyễn Thị Thu Hà")) == key


@pytest.mark.parametrize("syllable", ["ặ", "ậ", "ệ", "ộ", "ợ", "ự", "ẵ", "ễ", "ỡ", "đ", "Ữ"])
def test_decomposed_letters_keep_letter_and_tone(syllable: str) -> None:
    assert syllable_key(unicodedata.normalize("NFD", syllable)) == syllable_key(syllable)
    assert len(syllable_key(syllable)[0]) == 1


def test_parts_of_a_name() -> None:
    assert split_name("Nguyễn Thị Thu Hà") == ("Nguyễn", "Thị Thu", "Hà")
    assert split_name("Lê Hà") == ("Lê", "", "Hà")
    assert split_name(" Hà ") == ("", "", "Hà")


def test_tidy() -> None:
    assert tidy(" a\u0300 \u00a0 b\n") == "à b"
