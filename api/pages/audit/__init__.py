"""
The auditor's workplace, ``/nhat-ky``: who did what, a report at any moment, signs, the ledger and files checked.

Everything is answered by ``api.flows.auditing`` and ``anchors.verify``; here it is shown. ``people`` says who comes in.
"""

from api.pages.audit import explaining, moments, report, signs, timeline

ROUTERS = (timeline.router, moments.router, signs.router, explaining.router, report.router)

__all__ = ["ROUTERS"]
