"""
Values of the field: scores, levels, terms, cells, the school year. Frozen and checked where they are made.

No floats: a score is a ``Decimal`` with one decimal (Circular 22/2021, Article 5.3b). In JSON a score is the string
``"7.5"`` (always one decimal), a comment result ``"D"`` or ``"CD"``, a primary level its code (``"HOAN_THANH_TOT"``).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, WrapValidator
from pydantic_core import core_schema

from domain.event import Value
from domain.words import ATTAINMENT_WORDS, PART_NAMES, RATING_WORDS, SUBJECT_NAMES, TRAIT_NAMES, Language

ONE_DECIMAL = Decimal("0.1")


class Score:
    """
    A mark on the scale of ten (điểm), 0 to 10, one decimal (TT 22/2021 Điều 5.3b).

    Made from a string, an int or a Decimal; a float is refused, because 6.35 has no exact float.
    Raises ValueError naming the fault: not a number, out of range, more than one decimal.
    """

    __slots__ = ("value",)
    value: Decimal

    def __init__(self, value: str | int | Decimal) -> None:
        # Decimal itself takes more than it should: floats, booleans, tuples of digits, members of IntEnum.
        if not isinstance(value, (str, Decimal)) and type(value) is not int:
            raise ValueError(f"a score is a decimal string, not {type(value).__name__} {value!r}")
        if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,4})?", value):
            raise ValueError(f"not a score: {value!r}")
        decimal = Decimal(value)
        if not decimal.is_finite() or not 0 <= decimal <= 10:
            raise ValueError(f"score out of range 0 to 10: {value}")
        if decimal != decimal.quantize(ONE_DECIMAL):
            raise ValueError(f"a score has one decimal: {value}")
        object.__setattr__(self, "value", abs(decimal.quantize(ONE_DECIMAL)))  # abs: -0.0 is written 0.0

    @classmethod
    def rounded(cls, value: Decimal) -> Self:
        """Rounded half up to one decimal, the convention for every average (domain.md §2.4)."""
        return cls(value.quantize(ONE_DECIMAL, rounding=ROUND_HALF_UP))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Score is frozen")

    def __reduce__(self) -> tuple[type[Score], tuple[str]]:
        return Score, (str(self),)  # copy and pickle would set the attribute

    def __str__(self) -> str:
        return str(self.value)

    def said(self, language: Language) -> str:
        """For people: ``7,5`` in Vietnamese."""
        return str(self).replace(".", ",") if language == "vi" else str(self)

    def __repr__(self) -> str:
        return f"Score({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return self.value == other.value if isinstance(other, Score) else NotImplemented

    def __lt__(self, other: Score) -> bool:
        return self.value < other.value if isinstance(other, Score) else NotImplemented

    def __le__(self, other: Score) -> bool:
        return self.value <= other.value if isinstance(other, Score) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda given: given if isinstance(given, cls) else cls(given),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: object) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^([0-9](\.[0-9])?|10(\.0)?)$"}


class CommentResult(StrEnum):
    """Result of a subject assessed by comments (môn đánh giá bằng nhận xét): Đạt or Chưa đạt."""

    D = "D"
    CD = "CD"

    def said(self, language: Language) -> str:
        """For people: ``Đ``, ``CĐ`` in Vietnamese, as in the gradebook."""
        return self.value.replace("D", "Đ") if language == "vi" else self.value


class Attainment(StrEnum):
    """
    Primary: what a pupil attained in a subject or activity (mức đạt được, TT 27/2020 Điều 7.1a).

    Stored are codes, never letters: T and C mean other words in a ``Rating``.
    """

    HOAN_THANH_TOT = "HOAN_THANH_TOT"
    HOAN_THANH = "HOAN_THANH"
    CHUA_HOAN_THANH = "CHUA_HOAN_THANH"

    @property
    def letter(self) -> str:
        """T, H, C: how a workbook and the report write it (TT 27/2020 Phụ lục 1)."""
        return {"HOAN_THANH_TOT": "T", "HOAN_THANH": "H", "CHUA_HOAN_THANH": "C"}[self.value]

    def said(self, language: Language) -> str:
        """For people: ``Hoàn thành tốt`` in Vietnamese."""
        return ATTAINMENT_WORDS[self.value] if language == "vi" else self.value


class Rating(StrEnum):
    """Primary: the rating of a quality or competency (phẩm chất, năng lực; TT 27/2020 Điều 7.2)."""

    TOT = "TOT"
    DAT = "DAT"
    CAN_CO_GANG = "CAN_CO_GANG"

    @property
    def letter(self) -> str:
        """T, Đ, C: how a workbook and the report write it (TT 27/2020 Phụ lục 1)."""
        return {"TOT": "T", "DAT": "Đ", "CAN_CO_GANG": "C"}[self.value]

    def said(self, language: Language) -> str:
        """For people: ``Cần cố gắng`` in Vietnamese."""
        return RATING_WORDS[self.value] if language == "vi" else self.value


_WORDED: dict[str, CommentResult | Attainment | Rating] = {
    code.value: code for kind in (CommentResult, Attainment, Rating) for code in kind
}


def _mark(given: object, _: object) -> Score | CommentResult | Attainment | Rating:
    if isinstance(given, (Score, CommentResult, Attainment, Rating)):
        return given
    if isinstance(given, str):
        return mark_of(given)
    return Score(given)  # type: ignore[arg-type]  # Score itself refuses what is not str, int or Decimal


@lru_cache(maxsize=256)
def mark_of(text: str) -> Score | CommentResult | Attainment | Rating:
    """There are 109 marks, and a school's ledger holds a hundred thousand of them."""
    return _WORDED[text] if text in _WORDED else Score(text)


