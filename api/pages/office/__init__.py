"""
The clerk's workplace, ``/van-thu``: seal and issue, what follows, what families ask for, class lists, the archive.

``cases``, ``issuing``, ``editions``, ``seal``, ``pupils``, ``access``, ``documents``, ``archive`` and ``paper_reports``
are its pages.
"""

from api.pages.office import access, archive, cases, documents, editions, issuing, paper_reports, pupils, seal

ROUTERS = (
    cases.router, issuing.router, editions.router, seal.router, pupils.router, access.router, documents.router,
    archive.router, paper_reports.router,
)  # fmt: skip

__all__ = ["ROUTERS"]
