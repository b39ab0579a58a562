"""
Lists as people paste them from Excel, or keep them in workbooks of their own: rows of text, their columns recognised.

By the words of a heading row, which may stand below a title; without one by what the columns hold. A column of order
numbers is passed over: a row's number says nothing about its pupil.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from api.flows.workbooks import Workbook
from api.flows.workbooks.layout import same_name
from api.flows.workbooks.legacy_text import Coding, recognise
from api.flows.workbooks.matching import Sought
from api.flows.workbooks.values import as_text
from domain.errors import Misused, Rejected

#: A class has at most a hundred pupils, and a list its title and notes.
ROWS_MAX = 300
COLUMNS_MAX = 60
#: Title and headings stand in the first rows.
_HEADING_ROWS = 20
#: A column is what this part of its cells are.
_MOST = 0.8

Rows = list[list[str]]


class Kind(StrEnum):
    """What a column of a list holds about the pupil."""

    NUMBER = "NUMBER"
    ID = "ID"
    NAME = "NAME"
    FAMILY = "FAMILY"
    GIVEN = "GIVEN"
    BIRTH = "BIRTH"


#: Headings as schools write them, as ``same_name`` gives them; the last of each are the hidden keys of our templates.
_HEADINGS: dict[str, Kind] = {
    **dict.fromkeys(("stt", "tt", "số tt", "số thứ tự", "number"), Kind.NUMBER),
    **dict.fromkeys(("họ và tên", "họ tên", "họ và tên học sinh", "tên học sinh", "học sinh", "full_name"), Kind.NAME),
    **dict.fromkeys(("họ", "họ đệm", "họ và đệm", "họ và tên đệm", "họ lót", "họ và chữ lót"), Kind.FAMILY),
    **dict.fromkeys(("tên",), Kind.GIVEN),
    **dict.fromkeys(("ngày sinh", "ngày tháng năm sinh", "ngày, tháng, năm sinh", "birth_date"), Kind.BIRTH),
    **dict.fromkeys(
        ("mã định danh", "mã định danh cá nhân", "mã số định danh cá nhân", "số định danh", "số định danh cá nhân",
         "cccd", "số cccd", "mã học sinh", "mã hs", "pupil_id"), Kind.ID),
}  # fmt: skip

_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: its place in what was pasted (from 1), whom it is about, and its values from left to right."""

    line: int
    sought: Sought
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PupilList:
    """The rows with a pupil; ``headings`` are those of the value columns, blank where there is no heading row."""

    headings: tuple[str, ...]
    rows: tuple[ListRow, ...]


def of_text(text: str) -> Rows:
    """Cells with tabs between them, as spreadsheets copy them; without a tab, semicolons."""
    return list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ";"))


def of_file(path: Path) -> Rows:
    """The first sheet of a workbook, or a text file in UTF-8. Raises Misused where it cannot be read."""
    if path.suffix.lower() != ".xlsx":
        try:
            return of_text(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Misused("workbook.unreadable", file=path.name, reason="UTF-8?") from error
    return of_workbook(Workbook(path))


def of_workbook(workbook: Workbook) -> Rows:
    """The first sheet."""
    return [["" if cell is None else as_text(cell) for cell in row] for row in workbook.first().rows]


def in_unicode(rows: Rows, *, convert: bool) -> Rows:
    """
    The rows in Unicode. Columns in TCVN3 or VNI are converted where that was agreed to.

    Raises Rejected ``paste.legacy`` with an example of what they would read, where it was not.
    """
    width = max(map(len, rows), default=0)
    made = [[*row, *[""] * (width - len(row))] for row in rows]
    for column in range(width):
        found = recognise([row[column] for row in made])
        if found.coding is Coding.UNICODE:
            continue
        for place, text in found.converted.items():
            if not convert:
                raise Rejected("paste.legacy", coding=found.coding.value, found=made[place][column], read=text)
            made[place][column] = text
    return made


def recognised(rows: Rows) -> PupilList:
    """The list in these rows. Raises Rejected ``paste.no_names``: no column says who a row is about; ``paste.size``."""
    if len(rows) > ROWS_MAX or max(map(len, rows), default=0) > COLUMNS_MAX:
        raise Rejected("paste.size", rows=ROWS_MAX, columns=COLUMNS_MAX)
    head = max((i for i, row in enumerate(rows[:_HEADING_ROWS]) if _names_pupils(_kinds(row))), default=None)
    body = rows if head is None else rows[head + 1 :]
    kinds = _guessed(body) if head is None else _kinds(rows[head])
    if not _names_pupils(kinds):
        raise Rejected("paste.no_names")
    width = max(map(len, rows))
    places = [column for column in range(width) if column not in kinds]
    first = 1 if head is None else head + 2
    read = [_row(line, row, kinds, places) for line, row in enumerate(body, first)]
    headings = tuple("" if head is None else _cell(rows[head], column) for column in places)
    return PupilList(headings, tuple(row for row in read if row.sought.ids or row.sought.full_name))


def day_of(text: str) -> date | None:
    """A day as people write it; None for anything else."""
    try:
        if _ISO.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
        found = _DAY.fullmatch(text.strip())
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _kinds(row: Sequence[str]) -> dict[int, Kind]:
    """The columns that headings name."""
    found = {column: _HEADINGS.get(same_name(text).strip(" .:*")) for column, text in enumerate(row)}
    return {column: kind for column, kind in found.items() if kind}


def _names_pupils(kinds: dict[int, Kind]) -> bool:
    said = set(kinds.values())
    return bool(said & {Kind.NAME, Kind.ID}) or {Kind.FAMILY, Kind.GIVEN} <= said


def _guessed(rows: Rows) -> dict[int, Kind]:
    """Columns by what they hold, where no heading says it."""
    found: dict[int, Kind] = {}
    for column in range(max(map(len, rows), default=0)):
        cells = [text for row in rows if (text := _cell(row, column).strip())]
        for kind, holds in _HOLDS.items():
            if kind not in found.values() and cells and sum(bool(holds(text)) for text in cells) >= _MOST * len(cells):
                found[column] = kind
                break
    if 0 not in found and found and _counts([_cell(row, 0).strip() for row in rows]):
        found[0] = Kind.NUMBER
    return found


def _counts(cells: Sequence[str]) -> bool:
    """Whether a column left of the names counts the rows."""
    numbers = [int(text) for text in cells if text.isdecimal()]
    steps = sum(later == earlier + 1 for earlier, later in pairwise(numbers))
    return len(numbers) > 1 and steps >= _MOST * (len(numbers) - 1)


_HOLDS: dict[Kind, Callable[[str], object]] = {
    Kind.ID: re.compile(r"[0-9]{10}|[0-9]{12}").fullmatch,
    Kind.BIRTH: day_of,
    Kind.NAME: re.compile(r"[^\W\d_]+( +[^\W\d_]+){1,7}").fullmatch,
}


def _row(line: int, row: Sequence[str], kinds: dict[int, Kind], places: Sequence[int]) -> ListRow:
    said = {kind: _cell(row, column).strip() for column, kind in kinds.items()}
    ids = tuple(text for column, kind in kinds.items() if kind is Kind.ID and (text := _cell(row, column).strip()))
    name = said.get(Kind.NAME) or f"{said.get(Kind.FAMILY, '')} {said.get(Kind.GIVEN, '')}".strip()
    sought = Sought(ids, name or None, day_of(said.get(Kind.BIRTH, "")))
    return ListRow(line, sought, tuple(_cell(row, column).strip() for column in places))


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
