"""
The life of an issued edition: who may take which step, and from where (domain.md §5.8, people.md §1).

An edition ends in one of three ways, each by its own right: cancelled by the principal alone while the Department does
not hold it, recalled by its grant once it does, amended by its grant once it is closed. The report is then open again:
what was recorded stands, corrections are possible, and signing starts anew under a new lookup code.

The Department has no hand here: the clerk enters what it answered, with its document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.report import commands as c
from domain.report import events as e
from domain.report.state import Report, Status
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear


class Step(NamedTuple):
    """Who may take a step, from where, what follows, and its word (table ``step`` of ``domain.words``)."""

    role: Role
    before: tuple[Status, ...]
    event: Callable[..., Event]
    word: str


#: What the school does, and what the Department answers.
STEPS: Mapping[type[c.AfterIssue], Step] = {
    c.CancelEdition: Step(Role.PRINCIPAL, (Status.ISSUED, Status.REJECTED), e.EditionCancelled, "cancel"),
    c.SubmitReport: Step(Role.CLERK, (Status.ISSUED, Status.REJECTED), e.ReportSubmitted, "submit"),
    c.AcceptSubmission: Step(Role.CLERK, (Status.SUBMITTED,), e.SubmissionAccepted, "accept"),
    c.RejectSubmission: Step(Role.CLERK, (Status.SUBMITTED,), e.SubmissionRejected, "reject"),
    c.RequestRecall: Step(Role.PRINCIPAL, (Status.SUBMITTED, Status.ACCEPTED), e.RecallRequested, "recall"),
    c.GrantRecall: Step(Role.CLERK, (Status.RECALL_REQUESTED,), e.RecallGranted, "grant"),
    c.RefuseRecall: Step(Role.CLERK, (Status.RECALL_REQUESTED,), e.RecallRefused, "refuse"),
    c.CloseReport: Step(Role.CLERK, (Status.ACCEPTED,), e.ReportClosed, "close"),
    c.RequestAmendment: Step(Role.PRINCIPAL, (Status.CLOSED,), e.AmendmentRequested, "amend"),
    c.GrantAmendment: Step(Role.CLERK, (Status.AMENDMENT_REQUESTED,), e.AmendmentGranted, "grant"),
    c.RefuseAmendment: Step(Role.CLERK, (Status.AMENDMENT_REQUESTED,), e.AmendmentRefused, "refuse"),
}


def after_issue(state: Report, command: c.AfterIssue, year: SchoolYear, context: Context) -> list[Event]:
    """
    One event, with what the command says of the edition that stands.

    Raises Rejected for a missing right, an edition that is not where the step begins, whose PDF is not finished, or
    for a day that has not come.
    """
    step = STEPS[type(command)]
    year.require_role(context.actor, step.role)
    if state.issued is None:
        raise Rejected("edition.not_issued", number=state.number, status=state.status.value, step=step.word)
    if state.document is None:
        raise Rejected("edition.document_pending", number=state.number)
    if state.status not in step.before:
        raise Rejected(
            "edition.status",
            number=state.number,
            step=step.word,
            status=state.status.value,
            needed=", ".join(status.value for status in step.before),
        )
    if isinstance(command, c.AcceptSubmission | c.CloseReport):
        _check_day(command.on, state, context.today)
    return [step.event(edition=state.issued.value.edition, **dict(command))]


def _check_day(day: date, state: Report, today: date) -> None:
    """The Department's days come after the edition's own and after one another, however late the clerk enters them."""
    assert state.issued is not None, "only an issued edition is accepted or closed"
    accepted = (step.value.on for step in state.life if isinstance(step.value, e.SubmissionAccepted))
    first = max(state.issued.value.effective_date, *accepted, date.min)
    if not first <= day <= today:
        raise Rejected("edition.day", day=f"{day:%d/%m/%Y}", first=f"{first:%d/%m/%Y}", today=f"{today:%d/%m/%Y}")


def taken(state: Report, command: c.AfterIssue) -> bool:
    """Whether this very step was the last one: of a class whose run was stopped, such reports are passed over."""
    life = state.life or (state.past[-1].life if state.past and not state.edition else ())
    if not life:
        return False
    last = life[-1].value
    return (
        type(last) is STEPS[type(command)].event and {**last.model_dump(), **command.model_dump()} == last.model_dump()
    )


def refuse_after_issue(state: Report) -> None:
    """Raises Rejected where an edition stands: what was issued is not corrected, its edition is ended first."""
    if state.issued:
        raise Rejected("correction.after_issue", status=state.status.value)
