"""
Read model ``lookup``: issued editions by lookup code (mã số tra cứu học bạ), across schools, without names.

A row holds all that a code alone shows, so that a look-up is one statement and reads no document: school, year and
initials come from the signed XML when the issue is folded. An edition that has ended keeps its row, with what became of
it and the code of the edition issued in its place.

A digitised paper report (bản số hoá từ bản giấy) is found in the same way: its row has the edition 0, for the school
issued none of that report, and its own stream as ``report_id``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Recorded
from domain.paper_report import events as h
from domain.report import events as e
from domain.report.state import AFTER_ISSUE, Status
from projections.documents.public import BEGIN_BYTES, PublicValues, public_values

#: The school issued no edition of what it digitised.
PAPER_EDITION = 0

#: Beginnings of documents read at once: 1 MB of them.
DOCUMENTS_AT_ONCE = 64


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

    ``replaces`` is the code of the edition before, None of the first; ``ended`` is None while this one stands;
    ``public`` is None where the ledger does not hold the XML, or it is no report's.
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
    public: PublicValues | None

    @property
    def paper(self) -> bool:
        """Whether it is a digitised paper report."""
        return self.edition == PAPER_EDITION


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What one look at a code found, all as of one moment.

    ``reached``: the entry up to which the index shows the school's ledger, which has ``size`` entries.
    ``checkpoint_size`` and ``checkpoint_at`` (UTC): of the last published checkpoint, None before the first.
    """

    row: LookupRow
    reached: int
    size: int
    checkpoint_size: int | None
    checkpoint_at: datetime | None


class Lookup:
    """The projection."""

    name = "lookup"
    tables = ("lookup",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Insert what was issued, complete what was sealed, mark what ended and what took its place."""
        issued = [
            (each.lookup_id, entry.stream_id, _edition(each), each.effective_date, each.xml_sha256, entry.position)
            for entry in batch
            if isinstance(each := entry.data, (e.ReportIssued, h.PaperReportSealed))
        ]
        for first in range(0, len(issued), DOCUMENTS_AT_ONCE):
            _insert(connection, school_id, generation, issued[first : first + DOCUMENTS_AT_ONCE])
        for columns, found in (_sealed(batch), _ended(batch), _replaced(batch)):
            if found:
                _update(connection, school_id, generation, columns, found)


def _insert(connection: Connection[Any], school_id: UUID, generation: int, issued: _Values) -> None:
    """A row folded again, after a migration or half a backup, gets what it lacks."""
    begins = dict(
        connection.execute(
            "SELECT encode(sha256, 'hex'), substr(content, 1, %s) FROM ledger.blobs"
            " WHERE school_id = %s AND sha256 = ANY (SELECT decode(each, 'hex') FROM unnest(%b::text[]) each)",
            [BEGIN_BYTES, school_id, [row[4] for row in issued]],
            binary=True,
        ).fetchall()
    )
    public = [public_values(begins[row[4]]) if row[4] in begins else None for row in issued]
    shown = [(None,) * len(_PUBLIC) if each is None else astuple(each) for each in public]
    columns, types = [*_ISSUED, *_PUBLIC], [*_ISSUED.values(), *_PUBLIC.values()]
    connection.execute(
        f"INSERT INTO read.lookup (school_id, generation, {', '.join(columns)})"  # noqa: S608  # our own names
        f" SELECT %s, %s, * FROM unnest({', '.join(f'%b::{type_}[]' for type_ in types)})"
        " ON CONFLICT (lookup_id, generation) DO UPDATE SET"
        f" ({', '.join(_PUBLIC)}) = ROW({', '.join(f'EXCLUDED.{name}' for name in _PUBLIC)})"
        " WHERE lookup.school IS NULL",
        [school_id, generation, *map(list, zip(*(a + b for a, b in zip(issued, shown, strict=True)), strict=True))],
    )


#: Name → type of the columns that are filled in after the issue; and for each edition, (report, number, values…).
_Columns = dict[str, str]
_Values = list[tuple[Any, ...]]

#: The columns of an issue, and those of ``PublicValues``.
_ISSUED: _Columns = {
    "lookup_id": "uuid", "report_id": "uuid", "edition": "integer", "effective_date": "date", "xml_sha256": "text",
    "position": "bigint",
}  # fmt: skip
_PUBLIC: _Columns = {
    "school": "text", "school_code": "text", "school_year": "text", "initials": "text", "demo": "boolean",
}  # fmt: skip


def _sealed(batch: Sequence[Recorded]) -> tuple[_Columns, _Values]:
    return {"pdf_sha256": "text"}, [
        (entry.stream_id, _edition(each), each.pdf_sha256)
        for entry in batch
        if isinstance(each := entry.data, (e.DocumentSealed, h.PaperDocumentSealed))
    ]


def _edition(event: e.ReportIssued | e.DocumentSealed | h.PaperReportSealed | h.PaperDocumentSealed) -> int:
    return event.edition if isinstance(event, (e.ReportIssued, e.DocumentSealed)) else PAPER_EDITION


def _ended(batch: Sequence[Recorded]) -> tuple[_Columns, _Values]:
    columns = {"fate": "text", "ended_at": "timestamptz", "document": "text", "document_date": "date"}
    return columns, [
        (entry.stream_id, each.edition, AFTER_ISSUE[type(each)].value, entry.at, paper.number, paper.dated)
        for entry in batch
        if isinstance(each := entry.data, e.EditionEnded)
        for paper in [each.paper if isinstance(each, e.EditionCancelled) else each.document]
    ] + [
        (entry.stream_id, PAPER_EDITION, Status.RECALLED.value, entry.at, each.document, each.dated)
        for entry in batch
        if isinstance(each := entry.data, h.PaperReportWithdrawn)
    ]


def _replaced(batch: Sequence[Recorded]) -> tuple[_Columns, _Values]:
    """An edition takes the place of the one before it when it is issued: until then its code leads nowhere."""
    return {"replaced_by": "uuid"}, [
        (entry.stream_id, each.edition - 1, each.lookup_id)
        for entry in batch
        if isinstance(each := entry.data, e.ReportIssued)
        if each.edition > 1
    ] + [
        (each.replaces, PAPER_EDITION, each.lookup_id)
        for entry in batch
        if isinstance(each := entry.data, h.PaperReportSealed) and each.replaces
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


def look_up(connection: Connection[Any], lookup_id: UUID) -> Seen | None:
    """
    The edition with this code, whichever school issued it, or None.

    One statement, which leaves its transaction in the reader's role (migration 0030).
    """
    row = connection.execute("SELECT * FROM read.look_up(%b)", [lookup_id], binary=True).fetchone()
    return None if row is None or row[0] is None else seen(row)


def seen(row: tuple[Any, ...]) -> Seen:
    """Of a row of ``read.look_up``."""
    ended = Ended(*row[9:14]) if row[9] else None
    public = PublicValues(*row[14:19]) if row[14] else None
    return Seen(LookupRow(*(*row[:9], ended, public)), *row[19:23])
