"""
Read model ``reports``: one row per report with what stands in it now (học bạ hiện tại).

The row's ``record`` is a JSON object: ``marks`` (place → [mark, reason, position]), ``comments``, ``conduct``,
``absences`` (a total from elsewhere), ``roll`` (first day that it was called), ``sessions`` (half-day missed →
[permitted, position]), ``homeroom_comment``, ``programme``, ``exemptions``, ``summer_conduct``, ``decisions``,
``requests``, ``identity`` (corrected fields → commitment), ``left`` (while the pupil is away from the school),
``edition``, ``confirmed`` (subject/part → staff), ``returned``, ``voided``, ``signatures``, ``sealed``, ``issued``,
``document``, ``life`` (the steps of the issued edition, without requests that were refused), ``past`` (lookup code →
what was issued under it and what became of it).
Derived values are not in it: they are computed from it by the rules of the school year. What is made of it for the
board, ``standing`` and ``sheets``, is told in ``projections.board``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg import Connection
from pydantic_core import from_json, to_json

from domain.event import Event, Happened
from domain.formats.hoc_ba import Stage
from domain.ledger import Recorded
from domain.report import events as e
from domain.report.state import AFTER_ISSUE, Status
from projections import board

Record = dict[str, Any]


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


def of_code(connection: Connection[Any], school_id: UUID, code: UUID) -> ReportRow | None:
    """One report by its stream id or by the lookup code of one of its editions."""
    where = "(report_id = %s OR record->'edition'->>'lookup_id' = %s OR record->'past' ? %s)"
    return next(iter(_select(connection, where, [code, str(code), str(code)], school_id)), None)


def of_request(connection: Connection[Any], school_id: UUID, request_id: UUID) -> ReportRow | None:
    """The report a correction request belongs to."""
    return next(iter(_select(connection, "record->'requests' ? %s", [str(request_id)], school_id)), None)


def with_open_requests(connection: Connection[Any], school_id: UUID) -> list[ReportRow]:
    """The reports that wait for a decision on a correction."""
    where = "jsonb_path_exists(record->'requests', '$.*.status ? (@ == \"OPEN\")')"
    return _select(connection, where, [], school_id)


def sent_back(connection: Connection[Any], school_id: UUID) -> list[ReportRow]:
    """The reports that a later signer sent back to an earlier one, who has not signed since."""
    return _select(connection, "record->'returned' <> '{}'", [], school_id)


def being_signed(connection: Connection[Any], school_id: UUID, class_ids: Sequence[UUID]) -> list[ReportRow]:
    """The reports of these classes that wait for subject teachers."""
    statuses = [Status.EDITION_OPENED.value, Status.SUBJECT_SIGNED.value]
    return _select(connection, "class_id = ANY(%s) AND status = ANY(%s)", [list(class_ids), statuses], school_id)


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


def place(cell: Any) -> str:
    """Key of a cell in a record: ``TOAN//1/TX1``, ``NGHE_THUAT/AM_NHAC/2/CK``."""
    return f"{cell.subject}/{cell.part or ''}/{cell.term:d}/{cell.column}"


def signer(stage: Stage, subject: str | None) -> str:
    """Key of a signature in a record: ``SUBJECT/TOAN``, ``HOMEROOM/``."""
    return f"{stage.value}/{subject or ''}"


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
        record: Record = {"marks": {}, "comments": {}, "conduct": {}, "requests": {}, "signatures": {}}
        ids = (entry.stream_id, data.pupil_id, data.school_year_id, data.class_id, data.number)
        folding = cls(ReportRow(*ids, Status.OPEN.value, entry.stream_version, entry.position, record))
        folding.changed = True
        return folding

    def apply(self, entry: Recorded) -> None:
        """One entry, unless it is in the row already."""
        if entry.stream_version <= self.version:
            return
        self.version, self.position, self.changed = entry.stream_version, entry.position, True
        if self._placing(entry.data) or _recording(self.record, entry.data, entry.position):
            return
        if _correcting(self.record, entry.data, entry):
            return
        if not _signing(self.record, entry.data, entry.actor):
            _after_issue(self.record, entry.data, entry)

    def _placing(self, data: Event) -> bool:
        match data:
            case e.PupilMoved() | e.PupilRejoined():
                self.row = replace(self.row, class_id=data.class_id, number=data.number)
                self.record.pop("left", None)
            case e.PupilLeft():
                self.record["left"] = data.model_dump(mode="json")
            case _:
                return False
        return True

    def folded(self) -> ReportRow:
        """The row as it stands now."""
        return replace(
            self.row,
            status=_status(self.record),
            version=self.version,
            position=self.position,
            record=self.record,
        )


