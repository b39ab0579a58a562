"""
The 2018 curriculum (Chương trình GDPT 2018) as tables: what each grade is taught, and for how many periods a year.

Sources: TT 32/2018 and TT 13/2022 as told in domain.md §4. The rows stand in the order of the report of their level.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.values import Kind


class Choice(StrEnum):
    """Who studies a subject: everyone, who chose it among the nine of upper secondary, or who takes it besides."""

    COMPULSORY = "COMPULSORY"
    ONE_OF_NINE = "ONE_OF_NINE"
    OPTIONAL = "OPTIONAL"


@dataclass(frozen=True, slots=True)
class Row:
    """A subject of a level: yearly periods by grade (a grade not named does not have it)."""

    code: str
    kind: Kind
    periods: dict[int, int]
    choice: Choice = Choice.COMPULSORY
    #: Grades in which it is only optional: Ngoại ngữ 1 before grade 3.
    optional: frozenset[int] = frozenset()
    #: Primary: grades with a periodic test in the middle, and at the end, of each term (TT 27/2020 Điều 7.1b).
    tests_midterm: frozenset[int] = frozenset()
    tests_final: frozenset[int] = frozenset()
    #: Upper secondary: a cluster of special topics (cụm chuyên đề học tập) may be chosen in it.
    topics: bool = False


def _primary(code: str, *periods: int, tests: int = 0, midterm: int = 6, optional: tuple[int, ...] = ()) -> Row:
    """``periods`` for grades 1-5; ``tests`` and ``midterm`` are the first grades of the tests (0: none)."""
    taught = {grade: count for grade, count in enumerate(periods, 1) if count}
    return Row(
        code,
        Kind.LEVEL,
        taught,
        Choice.COMPULSORY,
        frozenset(optional),
        frozenset(grade for grade in taught if grade >= midterm),
        frozenset(grade for grade in taught if tests and grade >= tests),
    )


#: Nghệ thuật, and Tin học và Công nghệ (70 periods each), are two rows each with half of the periods.
PRIMARY = (
    _primary("TIENG_VIET", 420, 350, 245, 245, 245, tests=1, midterm=4),
    _primary("TOAN", 105, 175, 175, 175, 175, tests=1, midterm=4),
    _primary("NGOAI_NGU_1", 70, 70, 140, 140, 140, tests=3, optional=(1, 2)),
    _primary("LS_DL", 0, 0, 0, 70, 70, tests=4),
    _primary("KHOA_HOC", 0, 0, 0, 70, 70, tests=4),
    _primary("TIN_HOC", 0, 0, 35, 35, 35, tests=3),
    _primary("CONG_NGHE", 0, 0, 35, 35, 35, tests=3),
    _primary("DAO_DUC", 35, 35, 35, 35, 35),
    _primary("TNXH", 70, 70, 70, 0, 0),
    _primary("GDTC", 70, 70, 70, 70, 70),
    _primary("AM_NHAC", 35, 35, 35, 35, 35),
    _primary("MI_THUAT", 35, 35, 35, 35, 35),
    _primary("HDTN", 105, 105, 105, 105, 105),
    _primary("TIENG_DTTS", 70, 70, 70, 70, 70, optional=(1, 2, 3, 4, 5)),
)


def _lower(code: str, kind: Kind, *periods: int, choice: Choice = Choice.COMPULSORY) -> Row:
    """One number for all four grades, or one each."""
    return Row(code, kind, dict(zip(range(6, 10), periods * (4 // len(periods)), strict=True)), choice)


LOWER = (
    _lower("TOAN", Kind.SCORED, 140),
    _lower("NGU_VAN", Kind.SCORED, 140),
    _lower("NGOAI_NGU_1", Kind.SCORED, 105),
    _lower("GDCD", Kind.SCORED, 35),
    _lower("LS_DL", Kind.SCORED, 105),
    _lower("KHTN", Kind.SCORED, 140),
    _lower("CONG_NGHE", Kind.SCORED, 35, 35, 52, 52),
    _lower("TIN_HOC", Kind.SCORED, 35),
    _lower("GDTC", Kind.COMMENT, 70),
    _lower("NGHE_THUAT", Kind.COMMENT, 70),
    _lower("HDTN_HN", Kind.COMMENT, 105),
    _lower("GDDP", Kind.COMMENT, 35),
    _lower("NGOAI_NGU_2", Kind.SCORED, 105, choice=Choice.OPTIONAL),
    _lower("TIENG_DTTS", Kind.SCORED, 105, choice=Choice.OPTIONAL),
)


def _upper(code: str, kind: Kind, periods: int, choice: Choice = Choice.COMPULSORY) -> Row:
    """
    The same in grades 10-12.

    Special topics are taken in a scored subject, or in an arts subject. For which of them the programme has topics
    does not stand in the sources at hand, so none is refused; activities and physical education have none.
    """
    topics = kind is Kind.SCORED or choice is Choice.ONE_OF_NINE
    return Row(code, kind, dict.fromkeys(range(10, 13), periods), choice, topics=topics)


UPPER = (
    _upper("NGU_VAN", Kind.SCORED, 105),
    _upper("TOAN", Kind.SCORED, 105),
    _upper("NGOAI_NGU_1", Kind.SCORED, 105),
    _upper("LICH_SU", Kind.SCORED, 52),
    _upper("GDTC", Kind.COMMENT, 70),
    _upper("GDQPAN", Kind.SCORED, 35),
    _upper("HDTN_HN", Kind.COMMENT, 105),
    _upper("GDDP", Kind.COMMENT, 35),
    _upper("DIA_LI", Kind.SCORED, 70, Choice.ONE_OF_NINE),
    _upper("GDKTPL", Kind.SCORED, 70, Choice.ONE_OF_NINE),
    _upper("VAT_LI", Kind.SCORED, 70, Choice.ONE_OF_NINE),
    _upper("HOA_HOC", Kind.SCORED, 70, Choice.ONE_OF_NINE),
    _upper("SINH_HOC", Kind.SCORED, 70, Choice.ONE_OF_NINE),
    _upper("CONG_NGHE", Kind.SCORED, 70, Choice.ONE_OF_NINE),
    _upper("TIN_HOC", Kind.SCORED, 70, Choice.ONE_OF_NINE),
    _upper("AM_NHAC", Kind.COMMENT, 70, Choice.ONE_OF_NINE),
    _upper("MI_THUAT", Kind.COMMENT, 70, Choice.ONE_OF_NINE),
    _upper("NGOAI_NGU_2", Kind.SCORED, 105, Choice.OPTIONAL),
    _upper("TIENG_DTTS", Kind.SCORED, 105, Choice.OPTIONAL),
)
