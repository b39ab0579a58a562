"""Where a report leads at the end of its year: up, out of the level, to the same grade again, or nowhere yet."""

from __future__ import annotations

from enum import StrEnum

from domain.errors import Rejected
from domain.formats import hoc_ba
from domain.regulations.year import Promotion
from domain.report.editions import freeze
from domain.report.state import Report
from domain.school_year.state import SchoolYear

_LAST_GRADE = 12


class Onward(StrEnum):
    """What next year makes of a pupil. UNDECIDED: the year ended with something missing that his result needs."""

    PROMOTED = "PROMOTED"
    FINISHED = "FINISHED"
    RETAINED = "RETAINED"
    UNDECIDED = "UNDECIDED"
    LEFT = "LEFT"


def onward(state: Report, year: SchoolYear) -> Onward:
    """
    By what the open or issued edition fixed, else by what stands; the summer's results count in both.

    Of a closed year: who was still to be re-assessed, or to mend his conduct, was not, and stays behind (Điều 13, 14).
    """
    if state.left:
        return Onward.LEFT
    try:
        result = state.edition.result if state.edition else freeze(state, year)
    except Rejected:
        return Onward.UNDECIDED
    if result.promotion != Promotion.PROMOTED.value:
        return Onward.RETAINED
    return Onward.FINISHED if ends_level(state.started.grade) else Onward.PROMOTED


def ends_level(grade: int) -> bool:
    """Whether it is the last grade of its school level: 5, 9 and 12."""
    return grade == _LAST_GRADE or hoc_ba.of_grade(grade).level != hoc_ba.of_grade(grade + 1).level
