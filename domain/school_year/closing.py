"""
The end of a school year, and the next one that goes on from it.

- The principal closes a year whose terms are both locked. From then on its reports change by correction only; what
  corrections need (delegations, assignments, certificates, last days) can still be given.
- The next year is opened from a closed one, once: nothing can be recorded any more that would change who moves up.
"""

from __future__ import annotations

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.school_year import commands as c
from domain.school_year import events as e
from domain.school_year.state import SchoolYear
from domain.values import Term

MESSAGES.update(
    {
        "year.closed": (
            "Năm học {year} đã kết thúc; chỉ còn điều chỉnh theo đề nghị.",
            "School year {year} is closed; only corrections on request are left.",
        ),
        "year.not_locked": (
            "Chưa kết thúc được năm học {year}: học kì {terms:term} chưa khóa sổ. Hãy khóa sổ trước: hocba year lock.",
            "School year {year} cannot be closed: term {terms:term} is not locked. Lock it first: hocba year lock.",
        ),
        "year.not_closed": (
            "Năm học {year} chưa kết thúc, kết quả còn có thể thay đổi. Hiệu trưởng kết thúc năm học trước: "
            "hocba year close.",
            "School year {year} is not closed, and results may still change. The principal closes it first: "
            "hocba year close.",
        ),
        "year.continued": (
            "Năm học tiếp theo của {year} đã được mở.",
            "The year after {year} has been opened already.",
        ),
    }
)

#: What a closed year does not take any more.
ENDED = (c.LockTerm, c.ReopenTerm, c.SetPolicy, c.ListPupil, c.OpenClass, c.AssignHomeroom, c.CloseYear)


def require_running(state: SchoolYear) -> None:
    """Raises Rejected ``year.closed``."""
    if state.closed:
        raise Rejected("year.closed", year=state.name)


def close_year(state: SchoolYear, command: c.CloseYear, context: Context) -> list[Event]:
    """One event. Raises Rejected while a term is not locked."""
    state.require_role(context.actor, e.Role.PRINCIPAL)
    open_terms = [str(int(term)) for term in Term if term not in state.locked]
    if open_terms:
        raise Rejected("year.not_locked", year=state.name, terms=", ".join(open_terms))
    return [e.YearClosed(document=command.document)]


def continue_year(state: SchoolYear, command: c.ContinueYear, context: Context) -> list[Event]:
    """One event. Raises Rejected for a missing right, a year that is not closed, or was continued already."""
    state.require_role(context.actor, e.Role.PRINCIPAL, e.Role.DEPUTY, e.Role.IT_OFFICER)
    if not state.closed:
        raise Rejected("year.not_closed", year=state.name)
    if state.continued:
        raise Rejected("year.continued", year=state.name)
    return [e.YearContinued(next_year=command.next_year)]
