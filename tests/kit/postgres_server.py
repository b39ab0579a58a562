"""
A real PostgreSQL for tests: the embedded one, or the one that the two settings name.

The embedded server lies in ``var/test-postgres`` of the checkout (``HOCBA_DATA`` moves it) and stays running, so the
next run of the tests begins at once. Databases are made for a test and dropped after it; what a killed run left behind
is dropped a day later.
"""

from __future__ import annotations

import functools
import os
import re
import secrets
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from api.embedded_postgres import databases
from api.embedded_postgres.server import ensure_running

PREFIX = "hocba_test"
LEFTOVER_S = 24 * 3600


@functools.cache
def server_urls() -> tuple[str, str]:
    """URIs of the owner's and the application's role to the server's maintenance database."""
    owner, application = os.environ.get("HOCBA_OWNER_DATABASE_URL"), os.environ.get("HOCBA_DATABASE_URL")
    if owner and application:
        urls = owner, application
    else:
        folder = Path(os.environ.get("HOCBA_DATA") or Path(__file__).parents[2] / "var")
        server = ensure_running(folder / "test-postgres")
        urls = server.owner_url(databases.MAINTENANCE), server.application_url(databases.MAINTENANCE)
    _drop_leftovers(urls[0])
    return urls


def fresh_database(name_prefix: str) -> tuple[str, str]:
    """A new empty database, as (owner's URI, application's URI); ``name_prefix`` is a-z, 0-9 and _, 20 at most."""
    owner, application = server_urls()
    name = f"{PREFIX}_{int(time.time())}_{name_prefix[:20]}_{secrets.token_hex(4)}"
    role = unquote(urlsplit(application).username or "")
    databases.create(owner, name, role)
    return _with_database(owner, name), _with_database(application, name)


def drop(url: str) -> None:
    """Delete a database of ``fresh_database`` (either of its URIs), whoever is connected."""
    databases.drop(server_urls()[0], unquote(urlsplit(url).path.removeprefix("/")))


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _drop_leftovers(owner: str) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'hocba\\_test\\_%'").fetchall()
    for (name,) in rows:
        made = re.match(rf"{PREFIX}_([0-9]+)_", name)
        if made and int(made.group(1)) < time.time() - LEFTOVER_S:
            databases.drop(owner, name)
