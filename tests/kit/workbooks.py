"""Fills templates as a teacher does, with openpyxl: a reader and writer that shares no code with the program's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from api.flows.workbooks import GradebookSpec, HomeroomSpec, PupilRow
from domain.values import Cell, Column, Kind, Term

YEAR_ID = UUID("0b8f3a52-7f9e-4c35-9f57-3a1f6f1d2e01")
CLASS_ID = UUID("5c1d8a0e-2d43-4a0b-8d0f-77c2f4a9b802")
FOUR = (Column.TX1, Column.TX2, Column.TX3, Column.TX4, Column.GK, Column.CK)
TWO = (Column.TX1, Column.TX2, Column.GK, Column.CK)
_NAMES = ("Nguyễn Thị Ánh", "Đỗ Đức Bình", "Lê Hoàng Khuê", "Trần Ngọc Quỳnh", "Phạm Gia Thuỵ", "Vũ Mỹ Uyên")


def pupils(count: int) -> tuple[PupilRow, ...]:
    """Pupils with ids, names and birth dates that differ."""
    return tuple(
        PupilRow(n + 1, UUID(int=0xA0 + n), f"{_NAMES[n % len(_NAMES)]}{' ' + str(n) if n > 5 else ''}", birthday(n))
        for n in range(count)
    )


def birthday(number: int) -> date:
    return date(2012, 1 + number % 12, 1 + number % 28)


def gradebook(kind: Kind = Kind.SCORED, count: int = 6, **changes: Any) -> GradebookSpec:
    """A gradebook of class 8A: Toán, or Nghệ thuật in its two parts where ``kind`` is COMMENT."""
    comment = kind is Kind.COMMENT
    given: dict[str, Any] = {
        "school_name": "Trường THCS Hoa Sen",
        "school_year": "2025-2026",
        "school_year_id": YEAR_ID,
        "class_id": CLASS_ID,
        "class_code": "8A",
        "subject_code": "NGHE_THUAT" if comment else "TOAN",
        "subject_name": "Nghệ thuật" if comment else "Toán",
        "kind": kind,
        "parts": ("AM_NHAC", "MI_THUAT") if comment else (),
        "part_names": {"AM_NHAC": "Âm nhạc", "MI_THUAT": "Mĩ thuật"} if comment else {},
        "columns": TWO if comment else FOUR,
        "teacher_name": "Hoàng Thị Yến",
        "pupils": pupils(count),
    }
    return GradebookSpec(**{**given, **changes})


def homeroom(count: int = 6, **changes: Any) -> HomeroomSpec:
    """The homeroom workbook of the same class."""
    given: dict[str, Any] = {
        "school_name": "Trường THCS Hoa Sen",
        "school_year": "2025-2026",
        "school_year_id": YEAR_ID,
        "class_id": CLASS_ID,
        "class_code": "8A",
        "teacher_name": "Bùi Văn Ước",
        "pupils": pupils(count),
    }
    return HomeroomSpec(**{**given, **changes})


def fill_gradebook(
    path: Path, marks: Mapping[tuple[UUID, Cell], object], comments: Mapping[UUID, str] | None = None
) -> None:
    """Types ``marks`` (numbers, texts, formulas, dates, as given) and comments into the template at ``path``."""

    def fill(book: Workbook) -> None:
        for (pupil_id, cell), value in marks.items():
            key = f"{cell.part}/{cell.column.value}" if cell.part else cell.column.value
            put(book, "Học kì I" if cell.term is Term.ONE else "Học kì II", pupil_id, key, value)
        for pupil_id, comment in (comments or {}).items():
            put(book, "Nhận xét", pupil_id, "comment", comment)

    edit(path, fill)


def fill_homeroom(
    path: Path,
    conduct: Mapping[tuple[UUID, Term], object],
    absences: Mapping[UUID, tuple[object, object]] | None = None,
    comments: Mapping[UUID, object] | None = None,
) -> None:
    """Types conduct, (permitted, unpermitted) absences and comments into the template at ``path``."""

    def fill(book: Workbook) -> None:
        for (pupil_id, term), level in conduct.items():
            put(book, "Sổ chủ nhiệm", pupil_id, f"conduct_{term.value}", level)
        for pupil_id, (permitted, unpermitted) in (absences or {}).items():
            put(book, "Sổ chủ nhiệm", pupil_id, "absent_permitted", permitted)
            put(book, "Sổ chủ nhiệm", pupil_id, "absent_unpermitted", unpermitted)
        for pupil_id, comment in (comments or {}).items():
            put(book, "Sổ chủ nhiệm", pupil_id, "comment", comment)

    edit(path, fill)


def edit(path: Path, change: Callable[[Workbook], None]) -> None:
    """Opens, changes and saves a workbook in its place."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def put(book: Workbook, sheet: str, pupil_id: UUID, key: str, value: object) -> None:
    """Puts a value where the pupil's row and the keyed column meet; an error value such as #REF! becomes one."""
    page = book[sheet]
    row, column = row_of(page, pupil_id), column_of(page, key)
    cell = page.cell(row, column)
    cell.value = value  # the test may type anything
    if value is None:
        cell.value = None


def place(path: Path, sheet: str, pupil_id: UUID, key: str) -> str:
    """A1 reference of that cell, found independently of the program."""
    page = openpyxl.load_workbook(path)[sheet]
    return page.cell(row_of(page, pupil_id), column_of(page, key)).coordinate


def key_row(page: Worksheet) -> int:
    return next(row for row in range(1, 20) if page.cell(row, 3).value == "pupil_id")


def row_of(page: Worksheet, pupil_id: UUID) -> int:
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 3).value == str(pupil_id))


def column_of(page: Worksheet, key: str) -> int:
    row = key_row(page)
    return next(column for column in range(1, page.max_column + 1) if page.cell(row, column).value == key)
