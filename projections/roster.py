"""Read model ``roster``: who was in which class, under which list number (STT), from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Recorded
from domain.pupil.events import PupilEnrolled
from domain.report import events as e

#: What ends a row that goes on in another class; other rows end by a ``LeavingReason``.
MOVED = "MOVED"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """
    A row of a class list: both days included; while ``last_day`` is None the pupil is there.

    ``ended``: MOVED or a ``LeavingReason``; ``position``: the last entry that the row stands on.
    """

    report_id: UUID
    pupil_id: UUID
    class_id: UUID
    number: int
    since: date
    last_day: date | None
    ended: str | None
    destination: str | None
    position: int


class Roster:
    """The projection."""

    name = "roster"
    tables = ("roster",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Insert who enrols, then follow the batch through moves, departures and returns."""
        _enrol(connection, school_id, generation, batch)
        for entry in batch:
            key = (school_id, generation, entry.stream_id)
            match entry.data:
                case e.PupilMoved() as moved:
                    _end(connection, key, entry.position, moved.since - timedelta(days=1), MOVED, None)
                    _add(connection, key, entry.position, moved)
                case e.PupilLeft() as left:
                    _end(connection, key, entry.position, left.last_day, left.reason.value, left.destination)
                case e.PupilRejoined() as rejoined:
                    _add(connection, key, entry.position, rejoined)


def of_class(connection: Connection[Any], school_id: UUID, class_id: UUID) -> list[RosterRow]:
    """A class list in order of its numbers, rows that have ended among them."""
    return _select(connection, school_id, "r.class_id = %s", class_id)


def of_pupil(connection: Connection[Any], school_id: UUID, pupil_id: UUID) -> list[RosterRow]:
    """Every place that a pupil had in this school, the oldest first."""
    return _select(connection, school_id, "r.pupil_id = %s", pupil_id)


def of_year(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[RosterRow]:
    """Who is on a list of this year now."""
    return _select(connection, school_id, "r.last_day IS NULL AND r.school_year_id = %s", school_year_id)


def reports_of(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[UUID]:
    """The reports of everybody who was ever on a list of this year."""
    found = connection.execute(
        "SELECT r.report_id FROM read.roster r JOIN read.progress p ON p.projection = 'roster'"
        " AND p.school_id = r.school_id AND p.generation = r.generation AND p.live"
        " WHERE r.school_id = %s AND r.school_year_id = %s AND r.place = 1 ORDER BY r.class_id, r.number",
        [school_id, school_year_id],
    )
    return [report_id for (report_id,) in found]


def counts(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Class → how many are there now, and how many rows are struck through."""
    found = connection.execute(
        "SELECT r.class_id, count(*) FILTER (WHERE r.last_day IS NULL), count(r.last_day) FROM read.roster r"
        " JOIN read.progress p ON p.projection = 'roster' AND p.school_id = r.school_id"
        " AND p.generation = r.generation AND p.live"
        " WHERE r.school_id = %s AND r.school_year_id = %s GROUP BY r.class_id",
        [school_id, school_year_id],
    )
    return {class_id: (here, struck) for class_id, here, struck in found}


def pupils(connection: Connection[Any], school_id: UUID) -> list[UUID]:
    """Everybody who was ever on a list of this school."""
    found = connection.execute(
        "SELECT DISTINCT r.pupil_id FROM read.roster r JOIN read.progress p ON p.projection = 'roster'"
        " AND p.school_id = r.school_id AND p.generation = r.generation AND p.live WHERE r.school_id = %s",
        [school_id],
    )
    return [pupil_id for (pupil_id,) in found]


def _select(connection: Connection[Any], school_id: UUID, where: str, value: UUID) -> list[RosterRow]:
    found = connection.execute(
        "SELECT r.report_id, r.pupil_id, r.class_id, r.number, r.since, r.last_day, r.ended, r.destination, r.position"  # noqa: S608  # our own
        " FROM read.roster r JOIN read.progress p ON p.projection = 'roster' AND p.school_id = r.school_id"
        f" AND p.generation = r.generation AND p.live WHERE r.school_id = %s AND {where}"
        " ORDER BY r.number, r.since, r.place",
        [school_id, value],
    )
    return [RosterRow(*row) for row in found]


def _enrol(connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
    rows = [
        (data.report_id, entry.stream_id, data.school_year_id, data.class_id, data.number, data.since, entry.position)
        for entry in batch
        if isinstance(data := entry.data, PupilEnrolled)
    ]
    if rows:
        connection.execute(
            "INSERT INTO read.roster (school_id, generation, place, report_id, pupil_id, school_year_id, class_id,"
            " number, since, position) SELECT %s, %s, 1, * FROM unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[],"
            " %b::integer[], %b::date[], %b::bigint[]) ON CONFLICT DO NOTHING",
            [school_id, generation, *map(list, zip(*rows, strict=True))],
        )


#: School, generation, report.
_Key = tuple[UUID, int, UUID]


def _end(
    connection: Connection[Any], key: _Key, position: int, last_day: date, ended: str, destination: str | None
) -> None:
    connection.execute(
        "UPDATE read.roster SET last_day = %s, ended = %s, destination = %s, position = %s"
        " WHERE school_id = %s AND generation = %s AND report_id = %s AND last_day IS NULL AND position < %s",
        [last_day, ended, destination, position, *key, position],
    )


def _add(connection: Connection[Any], key: _Key, position: int, into: e.PupilMoved | e.PupilRejoined) -> None:
    """Behind the newest row, which has ended by this entry or before; where it has not, this was done already."""
    connection.execute(
        "INSERT INTO read.roster (school_id, generation, report_id, place, pupil_id, school_year_id, class_id, number,"
        " since, position) SELECT school_id, generation, report_id, place + 1, pupil_id, school_year_id, %s, %s, %s, %s"
        " FROM (SELECT * FROM read.roster WHERE school_id = %s AND generation = %s AND report_id = %s"
        " ORDER BY place DESC LIMIT 1) newest WHERE last_day IS NOT NULL AND position <= %s",
        [into.class_id, into.number, into.since, position, *key, position],
    )
