"""
Who may do what: one table of rights, from which ``migrate`` grants and ``protection`` checks.

- The owner makes and owns everything, and is used by ``migrate`` and nothing else.
- The application role may read the ledger and execute its functions; ``read`` and ``work`` are its own to write.
- ``hocba_reader`` has no login: the lookup portal takes it on (``SET ROLE``) and sees no school's entries.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

import domain.ledger.messages  # noqa: F401  # registers the texts
from domain.errors import Misused

#: The lookup portal's role; roles belong to the server, so every database of it shares this one.
READER = "hocba_reader"

#: What it may read in schema ``ledger``: how long a ledger is, and what its checkpoints say to everybody.
READER_TABLES = ("heads", "checkpoints")

#: What the application role may read in schema ``ledger``; it may change none of it.
TABLES = (
    "heads", "events", "commands", "blobs", "personal", "erasures", "tiles", "checkpoints", "timestamps", "marks",
    "clock", "migrations",
)  # fmt: skip

#: The only ways in, which check for themselves (SECURITY DEFINER), and the two hot reads.
FUNCTIONS = (
    "open_school", "append", "append_one", "erase", "publish", "stamp", "now", "set_clock", "read_streams",
    "read_entries",
)  # fmt: skip

#: Schemas of what can be recomputed, and of what is not a record yet: ordinary rights.
OWN_SCHEMAS = ("read", "work")

#: Looking, making and granting in two databases at once would meet in pg_authid.
_MAKE_READER = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'hocba_reader') THEN
        CREATE ROLE hocba_reader NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$
"""


def check_application_role(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """Raises Misused if ``role`` is missing, or could change the ledger whatever is granted."""
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls OR pg_has_role(oid, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        [role],
    ).fetchone()
    if row is None:
        raise Misused("migrate.role_missing", role=role)
    if row[0]:
        raise Misused("migrate.role_too_strong", role=role)


def grant(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """
    Gives ``role`` exactly its rights, and everybody else none. Repeated at each migration, so new tables are covered.

    Raises Misused if the reader role is missing and may not be made, or may not be given to ``role``.
    """
    check_application_role(connection, role)
    application, reader = sql.Identifier(role), sql.Identifier(READER)
    _reader(connection, role)
    for schema in ("ledger", *OWN_SCHEMAS):
        name = sql.Identifier(schema)
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            connection.execute(
                sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA {} FROM PUBLIC, {}").format(sql.SQL(kind), name, application)
            )
        connection.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(name))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, application))
    for table in TABLES:
        connection.execute(
            sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier("ledger", table), application),
        )
    for function in FUNCTIONS:
        connection.execute(
            sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.Identifier("ledger", function), application),
        )
    for schema in OWN_SCHEMAS:
        name = sql.Identifier(schema)
        for rights in (
            "SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES",
            "USAGE ON ALL SEQUENCES",
            "EXECUTE ON ALL FUNCTIONS",
        ):
            connection.execute(sql.SQL("GRANT {} IN SCHEMA {} TO {}").format(sql.SQL(rights), name, application))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA ledger, read, work TO {}").format(reader))
    readable = sql.SQL(", ").join(sql.Identifier("ledger", table) for table in READER_TABLES)
    connection.execute(sql.SQL("GRANT SELECT ON {}, read.lookup, read.progress TO {}").format(readable, reader))
    connection.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE ON work.accesses TO {}").format(reader))
    connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION read.look_up, work.accessed TO {}").format(reader))


def _reader(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """Makes the reader role or finds it, and lets ``role`` take it on."""
    try:
        with connection.transaction():
            connection.execute(_MAKE_READER)
            row = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [role, READER]).fetchone()
            if row is None or not row[0]:
                connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(READER), sql.Identifier(role)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Misused("migrate.reader", role=role, reader=READER) from error
