"""
Read model ``reports``: one row per report with what stands in it now (học bạ hiện tại).

The row's ``record`` is a JSON object: ``marks`` (place → [mark, reason, position]), ``comments``, ``conduct``,
``absences`` (a total from elsewhere), ``roll`` (first day that it was called), ``sessions`` (half-day missed →
[permitted, position]), ``homeroom_comment``, ``programme``, ``exemptions``, ``summer_conduct``, ``decisions``,
``requests``, ``identity`` (corrected fields → commitment), ``compared`` (source/field of the identity → result, or
DECIDED), ``left`` (while the pupil is away from the school), ``edition``, ``confirmed`` (subject/part → staff),
``returned``, ``voided``, ``signatures``, ``sealed``, ``issued``, ``document``, ``life`` (the steps of the issued
edition, without requests that were refused), ``past`` (lookup code → what was issued under it and what became of it).
Derived values are not in it: they are computed from it by the rules of the school year. What is made of it for the
board, ``standing`` and ``sheets``, is told in ``projections.board``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from pydantic_core import from_json, to_json

from domain.event import Event
from domain.ledger import Recorded
from domain.report import events as e
from domain.report.state import Status
from projections import board
from projections.record import Record, changed, empty, status_of


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row: ids as in ``ReportStarted``, the class and number of now, ``position`` of the last entry folded in."""

    report_id: UUID
    pupil_id: UUID
    school_year_id: UUID
    class_id: UUID
    number: int
    status: str
    version: int
    position: int
    record: Record


