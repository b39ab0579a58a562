"""Deciding for every pupil of a class at once what is recorded of what was asked for; faults come all together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from api.flows.desk import Member
from api.flows.differences import Asked
from api.flows.templates import Rows
from domain.context import Acting, Context
from domain.errors import Faults, HocbaError, Rejected
from domain.ledger import NewEvents
from domain.messages import Language
from domain.report.decide import decide
from domain.report.places import Place
from domain.report.state import Report
from domain.rights import acting
from domain.school_year.state import SchoolYear
from domain.values import Cell


@dataclass(frozen=True, slots=True)
class Changed:
    """
    A value that stands recorded and differs from what is given: it needs a correction (đề nghị điều chỉnh).

    ``str`` of place and values is for programs, ``domain.words.said`` for people.
    """

    number: int
    full_name: str
    place: Cell | Place
    recorded: object
    given: object


@dataclass(frozen=True, slots=True)
class Decided:
    """What is new of each report, what would need a correction, and how many values stood already."""

    new: list[NewEvents]
    changed: list[Changed]
    unchanged: int
    acting: Acting | None

    @property
    def recorded(self) -> int:
        """How many values are new."""
        return sum(len(events.events) for events in self.new)


def decide_rows(rows: Rows, year: SchoolYear, context: Context, ask: Callable[[UUID, Report], Asked]) -> Decided:
    """Raises Faults with what stands against any pupil's part."""
    new: list[NewEvents] = []
    changed: list[Changed] = []
    faults: list[HocbaError] = []
    unchanged = 0
    right: Acting | None = None
    for member, report in rows:
        asked = ask(member.pupil_id, report)
        changed += [Changed(member.number, member.full_name, *difference) for difference in asked.changed]
        unchanged += asked.unchanged
        try:
            events = decide(report, asked.command, year, context)
        except Rejected as error:
            found = error.faults if isinstance(error, Faults) else (error,)
            faults += [OfPupil(member, fault) for fault in found]
        else:
            new.append(NewEvents(report.report_id, report.version, tuple(events)))
            right = right or acting(asked.command, year, context, report)
    if faults:
        raise Faults(faults)
    return Decided(new, changed, unchanged, right)


class OfPupil(Rejected):
    """A rejection with the pupil whom it is about in front."""

    def __init__(self, member: Member, fault: HocbaError) -> None:
        self._who, self._fault = f"{member.number}. {member.full_name}", fault
        super().__init__(fault.code, number=member.number, **fault.facts)

    def text(self, language: Language) -> str:
        """As the fault's own."""
        return f"{self._who}: {self._fault.text(language)}"
