"""
What every writing route shares: who writes, under which command, dry or in earnest, and one shape of answer.

- The bearer token says who acts. ``Idempotency-Key`` (a UUID that the caller makes) is the command's id in the ledger,
  and the digest beside it binds person, kind and content: the same request again gets the first answer and records
  nothing, the same key with anything else is refused (``command.reused``).
- ``?dry_run=true`` decides as in earnest and answers what would be recorded.
- A body is read only after the token was found good (``AfterToken``), and only as far as ``api.http`` lets it come:
  one with files in it may be larger than others.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from anchors.signing.port import SigningKey
from api.flows import desk as desks
from api.flows.desk import Desk
from api.flows.dry_run import WrittenEntry, WrittenFile
from api.routes.deps import Reader, TheReader, bearer, reader
from domain.errors import Rejected
from domain.event import Value
from domain.ledger import Appended, Command
from domain.ledger.failures import wrapped

IdempotencyKey = Annotated[
    UUID, Header(alias="Idempotency-Key", description="A UUID of the caller's: the command's id in the ledger")
]
DryRun = Annotated[bool, Query(description="Decide as in earnest, record nothing, answer what would be recorded")]
Year = Annotated[str | None, Query(max_length=9, description="School year, 2025-2026; default the newest")]


class Written(Value):
    """
    The answer of every writing route: the entries that the command recorded, or in a dry run would record now.

    ``repeated``: this request was answered before; these are the entries of that time, and nothing was recorded now.
    ``notices``: what deserves a second look though nothing forbids it.
    """

    command_id: UUID
    dry_run: bool
    repeated: bool
    entries: tuple[WrittenEntry, ...]
    files: tuple[WrittenFile, ...] = ()
    personal: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class Writer:
    """One writing request: its person, its command, its desk."""

    def __init__(self, reader: Reader, command_id: UUID, *, dry: bool, year: str | None) -> None:
        self.reader = reader
        self.command_id = command_id
        self.dry = dry
        self.actor = str(reader.staff_id)
        with wrapped():
            self.desk = reader.desk(year, dry=dry)

    def key(self) -> SigningKey:
        """The person's key in ``HOCBA_KEYS_DIR``. Raises Misused where there is none, Rejected for no staff."""
        folder = self.reader.program.keys(self.reader.school_id)
        return folder.load(self.desk.year().actor(self.actor))

    def once(self, kind: str, content: object, act: Callable[[Desk], object]) -> Written:
        """
        Let ``act`` do it on the desk, once for this command, and answer with what was recorded.

        ``content`` is what the caller sent, as JSON, but for what is personal (``said``); ``kind`` names the route.
        ``act`` appends once at most.
        """
        order = desks.command(self.actor, kind, content, self.command_id)
        with wrapped():
            before = self._known(order)
            if before is None:
                self.desk.order = order
                try:
                    act(self.desk)
                except Rejected:
                    # The same request, sent twice at once: the slower one finds that what it asks for has been done.
                    before = self._known(order)
                    if before is None:
                        raise
            return self._answer(order, repeated=before is not None)

    def _known(self, order: Command) -> Appended | None:
        return self.desk.ledger.answered(order)

    def _answer(self, order: Command, *, repeated: bool) -> Written:
        dry = self.desk.dry_run
        if dry is not None and not repeated:
            return Written(
                command_id=self.command_id,
                dry_run=True,
                repeated=False,
                entries=tuple(dry.entries),
                files=tuple(dry.files),
                personal=tuple(dry.personal),
            )
        recorded = self._known(order)
        raw = self.desk.ledger.raw_entries(recorded.first_position - 1, recorded.last_position) if recorded else ()
        entries = tuple(WrittenEntry.of(each) for each in raw)
        return Written(command_id=self.command_id, dry_run=self.dry, repeated=repeated, entries=entries)


def said(given: Value, *personal: str) -> dict[str, Any]:
    """
    What the digest of a command is over: the caller's values without the personal ones.

    The digest has no salt and no erasure reaches it, so it must not be over what lies behind commitments. The same
    key with other personal values is thus a repetition.
    """
    return given.model_dump(mode="json", exclude=set(personal))


def writer(reader: TheReader, key: IdempotencyKey, dry_run: DryRun = False, year: Year = None) -> Writer:
    """The dependency. Raises Misused ``token.required``, ``token.invalid``."""
    return Writer(reader, key, dry=dry_run, year=year)


class AfterToken(APIRoute):
    """A route that reads a request's body, which may be large, only after its token was found good."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind the token."""
        handle = super().get_route_handler()

        async def after_token(request: Request) -> Response:
            given = await bearer(request)
            await run_in_threadpool(reader, request, given)
            return await handle(request)

        return after_token


TheWriter = Annotated[Writer, Depends(writer)]
