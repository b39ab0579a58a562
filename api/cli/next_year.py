"""``hocba year open --from``: the next school year from a closed one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from api.cli.common import DAY_FORMATS
from api.cli.writing import Writer, writes
from api.flows.desk import made
from api.flows.next_year import Opened, open_next
from domain.errors import Misused
from domain.messages import MESSAGES
from domain.school_year.events import Calendar
from domain.school_year.next_year import a_year_later

MESSAGES.update(
    {
        "opening.homeroom": (
            "Không hiểu {found}; GVCN được nêu dưới dạng LỚP=MÃ, ví dụ 9A=GV01.",
            "{found} is not understood; a homeroom teacher is given as CLASS=CODE, such as 9A=GV01.",
        ),
    }
)


def _on(name: str, text: str) -> object:
    return typer.Option(name, formats=DAY_FORMATS, help=text)


Starts = Annotated[datetime | None, _on("--starts", "Ngày bắt đầu; mặc định như năm trước. · First day.")]
Term2 = Annotated[datetime | None, _on("--term-2", "Ngày bắt đầu học kì II. · First day of term II.")]
Ends = Annotated[datetime | None, _on("--ends", "Ngày kết thúc. · Last day.")]
Homerooms = Annotated[
    list[str] | None, typer.Option("--homeroom", help="GVCN của một lớp, 9A=GV01; có thể nhiều. · Homeroom teachers.")
]
Without = Annotated[
    list[str] | None, typer.Option("--without", help="Lớp không mở nữa; có thể nhiều. · Classes that are given up.")
]


@writes
def open_next_year(
    by: Writer,
    previous: str,
    starts: Starts = None,
    term_2: Term2 = None,
    ends: Ends = None,
    homeroom: Homerooms = None,
    without: Without = None,
) -> None:
    """Mở năm học tiếp theo từ kết quả năm trước. · Open the next school year from last year's results."""
    dry = by.desk.dry_run is not None
    by = replace(by, desk=by.app.desk(by.desk.ledger.school_id, previous, dry=dry))
    year = by.desk.year()
    given = {"starts": starts, "term_2_starts": term_2, "ends": ends}
    days = {name: day.date() for name, day in given.items() if day}
    calendar = made(Calendar, **{**a_year_later(year.calendar).model_dump(), **days})
    homerooms = {code: year.member(staff).staff_id for code, staff in map(_pair, homeroom or ())}
    show_opened(by, open_next(by.desk, by.person, calendar, homerooms, without or ()))


def show_opened(by: Writer, opened: Opened) -> None:
    """What was opened, and what is left to do; or what a dry run would record."""
    if by.as_json and by.desk.dry_run is None:
        by.screen.answer(opened.model_dump(mode="json"))
        return
    counts = {"classes": opened.classes, "staff": opened.staff, "promoted": opened.promoted, "left": opened.left}
    counts |= {"finished": opened.finished, "waiting": opened.to_place}
    if by.would_record():
        return
    by.screen.say(
        "Đã mở năm học {name}: {classes} lớp, {staff} cán bộ; {promoted} học sinh lên lớp, {finished} hoàn thành cấp "
        "học, {left} đã rời trường, {waiting} chờ xếp lớp.".format(name=opened.school_year, **counts),
        "School year {name} opened: {classes} classes, {staff} staff; {promoted} pupils promoted, {finished} finished, "
        "{left} left, {waiting} to place.".format(name=opened.school_year, **counts),
    )
    if opened.to_place:
        by.screen.say("Xem và xếp lớp: hocba year show, hocba year place.", "See hocba year show, hocba year place.")


def _pair(text: str) -> tuple[str, str]:
    code, equals, staff = text.partition("=")
    if not (code and equals and staff):
        raise Misused("opening.homeroom", found=text)
    return code, staff
