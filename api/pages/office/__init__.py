"""
The clerk's workplace, ``/van-thu``: seal and issue, what follows, class lists, documents.

``forms`` is what its forms share; ``issuing``, ``editions``, ``pupils`` and ``documents`` are its pages.
"""

from api.pages.office import documents, editions, issuing, pupils

ROUTERS = (issuing.router, editions.router, pupils.router, documents.router)

__all__ = ["ROUTERS"]
