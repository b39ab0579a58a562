"""``/api/v1/year/assignments/sheet``: the assignment sheet as a workbook, and a changed one back."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from pydantic import Base64Bytes, Field
from starlette.responses import Response

from api.flows.assignment_sheets import assign_from_sheet, write_current
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, TheWriter, Written
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/year/assignments/sheet", tags=["year"], route_class=AfterToken)

#: The sheet of 200 classes has some 60 KB; a picture pasted beside it makes it larger.
SHEET_BYTES_MAX = 2 * 1024 * 1024
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AssignmentSheet(Value):
    """A changed sheet, .xlsx in base64; a cell that names no day begins on ``since`` (default today)."""

    workbook: Annotated[Base64Bytes, Field(max_length=SHEET_BYTES_MAX)]
    since: date | None = None


@router.get("", response_class=Response)
def current_sheet(reader: TheReader, year: YearName = None) -> Response:
    """The sheet as it stands, for the leadership and the IT officer."""
    with wrapped(), tempfile.TemporaryDirectory() as folder:
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER)
        path = Path(folder) / "phan-cong-chuyen-mon.xlsx"
        write_current(desk, path)
        headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
        return Response(path.read_bytes(), media_type=_MEDIA_TYPE, headers=headers)


@router.post("")
def change_sheet(given: AssignmentSheet, writer: TheWriter) -> Written:
    """Record what was changed in it, all or nothing; every cell that cannot be is a fault."""
    with wrapped():
        since = given.since or writer.desk.today
    content = given.model_dump(mode="json")
    return writer.once(
        "year assignment sheet", content, lambda desk: assign_from_sheet(desk, writer.actor, given.workbook, since)
    )
