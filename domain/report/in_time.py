"""Whether a signature, or the seal, comes in time (``domain.school_year.deadlines``)."""

from __future__ import annotations

from domain.context import Context
from domain.formats.hoc_ba import Stage
from domain.report.state import Report
from domain.school_year.deadlines import SIGNING, check_deadline
from domain.school_year.state import SchoolYear
from domain.values import Column


def check_in_time(state: Report, stage: Stage, year: SchoolYear, context: Context) -> bool:
    """Whether it is late; raises Rejected ``deadline.passed`` where the school blocks what is late."""
    today = context.today
    class_id = state.class_on(today)
    return check_deadline(year, SIGNING[stage], state.started.grade, class_id, today, summer=of_the_summer(state))


def of_the_summer(state: Report) -> bool:
    """Whether something of this report was assessed in the summer, so that it is signed after it."""
    return state.summer_conduct is not None or any(cell.column is Column.DGL for cell in state.marks)
