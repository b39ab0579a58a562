"""
Order of Vietnamese personal names: given name (tên), then middle names (tên đệm), then family name (họ).

Each syllable is compared by its letters in the alphabet ``a ă â b c d đ e ê … ư v x y``, then by its tone: ngang,
huyền, hỏi, ngã, sắc, nặng. Upper and lower case, NFC and NFD and runs of spaces make no difference.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

#: The alphabet with f, j, w, z where a foreign name needs them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Mapping[str, int] = MappingProxyType({letter: rank for rank, letter in enumerate(ALPHABET)})

#: Combining tone marks in the order of Vietnamese dictionaries; no mark (ngang) is 0.
_TONES: Mapping[str, int] = MappingProxyType({"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5})

#: Marks that make another letter of the alphabet: breve (ă), circumflex (â ê ô), horn (ơ ư).
_LETTER_MARKS = frozenset("\u0306\u0302\u031b")

SyllableKey = tuple[tuple[int, ...], int]
NameKey = tuple[SyllableKey, tuple[SyllableKey, ...], SyllableKey, str]


def tidy(text: str) -> str:
    """The text in NFC, without spaces at its ends and with single spaces inside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def split_name(full_name: str) -> tuple[str, str, str]:
    """Family name, middle names, given name: ("Nguyễn", "Thị Thu", "Hà"). A single word is a given name."""
    words = tidy(full_name).split(" ")
    if len(words) == 1:
        return "", "", words[0]
    return words[0], " ".join(words[1:-1]), words[-1]


def syllable_key(syllable: str) -> SyllableKey:
    """Letters as ranks of the alphabet, then the tone; signs that are no letters (an apostrophe) are left out."""
    letters: list[int] = []
    tone = 0
    previous = ""
    for sign in unicodedata.normalize("NFD", syllable.casefold()):
        if sign in _TONES:
            tone = _TONES[sign]
        elif sign in _LETTER_MARKS and letters:
            # NFD may put the dot below between a letter and its circumflex, so the letter is remembered.
            composed = unicodedata.normalize("NFC", previous + sign)
            letters[-1] = _RANK.get(composed, letters[-1])
        elif sign in _RANK:
            letters.append(_RANK[sign])
            previous = sign
        elif sign.isalpha():
            # A letter of another alphabet comes after z, in the order of its code.
            letters.append(len(ALPHABET) + ord(sign))
            previous = sign
    return tuple(letters), tone


def name_key(full_name: str) -> NameKey:
    """Sort key of a full name; equal for two names only if they differ in case, spacing or normal form alone."""
    family, middle, given = split_name(full_name)
    return (
        syllable_key(given),
        tuple(syllable_key(word) for word in middle.split()),
        syllable_key(family),
        tidy(full_name).casefold(),
    )
