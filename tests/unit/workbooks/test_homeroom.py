"""The homeroom workbook."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from api.flows.workbooks import (
    Absences,
    identify,
    read_gradebook,
    read_homeroom,
    write_gradebook,
    write_homeroom,
)
from domain.errors import Faults
from domain.values import Level, Term
from tests.kit.workbooks import fill_homeroom, gradebook, homeroom

SPEC = homeroom()
IDS = [pupil.pupil_id for pupil in SPEC.pupils]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "8A_CN.xlsx"
    write_homeroom(SPEC, path)
    return path


def test_template_and_what_is_filled_in(book: Path) -> None:
    assert identify(book) == SPEC.identity
    page = openpyxl.load_workbook(book)["Sổ chủ nhiệm"]
    assert [page.cell(6, column).value for column in (1, 2, 4, 5, 6, 7, 8, 9)] == [
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Rèn luyện HKI",
        "Rèn luyện HKII",
        "Nghỉ có phép",
        "Nghỉ không phép",
        "Nhận xét của GVCN",
    ]
    assert page.data_validations.dataValidation[0].formula1 == '"Tốt,Khá,Đạt,Chưa đạt"'
    conduct = {(IDS[0], Term.ONE): "Tốt", (IDS[0], Term.TWO): unicodedata.normalize("NFD", "chưa đạt")}
    fill_homeroom(book, conduct, {IDS[1]: (2, "0")}, {IDS[2]: " Chăm ngoan. "})
    content = read_homeroom(book, SPEC)
    assert content.conduct == {(IDS[0], Term.ONE): Level.TOT, (IDS[0], Term.TWO): Level.CHUA_DAT}
    assert content.absences == {IDS[1]: Absences(2, 0)}
    assert content.comments == {IDS[2]: "Chăm ngoan."}


def test_what_is_recorded_reads_back(tmp_path: Path) -> None:
    conduct = {(one, term): Level(number % 4) for number, one in enumerate(IDS) for term in Term}
    spec = replace(
        SPEC,
        recorded_conduct=conduct,
        recorded_absences={IDS[0]: Absences(0, 3)},
        recorded_comments={IDS[0]: "Tiến bộ.\nCần cố gắng."},
    )
    path = tmp_path / "recorded.xlsx"
    write_homeroom(spec, path)
    content = read_homeroom(path, spec)
    assert (content.conduct, content.absences, content.comments) == (
        conduct,
        {IDS[0]: Absences(0, 3)},
        {IDS[0]: "Tiến bộ.\nCần cố gắng."},
    )


def test_faults_in_reading_order(book: Path) -> None:
    fill_homeroom(
        book,
        {(IDS[0], Term.TWO): "Yếu", (IDS[1], Term.ONE): "#N/A"},
        {IDS[0]: (2.5, 367), IDS[1]: (3, None), IDS[2]: (None, 1)},
        {IDS[3]: 8},
    )
    with pytest.raises(Faults) as refused:
        read_homeroom(book, SPEC)
    assert [(fault.code, fault.facts["cell"]) for fault in refused.value.faults] == [
        ("conduct.level", "F8"),
        ("absences.number", "G8"),
        ("absences.number", "H8"),
        ("cell.error", "E9"),
        ("absences.incomplete", "H9"),
        ("absences.incomplete", "G10"),
        ("comment.not_text", "I11"),
    ]
    assert all(fault.text("vi") and fault.text("en") for fault in refused.value.faults)


def test_a_gradebook_is_no_homeroom_workbook(tmp_path: Path, book: Path) -> None:
    other = tmp_path / "gradebook.xlsx"
    write_gradebook(gradebook(), other)
    with pytest.raises(Faults) as one:
        read_homeroom(other, SPEC)
    with pytest.raises(Faults) as two:
        read_gradebook(book, gradebook(), round_half_up=False)
    assert [fault.code for fault in (*one.value.faults, *two.value.faults)] == ["workbook.other_kind"] * 2
