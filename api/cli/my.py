"""Commands for everybody: my work today, the reminders that I was sent, where I read mail."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from api.cli.common import As, Json, School, Year, actor, command, desk
from api.cli.console import Screen
from api.flows.board import inbox
from api.flows.board.work import Item, my_work
from domain.context import VIETNAM

my = typer.Typer(no_args_is_help=True, help="Việc của tôi. · My work.")


@my.command("work")
def work(who: As, school: School = None, year: Year = None, as_json: Json = False) -> None:
    """Việc của tôi hôm nay, việc đến hạn trước đứng trên. · What waits for me and can be done now."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
        staff = opened.year().actor(actor(app, opened, who))
        found = my_work(opened, staff)
        if as_json:
            screen.answer(found)
        elif not found:
            screen.say("Hôm nay không có việc nào chờ thầy/cô.", "Nothing waits for you today.")
        for item in () if as_json else found:
            show(screen, item)


@my.command("inbox")
def show_inbox(
    who: As,
    every: Annotated[bool, typer.Option("--all", help="Cả lời nhắc đã đọc. · Read ones too.")] = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Các lời nhắc gửi cho tôi. · The reminders that were sent to me."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
        staff = opened.year().actor(actor(app, opened, who))
        found = inbox.messages(opened, staff, unread=not every)
        if as_json:
            screen.answer(found)
            return
        if not found:
            screen.say("Không có lời nhắc nào chưa đọc.", "No unread reminders.")
        for message in found:
            at = message.sent_at.astimezone(VIETNAM)
            screen.say(
                f"{at:%d/%m/%Y %H:%M} · {message.sent_by} nhắc · {message.message_id}",
                f"{at:%d/%m/%Y %H:%M} · from {message.sent_by} · {message.message_id}",
            )
            if message.note:
                screen.say(message.note, message.note)
            for item in message.items:
                show(screen, item)


@my.command("read")
def read(
    who: As,
    message_id: Annotated[UUID, typer.Argument(help="Mã của lời nhắc. · Id of the reminder.")],
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Đánh dấu một lời nhắc là đã đọc. · Mark a reminder as read."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
        inbox.read(opened, opened.year().actor(actor(app, opened, who)), message_id)
        if as_json:
            screen.answer({"message_id": str(message_id)})
        else:
            screen.say("Đã đọc.", "Read.")


@my.command("address")
def address(
    who: As,
    email: Annotated[str | None, typer.Argument(help="Thư điện tử; bỏ qua để xóa. · Without it: none.")] = None,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Địa chỉ nhận lời nhắc qua thư điện tử, ngoài sổ cái. · Where I read mail; not in the ledger."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
        inbox.set_address(opened, opened.year().actor(actor(app, opened, who)), email)
        if as_json:
            screen.answer({"email": email})
        elif email:
            screen.say(f"Lời nhắc sẽ được gửi đến {email}.", f"Reminders go to {email}.")
        else:
            screen.say("Lời nhắc không gửi qua thư nữa.", "No reminders by mail any more.")


def show(screen: Screen, item: Item) -> None:
    """One line of something to do."""
    screen.say(item.said("vi"), item.said("en"))
