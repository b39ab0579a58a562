"""``/api/v1/reports/{report}/explanations``: how each derived value of a report came about."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query

from api.flows.desk import Desk
from api.routes import classes, reports
from api.routes.auditing import READERS
from api.routes.classes import YearName
from api.routes.deps import TheReader
from domain.errors import Rejected
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.regulations.explanations.model import value_said
from domain.report.explaining import Explained, explain
from domain.report.state import Report
from domain.words import Language

router = APIRouter(prefix="/reports", tags=["reports"])


class ExplainedInput(Value):
    """A value that another rests on, in words, with the positions of its entries."""

    text: str
    positions: tuple[int, ...]


class Explanation(Value):
    """
    A derived value in words: its formula, the rule's sentences, the article, and what it rests on.

    ``what`` names it for programs (``academic.term_1``); ``positions`` are those of every entry behind it, ascending.
    """

    what: str
    name: str
    value: str
    formula: str | None
    text: str
    article: str
    inputs: tuple[ExplainedInput, ...]
    positions: tuple[int, ...]


@router.get("/{report}/explanations")
def explanations(
    report: str,
    reader: TheReader,
    subject: Annotated[str | None, Query(max_length=32, description="Only of this subject")] = None,
    year: YearName = None,
) -> list[Explanation]:
    """Every derived value in the order in which they rest on each other; of one subject for its teacher too."""
    with wrapped():
        desk = reader.desk(year)
        found = desk.report(desk.find_report(report))
        require_reader(desk, str(reader.staff_id), found, subject)
        return explained(desk, found, subject, reader.program.settings.lang)


def require_reader(desk: Desk, actor: str, report: Report, subject: str | None) -> None:
    """Auditors, who may read the whole report, of a subject who may read its gradebook. Raises Rejected."""
    year = desk.year()
    if year.actor(actor).roles.intersection(READERS):
        return
    if subject:
        with suppress(Rejected):
            classes.require_reader(desk, year, actor, year.classes[report.class_on(desk.today)], subject)
            return
    reports.require_reader(desk, year, actor, report)


def explained(desk: Desk, report: Report, subject: str | None, language: Language) -> list[Explanation]:
    """In words. Raises Rejected ``regulation.not_studied``."""
    return [_said(each, language) for each in explain(report, desk.year(), subject)]


def _said(each: Explained, language: Language) -> Explanation:
    found = each.explanation
    return Explanation(
        what=found.what,
        name=found.name(language),
        value=value_said(found.value, language),
        formula=found.formula_said(language),
        text=found.text(language),
        article=found.article,
        inputs=tuple(
            ExplainedInput(text=one.said(language), positions=positions)
            for one, positions in zip(found.inputs, each.of_inputs, strict=True)
        ),
        positions=each.positions,
    )
