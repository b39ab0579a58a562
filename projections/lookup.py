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
        for entry in batch:
            match entry.data:
                case e.ReportIssued() as issued:
                    connection.execute(
                        "INSERT INTO read.lookup (lookup_id, generation, school_id, report_id, edition, effective_date,"
                        " xml_sha256, position) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                        [
                            issued.lookup_id,
                            generation,
                            school_id,
                            entry.stream_id,
                            issued.edition,
                            issued.effective_date,
                            issued.xml_sha256,
                            entry.position,
                        ],
                    )
                case e.DocumentSealed() as sealed:
                    connection.execute(
                        "UPDATE read.lookup SET pdf_sha256 = %s"
                        " WHERE school_id = %s AND generation = %s AND report_id = %s AND edition = %s",
                        [sealed.pdf_sha256, school_id, generation, entry.stream_id, sealed.edition],
                    )


def by_code(connection: Connection[Any], lookup_id: UUID) -> LookupRow | None:
    """The edition with this code, whichever school issued it; the newest complete fold where two are kept."""
    row = connection.execute(
        "SELECT lookup_id, school_id, report_id, edition, effective_date, xml_sha256, pdf_sha256, position"
        " FROM read.lookup l WHERE lookup_id = %s ORDER BY generation LIMIT 1",
        [lookup_id],
    ).fetchone()
    return LookupRow(*row) if row else None
