"""``hocba account``: the operator invites the first IT officer, and helps where the school has nobody left to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.table import Table

from api.app import App
from api.cli.common import Json, School, Year, command, desk
from api.cli.console import Screen
from api.flows.desk import Desk
from api.signin import invitations
from api.signin.accounts import accounts, nothing
from api.signin.words import STATES
from domain.school_year.state import Staff

account = typer.Typer(no_args_is_help=True, help="Tài khoản của cán bộ. · Accounts of staff.")

Whose = Annotated[str, typer.Option("--staff", help="Mã cán bộ. · Staff code.")]


@account.command("list")
def show(school_id: School = None, year: Year = None, as_json: Json = False) -> None:
    """Ai có tài khoản, đăng nhập bằng gì. · Who has an account, and by what."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        found = accounts(app.pool, opened.ledger.school_id)
        people = sorted(opened.year().staff.values(), key=lambda each: each.code)
        lines = [(each.code, found.get(each.staff_id) or nothing(each)) for each in people]
        if as_json:
            screen.answer(
                [
                    {
                        "staff": code,
                        "state": each.state.value,
                        "totp": each.by_totp,
                        "passkeys": each.passkeys,
                        "service": each.by_service,
                    }
                    for code, each in lines
                ]
            )
            return
        english = screen.language == "en"
        table = Table("Mã" if not english else "Code", "Tài khoản" if not english else "Account", "TOTP", "Passkey")
        for code, each in lines:
            table.add_row(code, STATES[each.state][english], "✓" if each.by_totp else "", str(each.passkeys))
        screen.out.print(table)


@account.command("invite")
def invite(staff: Whose, school_id: School = None, year: Year = None, as_json: Json = False) -> None:
    """Cấp mã dùng một lần (mời, hoặc khôi phục); chỉ hiện một lần. · A one-time code, shown once."""
    with _of(staff, school_id, year, as_json=as_json) as (screen, app, opened, person):
        made = invitations.invite(app.pool, opened.ledger.school_id, person, None)
        hours = int(made.lifetime.total_seconds() // 3600)
        if as_json:
            screen.answer({"staff": staff, "code": made.text, "hours": hours, "recovery": made.recovery})
        else:
            screen.note(
                f"Mã chỉ hiện lần này, dùng trong {hours} giờ, tại trang /vao/ma-moi. Hãy trao tận tay.",
                f"Shown this once, good for {hours} hours, at /vao/ma-moi. Hand it over in person.",
            )
            screen.say(made.text, made.text)


@account.command("lock")
def lock(staff: Whose, school_id: School = None, year: Year = None, as_json: Json = False) -> None:
    """Khóa: không vào được nữa, mọi phiên và mã truy cập kết thúc. · Lock; sessions and tokens end."""
    with _of(staff, school_id, year, as_json=as_json) as (screen, app, opened, person):
        ended = invitations.lock(app.pool, opened.ledger.school_id, person, None)
        if as_json:
            screen.answer({"staff": staff, "locked": True, "sessions_ended": ended})
        else:
            screen.say(
                f"Đã khóa tài khoản {staff}; đã kết thúc {ended} phiên.", f"Locked {staff}; {ended} sessions ended."
            )


@account.command("unlock")
def unlock(staff: Whose, school_id: School = None, year: Year = None, as_json: Json = False) -> None:
    """Mở khóa. · Unlock."""
    with _of(staff, school_id, year, as_json=as_json) as (screen, app, opened, person):
        invitations.unlock(app.pool, opened.ledger.school_id, person, None)
        if as_json:
            screen.answer({"staff": staff, "locked": False})
        else:
            screen.say(f"Đã mở khóa tài khoản {staff}.", f"Unlocked {staff}.")


@contextmanager
def _of(
    code: str, school_id: str | None, year: str | None, *, as_json: bool
) -> Iterator[tuple[Screen, App, Desk, Staff]]:
    """The person's account, by the operator's right."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        yield screen, app, opened, opened.year().member(code)
