"""
``/nhat-ky/kiem-tra``: the whole ledger checked from its stored bytes, with progress, and its report as JSON and PDF.

The page reads without scripts: then it is loaded again by hand; a small module asks again while a check runs.
"""

from __future__ import annotations

import json
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.downloads import Json
from api.flows.auditing.ledger_checks import Check, begin, checks, done
from api.pages.audit.people import InspectorPost, TheInspector
from api.pages.forms import CommandId
from api.pages.shell import back, show
from api.routes.ledger_checks import paper_of
from api.web_words import on_the_web
from domain.ledger.failures import wrapped
from domain.words import Language

router = APIRouter(include_in_schema=False)

#: Stages of a check as they come, with their names.
STAGES = (
    ("rows", "Dữ liệu đọc so với dựng lại từ sổ cái", "Read models against a replay"),
    ("entries", "Bản ghi, cây băm, mốc niêm phong", "Entries, tree, checkpoints"),
    ("documents", "Tệp và giá trị cá nhân", "Documents and identity values"),
)


@router.get("/nhat-ky/kiem-tra")
def whole_ledger(who: TheInspector) -> Response:
    """The checks so far, the newest first, and the one that runs."""
    with wrapped():
        found = checks(who.program, who.session.school_id)
        names = who.desk.signatories(who.year.staff.values())
    people = {staff_id: one.full_name for staff_id, one in names.items()}
    newest = found[0] if found else None
    return show(
        who,
        "audit/ledger.html",
        newest=newest,
        told=_told(newest, who.language),
        earlier=found[1:],
        people=people,
        stages=STAGES,
    )


@router.post("/nhat-ky/kiem-tra")
def start(who: InspectorPost, key: CommandId) -> Response:
    """Begin a check. Raises Rejected ``audit.running``."""
    with wrapped():
        begin(who.program, who.session.school_id, who.session.staff_id, key)
    return back(who, "/nhat-ky/kiem-tra")


@router.get("/nhat-ky/kiem-tra/{check_id}.json")
def as_json(check_id: UUID, who: TheInspector) -> Response:
    """The report as ``docs/formats/audit.md`` has it. Raises Rejected ``audit.check_unknown``."""
    with wrapped():
        report = done(who.program, who.session.school_id, check_id).report
    content = json.dumps(report.to_json(who.language), ensure_ascii=False, indent=2)
    return Json(content.encode(), f"kiem-tra-so-cai-{check_id}.json")


@router.get("/nhat-ky/kiem-tra/{check_id}.pdf")
def as_pdf(check_id: UUID, who: TheInspector) -> Response:
    """The report as a paper. Raises Rejected ``audit.check_unknown``."""
    with wrapped():
        return paper_of(who.desk, done(who.program, who.session.school_id, check_id))


def _told(newest: Check | None, language: Language) -> list[tuple[str, str]]:
    """Severity and sentence of each finding."""
    if newest is None or newest.report is None:
        return []
    return [(finding.severity.value, on_the_web(finding.text(language))) for finding in newest.report.findings]
