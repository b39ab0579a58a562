"""Who owes what to a case that waits: an opinion, an answer, or what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from api.flows.desk import Desk
from domain.case.decide import advising, answering
from domain.case.kinds import KINDS
from domain.case.state import CaseStatus
from domain.report.state import Report
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff
from projections import cases as rows
from projections.cases import CaseRow
from projections.runner import school_transaction


class Owed(StrEnum):
    """What is owed, as one's work is called (``board.work``)."""

    ADVICE = "ADVISE_CASE"
    ANSWER = "ANSWER_CASE"
    DEED = "CLOSE_CASE"


class Owing(NamedTuple):
    """One person owes one thing to one case."""

    staff: Staff
    owed: Owed
    row: CaseRow
    report: Report


def all_owed(desk: Desk, year: SchoolYear) -> Iterator[Owing]:
    """Everything that is owed now; where nobody in the school may answer, the clerk enters the body's answer."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = [row for row in rows.of_year(connection, desk.ledger.school_id, year.school_year_id) if row.waits]
    reports = desk.reports({row.report_id for row in found})
    clerks = [each for each in year.staff.values() if Role.CLERK in each.roles]
    for row in found:
        report = reports[row.report_id]
        if row.status is not CaseStatus.OPEN or not KINDS[row.kind].decided:
            yield from (Owing(clerk, Owed.DEED, row, report) for clerk in clerks)
            continue
        owner = advising(row.disputed, report.class_id, year, desk.today)
        if owner and row.advised is None:
            yield Owing(owner, Owed.ADVICE, row, report)
        for each in answering(row.disputed, year, desk.today, report) or clerks:
            yield Owing(each, Owed.ANSWER, row, report)
