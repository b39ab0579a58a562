"""Subjects and their cells."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.errors import Rejected
from domain.regulations.curriculum import PART_NAMES, Programme, studied, subject, subjects, traits
from domain.regulations.policies import SpecialTopics
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
    assert len({tuple(one.code for one in studied(grade, YEAR)) for grade in (6, 7, 8, 9)}) == 1


NINE = ("DIA_LI", "GDKTPL", "VAT_LI", "HOA_HOC", "SINH_HOC", "CONG_NGHE", "TIN_HOC", "AM_NHAC", "MI_THUAT")
FOUR = ("VAT_LI", "HOA_HOC", "SINH_HOC", "TIN_HOC")


def test_a_pupil_of_upper_secondary_studies_the_compulsory_subjects_and_his_choice() -> None:
    programme = Programme(electives=("TIN_HOC", "VAT_LI", "NGOAI_NGU_2", "HOA_HOC", "MI_THUAT"), topics=("VAT_LI",))
    assert [one.code for one in studied(10, YEAR, programme)] == [
        *("NGU_VAN", "TOAN", "NGOAI_NGU_1", "LICH_SU", "GDTC", "GDQPAN", "HDTN_HN", "GDDP"),
        *("VAT_LI", "HOA_HOC", "TIN_HOC", "MI_THUAT", "NGOAI_NGU_2"),
    ]


@pytest.mark.parametrize(
    ("special_topics", "columns"),
    [
        (SpecialTopics.EXTRA, "TX1 TX2 TX3 CHUYEN_DE GK CK"),
        (SpecialTopics.ONE_OF_REGULAR, "TX1 TX2 CHUYEN_DE GK CK"),
    ],
)
def test_special_topics_count_as_one_regular_assessment(special_topics: SpecialTopics, columns: str) -> None:
    programme = Programme(electives=FOUR, topics=("VAT_LI",))
    taught = {one.code: one for one in studied(11, YEAR, programme, special_topics)}
    assert " ".join(taught["VAT_LI"].columns) == columns
    assert " ".join(taught["HOA_HOC"].columns) == "TX1 TX2 TX3 GK CK"


@pytest.mark.parametrize(
    ("grade", "electives", "topics", "code"),
    [
        (10, FOUR[:3], (), "regulation.electives_count"),
        (10, NINE[:5], (), "regulation.electives_count"),
        (10, (), (), "regulation.electives_count"),
        (10, ("TOAN", *FOUR), (), "regulation.elective_unknown"),
        (10, ("KHTN", *FOUR), (), "regulation.elective_unknown"),
        (10, ("NGOAI_NGU_2", "NGOAI_NGU_2", *FOUR), (), "regulation.elective_twice"),
        (10, FOUR, ("DIA_LI",), "regulation.topics_unexpected"),
        (10, FOUR, ("HDTN_HN",), "regulation.topics_unexpected"),
        (10, FOUR, ("TOAN", "VAT_LI", "HOA_HOC", "SINH_HOC"), "regulation.topics_count"),
        (8, (), ("TOAN",), "regulation.topics_unexpected"),
        (8, ("VAT_LI",), (), "regulation.elective_unknown"),
        (3, ("NGOAI_NGU_1",), (), "regulation.elective_unknown"),
    ],
)
def test_a_choice_that_cannot_be(grade: int, electives: tuple[str, ...], topics: tuple[str, ...], code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        studied(grade, YEAR, Programme(electives=electives, topics=topics))
    assert refusal.value.code == code
    assert "{" not in refusal.value.text("vi") + refusal.value.text("en")


def test_optional_subjects_stand_where_the_curriculum_has_them() -> None:
    assert "NGOAI_NGU_1" not in [one.code for one in studied(2, YEAR)]
    chosen = studied(2, YEAR, Programme(electives=("NGOAI_NGU_1", "TIENG_DTTS")))
    assert [one.code for one in chosen][2] == "NGOAI_NGU_1"
    assert chosen[2].columns == (Column.GK, Column.CK)
    assert "NGOAI_NGU_1" in [one.code for one in studied(3, YEAR)]
    assert [one.code for one in studied(6, YEAR, Programme(electives=("TIENG_DTTS",)))][-1] == "TIENG_DTTS"


@pytest.mark.parametrize(("grade", "optional"), [(1, ["NL_CONG_NGHE", "NL_TIN_HOC"]), (3, [])])
def test_qualities_and_competencies_of_primary_school(grade: int, optional: list[str]) -> None:
    groups = Counter(trait.group for trait in traits(grade))
    assert groups == {"QUALITY": 5, "GENERAL_COMPETENCY": 3, "SPECIFIC_COMPETENCY": 7}
    assert [trait.code for trait in traits(grade) if trait.optional] == optional
    assert not {trait.code for trait in traits(grade)} & {one.code for one in subjects(grade, YEAR)}
    assert traits(6) == ()
