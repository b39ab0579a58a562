"""
The JSON API, ``/api/v1`` (docs/api.md): one file per resource, ``ROUTERS`` is the map.

Read ``portal`` first: what a lookup shows and what opens a report; then ``errors``: shape and statuses; then
``writing``: what every route that writes shares.
"""

from api.routes import (
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
    lookup,
    me,
    problems,
    pupil_decisions,
    reports,
    roll,
    roster,
    signing,
    structure,
    tokens,
    webhooks,
    year,
)
from api.routes import messages as messages  # registers the texts of this folder's errors

ROUTERS = (
    lookup.router,
    problems.router,
    tokens.router,
    webhooks.router,
    checkpoints.router,
    classes.router,
    reports.router,
    pupil_decisions.router,
    roll.router,
    auditing.router,
    corrections.router,
    correction_views.router,
    data.router,
    signing.router,
    batches.router,
    editions.router,
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

__all__ = ["ROUTERS"]
