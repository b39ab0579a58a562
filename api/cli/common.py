"""Options and steps that many commands share: the open program, who acts, which class."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import psycopg
import typer

from anchors.errors import AnchorError
from api.app import App
from api.cli.console import Exit, Screen, show_warnings_in_place
from api.flows.desk import Desk, Member
from api.flows.tokens import check_token
from api.settings import Settings
from domain.errors import HocbaError, Misused
from domain.ledger.failures import ours
from domain.messages import MESSAGES
from domain.school_year.state import SchoolClass, SchoolYear

MESSAGES.update(
    {
        "system.refused": (
            "Hệ điều hành từ chối {name}: {reason}.",
            "The system refuses {name}: {reason}.",
        ),
    }
)

Json = Annotated[bool, typer.Option("--json", help="Câu trả lời dạng JSON. · Answer in JSON.")]
School = Annotated[
    str | None, typer.Option("--school", help="Mã trường, hoặc mã trong sổ cái; bỏ qua nếu chỉ có một. · School.")
]
Year = Annotated[str | None, typer.Option("--year", help="Năm học, ví dụ 2025-2026; mặc định mới nhất. · School year.")]
As = Annotated[str, typer.Option("--as", help="Mã cán bộ thực hiện. · Staff code of who acts.")]
Class = Annotated[str, typer.Option("--class", help="Lớp, ví dụ 8A. · Class.")]
#: How a day may be written in an option: as programs do, and as people here do.
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def settings() -> Settings:
    """From the environment. Raises Misused."""
    return Settings.from_environment(os.environ)


def screen() -> Screen:
    """In the language of HOCBA_LANG, even where another setting is wrong."""
    made = Screen("en" if os.environ.get("HOCBA_LANG") == "en" else "vi")
    show_warnings_in_place(made)
    return made


@contextmanager
def command(*, as_json: bool = False) -> Iterator[Screen]:
    """Run a command's body: errors of ours, the database's and the system's become a message and an exit code."""
    shown = screen()
    try:
        yield shown
    except (HocbaError, AnchorError) as error:
        raise typer.Exit(shown.fault(error, as_json=as_json)) from error
    except psycopg.Error as error:
        raise typer.Exit(shown.fault(ours(error), as_json=as_json)) from error
    except BrokenPipeError:
        raise  # typer ends quietly when the reader of a pipe has gone
    except OSError as error:
        fault = Misused("system.refused", name=error.filename or "-", reason=error.strerror or error)
        raise typer.Exit(shown.fault(fault, as_json=as_json)) from error
    except KeyboardInterrupt as error:
        shown.warn(
            "Đã dừng theo yêu cầu; chạy lại lệnh để làm tiếp.", "Stopped as asked; run the command again to go on."
        )
        raise typer.Exit(Exit.CANNOT_TELL) from error


@contextmanager
def program(*, or_demo: bool = True) -> Iterator[App]:
    """The program connected to its database; to the demo's, said so, where only a demo was played here."""
    with App.connect(settings(), or_demo=or_demo) as app:
        if app.on_demo:
            screen().warn(
                f"Cơ sở dữ liệu trình diễn {app.addresses.name}: người và điểm đều hư cấu.",
                f"The demo's database {app.addresses.name}: people and marks are fictional.",
            )
        yield app


@contextmanager
def desk(school: str | None, year: str | None = None, *, dry: bool = False) -> Iterator[tuple[App, Desk]]:
    """A school's desk; ``dry`` appends nothing."""
    with program() as app:
        yield app, app.desk(app.school_id(school), year, dry=dry)


def actor(app: App, opened: Desk, code: str) -> str:
    """Staff id of who acts, after his token (``HOCBA_TOKEN`` or a prompt), or under the demo's mark."""
    staff = opened.year().member(code)
    if not app.demo_mark:
        token = app.settings.token
        if token is None and sys.stdin.isatty():
            token = getpass.getpass("HOCBA_TOKEN: ")
        check_token(app.pool, opened.ledger.school_id, staff, token)
    return str(staff.staff_id)


def class_list(opened: Desk, code: str) -> tuple[SchoolYear, SchoolClass, list[Member]]:
    """The school year, the class and its members."""
    year = opened.year()
    found = year.school_class(code)
    return year, found, opened.members(found)
