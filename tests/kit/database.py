"""
Migrated databases for tests, each a clone of one template: ``CREATE DATABASE … TEMPLATE`` takes tens of milliseconds.

The template is made by the real ``migrate`` once per test process (two at most: with the test clock and without).
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from domain.event import Event
from domain.ledger import Command, Ledger, NewEvents, Pool, open_pool, open_school
from domain.pupil.events import PupilEnrolled
from migrations.runner import migrate
from tests.kit import postgres_server


@dataclass(frozen=True)
class Database:
    """libpq addresses of one database, as its owner and as the application."""

    owner_url: str
    application_url: str

    @property
    def application_role(self) -> str:
        return unquote(urlsplit(self.application_url).username or "")


@contextmanager
def empty() -> Iterator[Database]:
    """A new database that nothing was migrated into."""
    database = Database(*postgres_server.fresh_database("empty"))
    try:
        yield database
    finally:
        postgres_server.drop(database.owner_url)


@contextmanager
def migrated(*, test_clock: bool = False) -> Iterator[Database]:
    """A new migrated database without schools; dropped at the end."""
    database = fresh(test_clock=test_clock)
    try:
        yield database
    finally:
        postgres_server.drop(database.owner_url)


def fresh(*, test_clock: bool = False) -> Database:
    """The same, for whoever drops it himself."""
    return clone(_template(test_clock))


@contextmanager
def pool_of(database: Database, size_max: int = 12) -> Iterator[Pool]:
    """A pool of the application's role, closed at the end."""
    with open_pool(database.application_url, size_max=size_max) as pool:
        yield pool


def new_school(pool: Pool) -> Ledger:
    """The ledger of a school that was opened now."""
    school_id = uuid.uuid4()
    open_school(pool, school_id)
    return Ledger(pool, school_id)


def command(about: str = "", actor: str = "operator") -> Command:
    """A new command; the same text gives the same input digest."""
    return Command(uuid.uuid4(), hashlib.sha256(about.encode()).digest(), actor)


def event(number: int = 1) -> Event:
    """Some real event; equal numbers make equal events."""
    one = uuid.UUID(int=number)
    return PupilEnrolled(school_year_id=one, class_id=one, report_id=one, number=number, since=date(2026, 9, 5))


def stream(count: int = 1, *, after: int = 0, stream_id: uuid.UUID | None = None) -> NewEvents:
    """``count`` events for a stream, a new one by default."""
    return NewEvents(stream_id or uuid.uuid4(), after, tuple(event(after + n) for n in range(1, count + 1)))


def clone(template: Database) -> Database:
    """A copy of a database to which nobody is connected; drop it with ``postgres_server.drop``."""
    name = f"{postgres_server.PREFIX}_{int(time.time())}_clone_{secrets.token_hex(6)}"
    maintenance, _ = postgres_server.server_urls()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        source = sql.Identifier(urlsplit(template.owner_url).path.removeprefix("/"))
        identifier = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(identifier, source))
        # The right to connect belongs to the database, not to what is in it, so a clone does not have it.
        role = sql.Identifier(template.application_role)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(identifier))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(identifier, role))
    return Database(_named(template.owner_url, name), _named(template.application_url, name))


@functools.cache
def _template(test_clock: bool) -> Database:
    database = Database(*postgres_server.fresh_database("template"))
    migrate(database.owner_url, database.application_role, test_clock=test_clock)
    atexit.register(postgres_server.drop, database.owner_url)
    return database


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
