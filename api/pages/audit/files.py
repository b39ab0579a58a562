"""
``/nhat-ky/xac-minh``: a file that an inspector brings, verified with every step shown, and its proof drawn as a tree.

The key may be his own; without one it is the school's as this server has it, and the page says so. The bytes are judged
in memory and kept nowhere.
"""

from __future__ import annotations

from threading import Semaphore
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from anchors.checkpoint import VerifierKey
from anchors.errors import AnchorError
from anchors.receipt import RECEIPT_BYTES_MAX
from anchors.signing.trust import TrustRoots
from anchors.verify import Status, Verification, verify_file
from api.asking import TheLedger, told
from api.dropped import FILE_BYTES_MAX, WAIT_S_MAX
from api.flows.auditing.whole_ledger import own_key
from api.pages.audit.people import InspectorPost, TheInspector
from api.pages.audit.proof import tree_of
from api.pages.shell import AfterSignIn, Person, show
from domain.errors import Misused, Rejected, Unavailable
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False, route_class=AfterSignIn)

#: A verification takes a tenth of a second of a processor, hostile bytes more: two at a time, and who waits too long is
#: told to come again.
_TURNS = Semaphore(2)

_MARKS = {Status.OK: "ok", Status.FAILED: "failed", Status.NOT_CHECKED: "unchecked"}


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
    return await run_in_threadpool(_judged, who, content, receipt or None, khoa.strip())


async def _read(file: UploadFile | None, limit: int) -> bytes:
    content = await file.read(limit + 1) if file else b""
    if len(content) > limit:
        raise Rejected("dropped.too_long")
    return content


def _judged(who: Person, content: bytes, receipt: bytes | None, given: str) -> Response:
    key = VerifierKey.parse(given) if given else own_key(who.program, who.session.school_id)
    if not _TURNS.acquire(timeout=WAIT_S_MAX):
        raise Unavailable("dropped.busy")
    try:
        found = verify_file(content, receipt, key, _roots(who))
    finally:
        _TURNS.release()
    with wrapped():
        found = TheLedger(who.program).about(found)
    return show(
        who,
        "audit/files.html",
        found=found,
        tree=_tree(found),
        own=not given,
        marks=_MARKS,
        live=told(found.live, who.language).removeprefix(f"{found.live.source}: ") if found.live else "",
    )


def _tree(found: Verification) -> object | None:
    return tree_of(found.receipt, found.checkpoint) if found.receipt and found.checkpoint else None


def _roots(who: Person) -> TrustRoots | None:
    """Certificate roots that this server holds; without them the verdict cannot be ``valid``, and says why."""
    try:
        return TrustRoots.from_pem(who.program.keys(who.session.school_id).roots_pem())
    except (Misused, AnchorError):
        return None
