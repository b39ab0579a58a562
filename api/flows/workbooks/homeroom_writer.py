"""
Writes the homeroom workbook of a class: one sheet with conduct, absences and the homeroom comment.

A primary class has no conduct, and before it a sheet for each term with the ratings of qualities and competencies, and
one with the comments on their groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from api.flows.workbooks.layout import (
    ABSENT_PERMITTED,
    ABSENT_UNPERMITTED,
    COMMENT,
    CONDUCT,
    HOMEROOM_SHEET,
    IDENTITY_KEYS,
    LEVEL_WORDS,
    MAX_ABSENCES,
)
from api.flows.workbooks.sheets import FIRST_HEADING, Heading, Styles, Titles, add_table, open_book, write_comment
from api.flows.workbooks.specs import HomeroomSpec, PupilRow
from api.flows.workbooks.traits_writer import titles_of, write_ratings, write_trait_comments
from domain.values import Term

_FIRST = len(IDENTITY_KEYS)
_WIDTHS = {CONDUCT[Term.ONE]: 12, CONDUCT[Term.TWO]: 12, ABSENT_PERMITTED: 10, ABSENT_UNPERMITTED: 10, COMMENT: 80}
_LEGEND = (
    "Rèn luyện: chọn Tốt, Khá, Đạt hoặc Chưa đạt. Số buổi nghỉ: ghi cả hai ô, 0 nếu không nghỉ. Để trống: chưa có. "
    "Ô nền xám đã ghi sổ: muốn thay đổi, gửi Đề nghị điều chỉnh để Hiệu trưởng duyệt."
)

_PRIMARY_LEGEND = (
    "Số buổi nghỉ: ghi cả hai ô, 0 nếu không nghỉ. Để trống: chưa có. "
    "Ô nền xám đã ghi sổ: muốn thay đổi, gửi Đề nghị điều chỉnh để Hiệu trưởng duyệt."
)


def write_homeroom(spec: HomeroomSpec, path: Path) -> None:
    """
    The template of ``spec`` at ``path`` (overwritten), with what is recorded filled in.

    Raises:
        Misused: ``workbook.unwritable``.

    """
    title = f"Sổ chủ nhiệm lớp {spec.class_code}, {spec.school_year}"
    with open_book(path, spec.identity, title) as (book, styles):
        if spec.traits:
            write_ratings(book, styles, spec)
            write_trait_comments(book, styles, spec)
        keys = list(spec.labels)
        headings = [
            Heading(FIRST_HEADING, column, FIRST_HEADING, column, label)
            for column, label in enumerate(spec.labels.values(), _FIRST)
        ]
        sheet, first = add_table(book, styles, HOMEROOM_SHEET, _titles(spec), headings, keys, spec.pupils)
        for column, key in enumerate(keys, _FIRST):
            sheet.set_column(column, column, _WIDTHS[key])
        for row, pupil in enumerate(spec.pupils, first):
            _write_row(sheet, styles, row, spec, pupil)
        if spec.pupils:
            _validate(sheet, keys, first, first + len(spec.pupils) - 1)


def _titles(spec: HomeroomSpec) -> Titles:
    if spec.traits:
        return titles_of(spec, "SỔ CHỦ NHIỆM: NGHỈ HỌC, NHẬN XÉT", f"NĂM HỌC {spec.school_year}", _PRIMARY_LEGEND)
    return titles_of(spec, "SỔ CHỦ NHIỆM: RÈN LUYỆN, NGHỈ HỌC, NHẬN XÉT", f"NĂM HỌC {spec.school_year}", _LEGEND)


def _write_row(sheet: Worksheet, styles: Styles, row: int, spec: HomeroomSpec, pupil: PupilRow) -> None:
    column = _FIRST
    for term in () if spec.traits else CONDUCT:
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
    write_comment(sheet, styles, row, column, spec.recorded_comments.get(pupil.pupil_id), _WIDTHS[COMMENT])


def _validate(sheet: Worksheet, keys: Sequence[str], first: int, last: int) -> None:
    """Warns at the keyboard; the import looks again."""
    warning = {"error_type": "warning", "error_title": "Kiểm tra lại ô này"}
    words = {"validate": "list", "source": list(LEVEL_WORDS.values()), "error_message": "Tốt, Khá, Đạt hoặc Chưa đạt."}
    counts = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": MAX_ABSENCES,
        "error_message": f"Số nguyên từ 0 đến {MAX_ABSENCES}.",
    }
    for column, key in enumerate(keys, _FIRST):
        if key != COMMENT:
            rule = words if key in CONDUCT.values() else counts
            sheet.data_validation(first, column, last, column, {**rule, **warning})
