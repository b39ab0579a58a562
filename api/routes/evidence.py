"""``/api/v1/audit/evidence``: what an outsider takes along, as files, and how a proof leads to the signed root."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.downloads import Note, TimestampReply
from api.flows.auditing import evidence as flow
from api.flows.auditing.evidence import Evidence, Proof
from api.routes.auditing import TheAuditor
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/audit/evidence", tags=["audit"])

Position = Annotated[int, Path(ge=1, le=2**62, description="Of the entry, from 1")]


@router.get("")
def evidence(auditor: TheAuditor) -> Evidence:
    """The newest checkpoint, the ledger's origin and verifier key."""
    with wrapped():
        return flow.evidence(auditor.reader.program, auditor.desk.ledger)


@router.get("/checkpoint", response_class=Note)
def checkpoint(auditor: TheAuditor) -> Note:
    """The newest checkpoint, a signed note."""
    with wrapped():
        return flow.checkpoint_file(auditor.desk.ledger)


@router.get("/timestamp", response_class=TimestampReply)
def timestamp(auditor: TheAuditor) -> TimestampReply:
    """The timestamp over the newest checkpoint (RFC 3161)."""
    with wrapped():
        return flow.timestamp_file(auditor.desk.ledger)


@router.get("/receipts/{position}", response_class=Note)
def entry_receipt(position: Position, auditor: TheAuditor) -> Note:
    """The receipt of an entry, which proves alone."""
    with wrapped():
        return flow.receipt_file(auditor.desk.ledger, position)


@router.get("/proofs/{position}")
def entry_proof(position: Position, auditor: TheAuditor) -> Proof:
    """The same proof step by step, for who wants to see or draw it."""
    with wrapped():
        return flow.proof(*flow.proven(auditor.reader.program, auditor.desk.ledger, position))


@router.get("/continuation", response_class=Note)
def continuation(
    auditor: TheAuditor, old: Annotated[int, Query(alias="from", ge=0, le=2**62, description="Entries it had")]
) -> Note:
    """The proof that the ledger continues a checkpoint of an older size."""
    with wrapped():
        return flow.continuation_file(auditor.desk.ledger, old)
