"""What is decided for one pupil beside marks, into his report: choice of subjects, exemption, summer, decisions."""

from __future__ import annotations

from uuid import UUID

from api.flows.desk import Desk, attempt, command
from domain.ledger import NewEvents
from domain.report import commands as c
from domain.report.decide import decide
from domain.rights import acting

Recordable = c.ChooseProgramme | c.Exempt | c.RecordSummerConduct | c.RecordDecision


def record_for_pupil(desk: Desk, report_id: UUID, actor: str, asked: Recordable) -> int | None:
    """
    Record it; the position of its entry, or None where it stands already.

    Raises Rejected for a missing right, or what cannot be decided.
    """

    def once() -> int | None:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        content = [str(report_id), asked.model_dump(mode="json")]
        order = command(actor, type(asked).__name__, content, acting=acting(asked, year, context, report))
        answer = desk.append([events], order, guards=[desk.guard(year)])
        return answer.last_position if answer else None

    return attempt(desk.ledger, once)
