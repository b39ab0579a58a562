"""The month's book of corrections as a workbook: one row for each value, so that it can be sorted and filtered."""

from __future__ import annotations

import io
from pathlib import Path

from xlsxwriter import Workbook as XlsxWorkbook

from api.whole_file import write_whole
from projections.documents.correction_log import LogBook

#: Heading → width in characters.
_COLUMNS = {
    "TT": 5, "Số báo cáo": 18, "Ngày báo cáo": 12, "Lớp": 7, "Học sinh": 28, "Môn, nội dung": 26, "Giá trị cũ": 16,
    "Giá trị mới": 16, "Lí do": 40, "Người đề nghị": 22, "Kết quả": 14, "Người duyệt": 22, "Ngày": 12, "Căn cứ": 36,
}  # fmt: skip
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_HEADINGS_AT = 4


def write_correction_log(book: LogBook, path: Path) -> None:
    """Whole or not at all. Texts stay texts: nothing that a person typed becomes a formula or a link."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with XlsxWorkbook(content, options) as workbook:
        plain = workbook.add_format({**_FONT})
        bold = workbook.add_format({**_FONT, "bold": True})
        head = workbook.add_format({**_FONT, "bold": True, "border": 1, "text_wrap": True, "align": "center"})
        cell = workbook.add_format({**_FONT, "border": 1, "text_wrap": True, "valign": "top"})
        day = workbook.add_format({**_FONT, "border": 1, "valign": "top", "num_format": "dd/mm/yyyy"})
        sheet = workbook.add_worksheet("Điều chỉnh")
        sheet.write_string(0, 0, book.school.name, bold)
        sheet.write_string(1, 0, book.title.upper(), bold)
        sheet.write_string(2, 0, book.period, plain)
        for column, (heading, width) in enumerate(_COLUMNS.items()):
            sheet.write_string(_HEADINGS_AT, column, heading, head)
            sheet.set_column(column, column, width)
        at = _HEADINGS_AT + 1
        for row in book.rows:
            for what, before, after in row.changes:
                values = [
                    row.number, row.paper, row.dated, row.class_code, row.pupil, what, before, after, row.reason,
                    row.asked_by, row.result, row.decided_by, row.decided_on, row.grounds,
                ]  # fmt: skip
                for column, value in enumerate(values):
                    if isinstance(value, int):
                        sheet.write_number(at, column, value, cell)
                    elif isinstance(value, str):
                        sheet.write_string(at, column, value, cell)
                    elif value is None:
                        sheet.write_blank(at, column, None, cell)
                    else:
                        sheet.write_datetime(at, column, value, day)
                at += 1
        sheet.autofilter(_HEADINGS_AT, 0, max(at - 1, _HEADINGS_AT), len(_COLUMNS) - 1)
        sheet.freeze_panes(_HEADINGS_AT + 1, 0)
        sheet.write_string(at + 1, 0, book.summary, plain)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    write_whole(path, content.getvalue())
