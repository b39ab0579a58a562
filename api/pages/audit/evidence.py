"""
``/nhat-ky/bang-chung``: what an outsider takes along: checkpoint, timestamp, key, receipts, proofs of continuation.

With these kept outside, and only with them, a school that rebuilt its ledger is found out (``docs/formats/receipt.md``,
``consistency.md``).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from anchors.checkpoint import Checkpoint
from anchors.publisher import consistency_proof, receipt
from api.flows.auditing.whole_ledger import own_key
from api.pages.audit.people import TheInspector
from api.pages.audit.proof import tree_of
from api.pages.shell import Person, show
from domain.errors import Rejected
from domain.ledger import Checkpoint as Published
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False)

Entry = Annotated[int | None, Query(alias="ban-ghi", ge=1)]


@router.get("/nhat-ky/bang-chung")
def evidence(who: TheInspector, position: Entry = None) -> Response:
    """The newest checkpoint; of one entry its proof as a tree. Raises anchors' Misused ``anchor.not_covered``."""
    ledger = who.desk.ledger
    with wrapped():
        last = ledger.latest_checkpoint()
        tree = None
        if position and last:
            checkpoint = Checkpoint(who.program.origin(ledger.school_id), last.size, last.root)
            tree = tree_of(receipt(ledger, position), checkpoint)
        stamped = bool(last and ledger.timestamp(last.size))
        size = ledger.size()
    key = own_key(who.program, ledger.school_id)
    return show(
        who, "audit/evidence.html", last=last, stamped=stamped, size=size, key=key, tree=tree, position=position
    )


@router.get("/nhat-ky/bang-chung/moc-niem-phong")
def checkpoint(who: TheInspector) -> Response:
    """The signed note (``docs/formats/checkpoint.md``). Raises Rejected ``checkpoint.none``."""
    last = _last(who)
    return _file(last.note.encode(), "text/plain; charset=utf-8", f"moc-niem-phong-{last.size}.txt")


@router.get("/nhat-ky/bang-chung/dau-thoi-gian")
def timestamp(who: TheInspector) -> Response:
    """The timestamp over the newest checkpoint. Raises Rejected ``checkpoint.none``."""
    last = _last(who)
    with wrapped():
        found = who.desk.ledger.timestamp(last.size)
    if found is None:
        raise Rejected("checkpoint.none")
    return _file(found, "application/timestamp-reply", f"moc-niem-phong-{last.size}.txt.tsr")


@router.get("/nhat-ky/bang-chung/bien-nhan/{position}")
def entry_receipt(position: int, who: TheInspector) -> Response:
    """The receipt of an entry (``docs/formats/receipt.md``). Raises anchors' Misused ``anchor.not_covered``."""
    with wrapped():
        content = receipt(who.desk.ledger, position).to_text()
    return _file(content.encode(), "text/plain; charset=utf-8", f"ban-ghi-{position}.tlog-proof")


@router.get("/nhat-ky/bang-chung/noi-tiep")
def continuation(who: TheInspector, old: Annotated[int, Query(alias="tu", ge=0)]) -> Response:
    """The proof that the ledger continues one of an older size. Raises anchors' Misused ``anchor.proof_from``."""
    with wrapped():
        content = consistency_proof(who.desk.ledger, old).to_text()
    return _file(content.encode(), "text/plain; charset=utf-8", f"noi-tiep-tu-{old}.txt")


def _last(who: Person) -> Published:
    with wrapped():
        last = who.desk.ledger.latest_checkpoint()
    if last is None:
        raise Rejected("checkpoint.none")
    return last


def _file(content: bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
