"""
Checks of the whole ledger that run in the server while somebody watches: one at a time in a school, its answer kept.

A thread of the process checks; its progress stands in ``work.ledger_checks``, a few times a second, for whoever asks.
The turn that it has (``long_work``) says that it runs: a check that was cut off says so, and another begins.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json

from anchors.audit import Finding, Report
from anchors.audit.findings import Severity
from anchors.errors import AnchorError
from api.app import App
from api.flows import long_work
from api.flows.auditing.whole_ledger import audit_ledger
from api.incidents import log_fault
from domain.errors import HocbaError, Rejected
from domain.ledger.database import rows_of_school
from domain.messages import MESSAGES
from projections.runner import school_transaction

MESSAGES.update(
    {
        "audit.running": (
            "Một lần kiểm tra sổ cái của trường đang chạy. Hãy đợi lần ấy xong.",
            "The school's ledger is being checked already. Wait until that is done.",
        ),
        "audit.check_unknown": (
            "Không có lần kiểm tra {found}.",
            "There is no check {found}.",
        ),
    }
)

#: Progress is written so often at most; a person sees no more.
WRITE_EVERY_S = 0.3
#: Checks that are shown, the newest first.
SHOWN_MAX = 20

_COLUMNS = "check_id, asked_by, begun_at, stage, done, total, ended_at, stopped, report"


@dataclass(frozen=True, slots=True)
class Check:
    """
    One check: who asked, how far it is (``stage``: rows, entries, documents), and what came of it.

    ``running``: a process is at it now. ``stopped``: the code of the error that ended it. Neither, and no ``report``:
    it was cut off.
    """

    check_id: UUID
    asked_by: UUID
    begun_at: datetime
    stage: str
    done: int
    total: int
    ended_at: datetime | None
    stopped: str | None
    report: Report | None
    running: bool


class DoneCheck(NamedTuple):
    """A check and the report that it ended with."""

    check: Check
    report: Report


def begin(app: App, school_id: UUID, asked_by: UUID, check_id: UUID) -> None:
    """
    Begin a check in a thread of this process; one that has been begun under this id is left alone.

    Raises Rejected ``audit.running``, Unavailable.
    """
    if _begun(app, school_id, check_id):
        return
    turn = long_work.take(app.pool, school_id, long_work.Work.CHECK)
    if turn is None:
        raise Rejected("audit.running")
    try:
        with school_transaction(app.pool, school_id) as connection:
            begun = connection.execute(
                "INSERT INTO work.ledger_checks (school_id, check_id, asked_by) VALUES (%s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [school_id, check_id, asked_by],
            ).rowcount
    except BaseException:
        turn.release()
        raise
    if not begun:  # the same request, sent twice at once; the faster one may have ended already
        turn.release()
        return
    Thread(target=_run, args=(app, school_id, check_id, turn), name="hocba-ledger-check", daemon=True).start()


def require_none_running(app: App, school_id: UUID) -> None:
    """Raises Rejected ``audit.running``."""
    with school_transaction(app.pool, school_id) as connection:
        if long_work.is_taken(connection, school_id, long_work.Work.CHECK):
            raise Rejected("audit.running")


def checks(app: App, school_id: UUID) -> list[Check]:
    """The newest ones first."""
    query = f"SELECT {_COLUMNS} FROM work.ledger_checks WHERE school_id = %s ORDER BY begun_at DESC LIMIT {SHOWN_MAX}"  # noqa: S608  # our own
    with school_transaction(app.pool, school_id) as connection:
        # In this order: of a check that has just ended its end is seen.
        running = long_work.is_taken(connection, school_id, long_work.Work.CHECK)
        found = connection.execute(query, [school_id]).fetchall()
    return [_check(row, running=running and number == 0) for number, row in enumerate(found)]


def check(app: App, school_id: UUID, check_id: UUID) -> Check:
    """One of them. Raises Rejected ``audit.check_unknown``."""
    found = next((each for each in checks(app, school_id) if each.check_id == check_id), None)
    if found is None:
        raise Rejected("audit.check_unknown", found=check_id)
    return found


def done(app: App, school_id: UUID, check_id: UUID) -> DoneCheck:
    """One that has come to its end. Raises Rejected ``audit.check_unknown``."""
    found = check(app, school_id, check_id)
    if found.report is None:
        raise Rejected("audit.check_unknown", found=check_id)
    return DoneCheck(found, found.report)


def _begun(app: App, school_id: UUID, check_id: UUID) -> bool:
    query = "SELECT EXISTS (SELECT FROM work.ledger_checks WHERE school_id = %s AND check_id = %s)"
    return bool(rows_of_school(app.pool, school_id, query, [school_id, check_id])[0][0])


def _run(app: App, school_id: UUID, check_id: UUID, turn: long_work.Turn) -> None:
    """The thread: whatever happens, the turn goes and the row says how it ended, if the database still listens."""
    written = 0.0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal written
        if time.monotonic() - written >= WRITE_EVERY_S or done == total:
            written = time.monotonic()
            _write(app, school_id, check_id, {"stage": stage, "done": done, "total": total})

    try:
        try:
            report = audit_ledger(app, school_id, progress)
        except (HocbaError, AnchorError) as error:
            _write(app, school_id, check_id, {"stopped": error.code})
        else:
            kept = to_json(report.to_json("vi")).decode()
            _write(app, school_id, check_id, {"report": kept})
    except Exception as error:
        log_fault(error)
    finally:
        turn.release()


_WRITES = {
    ("stage", "done", "total"): "UPDATE work.ledger_checks SET stage = %s, done = %s, total = %s",
    ("stopped",): "UPDATE work.ledger_checks SET stopped = %s, ended_at = ledger.now()",
    ("report",): "UPDATE work.ledger_checks SET report = %s::jsonb, ended_at = ledger.now()",
}


def _write(app: App, school_id: UUID, check_id: UUID, said: Mapping[str, object]) -> None:
    with school_transaction(app.pool, school_id) as connection:
        query = f"{_WRITES[tuple(said)]} WHERE school_id = %s AND check_id = %s"
        connection.execute(query, [*said.values(), school_id, check_id])


def _check(row: tuple[Any, ...], *, running: bool) -> Check:
    *facts, ended_at, stopped, report = row
    names = ("check_id", "asked_by", "begun_at", "stage", "done", "total")
    return Check(
        **dict(zip(names, facts, strict=True)),
        ended_at=ended_at,
        stopped=stopped,
        report=_report(report) if report else None,
        running=running and ended_at is None,
    )


def _report(kept: dict[str, Any]) -> Report:
    """A report as it was; its sentences are made anew, in the language of who reads them."""
    facts = {name: value for name, value in kept.items() if name != "ok"}
    first = _finding(facts["first"]) if facts["first"] else None
    findings = tuple(map(_finding, facts["findings"]))
    return Report(**{**facts, "school_id": UUID(facts["school_id"]), "first": first, "findings": findings})


def _finding(kept: dict[str, Any]) -> Finding:
    facts = {name: value for name, value in kept.items() if name != "message"}
    return Finding(**{**facts, "severity": Severity(facts["severity"]), "what": facts["what"] or ""})
