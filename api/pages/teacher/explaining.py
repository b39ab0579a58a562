"""Giải thích cách tính: how each result of a pupil in the subject came about, down to the entries of the ledger."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.pages.shell import ThePerson, show
from api.pages.teacher.place import ClassCode, Subject, opened
from domain.ledger.failures import wrapped
from domain.regulations.explanations.model import value_said
from domain.report.explaining import explain

router = APIRouter(include_in_schema=False)


@router.get("/lop/{code}/so-diem/{subject}/giai-thich")
def explained(
    code: ClassCode, subject: Subject, who: ThePerson, report_id: Annotated[UUID, Query(alias="hoc-ba")]
) -> Response:
    """Formula, article, and the entries that the results rest on; of what is recorded, not of drafts."""
    with wrapped():
        found = opened(who, code, subject)
        member, report = found.row(report_id)
        results = explain(report, found.sheet.year, subject)
    return show(
        who,
        "teacher/explanation.html",
        found=found,
        member=member,
        results=results,
        value_said=lambda value: value_said(value, who.language),
    )
