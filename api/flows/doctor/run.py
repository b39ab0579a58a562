"""Asks everything, in the order in which a person would mend it; what cannot be reached holds nothing else up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg

from anchors.errors import AnchorError
from api.app import App
from api.flows.doctor import clock, evidence, machine, people, school
from api.flows.doctor.database import database
from api.flows.doctor.findings import Finding, State, Told
from api.settings import Settings
from domain.errors import HocbaError
from domain.ledger.failures import ours


def examine(
    settings: Settings, school_named: str | None, year_named: str | None, time_server: str | None
) -> Iterator[Finding]:
    """Every finding. Raises Misused for a time server that has no name, and for a school or year that was misnamed."""
    asked = list(clock.time_server(time_server))
    yield from asked
    if not asked and settings.tsa_url is None:
        yield Finding(State.UNKNOWN, "clock", "clock_unasked")
    yield from machine.disks(settings)
    yield from machine.backups(settings)
    try:
        with App.connect(settings, or_demo=True) as app:
            yield from of_program(app, school_named, year_named)
    except (HocbaError, psycopg.Error) as error:
        yield _unreachable("database", error)


def of_program(app: App, school_named: str | None, year_named: str | None) -> Iterator[Finding]:
    """What a program that is connected finds of its database, services and school."""
    yield from _ask("clock", lambda: clock.database(app.pool))
    yield from _ask("database", lambda: database(app))
    yield from _ask("timestamp", lambda: evidence.timestamps(app))
    yield from _ask("school", lambda: _school(app, school_named, year_named))


def _school(app: App, school_named: str | None, year_named: str | None) -> Iterator[Finding]:
    desk = app.desk(app.school_id(school_named), year_named)
    year, day = desk.year(), desk.today
    yield from school.lists(desk, year)
    yield from people.people(year, day)
    yield from people.certificates(desk, year, day)
    yield from school.requests(desk)
    yield from evidence.log_key(app, desk)
    yield from evidence.checkpoints(desk)


def _ask(what: str, findings: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What one part says; where it fails, that it did, and the others are asked all the same."""
    try:
        yield from findings()
    except (HocbaError, AnchorError, psycopg.Error) as error:
        yield _unreachable(what, error)


def _unreachable(what: str, error: HocbaError | AnchorError | psycopg.Error) -> Finding:
    told = Told(ours(error) if isinstance(error, psycopg.Error) else error)
    return Finding(State.MEND, what, "unreachable", {"error": told})
