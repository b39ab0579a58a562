"""``/api/v1/board``: the progress board (Bảng tiến độ), now or as it was, and the nudge."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.flows.auditing.moments import moment
from api.flows.board import nudging, table
from api.flows.board.nudging import Nudge
from api.flows.board.reach import seen_by
from api.flows.board.table import Asked, Board, By
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, DryRun
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/board", tags=["board"], route_class=AfterToken)

Rows = Annotated[By, Query(description="What has a row of its own")]
ClassCode = Annotated[str | None, Query(max_length=8, alias="class", description="Only this class")]
At = Annotated[
    str | None, Query(max_length=40, description="A past day (its end), day and time, or position: replayed")
]


@router.post("/reminders")
def remind(asked: nudging.Asked, reader: TheReader, dry_run: DryRun = False, year: YearName = None) -> Nudge:
    """Nhắc: into each one's inbox and by mail, the same once a day; with a text for the chat group."""
    with wrapped():
        lang = reader.program.settings.lang
        desk = reader.program.desk(reader.school_id, year, dry=dry_run)
        return nudging.nudge(desk, desk.year().actor(str(reader.staff_id)), asked, reader.program.mailer, lang)


@router.get("")
def board(
    reader: TheReader, by: Rows = By.CLASS, class_code: ClassCode = None, at: At = None, year: YearName = None
) -> Board:
    """Done of total by step: of all for who pushes the school, of his team for its head, for a teacher his own."""
    with wrapped():
        desk = reader.desk(year)
        staff = desk.year().actor(str(reader.staff_id))
        asked = Asked(by, class_code, seen_by(desk.year(), staff, desk.today))
        return table.at(desk, asked, moment(desk.ledger, at)) if at else table.now(desk, asked)
