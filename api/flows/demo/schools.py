"""The fictional schools of the demo, one for each level: who they are, what their pupils choose, who teaches there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from api.flows.demo.small_staffing import primary_staffing, upper_staffing
from api.flows.demo.staffing import Staffing, staffing
from domain.regulations.curriculum import NO_CHOICE, Programme
from domain.report.document import SchoolIdentity


class DemoLevel(StrEnum):
    """What ``hocba demo --level`` takes."""

    PRIMARY = "primary"
    LOWER = "lower"
    UPPER = "upper"


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """
    One school. ``classes`` are those of the small demo (code, number of pupils); ``registry`` ends the số đăng bộ.

    ``choices`` are taken by the pupils of a class in turn; ``measured``: height and weight are known.
    """

    identity: SchoolIdentity
    place_of_issue: str
    classes: tuple[tuple[str, int], ...]
    registry: str
    staffing: Callable[[Random, Sequence[str], str, set[str]], Staffing]
    choices: tuple[Programme, ...] = (NO_CHOICE,)
    measured: bool = False


def _choice(electives: str, topics: str = "") -> Programme:
    return Programme(electives=tuple(electives.split()), topics=tuple(topics.split()))


SCHOOLS = {
    DemoLevel.PRIMARY: SchoolPlan(
        identity=SchoolIdentity(
            name="Trường Tiểu học Bến Xuân",
            code="99999002",
            level="TIEU_HOC",
            ward="Phường Bến Xuân",
            province="Thành phố Cần Thơ",
            department="Sở Giáo dục và Đào tạo Cần Thơ",
        ),
        place_of_issue="Cần Thơ",
        classes=(("4A", 35),),
        registry="TH",
        staffing=primary_staffing,
        measured=True,
    ),
    DemoLevel.LOWER: SchoolPlan(
        identity=SchoolIdentity(
            name="Trường THCS Sông Lam",
            code="99999001",
            level="THCS",
            ward="Phường Sông Lam",
            province="Tỉnh Ninh Bình",
            department="Sở Giáo dục và Đào tạo Ninh Bình",
        ),
        place_of_issue="Ninh Bình",
        classes=(("8A", 42),),
        registry="THCS",
        staffing=staffing,
    ),
    DemoLevel.UPPER: SchoolPlan(
        identity=SchoolIdentity(
            name="Trường THPT Núi Nưa",
            code="99999003",
            level="THPT",
            ward="Xã Núi Nưa",
            province="Tỉnh Thanh Hóa",
            department="Sở Giáo dục và Đào tạo Thanh Hóa",
        ),
        place_of_issue="Thanh Hóa",
        classes=(("10A1", 40),),
        registry="THPT",
        staffing=upper_staffing,
        choices=(
            _choice("VAT_LI HOA_HOC SINH_HOC TIN_HOC", "TOAN VAT_LI HOA_HOC"),
            _choice("DIA_LI GDKTPL TIN_HOC AM_NHAC", "NGU_VAN LICH_SU DIA_LI"),
            _choice("VAT_LI HOA_HOC CONG_NGHE TIN_HOC", "TOAN VAT_LI TIN_HOC"),
            _choice("DIA_LI GDKTPL VAT_LI MI_THUAT", "NGU_VAN DIA_LI GDKTPL"),
            _choice("HOA_HOC SINH_HOC GDKTPL CONG_NGHE NGOAI_NGU_2", "TOAN HOA_HOC SINH_HOC"),
        ),
    ),
}
