"""Fills the opening templates from a school file as an office does, with openpyxl: no code shared with the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from api.flows.school_model import SchoolFile
from api.flows.workbooks.opening import write_opening
from domain.words import SUBJECT_NAMES

NAMES = {"staff": "can-bo-giao-vien.xlsx", "classes": "lop-hoc-sinh.xlsx", "assignments": "phan-cong-chuyen-mon.xlsx"}
WORDS = {
    "PRINCIPAL": "Hiệu trưởng",
    "DEPUTY": "Phó Hiệu trưởng",
    "CLERK": "Văn thư",
    "IT_OFFICER": "Cán bộ phụ trách CNTT",
    "TEACHER": "Giáo viên",
    "NAM": "Nam",
    "NU": "Nữ",
    "TIEU_HOC": "Tiểu học",
}


def fill(folder: Path, file: SchoolFile) -> dict[str, Path]:
    """The three workbooks of a school file, by the names of the options of ``hocba year open``."""
    write_opening(folder, file.level)
    paths = {option: folder / name for option, name in NAMES.items()}
    staff, classes, assignments = (openpyxl.load_workbook(path) for path in paths.values())
    _school(staff["Nhà trường"], file)
    rows(staff["Cán bộ, giáo viên"], (_staff(row.model_dump(mode="json")) for row in file.staff))
    rows(classes["Lớp"], (row.model_dump(mode="json") for row in file.classes))
    rows(classes["Học sinh"], (_pupil(row) for row in file.pupils))
    rows(assignments["Phân công"], _grid(file).values())
    for book, path in zip((staff, classes, assignments), paths.values(), strict=True):
        book.save(path)
    return paths


class Books(dict[str, Workbook]):
    """The three workbooks by option, each opened when it is asked for, and saved."""

    def __init__(self, paths: dict[str, Path]) -> None:
        super().__init__()
        self.paths = paths

    def __missing__(self, name: str) -> Workbook:
        self[name] = openpyxl.load_workbook(self.paths[name])
        return self[name]

    def save(self) -> None:
        for name, book in self.items():
            book.save(self.paths[name])


def rows(page: Worksheet, entries: Iterable[Mapping[str, Any]]) -> None:
    """One row for each entry, below the row of keys."""
    top, places = columns(page)
    for row, entry in enumerate(entries, top + 1):
        for key, value in entry.items():
            if value is not None:
                page.cell(row, places[key]).value = value


def columns(page: Worksheet) -> tuple[int, dict[str, int]]:
    """The row of keys, and key → column (both from 1)."""
    return 5, {str(cell.value): cell.column for cell in page[5] if cell.value}


def put(book: Workbook, sheet: str, row: int, key: str, value: object) -> str:
    """Types a value into the ``row``-th entry of a sheet (from 0); gives the cell's name."""
    page = book[sheet]
    top, places = columns(page)
    cell = page.cell(top + 1 + row, places[key])
    cell.value = value
    return str(cell.coordinate)


def _school(page: Worksheet, file: SchoolFile) -> None:
    content = file.model_dump()
    for row in range(1, page.max_row + 1):
        if key := page.cell(row, 3).value:
            value: Any = content
            for step in str(key).split("/"):
                value = value[step]
            page.cell(row, 2).value = WORDS.get(str(value), value)


def _staff(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"roles": "; ".join(WORDS[role] for role in row["roles"])}


def _pupil(row: Any) -> dict[str, Any]:
    names = {key: "; ".join(SUBJECT_NAMES[code] for code in getattr(row, key) or ()) for key in ("electives", "topics")}
    content: dict[str, Any] = row.model_dump(by_alias=True) | names
    return content | {"sex": WORDS[row.sex], "enrolled_on": row.enrolled_on}


def _grid(file: SchoolFile) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {row.code: {"class": row.code} for row in file.classes}
    for row in file.assignments:
        since = f" từ {row.since:%d/%m/%Y}" if row.since else ""
        key = f"{row.subject}/{row.part}" if row.part else row.subject
        found[row.class_code][key] = f"{row.teacher}{'*' if row.duty else ''}{since}"
    return found
