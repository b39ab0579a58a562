"""Commands for everybody: my work today, the reminders that I was sent, where I read mail."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from api.cli.common import As, actor
from api.cli.console import Screen
from api.cli.reading import Reader, reads
from api.flows.board import inbox
from api.flows.board.work import Item, my_work
from domain.context import VIETNAM

my = typer.Typer(no_args_is_help=True, help="Việc của tôi. · My work.")


@my.command("work")
@reads
def work(here: Reader, who: As) -> None:
    """Việc của tôi hôm nay, việc đến hạn trước đứng trên. · What waits for me and can be done now."""
    staff = here.desk.year().actor(actor(here.app, here.desk, who))
    found = my_work(here.desk, staff)
    if here.as_json:
        here.screen.answer(found)
    elif not found:
        here.screen.say("Hôm nay không có việc nào chờ thầy/cô.", "Nothing waits for you today.")
    for item in () if here.as_json else found:
        show(here.screen, item)


@my.command("inbox")
@reads
def show_inbox(
    here: Reader,
    who: As,
    every: Annotated[bool, typer.Option("--all", help="Cả lời nhắc đã đọc. · Read ones too.")] = False,
) -> None:
    """Các lời nhắc gửi cho tôi. · The reminders that were sent to me."""
    staff = here.desk.year().actor(actor(here.app, here.desk, who))
    found = inbox.messages(here.desk, staff, unread=not every)
    if here.answered(found):
        return
    if not found:
        here.screen.say("Không có lời nhắc nào chưa đọc.", "No unread reminders.")
    for message in found:
        at = message.sent_at.astimezone(VIETNAM)
        here.screen.say(
            f"{at:%d/%m/%Y %H:%M} · {message.sent_by} nhắc · {message.message_id}",
            f"{at:%d/%m/%Y %H:%M} · from {message.sent_by} · {message.message_id}",
        )
        if message.note:
            here.screen.say(message.note, message.note)
        for item in message.items:
            show(here.screen, item)


@my.command("read")
@reads
def read(
    here: Reader,
    who: As,
    message_id: Annotated[UUID, typer.Argument(help="Mã của lời nhắc. · Id of the reminder.")],
) -> None:
    """Đánh dấu một lời nhắc là đã đọc. · Mark a reminder as read."""
    inbox.read(here.desk, here.desk.year().actor(actor(here.app, here.desk, who)), message_id)
    if here.as_json:
        here.screen.answer({"message_id": str(message_id)})
    else:
        here.screen.say("Đã đọc.", "Read.")


@my.command("address")
@reads
def address(
    here: Reader,
    who: As,
    email: Annotated[str | None, typer.Argument(help="Thư điện tử; bỏ qua để xóa. · Without it: none.")] = None,
) -> None:
    """Địa chỉ nhận lời nhắc qua thư điện tử, ngoài sổ cái. · Where I read mail; not in the ledger."""
    inbox.set_address(here.desk, here.desk.year().actor(actor(here.app, here.desk, who)), email)
    if here.as_json:
        here.screen.answer({"email": email})
    elif email:
        here.screen.say(f"Lời nhắc sẽ được gửi đến {email}.", f"Reminders go to {email}.")
    else:
        here.screen.say("Lời nhắc không gửi qua thư nữa.", "No reminders by mail any more.")


def show(screen: Screen, item: Item) -> None:
    """One line of something to do."""
    screen.say(item.said("vi"), item.said("en"))