def _recording(record: Record, data: Event, position: int) -> bool:
    match data:
        case e.ScoreRecorded(cell=cell, mark=mark, by_rule=by_rule):
            record["marks"][place(cell)] = [str(mark), by_rule, position]
        case e.CommentRecorded(subject=subject, text=text):
            record["comments"][subject] = text
        case e.ConductRecorded(term=term, level=level):
            record["conduct"][str(term.value)] = level.name
        case e.AbsencesRecorded(absences=absences):
            record["absences"] = absences.model_dump()
        case e.RollBegun(day=day):
            record["roll"] = day.isoformat()
        case e.AbsenceNoted(day=day, half=half, permitted=permitted):
            _missed(record, e.Session(day, half), permitted, position)
        case e.AbsenceStruck(day=day, half=half):
            _missed(record, e.Session(day, half), None, position)
        case e.HomeroomCommentRecorded(text=text):
            record["homeroom_comment"] = text
        case e.ProgrammeChosen(programme=programme):
            record["programme"] = programme.model_dump(mode="json")
        case e.Exempted():
            record.setdefault("exemptions", []).append(data.model_dump(mode="json"))
        case e.SummerConductRecorded(level=level):
            record["summer_conduct"] = level.name
        case e.DecisionRecorded(kind=kind):
            record.setdefault("decisions", {})[kind.value] = data.model_dump(mode="json")
        case _:
            return False
    return True


def _missed(record: Record, session: e.Session, permitted: bool | None, position: int) -> None:
    """``permitted`` None: the pupil was there after all."""
    sessions = record.setdefault("sessions", {})
    if permitted is None:
        del sessions[str(session)]
    else:
        sessions[str(session)] = [permitted, position]


def _correcting(record: Record, data: Event, happened: Happened) -> bool:
    match data:
        case e.CorrectionRequested():
            asked = data.model_dump(mode="json")
            request = {"status": "OPEN", "by": happened.actor, "at": happened.at.isoformat(), **asked}
            record["requests"][str(data.request_id)] = request
        case e.CorrectionApproved():
            request = _decided(record, data, "APPROVED", happened)
            for change in e.CorrectionRequested.model_validate(_asked(request)).changes:
                _change(record, change, happened.position)
                _unconfirm(record, change)
        case e.CorrectionRefused():
            _decided(record, data, "REFUSED", happened)
        case e.CorrectionWithdrawn():
            _decided(record, data, "WITHDRAWN", happened)
        case _:
            return False
    return True


def _unconfirm(record: Record, change: e.Change) -> None:
    if isinstance(change, e.MarkChange):
        subject, part = change.cell.subject, change.cell.part
        start = f"{subject}/{part}" if part else f"{subject}/"
        for gone in [key for key in record.get("confirmed", {}) if key.startswith(start)]:
            del record["confirmed"][gone]


def _decided(
    record: Record,
    data: e.CorrectionApproved | e.CorrectionRefused | e.CorrectionWithdrawn,
    status: str,
    happened: Happened,
) -> Record:
    request: Record = record["requests"][str(data.request_id)]
    request.update(status=status, decided_by=happened.actor, decided_at=happened.at.isoformat(), remark=data.remark)
    return request


