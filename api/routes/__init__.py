"""
The JSON API, ``/api/v1`` (docs/api.md): one file per resource, ``ROUTERS`` is the map.

Read ``portal`` first: what a lookup shows and what opens a report; then ``errors``: shape and statuses; then
``writing``: what every route that writes shares.
"""

from api.routes import (
    access,
    accounts,
    assignment_sheet,
    auditing,
    batches,
    board,
    cases,
    checkpoints,
    checks,
    classes,
    correction_views,
    corrections,
    data,
    drafts,
    editions,
    evidence,
    explanations,
    ledger_checks,
    lookup,
    me,
    office,
    paper_reports,
    problems,
    pupil_decisions,
    pupils,
    reports,
    roll,
    roster,
    signing,
    structure,
    tokens,
    verifications,
    watching,
    webhooks,
    year,
)
from api.routes import messages as messages  # registers the texts of this folder's errors

#: Whoever asks here needs no token.
PUBLIC = (lookup.router, verifications.public)

ROUTERS = (
    *PUBLIC,
    access.router,
    problems.router,
    tokens.router,
    webhooks.router,
    accounts.router,
    checkpoints.router,
    classes.router,
    reports.router,
    pupils.router,
    explanations.router,
    pupil_decisions.router,
    roll.router,
    auditing.router,
    watching.router,
    ledger_checks.router,
    evidence.router,
    verifications.router,
    corrections.router,
    correction_views.router,
    data.router,
    signing.router,
    batches.router,
    editions.router,
    office.router,
    paper_reports.router,
    year.router,
    assignment_sheet.router,
    structure.router,
    checks.router,
    cases.router,
    board.router,
    me.router,
    roster.router,
    drafts.router,
)

__all__ = ["PUBLIC", "ROUTERS"]
