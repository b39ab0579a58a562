"""``/api/v1/checkpoint``: the last published checkpoint of a school, public, for whoever wants to keep it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from api.flows.auditing.evidence import last_checkpoint
from api.routes.deps import Program
from domain.errors import Rejected
from domain.ledger import school_ids

router = APIRouter(prefix="/checkpoint", tags=["checkpoint"])


@router.get("/{school}", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def note(school: UUID, program: Program) -> Response:
    """The signed note as it was published (C2SP tlog-checkpoint); ``docs/formats/checkpoint.md``."""
    if school not in school_ids(program.pool):
        raise Rejected("school.not_here")
    return PlainTextResponse(last_checkpoint(program.ledgers[school]).note)
