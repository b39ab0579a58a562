"""
``@writes``: what every command shares by which somebody does something at a school's desk.

A body takes a ``Writer`` first and its own options after it; the command made of it has ``--as``, ``--dry-run``,
``--school``, ``--year`` and ``--json`` besides. What a body does, and makes of what was typed, becomes an answer or a
message, never a traceback.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, ParamSpec, cast

import typer

from anchors.signing.port import SigningKey
from api.app import App
from api.cli import dry_run
from api.cli.common import As, Json, School, Year, actor, command, desk
from api.cli.console import Screen
from api.flows.desk import Desk

Own = ParamSpec("Own")

Dry = Annotated[bool, typer.Option("--dry-run", help="Chạy thử: cho xem sẽ ghi gì, không ghi. · Record nothing.")]

#: What each of these commands is given: name → type and default.
_SHARED: dict[str, tuple[Any, Any]] = {
    "who": (As, inspect.Parameter.empty),
    "dry": (Dry, False),
    "school": (School, None),
    "year": (Year, None),
    "as_json": (Json, False),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who acts (``code`` is typed, ``person`` the staff id as text), at which desk, and where the answer goes."""

    app: App
    desk: Desk
    screen: Screen
    code: str
    person: str
    as_json: bool

    def key(self) -> SigningKey:
        """His own key, from ``HOCBA_KEYS_DIR``. Raises Misused."""
        return self.app.keys(self.desk.ledger.school_id).load(self.desk.year().member(self.code))

    def would_record(self) -> bool:
        """In a dry run, show what the command would have recorded. False where this was none."""
        dry = self.desk.dry_run
        if dry is None:
            return False
        if self.as_json:
            self.screen.answer(dry.as_json())
            return True
        count = len(dry.entries)
        self.screen.say(
            f"Chạy thử, chưa ghi gì. Khi chạy thật, sổ cái sẽ có thêm {count} bản ghi:",
            f"A dry run, nothing was recorded. In earnest the ledger would grow by {count} entries:",
        )
        for line in dry_run.lines(self.desk, dry, self.screen.language):
            self.screen.say(line, line)
        return True


def writes(body: Callable[Concatenate[Writer, Own], None]) -> Callable[..., None]:
    """The command that is made of a body."""
    own = list(inspect.signature(body, eval_str=True).parameters.values())[1:]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in _SHARED.items()
    ]
    signature = inspect.Signature([*(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own), *shared])

    def run(*, who: str, dry: bool, school: str | None, year: str | None, as_json: bool, **typed: Any) -> None:
        with command(as_json=as_json) as screen, desk(school, year, dry=dry) as (app, opened):
            by = Writer(app, opened, screen, who, actor(app, opened, who), as_json)
            cast("Callable[..., None]", body)(by, **typed)

    # Typer reads what a command takes from its signature and its annotations.
    run.__name__, run.__doc__ = body.__name__, body.__doc__
    run.__signature__ = signature  # type: ignore[attr-defined]  # functions take any attribute
    run.__annotations__ = {name: each.annotation for name, each in signature.parameters.items()}
    return run
