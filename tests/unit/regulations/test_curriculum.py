"""Subjects and their cells."""

from __future__ import annotations

import pytest

from domain.errors import Rejected
from domain.regulations.curriculum import PART_NAMES, subject, subjects
from domain.values import Column, Term
from tests.kit.regulations import YEAR, cells


def test_cells_of_a_scored_subject_in_order() -> None:
    technology = subject("CONG_NGHE", 8, YEAR)
    assert technology.columns == (Column.TX1, Column.TX2, Column.TX3, Column.GK, Column.CK)
    assert [str(cell) for cell in technology.cells(Term.TWO)] == [
        "CONG_NGHE HK2 TX1",
        "CONG_NGHE HK2 TX2",
        "CONG_NGHE HK2 TX3",
        "CONG_NGHE HK2 GK",
        "CONG_NGHE HK2 CK",
    ]
    assert technology.cells() == technology.cells(Term.ONE) + technology.cells(Term.TWO)


def test_arts_have_one_set_of_cells_for_each_part() -> None:
    arts = subject("NGHE_THUAT", 6, YEAR)
    assert arts.parts == tuple(PART_NAMES) == ("AM_NHAC", "MI_THUAT")
    assert PART_NAMES["MI_THUAT"] == "Mĩ thuật"
    assert [str(cell) for cell in arts.cells(Term.ONE)] == [
        f"NGHE_THUAT/{part} HK1 {column}" for part in arts.parts for column in ("TX1", "TX2", "GK", "CK")
    ]


@pytest.mark.parametrize(("grade", "count"), [(6, 124), (7, 124), (8, 126), (9, 126)])
def test_number_of_cells_of_a_year(grade: int, count: int) -> None:
    # Two terms of: 5 subjects with 6 columns, 3 with 4 (Công nghệ 5 from grade 8), 4 comment sheets plus one more part.
    assert len(set(cells(grade))) == len(cells(grade)) == count


def test_unknown_subject_names_those_there_are() -> None:
    with pytest.raises(Rejected, match="TOAN, NGU_VAN") as refusal:
        subject("VAT_LI", 8, YEAR)
    assert "không có môn VAT_LI" in refusal.value.text("vi")


def test_order_is_the_same_in_every_grade() -> None:
    assert len({tuple(one.code for one in subjects(grade, YEAR)) for grade in (6, 7, 8, 9)}) == 1
