"""The audit of a whole ledger, its protection and its read models: ``hocba audit verify`` and the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anchors.audit import Report, audit_school
from anchors.audit.run import Progress
from anchors.checkpoint import VerifierKey
from api.app import App
from api.files import verifier_key
from domain.ledger import Ledger
from domain.ledger.failures import wrapped
from migrations.protection import check_protection
from projections.checking import compare_rows


def audit_ledger(
    app: App, school_id: UUID, progress: Progress, key: VerifierKey | None = None, **evidence: Any
) -> Report:
    """
    Everything that can be checked from inside; ``evidence`` from outside as ``audit_school`` takes it.

    ``progress`` is told of ``rows``, ``entries`` and ``documents``. Without ``key``: the school's own, where it is.
    Raises Misused, Unavailable.
    """
    ledger = Ledger(app.pool, school_id, app.ledgers.clock)
    with wrapped(), app.pool.connection() as connection:
        protection = check_protection(connection)
    rows = compare_rows(app.runner, ledger, lambda done, total: progress("rows", done, total))
    return audit_school(
        ledger, key or own_key(app, school_id), protection=protection, rows=rows, progress=progress, **evidence
    )


def own_key(app: App, school_id: UUID) -> VerifierKey | None:
    """The verifier key in the school's key folder, if there is one."""
    path = app.settings.keys_folder / str(school_id) / "log.vkey"
    return verifier_key(str(path)) if path.exists() else None
