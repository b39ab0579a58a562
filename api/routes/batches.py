"""``/api/v1/batches``: seal and issue classes in one go, by the server's worker, and see how far it has come."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api.flows.batches import kept
from api.flows.batches import shown as views
from api.flows.batches.shown import BatchShown
from api.flows.desk import Desk
from api.issuing_worker import IssuingWorker
from api.routes.classes import YearName
from api.routes.correction_views import READERS
from api.routes.deps import Reader, TheReader
from api.routes.writing import IdempotencyKey
from api.routes.year import CLASSES_MAX, ClassCode
from domain.event import Value
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/batches", tags=["batches"])


class NewBatch(Value):
    """Of which classes everything that waits is sealed and issued."""

    classes: Annotated[tuple[ClassCode, ...], Field(min_length=1, max_length=CLASSES_MAX)]


def worker(request: Request) -> IssuingWorker:
    """The worker of this server."""
    found: IssuingWorker = request.app.state.issuing
    return found


TheWorker = Annotated[IssuingWorker, Depends(worker)]


def _read(reader: Reader, year: str | None) -> Desk:
    desk = reader.desk(year)
    desk.year().require_role(str(reader.staff_id), *READERS)
    return desk


@router.get("")
def recent(reader: TheReader, year: YearName = None) -> list[BatchShown]:
    """The last batches of the year, the newest first: for the leadership and the office."""
    with wrapped():
        return views.recent(_read(reader, year), reader.program.settings.lang)


@router.get("/{batch_id}")
def one(batch_id: UUID, reader: TheReader, year: YearName = None) -> BatchShown:
    """How far a batch has come."""
    with wrapped():
        return views.one(_read(reader, year), batch_id, reader.program.settings.lang)


@router.post("")
def begin(
    asked: NewBatch, reader: TheReader, key: IdempotencyKey, issuing: TheWorker, year: YearName = None
) -> BatchShown:
    """The clerk begins a batch; its id is the ``Idempotency-Key``."""
    with wrapped():
        desk = reader.desk(year)
        actor = str(reader.staff_id)
        if kept.begin(desk, actor, key, asked.classes):
            issuing.start(reader.school_id, actor)
        return views.one(desk, key, reader.program.settings.lang)


@router.post("/{batch_id}/continue")
def go_on(batch_id: UUID, reader: TheReader, issuing: TheWorker, year: YearName = None) -> BatchShown:
    """Go on with a batch that was stopped; one that runs is left alone."""
    with wrapped():
        desk = reader.desk(year)
        actor = str(reader.staff_id)
        views.require_open(desk, actor, batch_id)
        issuing.start(reader.school_id, actor)
        return views.one(desk, batch_id, reader.program.settings.lang)


@router.post("/{batch_id}/stop")
def stop(batch_id: UUID, reader: TheReader, year: YearName = None) -> BatchShown:
    """The classes under way are finished, no other one is begun."""
    with wrapped():
        desk = reader.desk(year)
        views.require_open(desk, str(reader.staff_id), batch_id)
        kept.ask_to_stop(desk.pool, reader.school_id, batch_id)
        return views.one(desk, batch_id, reader.program.settings.lang)


@router.post("/{batch_id}/end")
def give_up(batch_id: UUID, reader: TheReader, year: YearName = None) -> BatchShown:
    """End a batch that was stopped; what is left waits for another one."""
    with wrapped():
        desk = reader.desk(year)
        views.give_up(desk, str(reader.staff_id), batch_id)
        return views.one(desk, batch_id, reader.program.settings.lang)
