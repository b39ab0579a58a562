"""Old Vietnamese text: the tables against another program's, columns as vectors, and no word of Unicode is touched."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.flows.demo.names import FAMILY_NAMES, birth_place, family_name, full_name, hometown, residence
from api.flows.school_model import Sex
from api.flows.workbooks.legacy_text import Coding, Recognised, convert, recognise
from tests.kit import require

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/legacy_text/vectors.json").read_text())
#: Codes of TCVN 5712 VN3 that stand for a letter: all from A1 on but combining marks and what VN3 leaves free.
NO_LETTERS = {*range(0xAF, 0xB5), 0xBA, *range(0xBF, 0xC6), 0xCD, 0xD9, 0xDA, 0xDB, 0xE0, 0xF0}
TCVN3_CODES = sorted({*range(0xA1, 0xFF)} - NO_LETTERS)
#: Letter → as it is stored.
TCVN3 = {convert(chr(code), Coding.TCVN3): chr(code) for code in TCVN3_CODES}
VNI = {
    read: stored
    for letters, signs in VECTORS["vni_vowels"].items()
    for read, stored in zip(letters.split(), signs.split(), strict=True)
}
VNI |= {read.upper(): stored.upper() for read, stored in VNI.items()}


def iconv(content: bytes) -> str:
    made = subprocess.run(
        [require.program("iconv"), "-f", "TCVN5712-1", "-t", "UTF-8"], input=content, capture_output=True, check=True
    )
    return made.stdout.decode()


def test_each_letter_of_tcvn3_is_what_iconv_makes_of_it() -> None:
    # Each code stands alone between small letters, so that no rule for capitals applies.
    content = b"x x".join(bytes([code]) for code in TCVN3_CODES)
    assert convert(content.decode("latin-1"), Coding.TCVN3) == iconv(content)
    free = bytes(sorted(NO_LETTERS)).decode("latin-1")
    assert convert(free, Coding.TCVN3) == free


def test_each_letter_of_vni() -> None:
    assert len(VNI) == 2 * (12 * 6 + 1)
    assert {read: convert(stored, Coding.VNI) for read, stored in VNI.items()} == {read: read for read in VNI}


@pytest.mark.parametrize(("coding", "stored", "read"), VECTORS["texts"])
def test_texts(coding: str, stored: str, read: str) -> None:
    assert convert(stored, Coding(coding)) == read
    assert recognise([stored]) == Recognised(Coding(coding), {0: read})


@pytest.mark.parametrize("name", VECTORS["groups"])
def test_groups(name: str) -> None:
    group = VECTORS["groups"][name]
    found = recognise(group["texts"])
    assert found.coding == group["coding"]
    assert {str(place): text for place, text in found.converted.items()} == group["converted"]
    assert list(found.unsure) == group["unsure"]


def people(seed: int, count: int) -> list[str]:
    random = Random(seed)
    drawn = []
    for _ in range(count):
        sex = random.choice(list(Sex))
        drawn.append(full_name(random, sex, family_name(random, random.choice(list(FAMILY_NAMES)))))
        drawn += [birth_place(random), hometown(random), residence(random)]
    return drawn


def stored_as(text: str, coding: Coding) -> str:
    """As a person typed it; TCVN3 has no capitals with tones, so a vowel that needs one is small."""
    if coding is Coding.VNI:
        return "".join(VNI.get(sign, sign) for sign in text)
    return "".join(TCVN3.get(sign, TCVN3.get(sign.lower(), sign)) for sign in text)


@given(seed=st.integers(0, 2**32), coding=st.sampled_from([Coding.TCVN3, Coding.VNI]))
def test_a_column_of_people_is_read_back(seed: int, coding: Coding) -> None:
    column = people(seed, 6)
    found = recognise([stored_as(text, coding) for text in column])
    assert found.coding is coding
    assert [found.converted.get(place, text) for place, text in enumerate(column)] == column
    assert found.unsure == ()


@given(seed=st.integers(0, 2**32), form=st.sampled_from(["NFC", "NFD"]))
def test_no_word_of_unicode_is_taken_for_another_coding(seed: int, form: str) -> None:
    words = [word for text in people(seed, 4) for word in text.split()]
    for word in words:
        assert recognise([unicodedata.normalize(form, word)]) == Recognised(Coding.UNICODE)
