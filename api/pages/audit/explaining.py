"""``/nhat-ky/hoc-ba/{report}/giai-thich``: how each derived value came about, for everybody who may read it."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.pages.audit.people import READERS
from api.pages.shell import Person, ThePerson, show
from api.routes.classes import require_reader
from api.routes.reports import require_reader as require_reader_of_all
from domain.errors import Rejected
from domain.ledger.failures import wrapped
from domain.regulations.explanations.model import value_said
from domain.report.explaining import Explained, explain
from domain.report.state import Report
from domain.words import Language

router = APIRouter(include_in_schema=False)


@router.get("/nhat-ky/hoc-ba/{report}/giai-thich")
def explained(
    report: UUID, who: ThePerson, subject: Annotated[str | None, Query(alias="mon", max_length=32)] = None
) -> Response:
    """Value, formula, article, the entries behind it; of one subject for who teaches only that."""
    language = who.language
    with wrapped():
        found = who.desk.report(who.desk.find_report(str(report)))
        _require(who, found, subject)
        rows = [_row(each, language) for each in explain(found, who.year, subject)]
        pupil = who.desk.identities([found.started.pupil_id])[found.started.pupil_id]["full_name"]
    return show(
        who,
        "audit/explain.html",
        report_id=found.report_id,
        pupil=pupil,
        class_code=who.year.classes[found.class_id].code,
        rows=rows,
        subject=subject,
        inspects=bool(who.staff.roles & frozenset(READERS)),
    )


def _require(who: Person, report: Report, subject: str | None) -> None:
    """Raises Rejected ``right.role``."""
    if who.staff.roles & frozenset(READERS):
        return
    desk, year = who.desk, who.year
    if subject:
        with suppress(Rejected):
            require_reader(desk, year, who.staff_id, year.classes[report.class_on(desk.today)], subject)
            return
    require_reader_of_all(desk, year, who.staff_id, report)


def _row(each: Explained, language: Language) -> dict[str, object]:
    explanation = each.explanation
    return {
        "name": explanation.name(language),
        "value": value_said(explanation.value, language),
        "formula": explanation.formula_said(language),
        "text": explanation.text(language),
        "article": explanation.article,
        "inputs": [
            (one.said(language), positions) for one, positions in zip(explanation.inputs, each.of_inputs, strict=True)
        ],
        "positions": each.positions,
    }
