"""Programme of 2018: what a grade offers, with yearly periods, and the periodic tests of primary school."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

QUALITIES = ("YEU_NUOC", "NHAN_AI", "CHAM_CHI", "TRUNG_THUC", "TRACH_NHIEM")
COMPETENCIES = (
    *("TU_CHU", "GIAO_TIEP", "GIAI_QUYET"),
    *("NGON_NGU", "TINH_TOAN", "KHOA_HOC", "CONG_NGHE", "TIN_HOC", "THAM_MI", "THE_CHAT"),
)
#: Not applicable in grades 1 and 2.
TECHNICAL = ("CONG_NGHE", "TIN_HOC")
PARTS = ("AM_NHAC", "MI_THUAT")

#: Code, kind (S scored, C comment), yearly periods in grades 6 to 9; domain.md §4.2.
LOWER = """
    TOAN        S 140 140 140 140
    NGU_VAN     S 140 140 140 140
    NGOAI_NGU_1 S 105 105 105 105
    GDCD        S  35  35  35  35
    LS_DL       S 105 105 105 105
    KHTN        S 140 140 140 140
    CONG_NGHE   S  35  35  52  52
    TIN_HOC     S  35  35  35  35
    GDTC        C  70  70  70  70
    NGHE_THUAT  C  70  70  70  70
    HDTN_HN     C 105 105 105 105
    GDDP        C  35  35  35  35
"""
#: The same in grades 10 to 12; domain.md §4.3.
UPPER = """
    NGU_VAN     S 105 105 105
    TOAN        S 105 105 105
    NGOAI_NGU_1 S 105 105 105
    LICH_SU     S  52  52  52
    GDTC        C  70  70  70
    GDQPAN      S  35  35  35
    HDTN_HN     C 105 105 105
    GDDP        C  35  35  35
"""
FOUR_OF_NINE = """
    DIA_LI      S  70  70  70
    GDKTPL      S  70  70  70
    VAT_LI      S  70  70  70
    HOA_HOC     S  70  70  70
    SINH_HOC    S  70  70  70
    CONG_NGHE   S  70  70  70
    TIN_HOC     S  70  70  70
    AM_NHAC     C  70  70  70
    MI_THUAT    C  70  70  70
"""
BESIDES = """
    NGOAI_NGU_2 S 105 105 105 105
    TIENG_DTTS  S 105 105 105 105
"""
#: Code, then yearly periods in grades 1 to 5, then the grades with a test at the end of the year; domain.md §4.1,
#: Circular 27 Điều 7.1b: compulsory subjects only, so the optional Ngoại ngữ 1 of grades 1 and 2 has none.
PRIMARY = """
    TIENG_VIET  420 350 245 245 245 12345
    TOAN        105 175 175 175 175 12345
    NGOAI_NGU_1   0   0 140 140 140 345
    LS_DL         0   0   0  70  70 45
    KHOA_HOC      0   0   0  70  70 45
    TIN_HOC       0   0  35  35  35 345
    CONG_NGHE     0   0  35  35  35 345
    DAO_DUC      35  35  35  35  35 -
    TNXH         70  70  70   0   0 -
    GDTC         70  70  70  70  70 -
    AM_NHAC      35  35  35  35  35 -
    MI_THUAT     35  35  35  35  35 -
    HDTN        105 105 105 105 105 -
"""


@dataclass(frozen=True)
class Subject:
    """One subject of one grade of secondary school."""

    code: str
    scored: bool
    periods: int

    @property
    def regular(self) -> int:
        """Regular assessments in a term, Circular 22 Điều 6.2; special topics are not among them."""
        if not self.scored or self.periods <= 35:
            return 2
        return 3 if self.periods <= 70 else 4


def _table(text: str, grade: int, first: int) -> dict[str, Subject]:
    rows = [line.split() for line in text.strip().splitlines()]
    return {code: Subject(code, kind == "S", int(periods[grade - first])) for code, kind, *periods in rows}


@cache
def compulsory(grade: int) -> dict[str, Subject]:
    """What every pupil of a grade of secondary school studies."""
    return _table(LOWER, grade, 6) if grade <= 9 else _table(UPPER, grade, 10)


@cache
def choice(grade: int) -> dict[str, Subject]:
    """The nine of which a pupil of upper secondary school chooses four; none in lower secondary school."""
    return _table(FOUR_OF_NINE, grade, 10) if grade >= 10 else {}


@cache
def besides(grade: int) -> dict[str, Subject]:
    """What may be studied beyond it."""
    return _table(BESIDES, grade, 6 if grade <= 9 else 10)


@cache
def offered(grade: int) -> dict[str, Subject]:
    """Everything, in the order of the report."""
    return compulsory(grade) | choice(grade) | besides(grade)


@cache
def primary(grade: int) -> dict[str, bool]:
    """Compulsory subjects of a primary grade: whether they have a test at the end of the year."""
    rows = [line.split() for line in PRIMARY.strip().splitlines()]
    return {code: str(grade) in tests for code, *periods, tests in rows if int(periods[grade - 1])}


def primary_besides(grade: int) -> tuple[str, ...]:
    """What a primary pupil may study beyond it, never with a test."""
    return ("NGOAI_NGU_1", "TIENG_DTTS") if grade <= 2 else ("TIENG_DTTS",)
