"""The turn of the year on the command line: year show|place|close."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from api.cli.class_lists import show_listed
from api.cli.common import DAY_FORMATS, Class
from api.cli.console import Screen
from api.cli.deciding import decide_year
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows import rosters
from api.flows.next_year import Waiting, waiting
from api.flows.year_state import YearShown, year_shown
from domain.school_year import commands as c
from domain.words import said


@reads
def show(here: Reader) -> None:
    """Năm học: trạng thái, lớp và sĩ số, học sinh chờ xếp lớp. · A school year: classes, and pupils to place."""
    shown, rows = year_shown(here.desk), waiting(here.desk)
    if here.as_json:
        waits = [row.model_dump(mode="json") for row in rows]
        here.screen.answer({**shown.model_dump(mode="json"), "to_place": waits})
        return
    _say(here.screen, shown)
    for row in rows:
        here.screen.say(_waits(row, "vi"), _waits(row, "en"))


def _say(screen: Screen, shown: YearShown) -> None:
    state = {"vi": "đã kết thúc" if shown.closed else "đang diễn ra", "en": "closed" if shown.closed else "running"}
    screen.say(
        f"Năm học {shown.school_year} ({state['vi']}): {shown.pupils} học sinh, {len(shown.classes)} lớp.",
        f"School year {shown.school_year} ({state['en']}): {shown.pupils} pupils, {len(shown.classes)} classes.",
    )
    for each in shown.classes:
        who = each.homeroom or "-"
        screen.say(
            f"{each.class_code} · {each.pupils} học sinh · GVCN {who}",
            f"{each.class_code} · {each.pupils} pupils · homeroom {who}",
        )


def _waits(row: Waiting, language: str) -> str:
    vi = language == "vi"
    why = said(row.why, "vi" if vi else "en", "waiting")
    return f"{'Chờ xếp lớp' if vi else 'To place'}: {row.full_name} · {row.class_code} · {why} · {row.pupil_id}"


@writes
def place(
    by: Writer,
    class_code: Class,
    pupil: Annotated[UUID, typer.Option("--pupil", help="Mã học sinh, như year show nêu. · Id of the pupil.")],
    since: Annotated[
        datetime | None, typer.Option("--since", formats=DAY_FORMATS, help="Từ ngày; mặc định hôm nay. · First day.")
    ] = None,
) -> None:
    """Xếp lớp cho học sinh của năm trước. · Put a pupil of an earlier year into a class."""
    show_listed(by, rosters.place(by.desk, by.person, pupil, class_code, since.date() if since else None))


@writes
def close(
    by: Writer,
    document: Annotated[str, typer.Option("--document", help="Số, ngày của văn bản. · The document.")],
) -> None:
    """Hiệu trưởng kết thúc năm học: chỉ còn điều chỉnh theo đề nghị. · The principal closes the year."""
    decide_year(by, c.CloseYear(document=document))
