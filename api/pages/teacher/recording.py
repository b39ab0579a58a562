"""Ghi sổ: what recording would do, and one confirmation; pressed again after a lost answer, it records once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows.drafts.preview import preview
from api.pages.forms import CommandId
from api.pages.shell import ThePerson, ThePost, back, show
from api.pages.teacher.place import ClassCode, Subject, opened
from api.pages.teacher.table import name_of, text_of
from api.routes.drafts import Seen
from api.routes.drafts import record as record_drafts
from domain.ledger.failures import wrapped
from domain.values import Digest

router = APIRouter(include_in_schema=False)


@router.get("/lop/{code}/so-diem/{subject}/ghi-so")
def look(code: ClassCode, subject: Subject, who: ThePerson) -> Response:
    """The preview: new values by column, blanks, what looks like a slip, what stands against it."""
    with wrapped():
        found = opened(who, code, subject)
        shown = preview(who.desk, who.staff_id, found.sheet, who.language)
    return show(
        who,
        "teacher/record.html",
        found=found,
        shown=shown,
        name_of=lambda place: name_of(found.sheet, place, who.language),
        text_of=lambda place, kept: text_of(found.sheet, place, kept),
    )


@router.post("/lop/{code}/so-diem/{subject}/ghi-so")
def record(
    code: ClassCode, subject: Subject, who: ThePost, digest: Annotated[Digest, Form(alias="ma")], command_id: CommandId
) -> Response:
    """Record the drafts that were seen."""
    done = len(record_drafts(code, subject, Seen(digest=digest), who.writer(command_id)).entries)
    return back(who, f"/lop/{code}/so-diem/{subject}", who.t(f"Đã ghi sổ {done} ô.", f"{done} cells recorded."))
