"""Read model ``cases``: the register of what families ask for, and how each stands; its words are in its stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.case import events as e
from domain.case.state import CaseStatus
from domain.context import local_day
from domain.ledger import Recorded


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the register; ``advised`` is what the teacher thinks of it, None before she said so."""

    case_id: UUID
    school_year_id: UUID
    number: int
    kind: e.CaseKind
    report_id: UUID
    channel: e.Channel
    disputed: e.Disputed | None
    status: CaseStatus
    advised: e.Opinion | None
    opened_on: date
    due: date
    position: int

    @property
    def waits(self) -> bool:
        """Whether somebody has something to do about it."""
        return not self.status.over


class Cases:
    """The projection."""

    name = "cases"
    tables = ("cases",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Insert a case as it is opened, and keep how it stands."""
        for entry in batch:
            if type(entry.data) in _KINDS:  # few entries of a ledger are of cases
                _fold(connection, [school_id, generation, entry.stream_id], entry)


_KINDS = frozenset(e.EVENTS)


def _fold(connection: Connection[Any], key: list[object], entry: Recorded) -> None:
    match entry.data:
        case e.CaseOpened() as opened:
            about = opened.disputed or e.Disputed()
            connection.execute(
                "INSERT INTO read.cases (school_id, generation, case_id, school_year_id, number, kind, report_id,"
                ' channel, subject, term, "column", status, opened_on, due, position)'
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'OPEN', %s, %s, %s) ON CONFLICT DO NOTHING",
                [*key, opened.school_year_id, opened.number, opened.kind, opened.report_id, opened.channel,
                 about.subject, about.term, about.column, local_day(entry.at), opened.due, entry.position],
            )  # fmt: skip
        case e.CaseAdvised(opinion=opinion):
            _change(connection, key, entry.position, advised=opinion)
        case e.CaseAnswered(answer=answer):
            agreed = answer is e.Answer.AGREED
            _change(connection, key, entry.position, status=CaseStatus.AGREED if agreed else CaseStatus.KEPT)
        case e.CaseClosed():
            _change(connection, key, entry.position, status=CaseStatus.DONE)
        case e.CaseWithdrawn():
            _change(connection, key, entry.position, status=CaseStatus.WITHDRAWN)


def _change(
    connection: Connection[Any],
    key: list[object],
    position: int,
    *,
    status: CaseStatus | None = None,
    advised: e.Opinion | None = None,
) -> None:
    """An entry that was folded before changes nothing."""
    connection.execute(
        "UPDATE read.cases SET status = coalesce(%s, status), advised = coalesce(%s, advised), position = %s"
        " WHERE school_id = %s AND generation = %s AND case_id = %s AND position < %s",
        [status, advised, position, *key, position],
    )


_ROWS = (
    'SELECT c.case_id, c.school_year_id, c.number, c.kind, c.report_id, c.channel, c.subject, c.term, c."column",'
    " c.status, c.advised, c.opened_on, c.due, c.position FROM read.cases c"
    " JOIN read.progress p ON p.projection = 'cases' AND p.school_id = c.school_id AND p.generation = c.generation"
    " AND p.live WHERE c.school_id = %s"
)


def of_year(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[CaseRow]:
    """The register of a school year, the newest case first."""
    found = connection.execute(_ROWS + " AND c.school_year_id = %s ORDER BY c.number DESC", [school_id, school_year_id])
    return [_row(row) for row in found]


def of_reports(connection: Connection[Any], school_id: UUID, report_ids: Sequence[UUID]) -> list[CaseRow]:
    """Every case about one of these reports, of whatever year, the newest first."""
    found = connection.execute(
        _ROWS + " AND c.report_id = ANY(%s) ORDER BY c.opened_on DESC, c.number DESC", [school_id, list(report_ids)]
    )
    return [_row(row) for row in found]


def _row(row: tuple[Any, ...]) -> CaseRow:
    kind = e.CaseKind(row[3])
    about = e.Disputed(subject=row[6], term=row[7], column=row[8]) if kind is e.CaseKind.REVIEW else None
    return CaseRow(
        case_id=row[0],
        school_year_id=row[1],
        number=row[2],
        kind=kind,
        report_id=row[4],
        channel=e.Channel(row[5]),
        disputed=about,
        status=CaseStatus(row[9]),
        advised=e.Opinion(row[10]) if row[10] else None,
        opened_on=row[11],
        due=row[12],
        position=row[13],
    )
