"""``/nhat-ky/bang-chung``: what an outsider takes along (``flows.auditing.evidence``)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.auditing import evidence as flow
from api.pages.audit.people import TheInspector
from api.pages.audit.proof import tree_of
from api.pages.shell import show
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/nhat-ky/bang-chung", include_in_schema=False)

Entry = Annotated[int | None, Query(alias="ban-ghi", ge=1)]


@router.get("")
def evidence(who: TheInspector, position: Entry = None) -> Response:
    """The newest checkpoint; of one entry its proof as a tree. Raises anchors' Misused ``anchor.not_covered``."""
    ledger = who.desk.ledger
    with wrapped():
        found = flow.evidence(who.program, ledger)
        tree = tree_of(*flow.proven(who.program, ledger, position)) if position and found.checkpoint else None
    return show(who, "audit/evidence.html", found=found, last=found.checkpoint, tree=tree, position=position)


@router.get("/moc-niem-phong")
def checkpoint(who: TheInspector) -> Response:
    """The signed note."""
    with wrapped():
        return flow.checkpoint_file(who.desk.ledger)


@router.get("/dau-thoi-gian")
def timestamp(who: TheInspector) -> Response:
    """The timestamp over the newest checkpoint."""
    with wrapped():
        return flow.timestamp_file(who.desk.ledger)


@router.get("/bien-nhan/{position}")
def entry_receipt(position: int, who: TheInspector) -> Response:
    """The receipt of an entry."""
    with wrapped():
        return flow.receipt_file(who.desk.ledger, position)


@router.get("/noi-tiep")
def continuation(who: TheInspector, old: Annotated[int, Query(alias="tu", ge=0)]) -> Response:
    """The proof that the ledger continues one of an older size."""
    with wrapped():
        return flow.continuation_file(who.desk.ledger, old)
