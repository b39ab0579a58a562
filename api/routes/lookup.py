"""``/api/v1/lookup``: public facts by code, the whole report by code and birth date."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.routes.deps import Address, ThePortal
from api.routes.portal import Facts, WholeReport
from domain.event import Value

router = APIRouter(prefix="/lookup", tags=["lookup"])


class BirthDate(Value):
    """What opens a report: ``2012-09-05`` or ``05/09/2012``. In the body, because addresses are kept in many logs."""

    birth_date: Annotated[str, Field(max_length=32)]


@router.get("/{code}")
def public_facts(code: str, portal: ThePortal, address: Address) -> Facts:
    """Whether there is an issued report with this code, of which school and year, with initials only."""
    return portal.look_up(code, address)


@router.post("/{code}")
async def whole_report(code: str, asked: BirthDate, portal: ThePortal, address: Address) -> WholeReport:
    """The whole report. Not found is the same answer for an unknown code and a wrong birth date."""
    found = await portal.open(code, asked.birth_date, address)
    return await run_in_threadpool(portal.whole, found)
