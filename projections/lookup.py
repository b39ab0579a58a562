"""
Read model ``lookup``: issued editions by lookup code (mã số tra cứu học bạ), across schools, without names.

An edition that has ended keeps its row, with what became of it and the code of the edition issued in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Recorded
from domain.report import events as e
from domain.report.state import AFTER_ISSUE


@dataclass(frozen=True, slots=True)
class Ended:
    """
    What became of an edition: ``fate`` is CANCELLED, RECALLED or AMENDED, since ``at`` (UTC).

    ``document`` and ``document_date`` are number and date of the principal's decision, or of the Department's.
    ``replaced_by`` is the code of the next edition once that is issued.
    """

    fate: str
    at: datetime
    document: str
    document_date: date
    replaced_by: UUID | None


@dataclass(frozen=True, slots=True)
class LookupRow:
    """
    An issued edition; ``position`` is that of its issue in the school's ledger.

    ``replaces`` is the code of the edition before, None of the first; ``ended`` is None while this one stands.
    """

    lookup_id: UUID
    school_id: UUID
    report_id: UUID
    edition: int
    effective_date: date
    xml_sha256: str
    pdf_sha256: str | None
    position: int
    replaces: UUID | None
    ended: Ended | None


class Lookup:
    """The projection."""

    name = "lookup"
    tables = ("lookup",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Insert what was issued, complete what was sealed, mark what ended and what took its place."""
        issued = [
            (each.lookup_id, entry.stream_id, each.edition, each.effective_date, each.xml_sha256, entry.position)
            for entry in batch
            if isinstance(each := entry.data, e.ReportIssued)
        ]
        if issued:
            connection.execute(
                "INSERT INTO read.lookup (school_id, generation, lookup_id, report_id, edition, effective_date,"
                " xml_sha256, position) SELECT %s, %s, * FROM unnest(%b::uuid[], %b::uuid[], %b::integer[], %b::date[],"
                " %b::text[], %b::bigint[]) ON CONFLICT DO NOTHING",
                [school_id, generation, *map(list, zip(*issued, strict=True))],
            )
        for columns, found in (_sealed(batch), _ended(batch), _replaced(batch)):
            if found:
                _update(connection, school_id, generation, columns, found)


#: Name → type of the columns that are filled in after the issue; and for each edition, (report, number, values…).
_Columns = dict[str, str]
_Values = list[tuple[Any, ...]]


def _sealed(batch: Sequence[Recorded]) -> tuple[_Columns, _Values]:
    return {"pdf_sha256": "text"}, [
        (entry.stream_id, each.edition, each.pdf_sha256)
        for entry in batch
        if isinstance(each := entry.data, e.DocumentSealed)
    ]


def _ended(batch: Sequence[Recorded]) -> tuple[_Columns, _Values]:
    columns = {"fate": "text", "ended_at": "timestamptz", "document": "text", "document_date": "date"}
    return columns, [
        (entry.stream_id, each.edition, AFTER_ISSUE[type(each)].value, entry.at, paper.number, paper.dated)
        for entry in batch
        if isinstance(each := entry.data, e.EditionEnded)
        for paper in [each.paper if isinstance(each, e.EditionCancelled) else each.document]
    ]


def _replaced(batch: Sequence[Recorded]) -> tuple[_Columns, _Values]:
    """An edition takes the place of the one before it when it is issued: until then its code leads nowhere."""
    return {"replaced_by": "uuid"}, [
        (entry.stream_id, each.edition - 1, each.lookup_id)
        for entry in batch
        if isinstance(each := entry.data, e.ReportIssued)
        if each.edition > 1
    ]


def _update(connection: Connection[Any], school_id: UUID, generation: int, columns: _Columns, found: _Values) -> None:
    """Fill in columns of some editions, in one statement; the names are this file's own."""
    types = {"report_id": "uuid", "edition": "integer", **columns}
    connection.execute(
        f"UPDATE read.lookup l SET {', '.join(f'{name} = later.{name}' for name in columns)}"  # noqa: S608  # our own names
        f" FROM unnest({', '.join(f'%b::{type_}[]' for type_ in types.values())}) AS later ({', '.join(types)})"
        " WHERE l.school_id = %s AND l.generation = %s AND l.report_id = later.report_id"
        " AND l.edition = later.edition",
        [*map(list, zip(*found, strict=True)), school_id, generation],
    )


def by_code(connection: Connection[Any], lookup_id: UUID) -> LookupRow | None:
    """The edition with this code, whichever school issued it; the newest complete fold where two are kept."""
    row = connection.execute(
        "SELECT lookup_id, school_id, report_id, edition, effective_date, xml_sha256, pdf_sha256, position,"
        " (SELECT lookup_id FROM read.lookup b WHERE l.edition > 1 AND b.school_id = l.school_id"
        " AND b.generation = l.generation AND b.report_id = l.report_id AND b.edition = l.edition - 1),"
        " fate, ended_at, document, document_date, replaced_by"
        " FROM read.lookup l WHERE lookup_id = %s ORDER BY generation LIMIT 1",
        [lookup_id],
    ).fetchone()
    return LookupRow(*(*row[:9], Ended(*row[9:]) if row[9] else None)) if row else None
