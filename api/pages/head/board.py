"""``/tien-do``: the progress board with its chart, now or at the end of a past day; the nudge, and more time."""

from __future__ import annotations

from datetime import date
from threading import Semaphore
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from api.flows.auditing.moments import moment
from api.flows.board import nudging, table
from api.flows.board.counting import Work
from api.flows.board.reach import may_remind, seen_by
from api.flows.board.table import Asked, Board, By, Cell
from api.flows.desk import Desk, made
from api.pages.fields import DayOrNone
from api.pages.shell import Person, ThePerson, ThePost, show
from domain.errors import Rejected, Unavailable
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from domain.school_year.events import Role, Step
from domain.values import Text

MESSAGES.update(
    {
        "board.busy": (
            "Đang có người xem lại một ngày khác. Hãy thử lại sau ít phút.",
            "Somebody else looks at a past day. Try again in some minutes.",
        ),
    }
)

#: A replay reads every entry of the ledger: one at a time, and who waits too long is told to come again.
_TURNS = Semaphore(1)
WAIT_S_MAX = 10.0

router = APIRouter(prefix="/tien-do", include_in_schema=False)

Rows = Annotated[By, Query(alias="theo")]
ClassCode = Annotated[str | None, Query(alias="lop", max_length=8)]
AtDay = Annotated[DayOrNone, Query(alias="ngay")]


@router.get("")
def board(who: ThePerson, by: Rows = By.CLASS, class_code: ClassCode = None, day: AtDay = None) -> Response:
    """Done of total by step: of the whole school for who pushes it, of his team for its head, else one's own."""
    with wrapped():
        desk, year = who.desk, who.year
        asked = Asked(by, class_code or None, seen_by(year, who.staff, desk.today))
        past = day if day and day < desk.today else None
        found = _replayed(desk, asked, past) if past else table.now(desk, asked)
    return show(
        who,
        "head/board.html",
        board=found,
        past=past,
        bars={step: parts(cell) for step, cell in found.whole.items()},
        columns=[step for step in found.whole if any(step in row.steps for row in found.rows)],
        kinds=list(By),
        class_code=class_code or "",
        classes=sorted(each.code for each in year.classes.values()),
        reminds=_reminds(who, class_code),
        extends=Role.PRINCIPAL in who.staff.roles,
        steps=list(Step),
        works=[step for step in found.whole if found.whole[step].done < found.whole[step].total],
        today=desk.today,
    )


def _replayed(desk: Desk, asked: Asked, past: date) -> Board:
    """The board at the end of a day. Raises Unavailable ``board.busy`` while others are replayed."""
    if not _TURNS.acquire(timeout=WAIT_S_MAX):
        raise Unavailable("board.busy")
    try:
        return table.at(desk, asked, moment(desk.ledger, past.isoformat()))
    finally:
        _TURNS.release()


def _reminds(who: Person, class_code: str | None) -> bool:
    try:
        may_remind(who.year, who.staff, who.desk.today, class_code)
    except Rejected:
        return False
    return True


def parts(cell: Cell) -> list[tuple[str, float, float, int]]:
    """A bar of the chart, of 100: name of its colour, where it begins, how wide, how many; late before ready."""
    still = cell.total - cell.done
    late = min(cell.late, still)
    ready = min(cell.ready, still - late)
    counts = {"done": cell.done, "late": late, "ready": ready, "rest": still - late - ready}
    found, begins = [], 0.0
    for name, count in counts.items():
        width = 100 * count / cell.total if cell.total else 0.0
        if count:
            found.append((name, round(begins, 2), round(width, 2), count))
        begins += width
    return found


@router.post("/nhac")
def remind(
    who: ThePost,
    class_code: Annotated[str | None, Form(alias="lop", max_length=8)] = None,
    what: Annotated[Work | None, Form(alias="buoc")] = None,
    note: Annotated[Text | None, Form(alias="loi_nhan")] = None,
) -> Response:
    """Nhắc: into each one's inbox and by mail; shows whom, and the text for the chat group."""
    with wrapped():
        asked = made(nudging.Asked, class_code=class_code, what=what, note=note)
        found = nudging.nudge(who.desk, who.staff, asked, who.program.mailer, who.language)
    return show(who, "head/reminded.html", found=found)