def _asked(request: Record) -> Record:
    return {name: request[name] for name in e.CorrectionRequested.model_fields}


def _change(record: Record, change: e.Change, position: int) -> None:
    match change:
        case e.MarkChange(cell=cell, after=mark):
            record["marks"][place(cell)] = [str(mark), None, position]
        case e.CommentChange(subject=subject, after=text):
            record["comments"][subject] = text
        case e.ConductChange(term=term, after=level):
            record["conduct"][str(term.value)] = level.name
        case e.AbsencesChange(after=absences):
            record["absences"] = absences.model_dump()
        case e.SessionChange(day=day, half=half, after=attendance):
            _missed(record, e.Session(day, half), attendance.permitted, position)
        case e.HomeroomCommentChange(after=text):
            record["homeroom_comment"] = text
        case e.IdentityChange(field=name, after=commitment):
            record.setdefault("identity", {})[name] = commitment


def _signing(record: Record, data: Event, by: str) -> bool:
    plain = data.model_dump(mode="json")
    match data:
        case e.EditionOpened():
            record["edition"] = plain
            if plain["replaces"]:
                record["past"][plain["replaces"]]["replaced_by"] = plain["lookup_id"]
            record["confirmed"], record["returned"], record["voided"] = {}, {}, []
        case e.EditionRefrozen():
            record["edition"].update(result=plain["result"], data_sha256=plain["data_sha256"])
        case e.PartConfirmed(subject=subject, part=part):
            record["confirmed"][f"{subject}/{part}"] = by
        case e.ReportReturned(stage=stage, subject=subject):
            record["returned"][signer(stage, subject)] = {"by": by, **plain}
        case e.SignaturesVoided(signatures=places):
            for stage, subject in places:
                seal = stage is Stage.SEAL
                signed = record.pop("sealed") if seal else record["signatures"].pop(signer(stage, subject))
                record["voided"].append(
                    {"because": plain["because"], "stage": stage.value, "subject": subject, **signed}
                )
        case e.ReportSigned(stage=stage, subject=subject):
            record["signatures"][signer(stage, subject)] = plain
            record["returned"].pop(signer(stage, subject), None)
        case e.ReportSealed():
            record["sealed"] = plain
        case e.ReportIssued():
            record["issued"] = plain
        case e.DocumentSealed():
            record["document"] = plain
        case _:
            return False
    return True


def _after_issue(record: Record, data: Event, happened: Happened) -> None:
    life: list[Record] = record.setdefault("life", [])
    if isinstance(data, e.RecallRefused | e.AmendmentRefused):
        life.pop()
    elif step := AFTER_ISSUE.get(type(data)):
        circumstances = {"status": step.value, "by": happened.actor, "at": happened.at.isoformat()}
        life.append({**circumstances, **data.model_dump(mode="json")})
        if isinstance(data, e.EditionEnded):
            code = record["issued"]["lookup_id"]
            kept = {name: record.pop(name) for name in _OF_AN_EDITION if name in record}
            record.setdefault("past", {})[code] = {**kept, "replaced_by": None}
            record["signatures"], record["voided"] = {}, []


#: What goes with an edition when it ends.
_OF_AN_EDITION = ("edition", "signatures", "voided", "sealed", "issued", "document", "life")


def _status(record: Record) -> str:
    if record.get("life"):
        return str(record["life"][-1]["status"])
    stages = {key.partition("/")[0] for key in record["signatures"]}
    for reached, status in (
        ("issued" in record, Status.ISSUED),
        ("sealed" in record, Status.SEALED),
        (Stage.HEAD.value in stages, Status.APPROVED),
        (Stage.HOMEROOM.value in stages, Status.HOMEROOM_SIGNED),
        (Stage.SUBJECT.value in stages, Status.SUBJECT_SIGNED),
        ("edition" in record, Status.EDITION_OPENED),
    ):
        if reached:
            return status.value
    return Status.OPEN.value
