"""Writes the homeroom workbook of a class: one sheet with conduct, absences and the homeroom comment."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from api.flows.workbooks.layout import (
    CONDUCT,
    HOMEROOM_LABELS,
    HOMEROOM_SHEET,
    IDENTITY_KEYS,
    LEVEL_WORDS,
    MAX_ABSENCES,
)
from api.flows.workbooks.sheets import FIRST_HEADING, Heading, Styles, Titles, add_table, open_book, write_comment
from api.flows.workbooks.specs import HomeroomSpec, PupilRow

_FIRST = len(IDENTITY_KEYS)
_WIDTHS = (12, 12, 10, 10, 80)
_LEGEND = (
    "Rèn luyện: chọn Tốt, Khá, Đạt hoặc Chưa đạt. Số buổi nghỉ: ghi cả hai ô, 0 nếu không nghỉ. Để trống: chưa có. "
    "Ô nền xám đã ghi sổ: muốn thay đổi, gửi Đề nghị điều chỉnh để Hiệu trưởng duyệt."
)


def write_homeroom(spec: HomeroomSpec, path: Path) -> None:
    """
    The template of ``spec`` at ``path`` (overwritten), with what is recorded filled in.

    Raises:
        Misused: ``workbook.unwritable``.

    """
    titles = Titles(
        school=spec.school_name,
        title="SỔ CHỦ NHIỆM: RÈN LUYỆN, NGHỈ HỌC, NHẬN XÉT",
        period=f"NĂM HỌC {spec.school_year}",
        details=f"Lớp: {spec.class_code}     Giáo viên chủ nhiệm: {spec.teacher_name}",
        legend=_LEGEND,
    )
    headings = [
        Heading(FIRST_HEADING, column, FIRST_HEADING, column, label)
        for column, label in enumerate(HOMEROOM_LABELS.values(), _FIRST)
    ]
    with open_book(path, spec.identity, f"Sổ chủ nhiệm lớp {spec.class_code}, {spec.school_year}") as (book, styles):
        keys = list(HOMEROOM_LABELS)
        sheet, first = add_table(book, styles, HOMEROOM_SHEET, titles, headings, keys, spec.pupils)
        for column, width in enumerate(_WIDTHS, _FIRST):
            sheet.set_column(column, column, width)
        for row, pupil in enumerate(spec.pupils, first):
            _write_row(sheet, styles, row, spec, pupil)
        if spec.pupils:
            _validate(sheet, first, first + len(spec.pupils) - 1)


def _write_row(sheet: Worksheet, styles: Styles, row: int, spec: HomeroomSpec, pupil: PupilRow) -> None:
    column = _FIRST
    for term in CONDUCT:
        level = spec.recorded_conduct.get((pupil.pupil_id, term))
        if level is None:
            sheet.write_blank(row, column, None, styles.mark)
        else:
            sheet.write_string(row, column, LEVEL_WORDS[level], styles.recorded_mark)
        column += 1
    for count in spec.recorded_absences.get(pupil.pupil_id, (None, None)):
        if count is None:
            sheet.write_blank(row, column, None, styles.count)
        else:
            sheet.write_number(row, column, count, styles.recorded_count)
        column += 1
    write_comment(sheet, styles, row, column, spec.recorded_comments.get(pupil.pupil_id), _WIDTHS[-1])


def _validate(sheet: Worksheet, first: int, last: int) -> None:
    """Warns at the keyboard; the import looks again."""
    warning = {"error_type": "warning", "error_title": "Kiểm tra lại ô này"}
    words = {"validate": "list", "source": list(LEVEL_WORDS.values()), "error_message": "Tốt, Khá, Đạt hoặc Chưa đạt."}
    sheet.data_validation(first, _FIRST, last, _FIRST + 1, {**words, **warning})
    counts = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": MAX_ABSENCES,
        "error_message": f"Số nguyên từ 0 đến {MAX_ABSENCES}.",
    }
    sheet.data_validation(first, _FIRST + 2, last, _FIRST + 3, {**counts, **warning})
