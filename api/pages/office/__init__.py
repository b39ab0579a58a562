"""
The clerk's workplace, ``/van-thu``: seal and issue, what follows, what families ask for, class lists, documents.

``forms`` is what its forms share; ``cases``, ``issuing``, ``editions``, ``pupils`` and ``documents`` are its pages.
"""

from api.pages.office import cases, documents, editions, issuing, pupils

ROUTERS = (cases.router, issuing.router, editions.router, pupils.router, documents.router)

__all__ = ["ROUTERS"]
