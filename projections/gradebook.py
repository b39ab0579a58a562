"""Read model ``gradebook``: one row per recorded mark, for the gradebook of a class and subject (sổ điểm)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Recorded
from domain.ledger.topics import REGISTRY
from domain.report import events as e
from domain.values import Cell, Mark

#: report_id, subject, part, term, column; mark, by_rule, position.
Columns = tuple[UUID, str, str, int, str, str, str | None, int]


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark as it stands, and the ledger position it stands on."""

    report_id: UUID
    cell: Cell
    mark: str
    by_rule: str | None
    position: int


class Gradebook:
    """The projection."""

    name = "gradebook"
    tables = ("gradebook",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Upsert the marks of the batch; the last one for a cell wins."""
        rows = {row[:5]: row for entry in batch for row in _marks(connection, entry)}
        if not rows:
            return
        connection.execute(
            'INSERT INTO read.gradebook (school_id, generation, report_id, subject, part, term, "column", mark,'
            " by_rule, position) SELECT %s, %s, * FROM unnest(%b::uuid[], %b::text[], %b::text[], %b::smallint[],"
            " %b::text[], %b::text[], %b::text[], %b::bigint[])"
            ' ON CONFLICT (school_id, generation, report_id, subject, part, term, "column") DO UPDATE'
            " SET mark = EXCLUDED.mark, by_rule = EXCLUDED.by_rule, position = EXCLUDED.position"
            " WHERE read.gradebook.position < EXCLUDED.position",
            [school_id, generation, *map(list, zip(*rows.values(), strict=True))],
        )


def of_subject(connection: Connection[Any], school_id: UUID, report_ids: Sequence[UUID], subject: str) -> list[MarkRow]:
    """The marks of one subject in these reports."""
    found = connection.execute(
        'SELECT g.report_id, g.subject, g.part, g.term, g."column", g.mark, g.by_rule, g.position'
        " FROM read.gradebook g JOIN read.progress p ON p.projection = 'gradebook' AND p.school_id = g.school_id"
        " AND p.generation = g.generation AND p.live"
        " WHERE g.school_id = %s AND g.report_id = ANY(%s) AND g.subject = %s",
        [school_id, list(report_ids), subject],
    )
    return [
        MarkRow(row[0], Cell(subject=row[1], part=row[2] or None, term=row[3], column=row[4]), *row[5:])
        for row in found
    ]


def _marks(connection: Connection[Any], entry: Recorded) -> Iterator[Columns]:
    data = entry.data
    if isinstance(data, e.ScoreRecorded):
        yield _columns(entry, data.cell, data.mark, data.by_rule)
    elif isinstance(data, e.CorrectionApproved):
        for change in _asked(connection, entry, data.request_id).changes:
            if isinstance(change, e.MarkChange):
                yield _columns(entry, change.cell, change.after, None)


def _columns(entry: Recorded, cell: Cell, mark: Mark, by_rule: str | None) -> Columns:
    place = (entry.stream_id, cell.subject, cell.part or "", int(cell.term), str(cell.column))
    return (*place, str(mark), by_rule, entry.position)


def _asked(connection: Connection[Any], approval: Recorded, request_id: UUID) -> e.CorrectionRequested:
    """The request behind an approval, from the ledger itself: approvals are rare, so nothing is kept for them."""
    row = connection.execute(
        "SELECT topic, convert_from(entry, 'UTF8')::jsonb->'data' FROM ledger.events WHERE school_id = %s"
        " AND stream_id = %s AND topic = ANY (%s) AND convert_from(entry, 'UTF8')::jsonb->'data'->>'request_id' = %s",
        [approval.school_id, approval.stream_id, REGISTRY.versions(e.CorrectionRequested), str(request_id)],
    ).fetchone()
    assert row is not None, f"entry {approval.position}: approved request {request_id} is not in its stream"
    return e.CorrectionRequested.model_validate(REGISTRY.upcast(*row))
