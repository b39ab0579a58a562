"""Commands for who pushes: the progress board, now or on a past day, and the nudge."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.common import School, Year, command, desk
from api.cli.console import Screen
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows.auditing.moments import moment
from api.flows.board import nudging, table
from api.flows.board.counting import Work
from api.flows.board.printed import open_items
from api.flows.board.reminders import days_said
from api.flows.board.table import Asked, Board, By, Cell, Row
from api.flows.desk import made
from domain.words import Language, said

LANGUAGES: tuple[Language, ...] = ("vi", "en")

board = typer.Typer(no_args_is_help=True, help="Bảng tiến độ, nhắc việc. · Who is late, and the nudge.")

Rows = Annotated[
    By,
    typer.Option(
        "--by", case_sensitive=False, help="Mỗi hàng: CLASS lớp, SUBJECT lớp và môn, TEAM tổ, PERSON người. · Rows."
    ),
]
OfClass = Annotated[str | None, typer.Option("--class", help="Chỉ một lớp. · One class.")]
At = Annotated[
    str | None, typer.Option("--at", help="Xem lại: ngày (hết ngày), ngày giờ, hoặc vị trí sổ cái. · A past moment.")
]


@board.command("show")
@reads
def show(here: Reader, by: Rows = By.CLASS, class_code: OfClass = None, at: At = None) -> None:
    """Đã xong bao nhiêu trên tổng số, từng bước, theo lớp hoặc người; còn mấy ngày. · Done of total by step."""
    asked = Asked(by, class_code)
    if at is None:
        found = table.now(here.desk, asked)
    else:
        then = moment(here.desk.ledger, at)
        with here.screen.progress("Xem lại", "Replaying", then.position) as reached:
            found = table.at(here.desk, asked, then, reached)
    if here.answered(found.model_dump(mode="json")):
        return
    _show(here.screen, found)


@board.command("remind")
@writes
def remind(
    by: Writer,
    class_code: OfClass = None,
    what: Annotated[
        str | None, typer.Option("--step", help="Chỉ một bước, ví dụ SUBJECT_TEACHERS. · One step.")
    ] = None,
    staff: Annotated[str | None, typer.Option("--staff", help="Chỉ một người. · One person.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Lời nhắn kèm theo. · A note.")] = None,
) -> None:
    """Nhắc: vào hộp thư của từng người, qua thư điện tử nếu có, và một đoạn để dán vào nhóm. · The nudge."""
    sender = by.desk.year().actor(by.person)
    asked = made(nudging.Asked, class_code=class_code, what=what, staff=staff, note=note)
    found = nudging.nudge(by.desk, sender, asked, by.app.mailer, by.screen.language)
    if by.answered(found.model_dump(mode="json")):
        return
    if by.desk.dry_run is not None:
        by.screen.say("Chạy thử, chưa nhắc ai. Khi chạy thật sẽ nhắc:", "A dry run; in earnest these are reminded:")
    if not found.people:
        by.screen.say("Không có ai để nhắc.", "There is nobody to remind.")
    for each in found.people:
        mail = (" · đã gửi thư", " · mailed") if each.mailed else ("", "")
        count = len(each.items)
        by.screen.say(
            f"{each.full_name} ({each.staff}): {count} việc{mail[0]}",
            f"{each.full_name} ({each.staff}): {count} to do{mail[1]}",
        )
    if found.mail_fault:
        by.screen.warn(found.mail_fault, found.mail_fault)
    if found.people:
        by.screen.say("Đoạn để dán vào nhóm (không có tên ai):", "A text for the group, with no name in it:")
        for line in found.text.splitlines():
            by.screen.say(line, line)


@board.command("list")
def print_list(
    team: Annotated[str | None, typer.Option("--team", help="Mã tổ; bỏ qua: mọi tổ. · Team; none: all.")] = None,
    school: School = None,
    year: Year = None,
) -> None:
    """Danh sách việc còn mở của từng tổ, để in cho buổi họp. · What is open, to print for a team's meeting."""
    with command() as screen, desk(school, year) as (_, opened):
        for line in open_items(opened, screen.language, team):
            screen.say(line, line)


def _show(screen: Screen, found: Board) -> None:
    """A table in Markdown, which prints and pastes as it is; below it the days that are left."""
    language = screen.language
    screen.say(
        f"Bảng tiến độ hết ngày {found.day:%d/%m/%Y} (bản ghi {found.position})",
        f"The board as of {found.day:%d/%m/%Y} (entry {found.position})",
    )
    steps = list(found.whole)
    head = ["", *(said(step, language, "timed") for step in steps)]
    lines = [[_name(row, language), *(_cell(row.steps.get(step), language) for step in steps)] for row in found.rows]
    whole = ["Toàn trường" if language == "vi" else "all", *(_cell(found.whole[step], language) for step in steps)]
    for line in table.markdown([head, *lines, whole]):
        screen.say(line, line)
    for step in steps:
        _days(screen, step, found.whole[step])


def _name(row: Row, language: Language) -> str:
    if row.code is None:
        return "Chưa phân công" if language == "vi" else "nobody"
    beside = row.name or (said(row.subject, language, "subject") if row.subject else "")
    return f"{row.code} {beside}".strip()


def _cell(cell: Cell | None, language: Language) -> str:
    if cell is None:
        return ""
    late = (f" trễ {cell.late}" if language == "vi" else f" late {cell.late}") if cell.late else ""
    return f"{cell.done}/{cell.total}{late}"


def _days(screen: Screen, step: Work, cell: Cell) -> None:
    if cell.done < cell.total:
        vi, en = (
            " · ".join([said(step, turn, "timed"), *days_said(cell.until, cell.days_left, cell.oldest, turn)])
            for turn in LANGUAGES
        )
        screen.say(vi, en)
