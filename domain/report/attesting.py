"""
The results to date of a pupil who was transferred, signed by the leadership (QĐ 1789 Điều 22).

He left in the middle of the year, so no edition can be made of his report: its year has no result. What the new school
goes on from is a paper of the school's, made of what stands, numbered in its register and signed.
"""

from __future__ import annotations

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report import events as e
from domain.report.editions import DEPUTY_CAPACITY, PRINCIPAL_CAPACITY
from domain.report.in_place import delegation_of
from domain.report.state import Report
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear

MESSAGES.update(
    {
        "attest.not_transferred": (
            "Số thứ tự {number}: chưa ghi là chuyển trường, nên không có kết quả đến ngày chuyển để ký. Ghi trước: "
            "hocba pupil leave.",
            "Number {number}: not recorded as transferred, so there are no results to date to sign. Record it first: "
            "hocba pupil leave.",
        ),
    }
)


def attest_results(state: Report, command: c.AttestResults, year: SchoolYear, context: Context) -> list[Event]:
    """One event; again where something was corrected since. Raises Rejected: no right, or not transferred."""
    staff = year.require_role(context.actor, Role.PRINCIPAL, Role.DEPUTY)
    delegation_id = delegation_of(staff, year, context)
    transferred(state)
    capacity = PRINCIPAL_CAPACITY if delegation_id is None else DEPUTY_CAPACITY
    return [e.ResultsAttested(paper=command.paper, capacity=capacity, delegation_id=delegation_id)]


def transferred(state: Report) -> e.PupilLeft:
    """How he left, who was transferred. Raises Rejected for everybody else."""
    if state.left is None or state.left.value.reason is not e.LeavingReason.TRANSFERRED:
        raise Rejected("attest.not_transferred", number=state.number)
    return state.left.value
