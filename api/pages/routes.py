"""The handlers of the pages: form, what a code shows, the whole report, its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment
from starlette.concurrency import run_in_threadpool

from anchors.errors import AnchorError
from api.pages.words import environment
from api.routes.deps import Address, Program, ThePortal
from api.routes.links import Kind
from domain.errors import HocbaError, Rejected
from domain.messages import Language
from projections.documents.pages import PORTAL_NOTICE

router = APIRouter(include_in_schema=False)

STYLE = Path(__file__).parent / "static" / "hocba.css"

#: A lookup code, wherever it stands in what was pasted: the whole address from a QR code is one way.
_CODE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")

_MEDIA = {Kind.PDF: "application/pdf", Kind.XML: "application/xml", Kind.RECEIPT: "text/plain; charset=utf-8"}


@router.get("/")
def form(program: Program) -> Response:
    """The lookup form."""
    return _page(program.settings.lang, "form.html")


@router.get("/t")
def go(ma: Annotated[str, Query(max_length=500)] = "") -> Response:
    """From the form to the page of a code. Raises Rejected ``lookup.not_found`` where there is none in the text."""
    found = _CODE.search(ma)
    if found is None:
        raise Rejected("lookup.not_found")
    return RedirectResponse(f"/t/{UUID(found[0])}", 303)


@router.get("/t/{code}")
def public_facts(code: str, portal: ThePortal, address: Address) -> Response:
    """Where a QR code leads: validity, school, year, edition, initials."""
    facts = portal.look_up(code, address)
    return _page(portal.program.settings.lang, "facts.html", facts=facts, code=str(facts.lookup_id))


@router.post("/t/{code}")
async def whole_report(
    code: str, portal: ThePortal, address: Address, ngay_sinh: Annotated[str, Form(max_length=32)] = ""
) -> Response:
    """The whole report, with links to its files that end after a while."""
    found = await portal.open(code, ngay_sinh, address)
    report = await run_in_threadpool(portal.whole, found)
    links = {kind.name.lower(): portal.links.path(found.row.lookup_id, kind) for kind in Kind}
    return _page(portal.program.settings.lang, "report.html", report=report, facts=report.facts, links=links)


@router.get("/t/{code}/{kind}")
def download(
    code: str,
    kind: Kind,
    portal: ThePortal,
    den: int,
    dau: Annotated[str, Query(max_length=64)],
) -> Response:
    """A file of a report, by a link of its page."""
    content = portal.file(code, kind, den, dau)
    headers = {"Content-Disposition": f'attachment; filename="{UUID(code)}-{kind.value}"'}
    return Response(content, media_type=_MEDIA[kind], headers=headers)


def fault(request: Request, error: HocbaError | AnchorError, status: int, headers: Mapping[str, str]) -> Response:
    """An error as a page: what is wrong, and the form to try again."""
    language: Language = request.app.state.program.settings.lang
    code = _CODE.fullmatch(str(request.path_params.get("code", "")))
    context = {"message": error.text(language), "code": code[0] if code else None}
    return _page(language, "fault.html", status=status, headers=headers, **context)


def _page(
    language: Language, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: object
) -> Response:
    content = _environment(language).get_template(template).render(**context)
    return HTMLResponse(content, status, dict(headers or {}))


@cache
def _environment(language: Language) -> Environment:
    made = environment(language)
    version = sha256(STYLE.read_bytes()).hexdigest()[:12]
    made.globals.update(style=f"/static/{STYLE.name}?v={version}", portal_notice=PORTAL_NOTICE)
    return made
