"""What the read models show of a report, and what a replay says of it, in one shape: two folds that know not of one."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.app import App
from api.flows.auditing.chronicle import Chronicle, Source
from api.flows.auditing.moments import Moment
from api.flows.auditing.replay import Stood, folded
from api.flows.auditing.standing import Table
from domain.ledger import Ledger, Recorded
from projections import reports as report_rows
from projections.runner import Runner, school_transaction
from tests.kit.read_models import forget

Shape = dict[str, Any]

#: Entries of one transaction: its own versions of a row stay until it ends, and each look passes them all.
TOGETHER = 100


def compared_at_every_position(app: App, ledger: Ledger) -> int:
    """
    How many moments of reports were compared: what the read models showed with what a replay says, at each entry.

    Those that show it are emptied and folded one entry at a time, by the runner's own step; AssertionError names
    the position where they differ.
    """
    forget(app.addresses.owner)
    shown = [each for each in app.runner.projections if each.name in ("reports", "gradebook")]
    runner, chronicle = Runner(app.pool, shown), Chronicle(ledger)
    streams: dict[UUID, list[Recorded]] = {}
    sources: dict[UUID, dict[int, Source]] = {}
    compared = 0
    entries = iter(ledger.entries())
    while together := list(islice(entries, TOGETHER)):
        with school_transaction(app.pool, ledger.school_id) as connection:
            places = runner._live(connection, ledger.school_id)
            for entry in together:
                runner._apply(connection, ledger.school_id, places, [entry])
                chronicle.follow(entry)
                if not entry.topic.startswith("hocba.report."):
                    continue
                streams.setdefault(entry.stream_id, []).append(entry)
                sources.setdefault(entry.stream_id, {})[entry.position] = chronicle.source(entry)
                here = Moment(entry.position, entry.at)
                stood = folded(chronicle, streams[entry.stream_id], here, sources[entry.stream_id])
                assert stood
                shown_then = by_projection(connection, ledger.school_id, entry.stream_id)
                assert by_replay(stood) == shown_then, entry.position
                compared += 1
    return compared


def by_projection(connection: Connection[Any], school_id: UUID, report_id: UUID) -> Shape | None:
    """From ``read.reports`` and ``read.gradebook``."""
    row = report_rows.of_report(connection, school_id, report_id)
    marks = connection.execute(
        "SELECT concat_ws('/', g.subject, g.part, g.term, g.\"column\"), g.mark, g.by_rule, g.position"
        " FROM read.gradebook g JOIN read.progress p ON p.projection = 'gradebook' AND p.school_id = g.school_id"
        " AND p.generation = g.generation AND p.live WHERE g.school_id = %s AND g.report_id = %s",
        [school_id, report_id],
    ).fetchall()
    if row is None:
        return None
    record = row.record
    assert {place: mark for place, *mark in marks} == record["marks"], "gradebook and reports show the same marks"
    signed = {key: one["signer"] for key, one in record["signatures"].items()}
    if "sealed" in record:
        signed["SEAL/"] = record["sealed"]["signer"]
    editions = {past["edition"]["edition"]: past["life"][-1]["status"] for past in record.get("past", {}).values()}
    if "edition" in record:
        editions[record["edition"]["edition"]] = row.status
    return {
        "status": row.status,
        "version": row.version,
        "position": row.position,
        "mark": record["marks"],
        "comment": record["comments"],
        "conduct": record["conduct"],
        "absences": record.get("absences"),
        "homeroom_comment": record.get("homeroom_comment"),
        "request": {key: request["status"] for key, request in record["requests"].items()},
        "confirmed": record.get("confirmed", {}),
        "signature": signed,
        "voided": len(record.get("voided", [])),
        "edition": {str(number): status for number, status in editions.items()},
    }


def by_replay(stood: Stood) -> Shape:
    """From the domain's fold, as ``audit replay`` shows it."""
    table, report = stood.table, stood.report
    return {
        "status": report.status.value,
        "version": report.version,
        "position": max(stood.sources),
        "mark": {key: [held.value, held.by_rule, held.position] for key, held in _under(table, "mark").items()},
        "comment": _values(table, "comment"),
        "conduct": _values(table, "conduct"),
        "absences": table["absences"].value if "absences" in table else None,
        "homeroom_comment": table["homeroom_comment"].value if "homeroom_comment" in table else None,
        "request": _values(table, "request"),
        "confirmed": _values(table, "confirmed"),
        "signature": {key: value["signer"] for key, value in _values(table, "signature").items()},
        "voided": len(report.voided),
        "edition": _values(table, "edition"),
    }


def _under(table: Table, name: str) -> Table:
    return {key.partition("/")[2]: held for key, held in table.items() if key.startswith(f"{name}/")}


def _values(table: Table, name: str) -> Shape:
    return {key: held.value for key, held in _under(table, name).items()}