#: What stands in a cell: a score, D/CD, or a level of primary school. JSON: one string each, none twice. Nobody has to
#: try which of the four a mark is, so pydantic's own union is only what schemas show.
Mark = Annotated[Score | CommentResult | Attainment | Rating, WrapValidator(_mark)]


class Level(IntEnum):
    """Level of academic result or conduct (mức đánh giá), ordered: Chưa đạt < Đạt < Khá < Tốt."""

    CHUA_DAT = 0
    DAT = 1
    KHA = 2
    TOT = 3

    def __str__(self) -> str:
        return _LEVEL_WORDS[self]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _level,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda level: level.name),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: object) -> dict[str, Any]:
        return {"type": "string", "enum": [level.name for level in cls]}


#: The official words (TT 22/2021 Điều 8, 9), as they are shown to people; stored are the names.
_LEVEL_WORDS = {Level.CHUA_DAT: "Chưa đạt", Level.DAT: "Đạt", Level.KHA: "Khá", Level.TOT: "Tốt"}


def _level(given: object) -> Level:
    if isinstance(given, Level):
        return given
    if not isinstance(given, str) or given not in Level.__members__:
        raise ValueError(f"a level is one of {', '.join(Level.__members__)}, not {given!r}")
    return Level[given]


class Kind(StrEnum):
    """How a subject is assessed: TT 22/2021 Điều 5, and in primary school by levels (TT 27/2020 Điều 7.1)."""

    SCORED = "SCORED"
    COMMENT = "COMMENT"
    LEVEL = "LEVEL"


class Term(IntEnum):
    """Học kì I, Học kì II."""

    ONE = 1
    TWO = 2

    def said(self, language: Language) -> str:
        """``học kì I``, ``term II``."""
        return f"{'học kì' if language == 'vi' else 'term'} {'I' * self}"


class Column(StrEnum):
    """
    Columns of a term: regular (ĐĐGtx, TX1…TX5), midterm (ĐĐGgk) and final (ĐĐGck) assessment (TT 22/2021 Điều 6, 7).

    ``CHUYEN_DE`` is the result of a cluster of special topics, which counts as one regular assessment; ``DGL`` the
    re-assessment after the summer (đánh giá lại, Điều 14), a cell of term II. In primary school ``GK`` and ``CK`` hold
    levels, and ``KT_GK``, ``KT_CK`` the score of the periodic test beside them (TT 27/2020 Điều 7.1b).
    """

    TX1 = "TX1"
    TX2 = "TX2"
    TX3 = "TX3"
    TX4 = "TX4"
    TX5 = "TX5"
    CHUYEN_DE = "CHUYEN_DE"
    GK = "GK"
    KT_GK = "KT_GK"
    CK = "CK"
    KT_CK = "KT_CK"
    DGL = "DGL"

    def said(self, language: Language) -> str:
        """``TX1``, ``GK`` as teachers write them; ``KT cuối kì`` in Vietnamese, ``KT_CK`` in English."""
        return _COLUMN_WORDS.get(self.value, self.value) if language == "vi" else self.value


