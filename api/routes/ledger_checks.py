"""``/api/v1/audit/ledger-checks``: the whole ledger checked from its stored bytes: begun, followed, its report kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from api.downloads import Pdf
from api.flows.auditing import ledger_checks as flow
from api.flows.auditing.audit_paper import audit_pdf
from api.flows.auditing.ledger_checks import Check
from api.flows.desk import Desk
from api.routes.auditing import TheAuditor
from api.routes.writing import DryRun, IdempotencyKey
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.messages import Language

router = APIRouter(prefix="/audit/ledger-checks", tags=["audit"])


class LedgerCheck(Value):
    """
    One check: who asked (staff code), how far it is (``stage``: rows, entries, documents; ``done`` of ``total``).

    ``running``: a process is at it now. ``stopped``: the code of the error that ended it. ``ok`` and ``faults`` once
    it is done, and of one check its ``report`` (``docs/formats/audit.md``). Neither running, nor stopped, nor done: it
    was cut off when the server stopped.
    """

    check_id: UUID
    asked_by: str
    begun_at: datetime
    stage: str
    done: int
    total: int
    running: bool
    ended_at: datetime | None
    stopped: str | None
    ok: bool | None
    faults: int | None
    report: dict[str, Any] | None = None


@router.get("")
def all_of_them(auditor: TheAuditor) -> list[LedgerCheck]:
    """The last checks, the newest first, without their reports."""
    with wrapped():
        found = flow.checks(auditor.reader.program, auditor.reader.school_id)
        return [_shown(auditor.desk, each) for each in found]


@router.post("")
def begin(auditor: TheAuditor, key: IdempotencyKey, dry_run: DryRun = False) -> list[LedgerCheck]:
    """
    Begin a check, whose id is the ``Idempotency-Key``; the answer comes at once, the newest check first.

    One runs at a time in a school: ``audit.running``, in a dry run too.
    """
    reader = auditor.reader
    with wrapped():
        if dry_run:
            flow.require_none_running(reader.program, reader.school_id)
        else:
            flow.begin(reader.program, reader.school_id, reader.staff_id, key)
    return all_of_them(auditor)


@router.get("/{check_id}")
def one(check_id: UUID, auditor: TheAuditor) -> LedgerCheck:
    """How far it is, or its whole report."""
    with wrapped():
        found = flow.check(auditor.reader.program, auditor.reader.school_id, check_id)
        return _shown(auditor.desk, found, auditor.language)


@router.get("/{check_id}/paper", response_class=Pdf)
def paper(check_id: UUID, auditor: TheAuditor) -> Pdf:
    """The report as a paper, which says what was checked and what was not."""
    with wrapped():
        return paper_of(auditor.desk, flow.done(auditor.reader.program, auditor.reader.school_id, check_id))


def paper_of(desk: Desk, found: flow.DoneCheck) -> Pdf:
    """The paper of a check that is done."""
    return Pdf(audit_pdf(desk, found.check, found.report), f"kiem-tra-so-cai-{found.check.check_id}.pdf")


def _shown(desk: Desk, found: Check, language: Language | None = None) -> LedgerCheck:
    """``language``: that of the report's sentences; without it the report is left out."""
    asked_by, report = desk.year().staff.get(found.asked_by), found.report
    return LedgerCheck(
        **{name: getattr(found, name) for name in _SAME},
        asked_by=asked_by.code if asked_by else str(found.asked_by),
        ok=report.ok if report else None,
        faults=report.faults if report else None,
        report=report.to_json(language) if report and language else None,
    )


#: Fields that have the name and the type of ``Check``.
_SAME = ("check_id", "begun_at", "stage", "done", "total", "running", "ended_at", "stopped")
