"""
The door's book: before an answer that shows a report or a class leaves, who asked is written down (``flows.visits``).

One layer for pages and API alike, so that no route can forget it: whoever is signed in leaves his name on the request
(``deps``), the route says what was opened. If the book cannot be written, nothing is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from fastapi.dependencies.utils import get_flat_params
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import App
from api.flows.kept import Kept
from api.flows.visits import Opened, note, watched
from domain.ledger.failures import wrapped

#: How routes name a report and a class, in their path or behind the question mark.
REPORTS = ("report", "report_id", "hoc-ba", "hoc_ba")
CLASSES = ("code", "class_code", "class", "lop")
#: Where the API's routes stand, which their own addresses do not tell.
API = "/api/v1"
#: The reader has it already (RFC 9110 §15.4.5), and looks at it again.
UNCHANGED = 304
_CLASS = re.compile(r"[0-9A-Za-z./-]{1,10}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, left on the request by the dependency that found it out."""

    school_id: UUID
    staff_id: UUID


class Visits:
    """The layer. Holds folded school years, which are brought up to date each time they are asked."""

    def __init__(self, app: ASGIApp, program: App) -> None:
        self.app = app
        self.program = program
        self._kept: dict[UUID, Kept] = {}
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; before an answer that shows something, write down who is shown it."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and (message["status"] < 300 or message["status"] == UNCHANGED):
                state = scope.get("state", {})
                visitor = state.get("visitor")
                if visitor and (scope["method"] == "GET" or "opened" in state):
                    await run_in_threadpool(self._note, visitor, state.get("opened") or opened(scope))
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)

    def _note(self, visitor: Visitor, what: Opened) -> None:
        with wrapped():
            desk = self.program.desk(visitor.school_id)
            with self._lock:
                kept = self._kept.setdefault(desk.school_year_id, Kept(desk.ledger))
                # Of today, as the pages see him: a role may begin on a later day than that of its entry.
                staff = kept.year(desk.school_year_id).on(desk.today).staff.get(visitor.staff_id)
            role = watched(staff, what) if staff else None
            if role:
                note(self.program.pool, visitor.school_id, visitor.staff_id, role, what)


def opened(scope: Scope) -> Opened:
    """
    What a request opened, by its route and address.

    Only what the handler itself reads counts, as it reads it: whoever adds other names, or a name twice, must not
    choose what is written down.
    """
    given = {**_asked(scope), **scope.get("path_params", {})}
    report = next((found for name in REPORTS if (found := _report(given.get(name)))), None)
    class_code = next(
        (str(given[name]) for name in CLASSES if name in given and _CLASS.fullmatch(str(given[name]))), None
    )
    return Opened(page_of(scope), report, class_code)


def page_of(scope: Scope) -> str:
    """The route of a request as the program names it, without what stood in its address."""
    path = getattr(scope.get("route"), "path", "")
    return API + path if path and scope["path"].startswith(f"{API}/") else path


def _asked(scope: Scope) -> dict[str, str]:
    """Behind the question mark: the names that the handler declares, each with its last value, which he is given."""
    asked = dict(QueryParams(scope["query_string"]))
    dependant = getattr(scope.get("route"), "dependant", None)
    if not asked or dependant is None:
        return {}
    declared = {field.alias for field in get_flat_params(dependant)}
    return {name: value for name, value in asked.items() if name in declared}


def _report(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
