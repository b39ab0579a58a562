"""
States that many requests read and nobody changes: a class is typed into cell by cell, and is not read anew each time.

Like ``kept``, but for a server's threads: entries stay decoded, and what has moved is folded into a state of its own,
so that a state that somebody reads stays as it is. What is held is never trusted to be current: each call asks for what
is new, and an append names the versions that it saw.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from threading import Lock
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from api.flows.desk import Desk
from domain.event import Happened
from domain.ledger import Ledger, Recorded
from domain.report import state as reports
from domain.report.state import Report
from domain.school_year import state as school_years
from domain.school_year.state import SchoolYear

#: Six classes of a school; a report of a whole year and its entries take some 90 kB.
STREAMS_MAX = 300

S = TypeVar("S")


class _Held(NamedTuple):
    """A stream's entries, and the state after them."""

    entries: tuple[Recorded, ...]
    state: Any


class SharedStates:
    """The streams of one ledger that were asked for last, folded. Several threads may ask."""

    def __init__(self, maximum: int = STREAMS_MAX) -> None:
        self._maximum = maximum
        self._held: OrderedDict[UUID, _Held] = OrderedDict()
        self._lock = Lock()

    def of(self, ledger: Ledger, ids: Collection[UUID], fold: Callable[[UUID, Iterable[Happened]], S]) -> dict[UUID, S]:
        """The states as they stand, in the order asked for; not to be changed. Raises as ``fold``."""
        with self._lock:
            held = {each: self._held.get(each, _Held((), None)) for each in ids}
        new = ledger.streams(ids, {each: len(found.entries) for each, found in held.items()})
        for each, entries in new.items():
            if entries or not held[each].entries:
                together = (*held[each].entries, *entries)
                held[each] = _Held(together, fold(each, together))
        with self._lock:
            for each, found in held.items():
                self._held[each] = found
                self._held.move_to_end(each)
            while len(self._held) > self._maximum:
                self._held.popitem(last=False)
        return {each: found.state for each, found in held.items()}


_SHARED: WeakKeyDictionary[Ledger, SharedStates] = WeakKeyDictionary()


def _states(desk: Desk) -> SharedStates:
    return _SHARED.setdefault(desk.ledger, SharedStates())


def shared_year(desk: Desk) -> SchoolYear:
    """The school year now, with the policies of today, as ``Desk.year``; not to be changed."""
    year_id = desk.school_year_id
    return _states(desk).of(desk.ledger, [year_id], school_years.fold)[year_id].on(desk.today)


def shared_reports(desk: Desk, report_ids: Collection[UUID]) -> dict[UUID, Report]:
    """The reports as they stand, in the order asked for, as ``Desk.reports``; not to be changed."""
    return _states(desk).of(desk.ledger, report_ids, reports.fold)