#: The columns that are no abbreviation of teachers.
_COLUMN_WORDS = {"CHUYEN_DE": "chuyên đề", "KT_GK": "KT giữa kì", "KT_CK": "KT cuối kì", "DGL": "đánh giá lại"}


class Cell(Value):
    """
    One place in a pupil's gradebook row: subject, part of it (Nghệ thuật has two) or None, term, column.

    ``subject`` may be the code of a quality or competency of primary school (``curriculum.traits``).
    """

    subject: str
    part: str | None = None
    term: Term
    column: Column

    # Looked up in dictionaries more than anything else: pydantic's own comparison takes four times as long.
    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Cell) and self.__dict__ == other.__dict__)

    def __str__(self) -> str:
        part = f"/{self.part}" if self.part else ""
        return f"{self.subject}{part} HK{self.term.value} {self.column.value}"

    def said(self, language: Language) -> str:
        """For people: ``Toán TX1 học kì I``, ``Nghệ thuật (Âm nhạc) TX1 học kì I``; the code in English."""
        if language == "en":
            return str(self)
        part = f" ({PART_NAMES.get(self.part, self.part)})" if self.part else ""
        name = SUBJECT_NAMES.get(self.subject) or TRAIT_NAMES.get(self.subject, self.subject)
        return f"{name}{part} {self.column.said(language)} {self.term.said(language)}"


def _school_year(name: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{4})", name)
    if not match or int(match[2]) != int(match[1]) + 1:
        raise ValueError(f"a school year is written 2025-2026, not {name!r}")
    return name


#: "2025-2026" (năm học); a summer result of August 2026 still belongs to it.
SchoolYearName = Annotated[str, AfterValidator(_school_year)]

#: SHA-256 in lower-case hex.
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

#: Most characters of a text that a person typed. Twelve comments and the homeroom teacher's stand together in one
#: ``edition_opened`` entry, three bytes a letter at worst, and an entry holds at most 65,535 bytes (C2SP tlog-tiles).
TEXT_CHARACTERS_MAX = 1000

#: What no XML document may hold (XML 1.0 §2.2), control characters that no page shows, and what changes how others are
#: shown without being seen: soft hyphen, zero width, direction (U+202E shows a name backwards), line separators.
UNSHOWN = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
    "|[\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\U000e0000-\\U000e007f]"
)


def _text(typed: str) -> str:
    if not typed.strip():
        raise ValueError("the text is blank")
    if found := UNSHOWN.search(typed):
        raise ValueError(f"the text holds the hidden or control character {found[0]!r} at {found.start()}")
    return typed


#: A text that a person typed: never blank, never endless, and nothing in it that the report could not show.
Text = Annotated[str, Field(min_length=1, max_length=TEXT_CHARACTERS_MAX), AfterValidator(_text)]

#: Name of an identity field → commitment to its value (see ``Personal``).
Commitments = dict[str, Digest]


class Personal(Value):
    """
    An identity value on its way into the ledger: the value, its salt, and the commitment that an entry holds.

    The commitment is SHA-256(salt ‖ field ‖ 0x00 ‖ value in UTF-8); value and salt lie in ``ledger.personal``, where
    a lawful erasure can delete them while every proof still holds (design §3).
    """

    field: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
    value: str
    salt: bytes = Field(min_length=16, max_length=16)

    @classmethod
    def of(cls, field: str, value: str) -> Self:
        """With a fresh random salt."""
        return cls(field=field, value=value, salt=secrets.token_bytes(16))

    @property
    def commitment(self) -> str:
        """Lower-case hex, as it stands in an event."""
        return hashlib.sha256(self.salt + self.field.encode() + b"\0" + self.value.encode()).hexdigest()
