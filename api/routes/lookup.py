"""``/api/v1/lookup``: public facts by code, the whole report by code and birth date."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.routes import reviews
from api.routes.deps import Address, ThePortal, own_page
from api.routes.doors import Key
from api.routes.lookup_answers import Facts, WholePaper, WholeReport

router = APIRouter(prefix="/lookup", tags=["lookup"])
router.add_api_route("/{code}/reviews", reviews.ask, methods=["POST"], dependencies=[Depends(own_page)])


@router.get("/{code}", response_model=Facts)
def public_facts(code: str, portal: ThePortal, address: Address) -> Response:
    """Whether there is an issued report with this code, of which school and year, with initials only."""
    facts = portal.look_up(code, address)
    return Response(facts.model_dump_json(), media_type="application/json")  # not validated twice


@router.post("/{code}", dependencies=[Depends(own_page)])
async def whole_report(code: str, key: Key, portal: ThePortal, address: Address) -> WholeReport | WholePaper:
    """
    The whole report, or all of a digitised paper report.

    Not found is the same answer for an unknown code and for what opens nothing.

    Under an organisation's grant without ``birth_date``, ``reason``, ``accesses`` and ``cases``: they are the family's.
    """
    found = await portal.open(code, key.given, address, granted=True)
    return await run_in_threadpool(portal.whole, found, portal.program.settings.lang)
