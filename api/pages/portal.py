"""The public pages: forms, what a code shows, the whole report, its files; ``verify`` has the page for files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from anchors.errors import AnchorError
from api.pages import reviews, verify
from api.pages.rendering import keep_language, language_of, page
from api.pages.reviews import Proof, TheProof
from api.routes.deps import Address, ThePortal, own_page
from api.routes.links import Kind
from api.routes.portal import Portal, canonical
from api.web_words import web_text
from domain.errors import HocbaError, Rejected
from domain.messages import Language

router = APIRouter(include_in_schema=False)
router.include_router(verify.router)
router.include_router(verify.counted)
router.include_router(reviews.router)

#: A lookup code, wherever it stands in what was pasted: the whole address from a QR code is one way.
_CODE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")

#: A page of this server, and nothing that a browser reads as another one.
_PATH = re.compile(r"/(?![/\\])[^\s\\?#]{0,199}")

#: Where an organisation looks up, under a grant of the school.
ORGANISATIONS = "/to-chuc"

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


class Again(NamedTuple):
    """The form that opened a report, to be sent again by the report's page: where to, its fields, what opened it."""

    path: str
    fields: Mapping[str, str]
    proof: Proof


@router.get("/t/{code}")
def public_facts(request: Request, code: str, portal: ThePortal, address: Address) -> Response:
    """Where a QR code leads: validity, school, year, edition, initials."""
    facts = portal.look_up(code, address)
    code = str(facts.lookup_id)
    return page(language_of(request), "portal/facts.html", facts=facts, code=code, path=f"/t/{code}")


@router.post("/t/{code}", dependencies=[Depends(own_page)])
async def whole_report(
    request: Request,
    code: str,
    portal: ThePortal,
    address: Address,
    proof: TheProof,
    ngon_ngu: Annotated[Language | None, Form()] = None,
) -> Response:
    """The whole report by birth date or personal access code; asked again in another language by itself."""
    again = Again(f"/t/{canonical(code)}", {}, proof)
    return await _whole(request, portal, code, address, again, ngon_ngu)


@router.get("/mo/{code}")
def code_form(request: Request, code: UUID) -> Response:
    """Where the QR code of a slip leads, with the personal access code behind ``#``, which no server is told."""
    return page(language_of(request), "portal/code.html", code=code, path=f"/mo/{code}")


@router.get(ORGANISATIONS)
def organisation_form(request: Request) -> Response:
    """Where an organisation looks up, by a report's code and the code of its grant."""
    return page(language_of(request), "portal/organisation.html", path=ORGANISATIONS)


@router.post(ORGANISATIONS, dependencies=[Depends(own_page)])
async def for_organisation(
    request: Request,
    portal: ThePortal,
    address: Address,
    ma: Annotated[str, Form(max_length=500)] = "",
    ma_to_chuc: Annotated[str, Form(max_length=64)] = "",
    ngon_ngu: Annotated[Language | None, Form()] = None,
) -> Response:
    """The whole report, without files and without who else has looked."""
    found = _CODE.search(ma)
    code = str(UUID(found[0])) if found else ""
    again = Again(ORGANISATIONS, {"ma": code}, Proof("ma_to_chuc", ma_to_chuc))
    return await _whole(request, portal, code, address, again, ngon_ngu)


async def _whole(
    request: Request, portal: Portal, code: str, address: str, again: Again, chosen: Language | None
) -> Response:
    found = await portal.open(code, again.proof.given, address, granted=again.path == ORGANISATIONS)
    language = chosen or language_of(request)
    report = await run_in_threadpool(portal.whole, found, language)
    links = portal.links_of(found)
    template = "portal/paper.html" if report.facts.paper else "portal/report.html"
    answer = page(language, template, report=report, facts=report.facts, links=links, again=again, grant=found.grant)
    if chosen:
        keep_language(answer, chosen)
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
    if path == ORGANISATIONS:
        return page(language, "portal/organisation.html", status, headers, message=web_text(error, language), path=path)
    if path == "/xac-minh":
        return page(language, "portal/verify.html", status, headers, message=web_text(error, language), path=path)
    public = path in ("/", "/t") or path.startswith(("/t/", "/mo/"))
    code = _CODE.fullmatch(str(request.path_params.get("code", ""))) if public else None
    named = getattr(request.state, "named", str) if status == HTTPStatus.FORBIDDEN else str
    context = {"message": named(web_text(error, language)), "error": error.code, "code": code[0] if code else None}
    if code:
        context["path"] = f"/t/{code[0]}"
    return page(language, "portal/fault.html" if public else "problem.html", status, headers, **context)
