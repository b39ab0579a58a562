"""
Roles and databases: what the starter does by SQL.

Owner of everything that is made is ``hocba_owner``, who migrates; ``hocba_app``, who serves, gets CONNECT and what
migrations grant. Neither is a superuser, neither passes row-level security by. ``hocba_owner`` may end sessions of
other ordinary roles (``pg_signal_backend``), which ``DROP DATABASE ... WITH (FORCE)`` asks for.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

import api.embedded_postgres.messages  # noqa: F401  registers the texts
from api.embedded_postgres.settings import APPLICATION, OWNER
from domain.errors import Misused, Unavailable

if TYPE_CHECKING:
    from api.embedded_postgres.server import Server

MAINTENANCE = "postgres"
NAME_LENGTH_MAX = 63  # NAMEDATALEN - 1 of PostgreSQL
CONNECT_TIMEOUT_S = 10
DROP_ATTEMPTS = 5  # an autovacuum worker inside the database is a superuser's, whom we cannot end; it leaves by itself
DROP_PAUSE_S = 0.3
ADVISORY_LOCK = 0x686F636261  # "hocba": one creation at a time, as two GRANTs on one database collide

_LOOK = """
SELECT rolname, rolcanlogin, rolcreatedb, rolcreaterole, rolsuper, rolbypassrls, rolreplication
FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname
"""
_WANTED = [
    (APPLICATION, True, False, False, False, False, False),
    (OWNER, True, True, True, False, False, False),
]


def ensure_roles(connection: psycopg.Connection) -> None:
    """Make both roles, or bring their attributes back to what they must be (one transaction, as superuser)."""
    names = [row[0] for row in _WANTED]
    found = connection.execute(_LOOK, (names,)).fetchall()
    if found == _WANTED:
        return
    with connection.transaction():
        for name, _login, database, role, *_never in _WANTED:
            verb = "ALTER" if name in {row[0] for row in found} else "CREATE"
            createdb, createrole = ("CREATEDB" if database else "NOCREATEDB", "CREATEROLE" if role else "NOCREATEROLE")
            options = f"LOGIN {createdb} {createrole} NOSUPERUSER NOBYPASSRLS NOREPLICATION"
            connection.execute(sql.SQL(f"{verb} ROLE {{}} {options}").format(sql.Identifier(name)))
        connection.execute(f"GRANT pg_signal_backend TO {OWNER}")
        connection.execute("REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC")
        connection.execute(f"GRANT CONNECT ON DATABASE postgres TO {OWNER}")


def create_database(server: Server, name: str) -> bool:
    """
    An empty UTF-8 database owned by ``hocba_owner`` where only the two roles may connect.

    Returns:
        True when it was made, False when it was there already.

    Raises:
        Misused: the name is none. Unavailable: the server did not do it.

    """
    return create(server.owner_url(MAINTENANCE), name, APPLICATION)


def drop_database(server: Server, name: str) -> None:
    """End all sessions of a database and delete it; nothing where there is none. Errors as ``create_database``."""
    drop(server.owner_url(MAINTENANCE), name)


def create(owner_url: str, name: str, application_role: str) -> bool:
    """``create_database`` on any server: ``owner_url`` leads to a database of it, as the role that is to own."""
    identifier = _identifier(name)
    try:
        with psycopg.connect(owner_url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if not there:
                # template0 is never touched by anybody, so what is made is empty whatever happened to template1.
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(identifier))
            role = sql.Identifier(application_role)
            connection.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(identifier))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(identifier, role))
    except psycopg.Error as e:
        raise Unavailable("postgres.database", name=name, reason=e) from e
    return not there


@contextmanager
def connected(owner_url: str, name: str) -> Iterator[psycopg.Connection]:
    """A session of the owner beside the database ``name``. Raises Unavailable where the server gives none."""
    try:
        connection = psycopg.connect(owner_url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S)
    except psycopg.Error as e:
        raise Unavailable("postgres.database", name=name, reason=e) from e
    with connection:
        yield connection


def drop(owner_url: str, name: str) -> None:
    """``drop_database`` on any server; ``owner_url`` leads to another database of it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_identifier(name))
    for attempt in range(1, DROP_ATTEMPTS + 1):
        try:
            with psycopg.connect(owner_url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as connection:
                connection.execute("SET client_min_messages = error")
                connection.execute(statement)
            return
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse) as e:
            if attempt == DROP_ATTEMPTS:
                raise Unavailable("postgres.database", name=name, reason=e) from e
            time.sleep(DROP_PAUSE_S)
        except psycopg.Error as e:
            raise Unavailable("postgres.database", name=name, reason=e) from e


def _identifier(name: str) -> sql.Identifier:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or len(name) > NAME_LENGTH_MAX:
        raise Misused("postgres.database_name", name=name, longest=NAME_LENGTH_MAX)
    return sql.Identifier(name)
