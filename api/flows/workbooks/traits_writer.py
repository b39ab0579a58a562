"""The sheets of a primary homeroom workbook on qualities and competencies: ratings of each term, comments on groups."""

from __future__ import annotations

from itertools import groupby

from xlsxwriter import Workbook as XlsxWorkbook

from api.flows.workbooks.layout import (
    IDENTITY_KEYS,
    MAX_COMMENT,
    TERM_SHEETS,
    TRAIT_COMMENT_SHEET,
    letter,
    trait_key,
)
from api.flows.workbooks.sheets import FIRST_HEADING, Heading, Styles, Titles, add_table, write_comment
from api.flows.workbooks.specs import HomeroomSpec
from domain.values import Cell, Column, Rating, Term
from domain.words import TRAIT_GROUP_NAMES

_FIRST = len(IDENTITY_KEYS)
_COMMENT_WIDTH = 60
_TITLE = "SỔ CHỦ NHIỆM: PHẨM CHẤT, NĂNG LỰC"
_TIMES = {Column.GK: "Giữa kì", Column.CK: "Cuối kì"}
_LEGEND = (
    "T: Tốt. Đ: Đạt. C: Cần cố gắng. Để trống: chưa đánh giá. "
    "Ô nền xám đã ghi sổ: muốn thay đổi, gửi Đề nghị điều chỉnh để Hiệu trưởng duyệt."
)


def titles_of(spec: HomeroomSpec, title: str, period: str, legend: str) -> Titles:
    """The lines above a table of the homeroom workbook."""
    details = f"Lớp: {spec.class_code}     Giáo viên chủ nhiệm: {spec.teacher_name}"
    return Titles(spec.school_name, title, period, details, legend)


def write_ratings(book: XlsxWorkbook, styles: Styles, spec: HomeroomSpec) -> None:
    """A sheet for each term: quality or competency over the two times at which it is rated."""
    for term in Term:
        cells = [cell for trait in spec.traits for cell in trait.cells(term)]
        titles = titles_of(spec, _TITLE, f"{TERM_SHEETS[term].upper()} – NĂM HỌC {spec.school_year}", _LEGEND)
        keys = [trait_key(cell) for cell in cells]
        sheet, first = add_table(book, styles, TERM_SHEETS[term], titles, _headings(spec, cells), keys, spec.pupils)
        sheet.set_column(_FIRST, _FIRST + len(cells) - 1, 9)
        for row, pupil in enumerate(spec.pupils, first):
            for column, cell in enumerate(cells, _FIRST):
                rating = spec.recorded_ratings.get((pupil.pupil_id, cell))
                if rating is None:
                    sheet.write_blank(row, column, None, styles.mark)
                else:
                    sheet.write_string(row, column, letter(rating), styles.recorded_mark)
        if spec.pupils:
            rule = {
                "validate": "list",
                "source": [each.letter for each in Rating],
                "error_type": "warning",
                "error_title": "Kiểm tra lại ô này",
                "error_message": "Ghi T, Đ hoặc C.",
            }
            last = first + len(spec.pupils) - 1
            sheet.data_validation(first, _FIRST, last, _FIRST + len(cells) - 1, rule)


def _headings(spec: HomeroomSpec, cells: list[Cell]) -> list[Heading]:
    names = {trait.code: trait.name for trait in spec.traits}
    headings = []
    for code, group in groupby(enumerate(cells, _FIRST), key=lambda item: item[1].subject):
        columns = [column for column, _ in group]
        headings.append(Heading(FIRST_HEADING, columns[0], FIRST_HEADING, columns[-1], names[code]))
    for column, cell in enumerate(cells, _FIRST):
        headings.append(Heading(FIRST_HEADING + 1, column, FIRST_HEADING + 1, column, _TIMES[cell.column]))
    return headings


def write_trait_comments(book: XlsxWorkbook, styles: Styles, spec: HomeroomSpec) -> None:
    """One sheet with a comment on each group, for the year's end."""
    legend = f"Biểu hiện nổi bật và điều cần rèn luyện của học sinh trong năm học; nhiều nhất {MAX_COMMENT} kí tự."
    titles = titles_of(spec, _TITLE, f"NHẬN XÉT – NĂM HỌC {spec.school_year}", legend)
    headings = [
        Heading(FIRST_HEADING, column, FIRST_HEADING, column, name)
        for column, name in enumerate(TRAIT_GROUP_NAMES.values(), _FIRST)
    ]
    keys = list(TRAIT_GROUP_NAMES)
    sheet, first = add_table(book, styles, TRAIT_COMMENT_SHEET, titles, headings, keys, spec.pupils)
    sheet.set_column(_FIRST, _FIRST + len(keys) - 1, _COMMENT_WIDTH)
    for row, pupil in enumerate(spec.pupils, first):
        for column, code in enumerate(keys, _FIRST):
            text = spec.recorded_trait_comments.get((pupil.pupil_id, code))
            write_comment(sheet, styles, row, column, text, _COMMENT_WIDTH)
