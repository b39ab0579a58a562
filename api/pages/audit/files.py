"""
``/nhat-ky/xac-minh``: a file that an inspector brings, verified with every step shown, and its proof drawn as a tree.

The bytes are judged in memory and kept nowhere (``flows.auditing.brought_files``).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from anchors.receipt import RECEIPT_BYTES_MAX
from anchors.report_values import Values
from api import verification_words as words
from api.asking import today
from api.flows.auditing.brought_files import judged
from api.pages.audit.people import InspectorPost, TheInspector
from api.pages.audit.proof import tree_of
from api.pages.shell import AfterSignIn, Person, show
from api.routes.limits import FILE_BYTES_MAX
from domain.errors import Rejected

router = APIRouter(include_in_schema=False, route_class=AfterSignIn)


@router.get("/nhat-ky/xac-minh")
def form(who: TheInspector) -> Response:
    """Where a file is dropped."""
    return show(who, "audit/files.html", found=None)


@router.post("/nhat-ky/xac-minh")
async def verified(
    who: InspectorPost,
    tep: UploadFile | None = None,
    bien_nhan: UploadFile | None = None,
    khoa: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Every step that can be made. Raises Rejected ``dropped.none``, ``dropped.too_long``; Unavailable."""
    content = await _read(tep, FILE_BYTES_MAX)
    if not content:
        raise Rejected("dropped.none")
    receipt = await _read(bien_nhan, RECEIPT_BYTES_MAX)
    return await run_in_threadpool(_answer, who, content, receipt or None, khoa.strip())


async def _read(file: UploadFile | None, limit: int) -> bytes:
    content = await file.read(limit + 1) if file else b""
    if len(content) > limit:
        raise Rejected("dropped.too_long")
    return content


def _answer(who: Person, content: bytes, receipt: bytes | None, key: str) -> Response:
    made = judged(who.program, who.session.school_id, content, receipt, key)
    found = made.found
    return show(
        who,
        "audit/files.html",
        found=found,
        about=words.printable(_about(found.values)) if found.values else "",
        tree=tree_of(found.receipt, found.checkpoint) if found.receipt and found.checkpoint else None,
        own=made.own,
        steps=words.every_step(found, who.language),
        marks=words.MARKS,
        live=today(found, who.language),
    )


def _about(values: Values) -> str:
    return f"{values.pupil_name}, {values.class_name}, {values.school}, {values.school_year}"
