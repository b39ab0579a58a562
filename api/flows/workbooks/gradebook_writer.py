"""Writes the gradebook of a class and subject: a sheet for each term and one for comments, as teachers know them."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from uuid import UUID

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from api.flows.workbooks.layout import (
    COMMENT,
    COMMENT_SHEET,
    FAIL_BY_RULE,
    IDENTITY_KEYS,
    MAX_COMMENT,
    PERIODIC_COLUMNS,
    PRIMARY_COLUMNS,
    TERM_SHEETS,
    ZERO_BY_RULE,
    cell_key,
    letter,
)
from api.flows.workbooks.sheets import FIRST_HEADING, Heading, Styles, Titles, add_table, open_book, write_comment
from api.flows.workbooks.specs import GradebookSpec
from domain.regulations.marks import TESTS
from domain.values import Attainment, Cell, Column, Kind, Score, Term

_COMMENT_WIDTH = 90
_TITLE = "SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH"
_PRIMARY_TITLE = "SỔ THEO DÕI KẾT QUẢ GIÁO DỤC HỌC SINH"
_FIRST = len(IDENTITY_KEYS)
_RECORDED_NOTE = " Ô nền xám đã ghi sổ: muốn thay đổi, gửi Đề nghị điều chỉnh để Hiệu trưởng duyệt."
_LEGENDS = {
    Kind.SCORED: (
        "Điểm từ 0 đến 10, nhiều nhất một chữ số thập phân (7,5 hoặc 7.5). Để trống: chưa có điểm. "
        "0K: 0 điểm do không dự kiểm tra (Điều 7)." + _RECORDED_NOTE
    ),
    Kind.COMMENT: (
        "Đ: Đạt. CĐ: Chưa đạt. Để trống: chưa đánh giá. CĐK: Chưa đạt do không dự kiểm tra (Điều 7)." + _RECORDED_NOTE
    ),
    Kind.LEVEL: (
        "T: Hoàn thành tốt. H: Hoàn thành. C: Chưa hoàn thành. Điểm KT: số nguyên từ 0 đến 10. Để trống: chưa đánh giá."
        + _RECORDED_NOTE
    ),
}
_CLOSED_NOTE = " Ô xám đậm đóng: học sinh không học môn hoặc chuyên đề này, hoặc được miễn."


def write_gradebook(spec: GradebookSpec, path: Path) -> None:
    """
    The template of ``spec`` at ``path`` (overwritten), with what is recorded filled in.

    Raises:
        Misused: ``workbook.unwritable``.

    """
    title = f"Sổ theo dõi và đánh giá học sinh, lớp {spec.class_code}, môn {spec.subject_name}, {spec.school_year}"
    with open_book(path, spec.identity, title) as (book, styles):
        for term in Term:
            _term_sheet(book, styles, spec, term)
        _comment_sheet(book, styles, spec)


def _titles(spec: GradebookSpec, period: str, legend: str) -> Titles:
    details = f"Lớp: {spec.class_code}     Môn: {spec.subject_name}     Giáo viên: {spec.teacher_name}"
    title = _PRIMARY_TITLE if spec.kind is Kind.LEVEL else _TITLE
    shown = legend + _CLOSED_NOTE if spec.closed else legend
    return Titles(spec.school_name, title, f"{period} – NĂM HỌC {spec.school_year}", details, shown)


def _term_sheet(book: XlsxWorkbook, styles: Styles, spec: GradebookSpec, term: Term) -> None:
    cells = list(spec.cells(term))
    derived = _derived_labels(spec, term)
    bottom = FIRST_HEADING + (2 if spec.parts else 1)
    headings = _headings(spec, cells)
    for column, label in enumerate(derived, _FIRST + len(cells)):
        headings.append(Heading(FIRST_HEADING, column, bottom, column, label))
    sheet, first = add_table(
        book,
        styles,
        TERM_SHEETS[term],
        _titles(spec, TERM_SHEETS[term].upper(), _LEGENDS[spec.kind]),
        headings,
        [*map(cell_key, cells), *(f"derived_{number}" for number, _ in enumerate(derived))],
        spec.pupils,
    )
    sheet.set_column(_FIRST, _FIRST + len(cells) - 1, 8)
    sheet.set_column(_FIRST + len(cells), _FIRST + len(cells) + len(derived), 11)
    for row, pupil in enumerate(spec.pupils, first):
        for column, cell in enumerate(cells, _FIRST):
            _write_mark(sheet, styles, row, column, spec, (pupil.pupil_id, cell))
        closed = sum((pupil.pupil_id, cell) in spec.closed for cell in cells)
        if closed == len(cells):
            for column, _ in enumerate(derived, _FIRST + len(cells)):
                sheet.write_blank(row, column, None, styles.closed)
            continue
        for column, formula in enumerate(_formulas(spec, term, row, closed), _FIRST + len(cells)):
            sheet.write_formula(row, column, formula, styles.derived, "")
    if spec.pupils:
        _validate(sheet, spec, first, len(cells))


def _headings(spec: GradebookSpec, cells: list[Cell]) -> list[Heading]:
    """Part over kind of assessment over its number: ``Âm nhạc`` / ``ĐĐGtx`` / ``1``."""
    headings = []
    top = FIRST_HEADING
    if spec.parts:
        for part, group in groupby(enumerate(cells, _FIRST), key=lambda item: item[1].part or ""):
            columns = [column for column, _ in group]
            headings.append(Heading(top, columns[0], top, columns[-1], spec.part_names.get(part, part)))
        top += 1
    regular: list[int] = []
    names = PRIMARY_COLUMNS if spec.kind is Kind.LEVEL else PERIODIC_COLUMNS
    for column, cell in enumerate(cells, _FIRST):
        if label := names.get(cell.column):
            headings.append(Heading(top, column, top + 1, column, label))
        else:
            headings.append(Heading(top + 1, column, top + 1, column, cell.column.value.removeprefix("TX")))
            regular.append(column)
    for _, run in groupby(enumerate(regular), key=lambda item: item[1] - item[0]):
        columns = [column for _, column in run]
        headings.append(Heading(top, columns[0], top, columns[-1], "ĐĐGtx"))
    return headings


def _write_mark(
    sheet: Worksheet, styles: Styles, row: int, column: int, spec: GradebookSpec, place: tuple[UUID, Cell]
) -> None:
    mark = spec.recorded.get(place)
    if place in spec.closed and mark is None:
        sheet.write_blank(row, column, None, styles.closed)
    elif mark is None:
        sheet.write_blank(row, column, None, styles.mark)
    elif place in spec.recorded_by_rule:
        by_rule = ZERO_BY_RULE if isinstance(mark, Score) else FAIL_BY_RULE
        sheet.write_string(row, column, by_rule, styles.recorded_mark)
    elif isinstance(mark, Score):
        whole = place[1].column in TESTS
        sheet.write_number(row, column, float(mark.value), styles.recorded_count if whole else styles.recorded_mark)
    else:
        sheet.write_string(row, column, letter(mark), styles.recorded_mark)


def _averaged(spec: GradebookSpec) -> bool:
    """Whether the average formula fits: a scored subject without parts with regular, midterm and final columns."""
    periodic = (Column.GK, Column.CK)
    return spec.kind is Kind.SCORED and not spec.parts and len(spec.columns) > 2 and spec.columns[-2:] == periodic


def _derived_labels(spec: GradebookSpec, term: Term) -> list[str]:
    if spec.kind is Kind.COMMENT:
        return ["Kết quả (tạm tính)"]
    if not _averaged(spec):
        return []
    return ["ĐTBmhk (tạm tính)", *(["ĐTBmcn (tạm tính)"] if term is Term.TWO else [])]


def _formulas(spec: GradebookSpec, term: Term, row: int, closed: int) -> list[str]:
    """
    Live help for the eye (TT 22/2021 Điều 9.1), never read back: blank until every cell of the row is filled.

    ``closed`` cells of the row are blank for ever, and do not count.
    """
    count = len(list(spec.cells(term)))
    every = xl_range(row, _FIRST, row, _FIRST + count - 1)
    needed = count - closed
    if spec.kind is Kind.COMMENT:
        return [f'=IF(COUNTA({every})<{needed},"",IF(COUNTIF({every},"Đ")={needed},"Đ","CĐ"))']
    if not _averaged(spec):
        return []
    regular = xl_range(row, _FIRST, row, _FIRST + count - 3)
    midterm, final = (xl_rowcol_to_cell(row, _FIRST + count - back) for back in (2, 1))
    average = (
        f'=IF(COUNT({every})+COUNTIF({every},"{ZERO_BY_RULE}")={needed},'
        f'ROUND((SUM({regular})+2*N({midterm})+3*N({final}))/{needed + 3},1),"")'
    )
    if term is Term.ONE:
        return [average]
    # Term 1 is looked up by the pupil's id, so that a reordered sheet still shows the right year.
    one, column = TERM_SHEETS[Term.ONE], xl_col_to_name(_FIRST + count)
    own, own_id = xl_rowcol_to_cell(row, _FIRST + count), xl_rowcol_to_cell(row, 2)
    first = f"INDEX('{one}'!${column}:${column},MATCH({own_id},'{one}'!$C:$C,0))"
    return [average, f'=IFERROR(IF(OR({own}="",{first}=""),"",ROUND(({first}+2*{own})/3,1)),"")']


def _validate(sheet: Worksheet, spec: GradebookSpec, first: int, count: int) -> None:
    """Warns at the keyboard and lets the teacher go on: 7.5 typed as text is fine, and the import looks again."""
    place = (first, _FIRST, first + len(spec.pupils) - 1, _FIRST + count - 1)
    warning = {"error_type": "warning", "error_title": "Kiểm tra lại ô này"}
    if spec.kind is Kind.LEVEL:
        _validate_levels(sheet, spec, first, warning)
        return
    if spec.kind is Kind.COMMENT:
        rule = {"validate": "list", "source": ["Đ", "CĐ", FAIL_BY_RULE], "error_message": "Ghi Đ, CĐ hoặc CĐK."}
    else:
        here = xl_rowcol_to_cell(first, _FIRST)
        right = f"AND(ISNUMBER({here}),{here}>=0,{here}<=10,ROUND({here},1)={here})"
        rule = {
            "validate": "custom",
            "value": f'=IF(ISNUMBER({here}),{right},UPPER({here})="{ZERO_BY_RULE}")',
            "error_message": "Ghi điểm từ 0 đến 10, nhiều nhất một chữ số thập phân, hoặc 0K.",
        }
    sheet.data_validation(*place, {**rule, **warning})


def _validate_levels(sheet: Worksheet, spec: GradebookSpec, first: int, warning: dict[str, str]) -> None:
    """Letters in the columns of levels, whole numbers in those of tests."""
    letters = {"validate": "list", "source": [each.letter for each in Attainment], "error_message": "Ghi T, H hoặc C."}
    whole = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": 10,
        "error_message": "Số nguyên từ 0 đến 10.",
    }
    for column, name in enumerate(spec.columns, _FIRST):
        rule = whole if name in TESTS else letters
        sheet.data_validation(first, column, first + len(spec.pupils) - 1, column, {**rule, **warning})


def _comment_sheet(book: XlsxWorkbook, styles: Styles, spec: GradebookSpec) -> None:
    legend = f"Nhận xét sự tiến bộ, ưu điểm nổi bật, hạn chế chủ yếu của học sinh; nhiều nhất {MAX_COMMENT} kí tự."
    headings = [Heading(FIRST_HEADING, _FIRST, FIRST_HEADING, _FIRST, "Nhận xét")]
    titles = _titles(spec, "NHẬN XÉT", legend)
    sheet, first = add_table(book, styles, COMMENT_SHEET, titles, headings, [COMMENT], spec.pupils)
    sheet.set_column(_FIRST, _FIRST, _COMMENT_WIDTH)
    closed = spec.closed_pupils
    for row, pupil in enumerate(spec.pupils, first):
        text = spec.recorded_comments.get(pupil.pupil_id)
        if pupil.pupil_id in closed and not text:
            sheet.write_blank(row, _FIRST, None, styles.closed)
        else:
            write_comment(sheet, styles, row, _FIRST, text, _COMMENT_WIDTH)
