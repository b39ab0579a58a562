"""What the routes share that take a step with a class's reports, or with some: which ones, and what came of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.flows.after_issue import chosen
from api.flows.desk import Desk, Member
from api.flows.signing import Outcome
from api.routes.writing import Writer, Written
from api.web_words import web_text
from domain.event import Value
from domain.messages import Language

#: A class has fewer pupils; a school is done class by class.
REPORTS_MAX = 100


class Which(Value):
    """The reports: of a class, or each by stream id or lookup code; one of the two."""

    class_code: Annotated[str | None, Field(max_length=8)] = None
    reports: Annotated[tuple[Annotated[str, Field(max_length=36)], ...], Field(max_length=REPORTS_MAX)] = ()


class RefusedReport(Value):
    """A report that the step was not taken with, and why."""

    report_id: UUID
    number: int
    code: str
    message: str


class Taken(Written):
    """
    ``done``: the reports that took the step; ``passed``: so many had taken it before; ``refused``: the others.

    A ``repeated`` answer has the entries of the first time, and none of these three.
    """

    done: tuple[UUID, ...]
    passed: int
    refused: tuple[RefusedReport, ...]

    @property
    def count(self) -> int:
        """So many reports took the step by this command, now or when it was sent the first time."""
        return len({entry.stream for entry in self.entries})


def take(writer: Writer, name: str, asked: Which, act: Callable[[Desk, list[Member]], Outcome]) -> Taken:
    """Take it with each report; where not one of them could, the first fault is the answer."""
    outcome = Outcome()

    def each(desk: Desk) -> None:
        outcome.add(act(desk, chosen(desk, asked.class_code, asked.reports)))
        if outcome.refused and not outcome.done and not outcome.passed:
            raise outcome.refused[0][1]

    written = writer.once(name, asked.model_dump(mode="json"), each)
    refused = refused_reports(outcome, writer.reader.program.settings.lang)
    return Taken(**dict(written), done=tuple(outcome.done), passed=outcome.passed, refused=refused)


def refused_reports(outcome: Outcome, language: Language) -> tuple[RefusedReport, ...]:
    """Pupil by pupil why not."""
    return tuple(
        RefusedReport(
            report_id=member.report_id, number=member.number, code=error.code, message=web_text(error, language)
        )
        for member, error in outcome.refused
    )
