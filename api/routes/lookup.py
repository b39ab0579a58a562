"""``/api/v1/lookup``: public facts by code, the whole report by code and birth date."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.routes import reviews
from api.routes.deps import Address, ThePortal
from api.routes.lookup_answers import Facts, WholeReport
from domain.event import Value

router = APIRouter(prefix="/lookup", tags=["lookup"])
router.add_api_route("/{code}/reviews", reviews.ask, methods=["POST"])


class Key(Value):
    """
    What opens a report, in the body, because addresses are kept in many logs: one of them.

    ``birth_date``: ``2012-09-05`` or ``05/09/2012``; ``access_code``: a personal one, or an organisation's.
    """

    birth_date: Annotated[str, Field(max_length=32)] | None = None
    access_code: Annotated[str, Field(max_length=64)] | None = None


@router.get("/{code}", response_model=Facts)
def public_facts(code: str, portal: ThePortal, address: Address) -> Response:
    """Whether there is an issued report with this code, of which school and year, with initials only."""
    facts = portal.look_up(code, address)
    return Response(facts.model_dump_json(), media_type="application/json")  # not validated twice


@router.post("/{code}")
async def whole_report(code: str, key: Key, portal: ThePortal, address: Address) -> WholeReport:
    """
    The whole report. Not found is the same answer for an unknown code and for what opens nothing.

    Under an organisation's grant without ``reason``, ``accesses`` and ``cases``, which are the family's.
    """
    found = await portal.open(code, key.access_code or key.birth_date or "", address, granted=True)
    return await run_in_threadpool(portal.whole, found, portal.program.settings.lang)
