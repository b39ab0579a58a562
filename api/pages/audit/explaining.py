"""``/nhat-ky/hoc-ba/{report}/giai-thich``: how each derived value came about, for everybody who may read it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.pages.shell import ThePerson, show
from api.routes.auditing import READERS
from api.routes.explanations import explained, require_reader
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False)


@router.get("/nhat-ky/hoc-ba/{report}/giai-thich")
def explanations(
    report: UUID, who: ThePerson, subject: Annotated[str | None, Query(alias="mon", max_length=32)] = None
) -> Response:
    """Value, formula, article, the entries behind it; of one subject for who teaches only that."""
    with wrapped():
        found = who.desk.report(who.desk.find_report(str(report)))
        require_reader(who.desk, who.staff_id, found, subject)
        rows = explained(who.desk, found, subject, who.language)
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
