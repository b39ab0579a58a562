"""
Names and keys of the sheets, shared by writers and readers.

Every table has a hidden row of keys under its headings: the reader finds its columns by these keys, never by position
or by the printed words, and its pupils by the hidden id, never by row number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from domain.typing import BY_RULE_REASON as BY_RULE_REASON
from domain.typing import FAIL_BY_RULE as FAIL_BY_RULE
from domain.typing import MAX_ABSENCES as MAX_ABSENCES
from domain.typing import ZERO_BY_RULE as ZERO_BY_RULE
from domain.values import TEXT_CHARACTERS_MAX, Attainment, Cell, Column, CommentResult, Kind, Level, Mark, Rating, Term

IDENTITY_SHEET = "_hocba"
TERM_SHEETS = {Term.ONE: "Học kì I", Term.TWO: "Học kì II"}
COMMENT_SHEET = "Nhận xét"
HOMEROOM_SHEET = "Sổ chủ nhiệm"

NUMBER, NAME, PUPIL_ID, BIRTH_DATE, COMMENT = "number", "full_name", "pupil_id", "birth_date", "comment"
CONDUCT = {Term.ONE: "conduct_1", Term.TWO: "conduct_2"}
ABSENT_PERMITTED, ABSENT_UNPERMITTED = "absent_permitted", "absent_unpermitted"

#: Data columns of the homeroom workbook, from left to right.
HOMEROOM_LABELS = {
    CONDUCT[Term.ONE]: "Rèn luyện HKI",
    CONDUCT[Term.TWO]: "Rèn luyện HKII",
    ABSENT_PERMITTED: "Nghỉ có phép",
    ABSENT_UNPERMITTED: "Nghỉ không phép",
    COMMENT: "Nhận xét của GVCN",
}

#: The same of a primary class, which has no conduct; comments on qualities and competencies have their own sheet.
PRIMARY_HOMEROOM_LABELS = {
    ABSENT_PERMITTED: "Nghỉ có phép",
    ABSENT_UNPERMITTED: "Nghỉ không phép",
    COMMENT: "Nhận xét của GVCN",
}
TRAIT_COMMENT_SHEET = "Nhận xét PC, NL"

#: Printed names of the columns beside the regular ones (TT 22/2021 Điều 6, 7), and of those of primary school.
PERIODIC_COLUMNS = {Column.CHUYEN_DE: "Chuyên đề", Column.GK: "ĐĐGgk", Column.CK: "ĐĐGck"}
PRIMARY_COLUMNS = {
    Column.GK: "Mức giữa kì",
    Column.KT_GK: "Điểm KT giữa kì",
    Column.CK: "Mức cuối kì",
    Column.KT_CK: "Điểm KT cuối kì",
}

#: Columns A to D of every table. The id stands between the name and the birth date, so that sorting a selection
#: that begins with the name takes it along.
IDENTITY_KEYS = (NUMBER, NAME, PUPIL_ID, BIRTH_DATE)

#: Printed words of the levels (TT 22/2021 Điều 8).
LEVEL_WORDS = {Level.TOT: "Tốt", Level.KHA: "Khá", Level.DAT: "Đạt", Level.CHUA_DAT: "Chưa đạt"}

#: A comment is printed in a box of the report.
MAX_COMMENT = TEXT_CHARACTERS_MAX


def cell_key(cell: Cell) -> str:
    """Key of a mark column: ``TX1``, or ``AM_NHAC/TX1`` in a part."""
    return f"{cell.part}/{cell.column.value}" if cell.part else cell.column.value


def is_cell_key(key: str) -> bool:
    """Whether a key names a mark column of any gradebook, also of one with other columns than expected."""
    return key.rpartition("/")[2] in Column.__members__


def same_name(name: str) -> str:
    """A name of a person or a sheet for comparing: without case, spacing, or the difference of NFC and NFD."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def column_label(cell: Cell, part_names: Mapping[str, str], kind: Kind = Kind.SCORED) -> str:
    """Printed name of a mark column (TT 22/2021 Điều 6, 7): ``ĐĐGtx 1``, ``Âm nhạc ĐĐGgk``; ``Mức giữa kì``."""
    names = PRIMARY_COLUMNS if kind is Kind.LEVEL else PERIODIC_COLUMNS
    label = names.get(cell.column) or f"ĐĐGtx {cell.column.value.removeprefix('TX')}"
    return f"{part_names.get(cell.part, cell.part)} {label}" if cell.part else label


def letter(mark: Mark) -> str:
    """A mark that is no score, as people write it: Đ, CĐ; T, H, C; T, Đ, C."""
    if isinstance(mark, (Attainment, Rating)):
        return mark.letter
    return "Đ" if mark is CommentResult.D else "CĐ"


def trait_key(cell: Cell) -> str:
    """Key of a rating's column in the homeroom workbook of a primary class: ``PC_YEU_NUOC/GK``."""
    return f"{cell.subject}/{cell.column.value}"
