"""
What people would use instead, on the same server: the ``eventsourcing`` library's PostgreSQL infrastructure as it
comes, and a plain table with the columns and indexes of ``ledger.events``, whose rows are inserted in no order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.utils import Environment

from tests.kit import postgres_server

#: ``ledger.events`` with a sequence for the positions, and nothing of what guards it.
PLAIN = """
CREATE SEQUENCE plain_position;
CREATE TABLE plain (
    school_id uuid NOT NULL,
    position bigint NOT NULL DEFAULT nextval('plain_position'),
    stream_id uuid NOT NULL,
    stream_version bigint NOT NULL,
    topic text NOT NULL,
    entry bytea NOT NULL,
    event_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, position),
    UNIQUE (school_id, stream_id, stream_version),
    UNIQUE (school_id, event_id)
)
"""

INSERT_PLAIN = """
INSERT INTO plain (school_id, stream_id, stream_version, topic, entry, event_id, recorded_at)
VALUES (%b, %b, %b, %b, %b, %b, %b)
"""


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database whose owner we are; dropped at the end."""
    owner, _ = postgres_server.fresh_database("others")
    try:
        yield owner
    finally:
        postgres_server.drop(owner)


def make_plain(url: str) -> None:
    """The plain table."""
    with psycopg.connect(url) as connection:
        connection.execute(PLAIN)


def library_settings(url: str, pool_size: int = 1) -> dict[str, str]:
    """The environment that the library reads, for the database of a libpq URI; all else is its default."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": unquote(parts.path.removeprefix("/")),
        "POSTGRES_HOST": unquote(parts.hostname or query["host"][0]),
        "POSTGRES_PORT": str(parts.port or query.get("port", ["5432"])[0]),
        "POSTGRES_USER": unquote(parts.username or ""),
        "POSTGRES_PASSWORD": unquote(parts.password or "-"),
        "POSTGRES_POOL_SIZE": str(pool_size),
    }


def make_library(url: str) -> None:
    """The library's tables, made once: two processes at once would get in each other's way."""
    recorder = PostgresFactory(Environment("", library_settings(url))).application_recorder()
    assert isinstance(recorder, PostgresApplicationRecorder)
    recorder.datastore.close()


def library_recorder(url: str) -> PostgresApplicationRecorder:
    """The library's recorder in its safe mode (the default), over the tables of ``make_library``."""
    settings = {**library_settings(url), "CREATE_TABLE": "no"}
    recorder = PostgresFactory(Environment("", settings)).application_recorder()
    assert isinstance(recorder, PostgresApplicationRecorder)
    assert not recorder.datastore.enable_db_functions, "that mode has no lock and loses events for live readers"
    return recorder
