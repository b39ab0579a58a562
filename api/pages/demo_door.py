"""
The demo's person picker: everybody is there to be picked, loudly, without a password.

Its router is part of the application only where the database bears the demo's mark and the settings are no production
ones (``App.demo_mark``): elsewhere there is no such address.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.app import App
from api.pages.visitor import TheKnocker
from domain.errors import Rejected
from domain.school_year.events import Role

router = APIRouter(include_in_schema=False)


@router.post("/vao/demo")
def pick(
    who: TheKnocker,
    staff: Annotated[UUID, Form()],
    school: Annotated[UUID, Form()],
    following: Annotated[str, Form(alias="tiep", max_length=200)] = "/viec",
) -> Response:
    """Be this person. Raises Rejected ``route.unknown`` where the demo's mark has gone since the start."""
    if not who.program.demo_mark:
        raise Rejected("route.unknown")
    who.door.welcome(who.address)
    return who.enter(who.door.enter(school, staff, "DEMO", following))


def people(program: App) -> list[dict[str, object]]:
    """Schools of the demo with their staff: leadership first, then by code."""
    order = list(Role)
    found = []
    for school_id in program.schools():
        desk = program.desk(school_id)
        year = desk.year()
        names = desk.signatories(year.staff.values())
        holding = [one for one in year.staff.values() if one.roles]  # the others have nothing to do here
        staff = sorted(holding, key=lambda one: (min(map(order.index, one.roles)), one.code))
        rows = [{"staff": one, "name": names[one.staff_id].full_name} for one in staff]
        found.append({"school_id": school_id, "name": year.school.name, "year": year.name, "staff": rows})
    return found
