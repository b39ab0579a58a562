"""``/api/v1/verifications`` and ``/api/v1/audit/verifications``: an issued file judged, with every step."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import Base64Bytes, Field

from anchors.receipt import RECEIPT_BYTES_MAX
from anchors.verify import as_json
from api.flows.auditing.brought_files import judged
from api.flows.auditing.evidence import Proof
from api.routes.auditing import TheAuditor
from api.routes.deps import Address, Program, address
from api.routes.limits import FILE_BYTES_MAX
from api.routes.writing import AfterToken
from domain.event import Value


class AfterCounting(APIRoute):
    """A route that reads a file of somebody unknown only after it was counted against his address."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind the count."""
        handle = super().get_route_handler()

        async def after_counting(request: Request) -> Response:
            request.app.state.dropped.take(address(request))
            return await handle(request)

        return after_counting


#: For everybody: it asks for no token.
public = APIRouter(prefix="/verifications", tags=["verification"], route_class=AfterCounting)
router = APIRouter(prefix="/audit/verifications", tags=["audit"], route_class=AfterToken)


class DroppedFile(Value):
    """An issued report (.pdf or .xml) in base64, at most 8 MB."""

    content: Annotated[Base64Bytes, Field(min_length=1, max_length=FILE_BYTES_MAX)]


class BroughtFile(DroppedFile):
    """``receipt``: of an XML, in base64. ``key``: the verifier key that was had from elsewhere."""

    receipt: Annotated[Base64Bytes | None, Field(max_length=RECEIPT_BYTES_MAX)] = None
    key: Annotated[str, Field(max_length=500)] = ""


class JudgedFile(Value):
    """
    ``verification``: as ``docs/formats/verify.md`` has it. ``proof``: how the issue leads to the signed root, if shown.

    ``own``: it rests on the key that this very server holds; an inspector had better bring one.
    """

    verification: dict[str, Any]
    own: bool
    proof: Proof | None


@public.post("")
def verify(given: DroppedFile, request: Request, program: Program, brought_by: Address) -> dict[str, Any]:
    """Every step, the verdict, what became of the edition (``docs/formats/verify.md``); the file is not kept."""
    found = request.app.state.dropped.verify(given.content, brought_by)
    return as_json(found, program.settings.lang)


@router.post("")
def verify_as_inspector(given: BroughtFile, auditor: TheAuditor) -> JudgedFile:
    """The same against a key that the inspector brings, and its proof step by step."""
    reader = auditor.reader
    made = judged(reader.program, reader.school_id, given.content, given.receipt or None, given.key.strip())
    return JudgedFile(verification=as_json(made.found, auditor.language), own=made.own, proof=made.proof)
