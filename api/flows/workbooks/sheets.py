"""What both writers share: fonts and colours, title and headings, the pupils' rows, protection, printing."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.flows.workbooks.identity import write_identity
from api.flows.workbooks.layout import BIRTH_DATE, IDENTITY_KEYS, NAME, NUMBER, PUPIL_ID
from api.flows.workbooks.specs import PupilRow, WorkbookIdentity
from api.whole_file import write_whole
from domain.errors import Misused
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "template.exists": (
            "{file} đã có; không ghi đè vì có thể đã được điền. Hãy chọn tên khác hoặc xóa tệp đó.",
            "{file} exists and is not overwritten: it may have been filled in. Choose another name or delete it.",
        ),
    }
)

#: The font of Vietnamese administrative documents (NĐ 30/2020); every office program has it or a double of it.
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_BOX = {"border": 1, "valign": "vcenter"}
_HEAD = {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"}
#: What already stands in the ledger: seen at a glance, but not locked, so that a whole column can still be pasted.
_RECORDED = {"bg_color": "#EDEDED"}
#: What is not the pupil's: locked, and darker than what is recorded.
_CLOSED = {"bg_color": "#BFBFBF"}
#: Columns of the identity keys in ``layout``: their printed heading and width in characters.
_IDENTITY_HEADINGS = {NUMBER: ("STT", 5), NAME: ("Họ và tên", 26), PUPIL_ID: ("", 38), BIRTH_DATE: ("Ngày sinh", 12)}
#: A teacher may format, widen and sort; headings, names and keys are locked without a password against slips.
_PROTECTION = {"format_cells": True, "format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
_A4 = 9


@dataclass(frozen=True, slots=True)
class Heading:
    """A printed heading over a block of cells, rows and columns from 0 and counted inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    text: str


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: XlsxWorkbook) -> None:
        def made(*parts: Mapping[str, object]) -> Format:
            return book.add_format({key: value for part in (_FONT, *parts) for key, value in part.items()})

        # Marks show one decimal, and honestly more where more was typed: a rounded display would hide a fault.
        mark = {"align": "center", "num_format": "0.0##", "locked": False}
        count = {"align": "center", "num_format": "0", "locked": False}
        words = {"text_wrap": True, "locked": False}
        self.plain = made()
        self.title = made({"bold": True, "font_size": 14, "align": "center"})
        self.subtitle = made({"bold": True, "align": "center"})
        self.legend = made({"italic": True, "font_size": 10, "text_wrap": True, "valign": "top"})
        self.note = made({"italic": True, "font_size": 10})
        self.left_title = made({"bold": True, "font_size": 14})
        self.heading = made(_BOX, _HEAD)
        self.text = made(_BOX)
        #: Kept as it is typed: digits keep the zero in front.
        self.typed_text = made({"num_format": "@", "valign": "vcenter"})
        self.number = made(_BOX, {"align": "center"})
        self.date = made(_BOX, {"align": "center", "num_format": "dd/mm/yyyy"})
        self.derived = made(_BOX, {"align": "center", "italic": True, "num_format": "0.0", "font_color": "#7F7F7F"})
        self.mark, self.recorded_mark = made(_BOX, mark), made(_BOX, mark, _RECORDED)
        self.count, self.recorded_count = made(_BOX, count), made(_BOX, count, _RECORDED)
        self.closed = made(_BOX, _CLOSED)
        self.words, self.recorded_words = made(_BOX, words), made(_BOX, words, _RECORDED)


def refuse_existing(path: Path) -> None:
    """Raises Misused ``template.exists``: a file that is there may have been filled in."""
    if path.exists():
        raise Misused("template.exists", file=path)


@contextmanager
def open_book(path: Path, identity: WorkbookIdentity, title: str) -> Iterator[tuple[XlsxWorkbook, Styles]]:
    """
    A new workbook that ends with its identity sheet and is saved when the block ends.

    Raises:
        Misused: ``workbook.unwritable``.

    """
    content = io.BytesIO()
    book = XlsxWorkbook(content)
    book.set_properties({"title": title})
    yield book, Styles(book)
    write_identity(book, identity)
    try:
        book.close()
        write_whole(path, content.getvalue())
    except (XlsxWriterException, OSError) as error:
        raise Misused("workbook.unwritable", file=path.name, reason=str(error)) from error


