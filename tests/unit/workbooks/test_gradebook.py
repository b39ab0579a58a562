"""The gradebook: what a template holds, what is read back, and every fault with its place."""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from api.flows.workbooks import GradebookSpec, identify, read_gradebook, write_gradebook
from api.flows.workbooks.layout import BY_RULE_REASON
from domain.errors import Faults, Misused, Rejected
from domain.values import Cell, Column, CommentResult, Kind, Mark, Score, Term
from tests.kit.workbooks import column_of, edit, fill_gradebook, gradebook, key_row, place, put, row_of

SPEC = gradebook()
IDS = [pupil.pupil_id for pupil in SPEC.pupils]
SHEET = "Học kì I"


def at(column: str, term: Term = Term.ONE, subject: str = "TOAN", part: str | None = None) -> Cell:
    return Cell(subject=subject, part=part, term=term, column=Column(column))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "8A_TOAN.xlsx"
    write_gradebook(SPEC, path)
    return path


def faults(path: Path, spec: GradebookSpec = SPEC, *, round_half_up: bool = False) -> tuple[Rejected, ...]:
    with pytest.raises(Faults) as refused:
        read_gradebook(path, spec, round_half_up=round_half_up)
    assert all(fault.text("vi") and fault.text("en") for fault in refused.value.faults)
    return refused.value.faults  # readers add only Rejected


def test_a_fresh_template_says_what_it_is_and_holds_no_mark(book: Path) -> None:
    assert identify(book) == SPEC.identity
    content = read_gradebook(book.read_bytes(), SPEC, round_half_up=False)
    assert (content.marks, content.by_rule, content.comments) == ({}, {}, {})
    assert content.digest == hashlib.sha256(book.read_bytes()).hexdigest()


