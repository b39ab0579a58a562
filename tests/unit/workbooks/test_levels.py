"""Workbooks of primary and upper secondary: letters and whole scores, closed cells, qualities and competencies."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest

from api.flows.workbooks import (
    GradebookSpec,
    HomeroomSpec,
    read_gradebook,
    read_homeroom,
    write_gradebook,
    write_homeroom,
)
from domain.errors import Faults
from domain.regulations.curriculum import Subject, subject, traits
from domain.values import Attainment, Cell, Column, Kind, Mark, Rating, Score, Term
from tests.kit import workbooks as kit

YEAR = "2025-2026"
PUPILS = kit.pupils(3)
FIRST, SECOND, THIRD = (pupil.pupil_id for pupil in PUPILS)
REGULAR = (Column.TX1, Column.TX2, Column.TX3)
PHYSICS = (*REGULAR, Column.CHUYEN_DE, Column.GK, Column.CK)


def primary(code: str) -> GradebookSpec:
    """The gradebook of a subject of class 4A."""
    one: Subject = subject(code, 4, YEAR)
    return kit.gradebook(
        class_code="4A", subject_code=code, subject_name=one.name, kind=Kind.LEVEL, columns=one.columns, pupils=PUPILS
    )


def physics() -> GradebookSpec:
    """Vật lí in 10A: the first pupil has special topics, the second has none, the third does not study it."""
    spec = kit.gradebook(class_code="10A", subject_code="VAT_LI", subject_name="Vật lí", columns=PHYSICS, pupils=PUPILS)
    every = [cell for term in Term for cell in spec.cells(term)]
    closed = {(SECOND, cell) for cell in every if cell.column is Column.CHUYEN_DE} | {(THIRD, cell) for cell in every}
    return kit.gradebook(
        class_code="10A", subject_code="VAT_LI", subject_name="Vật lí", columns=PHYSICS, pupils=PUPILS,
        closed=frozenset(closed),
    )  # fmt: skip


def at(code: str, term: Term, column: Column) -> Cell:
    return Cell(subject=code, term=term, column=column)


def faults(path: Path, spec: GradebookSpec | HomeroomSpec) -> list[tuple[str, object]]:
    read = partial(read_gradebook, round_half_up=False) if isinstance(spec, GradebookSpec) else read_homeroom
    with pytest.raises(Faults) as found:
        read(path, spec)
    for fault in found.value.faults:
        assert fault.text("vi")
        assert fault.text("en")
    return [(fault.code, fault.facts["value"]) for fault in found.value.faults]


def test_letters_and_whole_scores_of_a_primary_class_are_read(tmp_path: Path) -> None:
    spec, path = primary("TOAN"), tmp_path / "toan.xlsx"
    write_gradebook(spec, path)
    typed = {
        (FIRST, at("TOAN", Term.TWO, Column.CK)): "T", (FIRST, at("TOAN", Term.TWO, Column.KT_CK)): 10,
        (SECOND, at("TOAN", Term.TWO, Column.CK)): "h", (SECOND, at("TOAN", Term.TWO, Column.KT_CK)): "7",
        (THIRD, at("TOAN", Term.ONE, Column.GK)): "Chưa hoàn thành", (THIRD, at("TOAN", Term.ONE, Column.KT_GK)): 4.0,
    }  # fmt: skip
    kit.fill_gradebook(path, typed, {FIRST: "Tính nhanh."})
    content = read_gradebook(path, spec, round_half_up=False)
    assert content.marks == {
        (FIRST, at("TOAN", Term.TWO, Column.CK)): Attainment.HOAN_THANH_TOT,
        (FIRST, at("TOAN", Term.TWO, Column.KT_CK)): Score(10),
        (SECOND, at("TOAN", Term.TWO, Column.CK)): Attainment.HOAN_THANH,
        (SECOND, at("TOAN", Term.TWO, Column.KT_CK)): Score(7),
        (THIRD, at("TOAN", Term.ONE, Column.GK)): Attainment.CHUA_HOAN_THANH,
        (THIRD, at("TOAN", Term.ONE, Column.KT_GK)): Score(4),
    }
    assert (content.comments, content.by_rule) == ({FIRST: "Tính nhanh."}, {})


def test_what_does_not_belong_in_a_primary_cell_is_named(tmp_path: Path) -> None:
    spec, path = primary("TOAN"), tmp_path / "toan.xlsx"
    write_gradebook(spec, path)
    kit.fill_gradebook(
        path,
        {
            (FIRST, at("TOAN", Term.ONE, Column.GK)): "Đ",
            (FIRST, at("TOAN", Term.ONE, Column.KT_GK)): 7.5,
            (FIRST, at("TOAN", Term.ONE, Column.CK)): 9,
            (FIRST, at("TOAN", Term.ONE, Column.KT_CK)): "T",
            (SECOND, at("TOAN", Term.ONE, Column.KT_CK)): 11,
            (SECOND, at("TOAN", Term.ONE, Column.CK)): "0K",
        },
    )
    assert faults(path, spec) == [
        ("attainment.expected", "Đ"),
        ("score.integer", "7.5"),
        ("attainment.expected", "9"),
        ("score.expected", "T"),
        ("attainment.expected", "0K"),
        ("score.range", "11"),
    ]


def test_a_subject_without_tests_has_columns_of_levels_only(tmp_path: Path) -> None:
    path = tmp_path / "dao-duc.xlsx"
    write_gradebook(primary("DAO_DUC"), path)
    page = openpyxl.load_workbook(path)["Học kì II"]
    keys = [page.cell(kit.key_row(page), column).value for column in range(5, page.max_column + 1)]
    assert keys == ["GK", "CK"]


def test_a_filled_gradebook_of_an_upper_class_comes_back_whole(tmp_path: Path) -> None:
    spec, path = physics(), tmp_path / "vat-li.xlsx"
    marks: dict[tuple[UUID, Cell], Mark] = {
        (pupil, cell): Score("8.0")
        for pupil in (FIRST, SECOND, THIRD)
        for term in Term
        for cell in spec.cells(term)
        if (pupil, cell) not in spec.closed
    }
    comments = {FIRST: "Vững vàng.", SECOND: "Khá."}
    recorded = kit.gradebook(
        class_code="10A", subject_code="VAT_LI", subject_name="Vật lí", columns=PHYSICS, pupils=PUPILS,
        closed=spec.closed, recorded=marks, recorded_comments=comments,
    )  # fmt: skip
    write_gradebook(recorded, path)
    content = read_gradebook(path, spec, round_half_up=False)
    assert (content.marks, content.comments) == (marks, comments)
    assert spec.closed_pupils == {THIRD}


def test_closed_cells_are_locked_grey_and_refused_when_filled(tmp_path: Path) -> None:
    spec, path = physics(), tmp_path / "vat-li.xlsx"
    write_gradebook(spec, path)
    page = openpyxl.load_workbook(path)["Học kì I"]
    for pupil, key, locked in ((FIRST, "CHUYEN_DE", False), (SECOND, "CHUYEN_DE", True), (THIRD, "TX1", True)):
        cell = page.cell(kit.row_of(page, pupil), kit.column_of(page, key))
        assert cell.protection.locked is locked
        assert (cell.fill.fgColor.rgb == "FFBFBFBF") is locked
    kit.fill_gradebook(
        path,
        {
            (FIRST, at("VAT_LI", Term.ONE, Column.CHUYEN_DE)): 8,
            (SECOND, at("VAT_LI", Term.ONE, Column.CHUYEN_DE)): 7,
            (THIRD, at("VAT_LI", Term.TWO, Column.CK)): 9,
        },
        {THIRD: "Học tốt."},
    )
    assert faults(path, spec) == [("cell.closed", "7"), ("cell.closed", "9"), ("cell.closed", "Học tốt.")]


def test_the_live_average_counts_special_topics_only_where_there_are_some(tmp_path: Path) -> None:
    path = tmp_path / "vat-li.xlsx"
    write_gradebook(physics(), path)
    page = openpyxl.load_workbook(path)["Học kì I"]
    column = kit.column_of(page, "derived_0")
    formulas = [str(page.cell(kit.row_of(page, pupil), column).value) for pupil in (FIRST, SECOND, THIRD)]
    assert "/9,1)" in formulas[0], "three regular scores, the topics, midterm twice, final three times"
    assert "/8,1)" in formulas[1]
    assert formulas[2] == "None"


def primary_homeroom(**changes: object) -> HomeroomSpec:
    return kit.homeroom(class_code="4A", pupils=PUPILS, traits=traits(4), **changes)


def test_qualities_and_competencies_come_back_as_typed(tmp_path: Path) -> None:
    spec, path = primary_homeroom(), tmp_path / "chu-nhiem.xlsx"
    write_homeroom(spec, path)

    def fill(book: openpyxl.Workbook) -> None:
        kit.put(book, "Học kì I", FIRST, "PC_NHAN_AI/GK", "T")
        kit.put(book, "Học kì I", FIRST, "NL_TIN_HOC/CK", "đ")
        kit.put(book, "Học kì II", SECOND, "NL_KHOA_HOC/CK", "Cần cố gắng")
        kit.put(book, "Nhận xét PC, NL", FIRST, "PHAM_CHAT", "Biết giúp bạn.")
        kit.put(book, "Nhận xét PC, NL", FIRST, "NANG_LUC_CHUNG", "Tự giác.")
        kit.put(book, "Sổ chủ nhiệm", FIRST, "absent_permitted", 2)
        kit.put(book, "Sổ chủ nhiệm", FIRST, "absent_unpermitted", 0)
        kit.put(book, "Sổ chủ nhiệm", FIRST, "comment", "Ngoan.")

    kit.edit(path, fill)
    content = read_homeroom(path, spec)
    assert content.marks == {
        (FIRST, at("PC_NHAN_AI", Term.ONE, Column.GK)): Rating.TOT,
        (FIRST, at("NL_TIN_HOC", Term.ONE, Column.CK)): Rating.DAT,
        (SECOND, at("NL_KHOA_HOC", Term.TWO, Column.CK)): Rating.CAN_CO_GANG,
    }
    assert content.trait_comments == {(FIRST, "PHAM_CHAT"): "Biết giúp bạn.", (FIRST, "NANG_LUC_CHUNG"): "Tự giác."}
    assert (content.absences, content.comments, content.conduct) == ({FIRST: (2, 0)}, {FIRST: "Ngoan."}, {})


def test_what_is_recorded_of_a_primary_class_stands_in_its_template(tmp_path: Path) -> None:
    ratings = {(FIRST, cell): Rating.DAT for trait in traits(4) for cell in trait.cells()}
    comments = {(FIRST, "PHAM_CHAT"): "Ngoan.", (FIRST, "NANG_LUC_DAC_THU"): "Khéo tay."}
    path = tmp_path / "chu-nhiem.xlsx"
    write_homeroom(primary_homeroom(recorded_ratings=ratings, recorded_trait_comments=comments), path)
    content = read_homeroom(path, primary_homeroom())
    assert (content.marks, content.trait_comments) == (ratings, comments)


def test_a_letter_of_the_other_scale_is_named(tmp_path: Path) -> None:
    spec, path = primary_homeroom(), tmp_path / "chu-nhiem.xlsx"
    write_homeroom(spec, path)

    def fill(book: openpyxl.Workbook) -> None:
        kit.put(book, "Học kì I", FIRST, "PC_NHAN_AI/GK", "H")
        kit.put(book, "Học kì II", FIRST, "PC_NHAN_AI/CK", 9)

    kit.edit(path, fill)
    assert faults(path, spec) == [("rating.expected", "H"), ("rating.expected", "9")]


def test_a_primary_homeroom_workbook_has_no_conduct(tmp_path: Path) -> None:
    path = tmp_path / "chu-nhiem.xlsx"
    write_homeroom(primary_homeroom(), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Học kì I", "Học kì II", "Nhận xét PC, NL", "Sổ chủ nhiệm", "_hocba"]
    page = book["Sổ chủ nhiệm"]
    keys = [page.cell(kit.key_row(page), column).value for column in range(5, page.max_column + 1)]
    assert keys == ["absent_permitted", "absent_unpermitted", "comment"]