class Reports:
    """The projection."""

    name = "reports"
    tables = ("reports",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Load the touched rows, apply the batch, write them back."""
        ours = [entry for entry in batch if entry.topic.startswith("hocba.report.")]
        ids = list({entry.stream_id.int: entry.stream_id for entry in ours}.values())
        known = _select(connection, "report_id = ANY(%s)", [ids], school_id, generation)
        folding = {row.report_id.int: _Folding(row) for row in known}  # by number: the hash of an UUID takes long
        for entry in ours:
            if (row := folding.get(entry.stream_id.int)) is not None:
                row.apply(entry)
            else:
                folding[entry.stream_id.int] = _Folding.started(entry)
        rows = [row.folded() for row in folding.values() if row.changed]
        if not rows:
            return
        connection.execute(
            "INSERT INTO read.reports (school_id, generation, report_id, pupil_id, school_year_id, class_id, number,"
            " status, version, position, record, standing, sheets) SELECT %s, %s, report_id, pupil_id, school_year_id,"
            " class_id, number, status, version, position, record::jsonb, standing, sheets::text[]"
            " FROM unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[], %b::integer[], %b::text[], %b::bigint[],"
            " %b::bigint[], %b::text[], %b::text[], %b::text[]) AS folded (report_id, pupil_id, school_year_id,"
            " class_id, number, status, version, position, record, standing, sheets)"
            " ON CONFLICT (school_id, generation, report_id) DO UPDATE SET class_id = EXCLUDED.class_id,"
            " number = EXCLUDED.number, status = EXCLUDED.status, version = EXCLUDED.version,"
            " position = EXCLUDED.position, record = EXCLUDED.record, standing = EXCLUDED.standing,"
            " sheets = EXCLUDED.sheets",
            [school_id, generation, *map(list, zip(*map(_columns, rows), strict=True))],
        )


def replayed(entries: Iterable[Recorded]) -> Iterator[ReportRow]:
    """The rows that these entries give, from the first of a ledger on, without the database."""
    folding: dict[int, _Folding] = {}
    for entry in entries:
        if (row := folding.get(entry.stream_id.int)) is not None:
            row.apply(entry)
        elif isinstance(entry.data, e.ReportStarted):
            folding[entry.stream_id.int] = _Folding.started(entry)
    return (row.folded() for row in folding.values())


def of_class(connection: Connection[Any], school_id: UUID, class_id: UUID) -> list[ReportRow]:
    """The reports of who is in a class now, in order of their list numbers (STT)."""
    return _select(connection, "class_id = %s AND NOT record ? 'left'", [class_id], school_id)


def of_report(connection: Connection[Any], school_id: UUID, report_id: UUID) -> ReportRow | None:
    """One report by its stream id."""
    return next(iter(_select(connection, "report_id = %s", [report_id], school_id)), None)


def of_reports(connection: Connection[Any], school_id: UUID, report_ids: Sequence[UUID]) -> list[ReportRow]:
    """Some reports by their stream ids, by class and number."""
    return _select(connection, "report_id = ANY(%s)", [list(report_ids)], school_id)


def of_code(connection: Connection[Any], school_id: UUID, code: UUID) -> ReportRow | None:
    """One report by its stream id or by the lookup code of one of its editions."""
    where = "(report_id = %s OR record->'edition'->>'lookup_id' = %s OR record->'past' ? %s)"
    return next(iter(_select(connection, where, [code, str(code), str(code)], school_id)), None)


def of_pupil(connection: Connection[Any], school_id: UUID, pupil_id: UUID) -> list[ReportRow]:
    """The reports of a pupil, one a school year; those of classes that he left, too."""
    return _select(connection, "pupil_id = %s", [pupil_id], school_id)


def of_request(connection: Connection[Any], school_id: UUID, request_id: UUID) -> ReportRow | None:
    """The report a correction request belongs to."""
    return next(iter(_select(connection, "record->'requests' ? %s", [str(request_id)], school_id)), None)


def pupil_of(connection: Connection[Any], school_id: UUID, report_id: UUID) -> UUID | None:
    """Whose report it is, without its record."""
    row = connection.execute(
        "SELECT r.pupil_id FROM read.reports r JOIN read.progress p ON p.projection = 'reports'"
        " AND p.school_id = r.school_id AND p.generation = r.generation AND p.live"
        " WHERE r.school_id = %s AND r.report_id = %s",
        [school_id, report_id],
    ).fetchone()
    return row[0] if row else None


def with_open_requests(connection: Connection[Any], school_id: UUID) -> list[ReportRow]:
    """The reports that wait for a decision on a correction."""
    where = "jsonb_path_exists(record->'requests', '$.*.status ? (@ == \"OPEN\")')"
    return _select(connection, where, [], school_id)


def sent_back(connection: Connection[Any], school_id: UUID) -> list[ReportRow]:
    """The reports that a later signer sent back to an earlier one, who has not signed since."""
    return _select(connection, "record->'returned' <> '{}'", [], school_id)


def counts(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[tuple[UUID, str, bool, int]]:
    """Class, status, whether they were issued and still lack their PDF, and how many reports; who left is not there."""
    return connection.execute(
        "SELECT r.class_id, r.status, r.status = 'ISSUED' AND NOT r.record ? 'document', count(*) FROM read.reports r"
        " JOIN read.progress p ON p.projection = 'reports' AND p.school_id = r.school_id"
        " AND p.generation = r.generation AND p.live"
        " WHERE r.school_id = %s AND r.school_year_id = %s AND NOT r.record ? 'left' GROUP BY 1, 2, 3",
        [school_id, school_year_id],
    ).fetchall()


class ComparedRow(NamedTuple):
    """A pupil on a class list, and whether his data differ from another source and nobody has decided on it."""

    class_id: UUID
    pupil_id: UUID
    differs: bool


def compared(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[ComparedRow]:
    """Everybody of a school year but who left, without their records, of which a school has eight megabytes."""
    found = connection.execute(
        "SELECT r.class_id, r.pupil_id,"
        " coalesce(jsonb_path_exists(r.record->'compared', '$.* ? (@ == \"DIFFERS\")'), false)"
        " FROM read.reports r JOIN read.progress p ON p.projection = 'reports' AND p.school_id = r.school_id"
        " AND p.generation = r.generation AND p.live"
        " WHERE r.school_id = %s AND r.school_year_id = %s AND NOT r.record ? 'left'",
        [school_id, school_year_id],
    )
    return [ComparedRow(*row) for row in found]


def being_signed(connection: Connection[Any], school_id: UUID, class_ids: Sequence[UUID]) -> list[ReportRow]:
    """The reports of these classes that wait for subject teachers."""
    statuses = [Status.EDITION_OPENED.value, Status.SUBJECT_SIGNED.value]
    return _select(connection, "class_id = ANY(%s) AND status = ANY(%s)", [list(class_ids), statuses], school_id)


def with_status(connection: Connection[Any], school_id: UUID, statuses: Sequence[str]) -> list[ReportRow]:
    """The reports that stand at one of these, of every year."""
    return _select(connection, "status = ANY(%s)", [list(statuses)], school_id)


def transferred(connection: Connection[Any], school_id: UUID) -> list[ReportRow]:
    """The reports of pupils who were transferred, whose results to that day the leadership has not signed."""
    where = "record->'left'->>'reason' = %s AND NOT record ? 'attested'"
    return _select(connection, where, [e.LeavingReason.TRANSFERRED.value], school_id)


def with_requests(connection: Connection[Any], school_id: UUID) -> list[ReportRow]:
    """The reports of which a correction was ever asked for."""
    return _select(connection, "record->'requests' <> '{}'", [], school_id)


def _select(
    connection: Connection[Any], where: str, values: list[Any], school_id: UUID, generation: int | None = None
) -> list[ReportRow]:
    """Rows of a generation, or of the live one: by one statement, or a rebuild could swap between two."""
    found = connection.execute(
        "SELECT report_id, pupil_id, school_year_id, class_id, number, status, version, position, record::text"  # noqa: S608  # our own
        " FROM read.reports WHERE school_id = %s AND generation = coalesce(%s, (SELECT p.generation"
        " FROM read.progress p WHERE p.projection = 'reports' AND p.school_id = %s AND p.live))"
        f" AND {where} ORDER BY class_id, number",
        [school_id, generation, school_id, *values],
    )
    return [ReportRow(*(*row[:-1], from_json(row[-1]))) for row in found]


def _columns(row: ReportRow) -> tuple[Any, ...]:
    """In the order of the fields, the record as text; then how far the report has come, the sheets as an array."""
    standing, sheets = board.columns(row.status, row.record)
    quoted = (text.replace("\\", r"\\").replace('"', r"\"") for text in sheets)
    return (
        row.report_id, row.pupil_id, row.school_year_id, row.class_id, row.number, row.status, row.version,
        row.position, to_json(row.record).decode(), standing, "{" + ",".join(f'"{text}"' for text in quoted) + "}",
    )  # fmt: skip


class _Folding:
    """A row while a batch is applied to it."""

    __slots__ = ("changed", "position", "record", "row", "version")

    def __init__(self, row: ReportRow) -> None:
        self.row = row
        self.version, self.position, self.record = row.version, row.position, row.record
        self.changed = False

    @classmethod
    def started(cls, entry: Recorded) -> _Folding:
        """The row of a new report."""
        data = entry.data
        assert isinstance(data, e.ReportStarted), (
            f"entry {entry.position}: a report begins with {e.ReportStarted.TOPIC}"
        )
        record = empty()
        ids = (entry.stream_id, data.pupil_id, data.school_year_id, data.class_id, data.number)
        folding = cls(ReportRow(*ids, Status.OPEN.value, entry.stream_version, entry.position, record))
        folding.changed = True
        return folding

    def apply(self, entry: Recorded) -> None:
        """One entry, unless it is in the row already."""
        if entry.stream_version <= self.version:
            return
        self.version, self.position, self.changed = entry.stream_version, entry.position, True
        if not self._placing(entry.data):
            changed(self.record, entry)

    def _placing(self, data: Event) -> bool:
        match data:
            case e.PupilMoved() | e.PupilRejoined():
                self.row = replace(self.row, class_id=data.class_id, number=data.number)
                self.record.pop("left", None)
            case e.PupilLeft():
                self.record["left"] = data.model_dump(mode="json")
            case e.ResultsAttested():
                self.record["attested"] = data.model_dump(mode="json")
            case _:
                return False
        return True

    def folded(self) -> ReportRow:
        """The row as it stands now."""
        return replace(
            self.row,
            status=status_of(self.record),
            version=self.version,
            position=self.position,
            record=self.record,
        )
