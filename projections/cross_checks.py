"""Read model ``cross_checks``: how each check of a class stands; what was found is read from its stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.cross_check import events as e
from domain.cross_check.state import CheckStatus
from domain.ledger import Recorded


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check: of which class and subject (None: its personal data), by whom, until when, with how many findings."""

    check_id: UUID
    school_year_id: UUID
    class_id: UUID
    about: e.About
    subject: str | None
    checkers: tuple[UUID, ...]
    status: CheckStatus
    due: date | None
    findings: int
    unanswered: int
    position: int


class CrossChecks:
    """The projection."""

    name = "cross_checks"
    tables = ("cross_checks",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Insert a check as it is assigned, and count what happens to it."""
        for entry in batch:
            if type(entry.data) in _KINDS:  # few entries of a ledger are of checks
                _fold(connection, [school_id, generation, entry.stream_id], entry)


_KINDS = frozenset(e.EVENTS)


def _fold(connection: Connection[Any], key: list[object], entry: Recorded) -> None:
    match entry.data:
        case e.CheckAssigned() as given:
            connection.execute(
                "INSERT INTO read.cross_checks (school_id, generation, check_id, school_year_id, class_id, about,"
                " subject, checkers, due, status, position)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'OPEN', %s) ON CONFLICT DO NOTHING",
                [*key, given.school_year_id, given.class_id, given.about, given.subject, list(given.checkers),
                 given.due, entry.position],
            )  # fmt: skip
        case e.SampleDrawn():
            _change(connection, key, entry.position)
        case e.FindingNoted():
            _change(connection, key, entry.position, noted=1, open_=1)
        case e.FindingAnswered():
            _change(connection, key, entry.position, open_=-1)
        case e.CheckClosed():
            _change(connection, key, entry.position, status=CheckStatus.CLOSED)
        case e.CheckWithdrawn():
            _change(connection, key, entry.position, status=CheckStatus.WITHDRAWN)


def _change(
    connection: Connection[Any],
    key: list[object],
    position: int,
    *,
    noted: int = 0,
    open_: int = 0,
    status: CheckStatus | None = None,
) -> None:
    """An entry that was folded before changes nothing."""
    connection.execute(
        "UPDATE read.cross_checks SET findings = findings + %s, unanswered = unanswered + %s,"
        " status = coalesce(%s, status), position = %s"
        " WHERE school_id = %s AND generation = %s AND check_id = %s AND position < %s",
        [noted, open_, status, position, *key, position],
    )


def of_year(
    connection: Connection[Any], school_id: UUID, school_year_id: UUID, class_id: UUID | None = None
) -> list[CheckRow]:
    """The checks of a school year, or of one class of it, by their last days."""
    found = connection.execute(
        "SELECT c.check_id, c.school_year_id, c.class_id, c.about, c.subject, c.checkers, c.status, c.due, c.findings,"
        " c.unanswered, c.position FROM read.cross_checks c JOIN read.progress p ON p.projection = 'cross_checks'"
        " AND p.school_id = c.school_id AND p.generation = c.generation AND p.live"
        " WHERE c.school_id = %s AND c.school_year_id = %s AND (%s::uuid IS NULL OR c.class_id = %s)"
        " ORDER BY c.due NULLS LAST, c.class_id, c.subject NULLS LAST, c.check_id",
        [school_id, school_year_id, class_id, class_id],
    )
    return [
        CheckRow(
            check_id=row[0],
            school_year_id=row[1],
            class_id=row[2],
            about=e.About(row[3]),
            subject=row[4],
            checkers=tuple(row[5]),
            status=CheckStatus(row[6]),
            due=row[7],
            findings=row[8],
            unanswered=row[9],
            position=row[10],
        )
        for row in found
    ]