def test_it_looks_like_the_book_that_teachers_know(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == ["Học kì I", "Học kì II", "Nhận xét", "_hocba"]
    assert opened["_hocba"].sheet_state == "veryHidden"
    page = opened[SHEET]
    lines = [page.cell(row, 1).value for row in range(1, 5)]
    assert lines == [
        "Trường THCS Hoa Sen",
        "SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH",
        "HỌC KÌ I – NĂM HỌC 2025-2026",
        "Lớp: 8A     Môn: Toán     Giáo viên: Hoàng Thị Yến",
    ]
    assert [page.cell(6, column).value for column in (1, 2, 4, 5, 9, 10, 11)] == [
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "ĐĐGtx",
        "ĐĐGgk",
        "ĐĐGck",
        "ĐTBmhk (tạm tính)",
    ]
    assert [page.cell(7, column).value for column in range(5, 9)] == ["1", "2", "3", "4"]
    assert page.column_dimensions["C"].hidden
    assert page.row_dimensions[key_row(page)].hidden
    assert page.freeze_panes == "E9"
    born = page.cell(9, 4)
    assert (born.number_format, born.value) == ("dd/mm/yyyy", datetime(2012, 1, 1))  # noqa: DTZ001 - no zones here
    assert page.protection.sheet
    assert page.cell(9, 2).protection.locked
    assert not page.cell(9, 5).protection.locked
    assert page.cell(9, 2).font.name == "Times New Roman"
    assert page.data_validations.dataValidation[0].errorStyle == "warning"


def test_parts_have_a_group_of_columns_each(tmp_path: Path) -> None:
    spec, path = gradebook(Kind.COMMENT), tmp_path / "NGHE_THUAT.xlsx"
    write_gradebook(spec, path)
    page = openpyxl.load_workbook(path)[SHEET]
    assert (page["E6"].value, page["I6"].value, page["E7"].value, page["E8"].value) == (
        "Âm nhạc",
        "Mĩ thuật",
        "ĐĐGtx",
        "1",
    )
    assert {"E6:H6", "I6:L6", "E7:F7", "I7:J7"} <= {str(merged) for merged in page.merged_cells.ranges}
    music, drawing = (at("GK", Term.TWO, "NGHE_THUAT", part) for part in spec.parts)
    fill_gradebook(path, {(IDS[0], music): "Đ", (IDS[0], drawing): unicodedata.normalize("NFD", "cđ")})
    content = read_gradebook(path, spec, round_half_up=False)
    assert content.marks == {(IDS[0], music): CommentResult.D, (IDS[0], drawing): CommentResult.CD}


def test_what_is_recorded_stands_in_the_template_and_reads_back(tmp_path: Path) -> None:
    marks: dict[tuple[UUID, Cell], Mark] = {(IDS[0], at("TX1")): Score("7.2"), (IDS[1], at("CK")): Score(0)}
    marks[IDS[2], at("GK", Term.TWO)] = Score(10)
    by_rule = {(IDS[1], at("CK")): "vắng"}
    comments = {IDS[3]: "=1+1 không phải công thức"}
    spec = replace(SPEC, recorded=marks, recorded_by_rule=by_rule, recorded_comments=comments)
    path = tmp_path / "recorded.xlsx"
    write_gradebook(spec, path)
    content = read_gradebook(path, spec, round_half_up=False)
    assert content.marks == marks
    assert content.by_rule == {(IDS[1], at("CK")): BY_RULE_REASON}
    assert content.comments == comments


def test_reordered_rows_and_inserted_columns_still_match_by_id(book: Path) -> None:
    fill_gradebook(book, {(one, at("TX1")): number for number, one in enumerate(IDS)})

    def shuffle(opened: Workbook) -> None:
        page = opened[SHEET]
        first = key_row(page) + 1
        rows = [[page.cell(first + n, column).value for column in range(1, 11)] for n in range(len(IDS))]
        for n, values in enumerate(reversed(rows)):
            for column, value in enumerate(values, 1):
                page.cell(first + n, column).value = value
        for merged in list(page.merged_cells.ranges):
            page.unmerge_cells(str(merged))
        page.insert_cols(6)
        page.insert_rows(1)
        page.title = unicodedata.normalize("NFD", SHEET).upper()

    edit(book, shuffle)
    content = read_gradebook(book, SPEC, round_half_up=False)
    assert content.marks == {(one, at("TX1")): Score(number) for number, one in enumerate(IDS)}


def test_a_formula_counts_by_its_calculated_value(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    write_gradebook(replace(SPEC, recorded={(IDS[0], at("TX1")): Score("8.5")}), path)
    # What a spreadsheet program leaves: the formula and the value it had when the file was saved.
    _rewrite(path, b"<v>8.5</v>", b"<f>8+0.5</f><v>8.5</v>")
    assert read_gradebook(path, SPEC, round_half_up=False).marks == {(IDS[0], at("TX1")): Score("8.5")}


@pytest.mark.parametrize(
    ("typed", "code", "value"),
    [
        (6.75, "score.decimals", "6.75"),
        ("6,75", "score.decimals", "6,75"),
        (11, "score.range", "11"),
        ("giỏi", "score.text", "giỏi"),
        (True, "score.text", "TRUE"),
        ("CĐ", "score.expected", "CĐ"),
        (date(2026, 5, 7), "score.date", "07/05/2026"),
        ("#REF!", "cell.error", "#REF!"),
        ("#N/A", "cell.error", "#N/A"),
        ("=1+1", "cell.uncalculated", "uncalculated"),
    ],
)
def test_every_bad_mark_is_named_with_its_place(book: Path, typed: object, code: str, value: str) -> None:
    fill_gradebook(book, {(IDS[1], at("GK")): typed, (IDS[0], at("TX1")): 8})
    (fault,) = faults(book)
    assert fault.code == code
    assert fault.facts["sheet"] == SHEET
    assert fault.facts["cell"] == place(book, SHEET, IDS[1], "GK") == "I10"
    assert fault.facts["value"] == value
    assert fault.facts["pupil"] == "Đỗ Đức Bình"


def test_messages_say_the_mark_as_the_reader_writes_it(book: Path) -> None:
    fill_gradebook(book, {(IDS[1], at("GK")): 6.75})
    (fault,) = faults(book)
    assert "Ô I10 (trang Học kì I, Đỗ Đức Bình): điểm 6,75 có hơn một chữ số thập phân" in fault.text("vi")
    assert "Cell I10 (sheet Học kì I, Đỗ Đức Bình): mark 6.75 has more than one decimal" in fault.text("en")


def test_rounding_takes_two_decimals(book: Path) -> None:
    fill_gradebook(book, {(IDS[0], at("TX1")): 6.75, (IDS[0], at("TX2")): 7.25, (IDS[0], at("TX3")): "7,20"})
    marks = read_gradebook(book, SPEC, round_half_up=True).marks
    assert [str(marks[IDS[0], at(column)]) for column in ("TX1", "TX2", "TX3")] == ["6.8", "7.3", "7.2"]


def test_all_faults_of_a_file_come_in_reading_order(book: Path) -> None:
    typed = {
        (IDS[5], at("TX1")): 12,
        (IDS[0], at("CK")): "x",
        (IDS[0], at("TX1")): 6.75,
        (IDS[0], at("CK", Term.TWO)): "Đ",
    }
    fill_gradebook(book, typed, {IDS[2]: "x" * 2001})
    found = [(fault.code, fault.facts["sheet"], fault.facts["cell"]) for fault in faults(book)]
    assert found == [
        ("score.decimals", "Học kì I", "E9"),
        ("score.text", "Học kì I", "J9"),
        ("score.range", "Học kì I", "E14"),
        ("score.expected", "Học kì II", "J9"),
        ("comment.long", "Nhận xét", "E10"),
    ]


def test_a_score_in_a_comment_subject_is_refused(tmp_path: Path) -> None:
    spec, path = gradebook(Kind.COMMENT), tmp_path / "n.xlsx"
    write_gradebook(spec, path)
    fill_gradebook(path, {(IDS[0], at("TX1", subject="NGHE_THUAT", part="AM_NHAC")): 8})
    assert [fault.code for fault in faults(path, spec)] == ["result.expected"]


def test_a_pupil_of_another_class_is_named(book: Path) -> None:
    fill_gradebook(book, {(IDS[5], at("TX1")): 7})
    smaller = replace(SPEC, pupils=SPEC.pupils[:5])
    found = faults(book, smaller)
    assert [fault.code for fault in found] == ["row.unknown_pupil"] * 3
    assert found[0].facts["pupil"] == "Vũ Mỹ Uyên"
    assert found[0].facts["cell"] == "B14"
    assert "8A" in found[0].text("vi")


def test_a_pupil_who_joined_after_the_template_is_only_pending(book: Path) -> None:
    fill_gradebook(book, {(IDS[0], at("TX1")): 7})
    assert read_gradebook(book, gradebook(count=9), round_half_up=False).marks == {(IDS[0], at("TX1")): Score(7)}


def test_a_broken_id_a_double_id_and_a_filled_row_without_id(book: Path) -> None:
    def spoil(opened: Workbook) -> None:
        page = opened[SHEET]
        put(opened, SHEET, IDS[1], "TX2", 9)
        for one, value in ((IDS[0], "không phải mã"), (IDS[1], None), (IDS[2], str(IDS[3]))):
            page.cell(row_of(page, one), column_of(page, "pupil_id")).value = value
        page["B10"].value = "Ai đó"

    edit(book, spoil)
    codes = [(fault.code, fault.facts["cell"]) for fault in faults(book)]
    # Row 11 carries the id of the pupil of row 12 under another name; row 12 then has that id a second time.
    assert codes == [
        ("row.unknown_pupil", "B9"),
        ("row.no_pupil", "F10"),
        ("row.other_pupil", "B11"),
        ("row.pupil_twice", "B12"),
    ]


def test_a_filled_row_that_lost_its_id_is_known_by_name_and_birth_date(book: Path) -> None:
    def spoil(opened: Workbook) -> None:
        page = opened[SHEET]
        put(opened, SHEET, IDS[1], "TX2", 9)
        page.cell(row_of(page, IDS[1]), column_of(page, "pupil_id")).value = None

    edit(book, spoil)
    assert read_gradebook(book, SPEC, round_half_up=False).marks == {(IDS[1], at("TX2")): Score(9)}


def test_a_row_without_id_that_two_pupils_may_be_is_ambiguous(tmp_path: Path) -> None:
    twins = [replace(pupil, full_name="Nguyễn Thị Mai", birth_date=date(2012, 5, 12)) for pupil in SPEC.pupils[:2]]
    spec, path = replace(SPEC, pupils=tuple(twins)), tmp_path / "twins.xlsx"
    write_gradebook(spec, path)

    def spoil(opened: Workbook) -> None:
        put(opened, SHEET, IDS[1], "TX2", 9)
        page = opened[SHEET]
        page.cell(row_of(page, IDS[1]), column_of(page, "pupil_id")).value = None

    edit(path, spoil)
    (fault,) = faults(path, spec)
    assert fault.code == "pupil.ambiguous"
    assert "Có 2 học sinh cùng họ tên và ngày sinh" in fault.text("vi")


def test_a_list_sorted_without_its_hidden_column_is_found(book: Path) -> None:
    def sort_names_only(opened: Workbook) -> None:
        page = opened[SHEET]
        page["B9"].value, page["B10"].value = page["B10"].value, page["B9"].value

    edit(book, sort_names_only)
    assert [fault.code for fault in faults(book)] == ["row.other_pupil"] * 2


def test_birth_dates_tell_two_pupils_of_one_name_apart(tmp_path: Path) -> None:
    twins = tuple(replace(pupil, full_name="Nguyễn Văn An") for pupil in SPEC.pupils[:2])
    spec, path = replace(SPEC, pupils=twins), tmp_path / "twins.xlsx"
    write_gradebook(spec, path)

    def swap_dates(opened: Workbook) -> None:
        page = opened[SHEET]
        page["D9"].value, page["D10"].value = page["D10"].value, page["D9"].value

    edit(path, swap_dates)
    assert [fault.code for fault in faults(path, spec)] == ["row.other_pupil"] * 2


def test_names_are_compared_without_case_spacing_and_unicode_form(book: Path) -> None:
    def retype(opened: Workbook) -> None:
        opened[SHEET]["B9"].value = unicodedata.normalize("NFD", "  NGUYỄN  thị Ánh ")

    edit(book, retype)
    assert read_gradebook(book, SPEC, round_half_up=False).marks == {}


def test_missing_sheets_and_columns_are_named(book: Path) -> None:
    def spoil(opened: Workbook) -> None:
        del opened["Nhận xét"]
        one, two = opened["Học kì I"], opened["Học kì II"]
        one.cell(key_row(one), column_of(one, "TX4")).value = "TX5"
        one.cell(key_row(one), column_of(one, "derived_0")).value = "GK"
        two.delete_rows(key_row(two))

    edit(book, spoil)
    assert [fault.code for fault in faults(book)] == [
        "workbook.column_missing",
        "workbook.column_unknown",
        "workbook.column_twice",
        "workbook.table_missing",
        "workbook.sheet_missing",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"school_year": "2024-2025"}, "workbook.other_school_year"),
        ({"school_year_id": UUID(int=1)}, "workbook.other_school"),
        ({"class_code": "8B"}, "workbook.other_class"),
        ({"class_id": UUID(int=1)}, "workbook.other_class"),
        ({"subject_code": "TIN_HOC"}, "workbook.other_subject"),
    ],
)
def test_a_file_of_something_else_is_refused_before_its_rows(book: Path, change: dict[str, Any], code: str) -> None:
    fill_gradebook(book, {(IDS[0], at("TX1")): "x"})
    assert [fault.code for fault in faults(book, gradebook(**change))] == [code]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misused) as refused:
        write_gradebook(SPEC, tmp_path / "absent" / "x.xlsx")
    assert refused.value.code == "workbook.unwritable"


def _rewrite(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part)
