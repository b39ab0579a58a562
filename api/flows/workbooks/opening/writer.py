"""The templates of the opening workbooks; the assignment sheet also filled, as it stands in a running year."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from api.flows.workbooks.opening.forms import (
    ASSIGNMENTS,
    CLASS_FIELDS,
    CLASSES,
    FILES,
    PUPIL_FIELDS,
    PUPILS,
    SCHOOL,
    SCHOOL_FIELDS,
    STAFF,
    STAFF_FIELDS,
    Book,
    Field,
    Typed,
    subject_columns,
)
from api.flows.workbooks.opening.grid import CLASS, CLASS_HEADING, GridEntry, Stamp, column_key, write_stamp
from api.flows.workbooks.sheets import LINE_POINTS, Styles, refuse_existing
from api.whole_file import write_whole
from domain.errors import Misused

#: Title, what to do, headings, hints, the hidden keys; content follows.
_TITLE, _NOTE, _HEADINGS, _HINTS, _KEYS = range(5)
_FIRST = _KEYS + 1
#: Rows that are formatted before anybody types in them: digits stay text, days are days.
_READY_ROWS = {STAFF: 500, CLASSES: 200, PUPILS: 5_000}
_NEEDED = " *"
_SUBJECT_WIDTH = 13

_TITLES = {
    STAFF: ("CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN", "Mỗi người một dòng. Cột có dấu * không được để trống."),
    CLASSES: ("CÁC LỚP", "Mỗi lớp một dòng. Cột có dấu * không được để trống."),
    PUPILS: ("HỌC SINH", "Mỗi học sinh một dòng, theo giấy khai sinh. Cột có dấu * không được để trống."),
}
_GRID_NOTE = (
    "Mỗi lớp một dòng, mỗi ô một mã giáo viên: GV05. Môn có nhiều giáo viên: ghi từng phần, thêm dấu * sau mã của "
    "người ký: GV05*. Dạy từ ngày khác ngày đầu năm học: GV09 từ 16/03/2026."
)


def write_opening(folder: Path, level: str) -> list[Path]:
    """
    The three empty templates for a school of this level, under their names in ``folder``, which must exist.

    Raises:
        Misused: ``template.exists`` for a file that may have been filled in, ``workbook.unwritable``.

    """
    paths = {book: folder / name for book, name in FILES.items()}
    for path in paths.values():
        refuse_existing(path)
    with _book(paths[Book.STAFF], "Nhà trường, cán bộ, giáo viên") as (book, styles):
        _school_sheet(book, styles)
        _table_sheet(book, styles, STAFF, STAFF_FIELDS)
    with _book(paths[Book.CLASSES], "Lớp, học sinh") as (book, styles):
        _table_sheet(book, styles, CLASSES, CLASS_FIELDS)
        _table_sheet(book, styles, PUPILS, PUPIL_FIELDS)
    write_assignments(paths[Book.ASSIGNMENTS], level, (), ())
    return list(paths.values())


def write_assignments(
    path: Path, level: str, classes: Sequence[str], entries: Sequence[GridEntry], stamp: Stamp | None = None
) -> None:
    """
    The assignment sheet with a row for each of ``classes``, filled with ``entries``; ``stamp`` says what they are from.

    Raises:
        Misused: ``template.exists``, ``workbook.unwritable``.

    """
    refuse_existing(path)
    columns = {CLASS: CLASS_HEADING, **subject_columns(level)}
    cells = {(each.class_code, column_key(each.subject, each.part)): each.written() for each in entries}
    with _book(path, "Phân công chuyên môn") as (book, styles):
        sheet = book.add_worksheet(ASSIGNMENTS)
        _head(sheet, styles, "BẢNG PHÂN CÔNG CHUYÊN MÔN", _GRID_NOTE, columns, dict.fromkeys(columns, ""))
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, len(columns) - 1, _SUBJECT_WIDTH)
        for row, class_code in enumerate(classes, _FIRST):
            sheet.write_string(row, 0, class_code, styles.number)
            for column, key in enumerate(columns):
                if written := cells.get((class_code, key)):
                    sheet.write_string(row, column, written, styles.number)
        sheet.freeze_panes(_FIRST, 1)
        if stamp is not None:
            write_stamp(book, stamp)


@contextmanager
def _book(path: Path, title: str) -> Iterator[tuple[XlsxWorkbook, Styles]]:
    content = io.BytesIO()
    book = XlsxWorkbook(content)
    book.set_properties({"title": title})
    yield book, Styles(book)
    try:
        book.close()
        write_whole(path, content.getvalue())
    except (XlsxWriterException, OSError) as error:
        raise Misused("workbook.unwritable", file=path.name, reason=str(error)) from error


def _school_sheet(book: XlsxWorkbook, styles: Styles) -> None:
    """A line for each value: its name, the cell to fill, the hidden key, what may be typed."""
    sheet = book.add_worksheet(SCHOOL)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 30, None, {"hidden": True})
    sheet.set_column(3, 3, 34)
    sheet.write_string(0, 0, "NHÀ TRƯỜNG, NĂM HỌC", styles.title)
    for row, field in enumerate(SCHOOL_FIELDS, 2):
        sheet.write_string(row, 0, field.label + (_NEEDED if field.needed else ""), styles.text)
        day = field.typed is Typed.DAY
        sheet.write_blank(row, 1, None, styles.date if day else styles.typed_text)
        sheet.write_string(row, 2, field.key)
        sheet.write_string(row, 3, field.expected, styles.legend)
        if field.words:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(field.words)})


def _table_sheet(book: XlsxWorkbook, styles: Styles, name: str, fields: Sequence[Field]) -> None:
    sheet = book.add_worksheet(name)
    headings = {each.key: each.label + (_NEEDED if each.needed else "") for each in fields}
    hints = {each.key: each.hint or (each.expected if each.typed is Typed.WORD else "") for each in fields}
    _head(sheet, styles, *_TITLES[name], headings, hints)
    last = _FIRST + _READY_ROWS[name] - 1
    for column, field in enumerate(fields):
        style = styles.date if field.typed is Typed.DAY else styles.typed_text
        if field.typed in (Typed.NUMBER, Typed.DECIMAL):
            style = styles.count
        sheet.set_column(column, column, field.width, style)
        if field.words and field.typed is Typed.WORD:
            sheet.data_validation(_FIRST, column, last, column, {"validate": "list", "source": list(field.words)})
    sheet.freeze_panes(_FIRST, 3 if name == PUPILS else 1)


def _head(
    sheet: Worksheet, styles: Styles, title: str, note: str, headings: dict[str, str], hints: dict[str, str]
) -> None:
    sheet.write_string(_TITLE, 0, title, styles.left_title)
    sheet.write_string(_NOTE, 0, note, styles.note)
    sheet.set_row(_HEADINGS, 3 * LINE_POINTS)
    for column, key in enumerate(headings):
        sheet.write_string(_HEADINGS, column, headings[key], styles.heading)
        sheet.write_string(_HINTS, column, hints[key], styles.legend)
        sheet.write_string(_KEYS, column, key)
    sheet.set_row(_HINTS, 3 * LINE_POINTS)
    sheet.set_row(_KEYS, None, None, {"hidden": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADINGS, _HINTS)
