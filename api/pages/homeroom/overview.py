"""``/lop/8A``: the class at a glance, and one pupil of it: what stands, who has signed, what the rules make of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows import correction_views, paper_reports
from api.flows.class_glance import glance, risks
from api.flows.roll.sheets import of_pupil
from api.flows.roll.warnings import warnings
from api.flows.turns import due
from api.pages.homeroom.room import TheRoom
from domain.formats.hoc_ba import Stage
from domain.ledger.failures import wrapped
from domain.report.editions import to_record
from domain.report.events import Place
from domain.report.state import Report
from domain.report.turns import signed_subjects

router = APIRouter(prefix="/lop/{code}", include_in_schema=False)


@router.get("")
def overview(room: TheRoom) -> Response:
    """The class."""
    with wrapped():
        found = glance(room.desk, room.found, room.who.language)
        homeroom = room.who.year.homeroom_teacher(room.found.class_id, room.desk.today)
        name = room.desk.signatory(homeroom).full_name if homeroom else None
    return room.show("overview", found=found, homeroom=name)


@router.get("/hoc-sinh/{report_id}")
def pupil(report_id: UUID, room: TheRoom) -> Response:
    """One pupil."""
    member, desk = room.member(report_id), room.desk
    with wrapped():
        year, report = desk.year(), desk.report(report_id)
        missed = of_pupil(desk, report_id)
        warned = [
            one
            for one in warnings(desk, room.who.language, frozenset((room.found.class_id,)))
            if one.report_id == report_id
        ]
        waiting = [one.said(room.who.language) for one in due(desk, [report])[report_id]]
        found = list(risks(report, year, warned[0] if warned else None, room.who.language))
        signatures = _signatures(report)
        papers = paper_reports.of_pupil(desk, report.started.pupil_id)
        requests = [correction_views.one(desk, each, room.who.language) for each in reversed(report.requests)]
    return room.show(
        "pupil",
        member=member,
        report=report,
        missed=missed,
        waiting=waiting,
        risks=found,
        signatures=signatures,
        missing=to_record(report, year).each(),
        requests=requests,
        left=report.left.value if report.left else None,
        papers=papers,
    )


def _signatures(report: Report) -> list[dict[str, Any]]:
    """Each place of the chain before the head: whether it is signed and when, and the note with which it came back."""
    places: list[Place] = [(Stage.SUBJECT, code) for code in signed_subjects(report)]
    if report.edition:
        places.append((Stage.HOMEROOM, None))
    return [
        {
            "stage": stage.value,
            "subject": subject,
            "signed": report.signatures.get((stage, subject)),
            "returned": report.returned.get((stage, subject)),
        }
        for stage, subject in places
    ]
