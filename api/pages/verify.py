"""A file is verified by the server, with every step shown as ``hocba verify`` tells it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api import verification_words as words
from api.asking import today
from api.pages.rendering import language_of, page
from api.routes.deps import Address
from api.routes.limits import FILE_BYTES_MAX
from api.routes.verifications import AfterCounting

router = APIRouter(include_in_schema=False)
counted = APIRouter(include_in_schema=False, route_class=AfterCounting)

#: The common name in what a certificate says of its owner (RFC 4514).
_COMMON_NAME = re.compile(r"(?:[\w.]+=.*[,+])?CN=((?:\\.|[^\\,+])+)")


@router.get("/xac-minh")
def form(request: Request) -> Response:
    """Where a file is dropped or chosen."""
    return page(language_of(request), "portal/verify.html", path="/xac-minh")


@counted.post("/xac-minh")
async def verify(request: Request, address: Address, tep: Annotated[UploadFile | None, File()] = None) -> Response:
    """Every step, the verdict, what the file says. Raises Rejected, Unavailable ``dropped.…``."""
    content = b"" if tep is None else await tep.read(FILE_BYTES_MAX + 1)
    language = language_of(request)
    verification = await run_in_threadpool(request.app.state.dropped.verify, content, address)
    steps = [
        (step, [(status, shown(line)) for status, line in lines])
        for step, lines in words.every_step(verification, language)
    ]
    written = words.written(verification.values, language) if verification.values else []
    return page(
        language,
        "portal/verified.html",
        path="/xac-minh",
        name=words.printable((tep.filename if tep else None) or "")[:100],
        verification=verification,
        live=today(verification, language),
        steps=steps,
        marks=words.MARKS,
        written=[(name, words.printable(text)) for name, text in written],
    )


def shown(line: str) -> str:
    """A line of a step as this page has it: of a certificate's owner the name only."""
    head, colon, owner = line.rpartition(": ")
    named = _COMMON_NAME.match(owner)
    return head + colon + (re.sub(r"\\(.)", r"\1", named[1]) if named else owner)
