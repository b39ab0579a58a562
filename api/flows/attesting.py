"""The results to date of a pupil who was transferred: made from what stands, signed, numbered, recorded at once."""

from __future__ import annotations

from uuid import UUID

from anchors.signing.port import SigningKey
from api.flows.desk import Desk, attempt, command
from api.flows.papers import results_to_date
from domain.event import Value
from domain.ledger import NewEvents
from domain.report import commands as c
from domain.report.decide import decide
from domain.report.events import Paper
from domain.rights import acting
from domain.school_year.events import Role


class Attested(Value):
    """The paper with its number, and the last entry of it."""

    report_id: UUID
    paper: Paper
    position: int | None


def attest_results(desk: Desk, actor: str, report_id: UUID, key: SigningKey) -> Attested:
    """
    Make the paper and sign it with the key of the principal, or of a deputy who is delegated to sign reports.

    Raises Rejected: no right, not transferred, a certificate that is not his.
    """

    def once() -> Attested:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        year.require_role(actor, Role.PRINCIPAL, Role.DEPUTY)
        made = results_to_date(desk, year, report, key, context)
        asked = c.AttestResults(paper=made.paper)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        content = [str(report_id), asked.model_dump(mode="json")]
        order = command(actor, "pupil attest", content, acting=acting(asked, year, context, report))
        answer = desk.append([made.entry, events], order, guards=[desk.guard(year)], blobs=[made.file])
        return Attested(report_id=report_id, paper=made.paper, position=answer.last_position if answer else None)

    return attempt(desk.ledger, once)
