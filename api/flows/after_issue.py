"""What follows the issue of a class's reports: one step for all of them, or for some, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from api.flows.desk import Desk, Member
from api.flows.signing import Outcome, Progress, Sitting, over
from domain.errors import Misused
from domain.event import Event
from domain.ledger import Blob
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report.after_issue import STEPS, taken
from domain.report.state import Report

MESSAGES.update(
    {
        "report.which": (
            "Nêu một lớp (8A) hoặc mã của từng học bạ, không nêu cả hai.",
            "Name a class (8A) or the code of each report, not both.",
        ),
    }
)


def chosen(desk: Desk, class_code: str | None, codes: Sequence[str]) -> list[Member]:
    """
    The reports of a class, or those with these codes (stream id or lookup code), each once.

    Raises Misused unless one of the two is given, or for one that is not there.
    """
    if bool(class_code) == bool(codes):
        raise Misused("report.which")
    if class_code:
        return desk.members(desk.year().school_class(class_code))
    return desk.members_of([*dict.fromkeys(desk.find_report(code) for code in codes)])


def take_step(
    desk: Desk,
    members: Sequence[Member],
    actor: str,
    asked: c.AfterIssue,
    files: Sequence[Blob] = (),
    progress: Progress | None = None,
) -> Outcome:
    """
    Take a step with the issued editions of these reports; per pupil what was refused and why.

    ``files`` are the documents that ``asked`` names. Reports whose last step this was are passed over, so a stopped run
    goes on.
    """

    def step(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        return sitting.decide(report, asked), files

    def done(report: Report) -> bool:
        return taken(report, asked)

    return over(desk, members, actor, f"report {STEPS[type(asked)].word}", step, skip=done, progress=progress)
