"""
``@writes``: what every command shares by which somebody does something at a school's desk.

A body takes a ``Writer`` first and its own options after it; the command made of it has ``--as``, ``--dry-run``,
``--school``, ``--year`` and ``--json`` besides. What a body does, and makes of what was typed, becomes an answer or a
message, never a traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter
from typing import Annotated, Any, Concatenate, ParamSpec, cast

import typer

from anchors.signing.port import SigningKey
from api.cli import dry_run
from api.cli.common import As, Json, School, Year, actor, command, desk
from api.cli.reading import Reader, Shared, made_of

Own = ParamSpec("Own")

Dry = Annotated[bool, typer.Option("--dry-run", help="Chạy thử: cho xem sẽ ghi gì, không ghi. · Record nothing.")]

#: What each of these commands is given: name → type and default.
_SHARED: Shared = {
    "who": (As, Parameter.empty),
    "dry": (Dry, False),
    "school": (School, None),
    "year": (Year, None),
    "as_json": (Json, False),
}


@dataclass(frozen=True, slots=True)
class Writer(Reader):
    """Who acts: ``code`` is typed, ``person`` the staff id as text."""

    code: str
    person: str

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

    def run(*, who: str, dry: bool, school: str | None, year: str | None, as_json: bool, **typed: Any) -> None:
        with command(as_json=as_json) as screen, desk(school, year, dry=dry) as (app, opened):
            by = Writer(app, opened, screen, as_json, who, actor(app, opened, who))
            cast("Callable[..., None]", body)(by, **typed)

    return made_of(body, _SHARED, run)
