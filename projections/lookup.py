"""Read model ``lookup``: issued editions by lookup code (mã số tra cứu học bạ), across schools, without names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Recorded
from domain.report import events as e


@dataclass(frozen=True, slots=True)
class LookupRow:
    """An issued edition; ``position`` is that of its issue in the school's ledger."""

    lookup_id: UUID
    school_id: UUID
    report_id: UUID
    edition: int
    effective_date: date
    xml_sha256: str
    pdf_sha256: str | None
    position: int


class Lookup:
    """The projection."""

    name = "lookup"
    tables = ("lookup",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Insert what was issued, complete what was sealed."""
        issued = [
            (each.lookup_id, entry.stream_id, each.edition, each.effective_date, each.xml_sha256, entry.position)
            for entry in batch
            if isinstance(each := entry.data, e.ReportIssued)
        ]
        sealed = [
            (entry.stream_id, each.edition, each.pdf_sha256)
            for entry in batch
            if isinstance(each := entry.data, e.DocumentSealed)
        ]
        if issued:
            connection.execute(
                "INSERT INTO read.lookup (school_id, generation, lookup_id, report_id, edition, effective_date,"
                " xml_sha256, position) SELECT %s, %s, * FROM unnest(%b::uuid[], %b::uuid[], %b::integer[], %b::date[],"
                " %b::text[], %b::bigint[]) ON CONFLICT DO NOTHING",
                [school_id, generation, *map(list, zip(*issued, strict=True))],
            )
        if sealed:
            connection.execute(
                "UPDATE read.lookup l SET pdf_sha256 = sealed.pdf_sha256"
                " FROM unnest(%b::uuid[], %b::integer[], %b::text[]) AS sealed (report_id, edition, pdf_sha256)"
                " WHERE l.school_id = %s AND l.generation = %s AND l.report_id = sealed.report_id"
                " AND l.edition = sealed.edition",
                [*map(list, zip(*sealed, strict=True)), school_id, generation],
            )


def by_code(connection: Connection[Any], lookup_id: UUID) -> LookupRow | None:
    """The edition with this code, whichever school issued it; the newest complete fold where two are kept."""
    row = connection.execute(
        "SELECT lookup_id, school_id, report_id, edition, effective_date, xml_sha256, pdf_sha256, position"
        " FROM read.lookup l WHERE lookup_id = %s ORDER BY generation LIMIT 1",
        [lookup_id],
    ).fetchone()
    return LookupRow(*row) if row else None
