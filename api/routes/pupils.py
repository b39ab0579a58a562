"""``/api/v1/pupils/search``: a pupil looked for by name, as ``/tim-hoc-sinh`` does; by POST, for it names somebody."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from api.flows import searching as flow
from api.flows.visits import Opened
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.writing import AfterToken
from domain.event import Value
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/pupils", tags=["pupils"], route_class=AfterToken)

Typed = Annotated[str, Field(max_length=100)]


class Search(Value):
    """What is known: a part of the name, or a number that is the pupil's alone; perhaps the birth date."""

    name: Typed = ""
    birth_date: date | None = None
    number: Typed = ""


class FoundPupil(Value):
    """A pupil on a class list now; no birth date: erased."""

    report_id: UUID
    class_code: str
    number: int
    full_name: str
    birth_date: date | None


class AlikePupils(Value):
    """So many whom name and birth date do not tell apart."""

    full_name: str
    count: int


class FoundPupils(Value):
    """``more``: others stand behind those thirty; ``alike`` are not shown one for the other: ask with the number."""

    pupils: tuple[FoundPupil, ...]
    more: bool
    alike: tuple[AlikePupils, ...]


@router.post("/search")
def search(request: Request, sought: Search, reader: TheReader, year: YearName = None) -> FoundPupils:
    """In every class for leadership, office and supervisor; for a teacher in his own. The look is written down."""
    with wrapped():
        desk = reader.desk(year)
        classes = flow.require_classes(desk.year(), desk.year().actor(str(reader.staff_id)), desk.today)
        found = flow.search(desk, classes, flow.Sought(sought.name.strip(), sought.birth_date, sought.number.strip()))
    request.state.opened = Opened(flow.PAGE, found.only)
    return FoundPupils(
        pupils=tuple(
            FoundPupil(**{name: getattr(each, name) for name in FoundPupil.model_fields}) for each in found.entries
        ),
        more=found.more,
        alike=tuple(AlikePupils(full_name=each.full_name, count=each.count) for each in found.alike),
    )
