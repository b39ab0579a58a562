"""
The auditor's workplace, ``/nhat-ky``: who did what, a report at any moment, signs, the ledger and files checked.

Everything is answered by ``api.flows.auditing`` and ``anchors.verify``; here it is shown. ``people`` says who comes in.
"""

from api.pages.audit import evidence, explaining, files, ledger, moments, report, signs, timeline, visits

ROUTERS = (
    timeline.router,
    signs.router,
    moments.router,
    ledger.router,
    files.router,
    evidence.router,
    visits.router,
    explaining.router,
    report.router,
)

__all__ = ["ROUTERS"]
