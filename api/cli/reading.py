"""
``@reads``: what every command shares that shows something of a school's desk.

A body takes a ``Reader`` first and its own options after it; the command made of it has ``--school``, ``--year`` and
``--json`` besides. What goes wrong becomes a message, never a traceback.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, cast

from api.app import App
from api.cli.common import Json, School, Year, command, desk
from api.cli.console import Screen
from api.flows.desk import Desk

Own = ParamSpec("Own")
Shared = Mapping[str, tuple[Any, Any]]

#: What each of these commands is given: name → type and default.
_SHARED: Shared = {"school": (School, None), "year": (Year, None), "as_json": (Json, False)}


@dataclass(frozen=True, slots=True)
class Reader:
    """At which desk something is shown, and where the answer goes."""

    app: App
    desk: Desk
    screen: Screen
    as_json: bool

    def answered(self, content: Any) -> bool:
        """Give the answer as JSON, if that was asked for; False where people are to be told."""
        if self.as_json:
            self.screen.answer(content)
        return self.as_json


def reads(body: Callable[Concatenate[Reader, Own], None]) -> Callable[..., None]:
    """The command that is made of a body."""

    def run(*, school: str | None, year: str | None, as_json: bool, **typed: Any) -> None:
        with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
            cast("Callable[..., None]", body)(Reader(app, opened, screen, as_json), **typed)

    return made_of(body, _SHARED, run)


def made_of(body: Callable[..., None], shared: Shared, run: Callable[..., None]) -> Callable[..., None]:
    """``run`` with the options of ``body``, but its first, and with the shared ones, as Typer reads them."""
    own = list(inspect.signature(body, eval_str=True).parameters.values())[1:]
    signature = inspect.Signature(
        [
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own),
            *(
                inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
                for name, (kind, default) in shared.items()
            ),
        ]
    )
    run.__name__, run.__doc__ = body.__name__, body.__doc__
    run.__signature__ = signature  # type: ignore[attr-defined]  # functions take any attribute
    run.__annotations__ = {name: each.annotation for name, each in signature.parameters.items()}
    return run
