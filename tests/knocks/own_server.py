"""A PostgreSQL of the test's own, started by the project's starter, to be ill-treated; and a school on it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.embedded_postgres import Server, create_database, drop_database
from domain.ledger import Ledger
from migrations.runner import migrate
from tests.kit import database as kit


@contextmanager
def school_on(server: Server, size_max: int = 12) -> Iterator[Ledger]:
    """A school's ledger in a database of its own, with a pool of connections."""
    name = f"school_{uuid.uuid4().hex[:12]}"
    create_database(server, name)
    database = kit.Database(server.owner_url(name), server.application_url(name))
    migrate(database.owner_url, database.application_role)
    try:
        with kit.pool_of(database, size_max) as pool:
            yield kit.new_school(pool)
    finally:
        drop_database(server, name)


def children(parent: int) -> list[int]:
    """The processes that ``parent`` has started and that have not ended (proc(5))."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = path.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(its_parent) == parent and state != "Z":
            found.append(int(path.parent.name))
    return found
