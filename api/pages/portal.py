"""The public pages: form, what a code shows, the whole report, its files; ``verify`` has the page for files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from anchors.errors import AnchorError
from api.pages import reviews, verify
from api.pages.rendering import keep_language, language_of, page
from api.routes.deps import Address, ThePortal
from api.routes.links import Kind
from api.web_words import web_text
from domain.errors import HocbaError, Rejected
from domain.messages import Language

router = APIRouter(include_in_schema=False)
router.include_router(verify.router)
router.include_router(reviews.router)

#: A lookup code, wherever it stands in what was pasted: the whole address from a QR code is one way.
_CODE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")

#: A page of this server, and nothing that a browser reads as another one.
_PATH = re.compile(r"/(?![/\\])[^\s\\?#]{0,199}")

_MEDIA = {Kind.PDF: "application/pdf", Kind.XML: "application/xml", Kind.RECEIPT: "text/plain; charset=utf-8"}


@router.get("/")
def form(request: Request) -> Response:
    """The lookup form."""
    return page(language_of(request), "portal/form.html", path="/")


@router.post("/ngon-ngu")
def choose_language(
    ngon_ngu: Annotated[Language, Form()], tiep: Annotated[str, Form(max_length=200)] = "/"
) -> Response:
    """The reader's choice of language, and back to his page."""
    answer = RedirectResponse(tiep if _PATH.fullmatch(tiep) else "/", 303)
    keep_language(answer, ngon_ngu)
    return answer


@router.get("/t")
def go(ma: Annotated[str, Query(max_length=500)] = "") -> Response:
    """From the form to the page of a code. Raises Rejected ``lookup.not_found`` where there is none in the text."""
    found = _CODE.search(ma)
    if found is None:
        raise Rejected("lookup.not_found")
    return RedirectResponse(f"/t/{UUID(found[0])}", 303)


@router.get("/t/{code}")
def public_facts(request: Request, code: str, portal: ThePortal, address: Address) -> Response:
    """Where a QR code leads: validity, school, year, edition, initials."""
    facts = portal.look_up(code, address)
    code = str(facts.lookup_id)
    return page(language_of(request), "portal/facts.html", facts=facts, code=code, path=f"/t/{code}")


@router.post("/t/{code}")
async def whole_report(
    request: Request,
    code: str,
    portal: ThePortal,
    address: Address,
    ngay_sinh: Annotated[str, Form(max_length=32)] = "",
    ngon_ngu: Annotated[Language | None, Form()] = None,
) -> Response:
    """The whole report, with links to its files that end after a while; asked again in another language by itself."""
    found = await portal.open(code, ngay_sinh, address)
    language = ngon_ngu or language_of(request)
    report = await run_in_threadpool(portal.whole, found, language)
    links = {kind.name.lower(): portal.links.path(found.row.lookup_id, kind) for kind in Kind}
    answer = page(language, "portal/report.html", report=report, facts=report.facts, links=links)
    if ngon_ngu:
        keep_language(answer, ngon_ngu)
    return answer


@router.get("/t/{code}/{kind}")
def download(
    code: str,
    kind: Kind,
    portal: ThePortal,
    address: Address,
    den: int,
    dau: Annotated[str, Query(max_length=64)],
) -> Response:
    """A file of a report, by a link of its page."""
    content = portal.file(code, kind, den, dau, address)
    headers = {"Content-Disposition": f'attachment; filename="{UUID(code)}-{kind.value}"'}
    return Response(content, media_type=_MEDIA[kind], headers=headers)


def fault(request: Request, error: HocbaError | AnchorError, status: int, headers: Mapping[str, str]) -> Response:
    """An error as a page: what is wrong, and where to go on; at a code, the form to try again."""
    language = language_of(request)
    path = request.url.path
    if path == "/xac-minh":
        return page(language, "portal/verify.html", status, headers, message=web_text(error, language), path=path)
    public = path == "/" or path.startswith("/t/") or path == "/t"
    code = _CODE.fullmatch(str(request.path_params.get("code", ""))) if public else None
    context = {"message": web_text(error, language), "error": error.code, "code": code[0] if code else None}
    if code:
        context["path"] = f"/t/{code[0]}"
    return page(language, "portal/fault.html" if public else "problem.html", status, headers, **context)
