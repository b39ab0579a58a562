"""*Mục lục hồ sơ* of a year's archive as a workbook: one row for each report, its file and digest, counted."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time

from xlsxwriter import Workbook as XlsxWorkbook

#: Heading → width in characters.
_COLUMNS = {
    "TT": 6, "Lớp": 7, "STT": 6, "Họ và tên": 28, "Ngày sinh": 12, "Trạng thái": 22, "Bản lần": 8,
    "Mã số tra cứu": 39, "Tệp PDF": 48, "SHA-256 của tệp PDF": 68,
}  # fmt: skip
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_HEADINGS_AT = 4


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A report: whose, where it stands in words, and where it is issued its edition, code, file and digest."""

    class_code: str
    number: int
    full_name: str
    birth_date: date | None
    status: str
    edition: int | None
    lookup_id: str | None
    file: str | None
    pdf_sha256: str | None


@dataclass(frozen=True, slots=True)
class ArchiveIndex:
    """The list: of which school and year, made on which day at which entry of the ledger."""

    school: str
    school_year: str
    made_on: date
    position: int
    rows: tuple[IndexRow, ...]

    @property
    def summary(self) -> str:
        """How many reports there are, and how many of them have a file."""
        kept = sum(row.file is not None for row in self.rows)
        return (
            f"Tổng số {len(self.rows)} học bạ: {kept} đã phát hành, có tệp; {len(self.rows) - kept} chưa phát hành, "
            f"không có tệp. Lập ngày {self.made_on:%d/%m/%Y}, tính đến bản ghi {self.position} của sổ cái."
        )


def index_workbook(index: ArchiveIndex) -> bytes:
    """The file. The same list gives the same bytes; nothing that a person typed becomes a formula or a link."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with XlsxWorkbook(content, options) as workbook:
        workbook.set_properties({"created": datetime.combine(index.made_on, time())})
        plain = workbook.add_format({**_FONT})
        bold = workbook.add_format({**_FONT, "bold": True})
        head = workbook.add_format({**_FONT, "bold": True, "border": 1, "text_wrap": True, "align": "center"})
        cell = workbook.add_format({**_FONT, "border": 1})
        day = workbook.add_format({**_FONT, "border": 1, "num_format": "dd/mm/yyyy"})
        sheet = workbook.add_worksheet("Mục lục hồ sơ")
        sheet.write_string(0, 0, index.school, bold)
        sheet.write_string(1, 0, f"MỤC LỤC HỒ SƠ LƯU TRỮ HỌC BẠ SỐ, NĂM HỌC {index.school_year}", bold)
        sheet.write_string(2, 0, index.summary, plain)
        for column, (heading, width) in enumerate(_COLUMNS.items()):
            sheet.write_string(_HEADINGS_AT, column, heading, head)
            sheet.set_column(column, column, width)
        for place, row in enumerate(index.rows, 1):
            values = [
                place, row.class_code, row.number, row.full_name, row.birth_date, row.status, row.edition,
                row.lookup_id, row.file, row.pdf_sha256,
            ]  # fmt: skip
            for column, value in enumerate(values):
                at = (_HEADINGS_AT + place, column)
                if isinstance(value, int):
                    sheet.write_number(*at, value, cell)
                elif isinstance(value, str):
                    sheet.write_string(*at, value, cell)
                elif value is None:
                    sheet.write_blank(*at, None, cell)
                else:
                    sheet.write_datetime(*at, value, day)
        sheet.autofilter(_HEADINGS_AT, 0, _HEADINGS_AT + len(index.rows), len(_COLUMNS) - 1)
        sheet.freeze_panes(_HEADINGS_AT + 1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return content.getvalue()