@dataclass(frozen=True, slots=True)
class Titles:
    """The printed lines above a table."""

    school: str
    title: str
    period: str
    details: str
    legend: str


#: Height of one line of the sheets' font, and of the highest row: a long comment is read in its cell.
LINE_POINTS = 16
LINES_MAX = 12

#: Row of the first heading, below the lines of ``Titles``.
FIRST_HEADING = 5


def add_table(
    book: XlsxWorkbook,
    styles: Styles,
    name: str,
    titles: Titles,
    headings: Sequence[Heading],
    keys: Sequence[str],
    pupils: Sequence[PupilRow],
) -> tuple[Worksheet, int]:
    """
    A protected sheet with titles, headings, the hidden row of keys and the pupils' identity columns.

    ``headings`` and ``keys`` are those of the data columns, which begin after the identity columns. Gives the sheet and
    the row of the first pupil (from 0).
    """
    sheet = book.add_worksheet(name)
    last_column = len(IDENTITY_KEYS) + len(keys) - 1
    key_row = max(heading.last_row for heading in headings) + 1
    sheet.merge_range(0, 0, 0, last_column, titles.school, styles.plain)
    sheet.merge_range(1, 0, 1, last_column, titles.title, styles.title)
    sheet.merge_range(2, 0, 2, last_column, titles.period, styles.subtitle)
    sheet.merge_range(3, 0, 3, last_column, titles.details, styles.subtitle)
    sheet.merge_range(4, 0, 4, last_column, titles.legend, styles.legend)
    sheet.set_row(4, 44)
    for column, key in enumerate(IDENTITY_KEYS):
        label, width = _IDENTITY_HEADINGS[key]
        _head(sheet, styles, Heading(FIRST_HEADING, column, key_row - 1, column, label))
        sheet.set_column(column, column, width, None, {"hidden": key == PUPIL_ID})
    for heading in headings:
        _head(sheet, styles, heading)
    sheet.set_row(key_row - 1, 2 * LINE_POINTS)
    for column, key in enumerate((*IDENTITY_KEYS, *keys)):
        sheet.write_string(key_row, column, key)
    sheet.set_row(key_row, None, None, {"hidden": True})
    for row, pupil in enumerate(pupils, key_row + 1):
        sheet.write_number(row, 0, pupil.number, styles.number)
        # write_string throughout: a name or a comment that begins with = is never a formula.
        sheet.write_string(row, 1, pupil.full_name, styles.text)
        sheet.write_string(row, 2, str(pupil.pupil_id), styles.text)
        sheet.write_datetime(row, 3, pupil.birth_date, styles.date)
    sheet.freeze_panes(key_row + 1, len(IDENTITY_KEYS))
    sheet.protect("", _PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_HEADING, key_row - 1)
    sheet.set_footer("&C&P/&N")
    return sheet, key_row + 1


def write_comment(sheet: Worksheet, styles: Styles, row: int, column: int, text: str | None, width: int) -> None:
    """A comment in a column of ``width`` characters; a recorded one gets a row as high as its lines."""
    if not text:
        sheet.write_blank(row, column, None, styles.words)
        return
    # Programs other than Excel do not fit rows to wrapped text by themselves when they open a file.
    lines = sum(1 + len(paragraph) // width for paragraph in text.split("\n"))
    sheet.set_row(row, LINE_POINTS * min(lines, LINES_MAX))
    sheet.write_string(row, column, text, styles.recorded_words)


def _head(sheet: Worksheet, styles: Styles, heading: Heading) -> None:
    if (heading.first_row, heading.first_column) == (heading.last_row, heading.last_column):
        sheet.write_string(heading.first_row, heading.first_column, heading.text, styles.heading)
    else:
        rows = (heading.first_row, heading.first_column, heading.last_row, heading.last_column)
        sheet.merge_range(*rows, heading.text, styles.heading)
