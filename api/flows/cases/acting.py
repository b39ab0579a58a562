"""What is recorded of a case: opening it under a number of the register, opinion, answer, closing, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from api.flows.corrections import Attached
from api.flows.desk import Desk, attempt, command, made
from domain.case import commands as c
from domain.case import events as e
from domain.case import state as cases
from domain.case.decide import Waiting, decide, open_case
from domain.case.state import Case
from domain.context import Context
from domain.errors import Misused
from domain.event import Value
from domain.ledger import Appended, Blob, Guard, NewEvents
from domain.report.state import Report
from domain.rights import acting
from domain.school_year.state import SchoolYear
from domain.values import Personal, Text
from projections import cases as rows
from projections.runner import school_transaction


class Said(Value):
    """
    What is kept aside of who asks: his name, his words, the value that he thinks right, the paper that he showed.

    In the entry stand commitments to them, so that they can be erased.
    """

    applicant: Text
    request: Text | None = None
    wanted: Text | None = None
    shown: Text | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for, by whom, over which channel; ``attached``: the papers that it rests on."""

    kind: e.CaseKind
    channel: e.Channel
    capacity: e.Capacity
    said: Said
    disputed: e.Disputed | None = None
    attached: Attached = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """The first events of a case, to be appended with what they name; the case and its register guard themselves."""

    case_id: UUID
    opened: e.CaseOpened
    asked: c.OpenCase
    new: tuple[NewEvents, ...]
    personal: tuple[Personal, ...]
    blobs: tuple[Blob, ...] = field(default=())

    @property
    def due(self) -> date:
        """The last day of the answer."""
        return self.opened.due


def entered(desk: Desk, year: SchoolYear, context: Context, report: Report, asking: Asking, case_id: UUID) -> Entered:
    """A new case under the next number of the year's register; nothing is appended yet. Raises Rejected, Misused."""
    personal = tuple(Personal.of(name, text) for name, text in asking.said.model_dump().items() if text)
    asked = made(
        c.OpenCase,
        kind=asking.kind,
        channel=asking.channel,
        capacity=asking.capacity,
        asked={one.field: one.commitment for one in personal},
        disputed=asking.disputed,
        attachments=tuple(attachment for attachment, _ in asking.attached),
    )
    register = cases.register_id(year.school_year_id)
    number = len(desk.ledger.streams([register])[register]) + 1
    opened = open_case(asked, year, context, report, number, _waiting(desk, report.report_id))
    new = (
        NewEvents(register, number - 1, (e.CaseEntered(number=number, case_id=case_id),)),
        NewEvents(case_id, 0, (opened,)),
    )
    return Entered(case_id, opened, asked, new, personal, tuple(blob for _, blob in asking.attached))


def _waiting(desk: Desk, report_id: UUID) -> list[Waiting]:
    """Read behind the register: whoever enters a case meanwhile makes this append fail, and be done again."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = rows.of_reports(connection, desk.ledger.school_id, [report_id])
    return [Waiting(row.number, row.kind, row.disputed) for row in found if not row.status.over]


def enter_case(desk: Desk, report_id: UUID, actor: str, asking: Asking, case_id: UUID | None = None) -> Entered:
    """Open a case about a report. Raises Rejected, Misused for what was typed."""
    new_id = case_id or uuid4()

    def once() -> Entered:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        first = entered(desk, year, context, report, asking, new_id)
        content = [str(new_id), first.asked.model_dump(mode="json")]
        order = command(actor, "OpenCase", content, acting=acting(first.asked, year, context, report))
        guards = [desk.guard(year), Guard(report_id, report.version)]
        desk.append(first.new, order, guards=guards, blobs=first.blobs, personal=first.personal)
        return first

    return attempt(desk.ledger, once)


def case_of(desk: Desk, case_id: UUID) -> Case:
    """A case of the desk's school year as it stands. Raises Misused ``case.unknown``."""
    found = cases.fold(case_id, desk.ledger.streams([case_id])[case_id])
    if found.opened.school_year_id != desk.school_year_id:
        raise Misused("case.unknown", case_id=case_id)
    return found


def closed(case: Case, done: c.CloseCase, year: SchoolYear, context: Context, report: Report) -> NewEvents:
    """The last event of a case, to be appended with what was done for it. Raises Rejected."""
    return NewEvents(case.case_id, case.version, tuple(decide(case, done, year, context, report)))


def take_up(
    desk: Desk,
    case_id: UUID,
    actor: str,
    asked: c.AdviseCase | c.AnswerCase | c.CloseCase | c.WithdrawCase,
) -> Appended | None:
    """Opinion, answer, closing or withdrawal of a case. Raises Rejected."""

    def once() -> Appended | None:
        case, year, context = case_of(desk, case_id), desk.year(), desk.context(actor)
        report = desk.report(case.opened.report_id)
        events = NewEvents(case_id, case.version, tuple(decide(case, asked, year, context, report)))
        content = [str(case_id), asked.model_dump(mode="json")]
        order = command(actor, type(asked).__name__, content, acting=acting(asked, year, context, report))
        return desk.append([events], order, guards=[desk.guard(year), Guard(report.report_id, report.version)])

    return attempt(desk.ledger, once)


def said_of(desk: Desk, opened: e.CaseOpened) -> Mapping[str, str]:
    """What lies behind the commitments of a case, by name; an erased value is missing."""
    values = desk.ledger.personal_values(opened.asked.values())
    return {name: values[commitment] for name, commitment in opened.asked.items() if commitment in values}
