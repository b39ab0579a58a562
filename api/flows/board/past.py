"""
How far reports and cross-checks had come at a past position, for the board of a past day.

A report that nothing has happened to since stands as it stood: its row of the read model is taken. Only the others are
replayed, each from its own stream. A ledger only grows, so what was found for a position stays true; the newest few are
kept, for the same day is looked at by class, then by person.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import islice
from threading import Lock
from uuid import UUID
from weakref import WeakKeyDictionary

from api.flows.board import checks
from api.flows.desk import Desk
from domain.ledger import Ledger, Recorded
from projections import board, cross_checks, reports
from projections.board import Group
from projections.cross_checks import CheckRow
from projections.runner import school_transaction

#: Streams that are replayed together: a class's and some more, so that memory stays bounded.
STREAMS_AT_ONCE = 50
#: Positions whose counts are kept of one school; each is some thousand numbers at most.
KEPT_MAX = 8

Stood = tuple[list[Group], list[CheckRow]]

#: By school year and position; goes with the ledger's own object.
_kept: WeakKeyDictionary[Ledger, OrderedDict[tuple[UUID, int], Stood]] = WeakKeyDictionary()
_lock = Lock()


def stood_at(desk: Desk, position: int, reached: Callable[[int], None] | None = None) -> Stood:
    """As of an entry of the ledger; ``reached`` is told how many entries were replayed."""
    place = desk.school_year_id, position
    with _lock:
        kept = _kept.setdefault(desk.ledger, OrderedDict())
        found = kept.get(place)
    if found is None:
        found = _stood_at(desk, position, reached)
        with _lock:
            kept[place] = found
            if len(kept) > KEPT_MAX:
                kept.popitem(last=False)
    return found


def _stood_at(desk: Desk, position: int, reached: Callable[[int], None] | None) -> Stood:
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        school = desk.ledger.school_id, desk.school_year_id
        same, changed = board.since(connection, *school, position)
        check_ids = [row.check_id for row in cross_checks.of_year(connection, *school)]
    rows = reports.replayed(_until(desk.ledger, changed, position, reached))
    then = [(row.class_id, *board.columns(row.status, row.record)) for row in rows]
    of_checks = _until(desk.ledger, check_ids, position)
    return board.grouped([*same, *then]), list(checks.replayed(of_checks, desk.school_year_id))


def _until(
    ledger: Ledger, stream_ids: list[UUID], position: int, reached: Callable[[int], None] | None = None
) -> Iterator[Recorded]:
    """The entries of these streams up to a position, stream by stream."""
    left, read = iter(stream_ids), 0
    while some := list(islice(left, STREAMS_AT_ONCE)):
        for stream in ledger.streams(some, until=position).values():
            yield from stream
            read += len(stream)
        if reached:
            reached(read)
