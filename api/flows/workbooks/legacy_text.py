"""
Vietnamese typed before Unicode: TCVN3 (ABC, the ``.Vn…`` fonts) and VNI (the ``VNI-…`` fonts), found and converted.

A workbook stores such text as the Latin letters that stand at the same codes ("NguyÔn", "Nguyeãn" for "Nguyễn"), so
nothing but the words tells it from Unicode: "Thò" is a word, and is "Thị" in VNI. Texts are therefore judged together,
a column at a time: a word that is no Vietnamese syllable as it stands, but is one in another coding, gives the column
away. What reads well either way in a column of both is never guessed; it is named as unsure.

Decomposed Unicode (NFD) is the same text and is only composed. Pure: no files, no ledger. Sources: TCVN 5712:1993
(VN3), the table of VNI-Windows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Coding(StrEnum):
    """How a text is written (bảng mã)."""

    UNICODE = "UNICODE"
    TCVN3 = "TCVN3"
    VNI = "VNI"


#: The codes A1 to AE, then the vowels with tones; AD, a letter, is Latin's soft hyphen. The gaps are no letters.
_TCVN3: Mapping[str, str] = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
#: Some programs store the micro sign as the Greek letter.
_TCVN3_SIGNS = str.maketrans({**_TCVN3, "μ": "à"})

#: VNI puts a sign behind the letter: sign → combining marks (huyền 0300, hỏi 0309, ngã 0303, sắc 0301, nặng 0323).
_VNI_MARKS: Mapping[str, str] = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS: Mapping[str, str] = {
    "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ",
}  # fmt: skip


def _vni_pairs() -> dict[str, str]:
    """Every letter and sign that make one letter: "aù" → "á", "öï" → "ự"."""
    made: dict[str, str] = {}
    for letter in "aeoôuöy":
        for sign, marks in _VNI_MARKS.items():
            whole = unicodedata.normalize("NFC", _VNI_LETTERS.get(letter, letter) + marks)
            if len(whole) == 1 and whole not in "ĕŏŭ":
                made[letter + sign] = whole
    return made


_VNI: Mapping[str, str] = {**_vni_pairs(), **_VNI_LETTERS}
#: Longest first; the case of a letter is that of its first sign.
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)), re.IGNORECASE)

#: Letters that no legacy text holds: they stand beyond the codes of one byte.
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
#: Between words: spaces, digits, ASCII punctuation, dashes and quotation marks. Signs such as ¸ are letters in TCVN3.
_BETWEEN_WORDS = re.compile(r"[\s0-9!-/:-@\[-`{-~–—“”‘’…]+")

_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
#: Syllables that end in a stop bear sắc or nặng only.
_STOPS, _TONES_OF_STOPS = frozenset(("c", "ch", "p", "t")), frozenset("\u0301\u0323")
_SYLLABLE = re.compile(
    "(?:b|ch?|d|đ|gi|gh?|h|kh?|l|m|nh|ngh?|n|ph?|qu|r|s|th|tr|t|v|x)?"
    "(?:uyê|uya|uyu|uây|uôi|uai|uay|uao|uau|uêu|iêu|yêu|oai|oay|oao|oeo|ươi|ươu"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê"
    "|[aăâeêioôơuưy])"
    "(?P<final>ch|ng|nh|c|m|n|p|t)?"
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """
    How a group of texts is written.

    Args:
        coding: UNICODE where nothing is to be converted.
        converted: place in the group → the text in Unicode (NFC), for the texts that change.
        unsure: places of texts that read well both ways, in a group that holds both; ``converted`` has none of them.

    """

    coding: Coding
    converted: Mapping[int, str] = field(default_factory=dict)
    unsure: tuple[int, ...] = ()


def recognise(texts: Sequence[str]) -> Recognised:
    """The coding of texts that were typed together, such as a column of names, and what they read in Unicode."""
    composed = [unicodedata.normalize("NFC", text) for text in texts]
    open_texts = {i: text for i, text in enumerate(composed) if not text.isascii() and not _UNICODE_ONLY.search(text)}
    certain = {
        coding: {i for i, text in open_texts.items() if not _reads_well(text) and _reads_well(convert(text, coding))}
        for coding in (Coding.TCVN3, Coding.VNI)
    }
    coding = max(certain, key=lambda each: len(certain[each]))
    other = certain[Coding.VNI if coding is Coding.TCVN3 else Coding.TCVN3] - certain[coding]
    if not certain[coding]:
        return Recognised(Coding.UNICODE)
    read = {i: convert(text, coding) for i, text in open_texts.items()}
    changed = {i: text for i, text in read.items() if text != composed[i]}
    mixed = other or any(_UNICODE_ONLY.search(text) for text in composed)
    sure = certain[coding] if mixed else set(changed)
    unsure = tuple(sorted((changed.keys() | other) - sure))
    return Recognised(coding, {i: text for i, text in changed.items() if i in sure}, unsure)


def convert(text: str, coding: Coding) -> str:
    """The text in Unicode, NFC, as if it were written in ``coding``; signs that the coding has not stay as they are."""
    composed = unicodedata.normalize("NFC", text)
    match coding:
        case Coding.TCVN3:
            return _from_tcvn3(composed)
        case Coding.VNI:
            return _VNI_SIGNS.sub(_vni_letter, composed)
        case Coding.UNICODE:
            return composed


def _vni_letter(found: re.Match[str]) -> str:
    letter = _VNI[found[0].lower()]
    return letter.upper() if found[0][0].isupper() else letter


def _from_tcvn3(text: str) -> str:
    """
    TCVN3 has no capitals with tones; a font of capitals shows them.

    So a text in capitals becomes one wholly, and a word that begins with such a vowel gets its capital where the words
    beside it have theirs ("NguyÔn ThÞ ¸nh", "X· ý S¬n, tØnh").
    """
    read = text.translate(_TCVN3_SIGNS)
    plain = re.findall("[A-Za-z]+", text)
    if any(len(word) > 1 for word in plain) and all(word.isupper() for word in plain):
        return read.upper()
    words = read.split(" ")
    could = [old[:1] in _TCVN3 and new[0].islower() for old, new in zip(text.split(" "), words, strict=True)]
    for place in (place for place, open_ in enumerate(could) if open_):
        before = (words[i] for i in range(place - 1, -1, -1) if words[i])
        after = (words[i] for i in range(place + 1, len(words)) if words[i] and not could[i])
        beside = [word for word in (next(before, None), next(after, None)) if word]
        if beside and all(word[0].isupper() for word in beside):
            words[place] = words[place][0].upper() + words[place][1:]
    return " ".join(words)


def _reads_well(text: str) -> bool:
    """Whether every word with a letter beyond ASCII is a Vietnamese syllable."""
    return all(word.isascii() or _is_syllable(word) for word in _BETWEEN_WORDS.split(text))


def _is_syllable(word: str) -> bool:
    signs = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in signs if sign in _TONES]
    found = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in _TONES)))
    if found is None or len(tones) > 1:
        return False
    return found["final"] not in _STOPS or (bool(tones) and tones[0] in _TONES_OF_STOPS)
