"""What runs in processes of its own beside a test: followers that may be killed, and writers that get into trouble."""

from __future__ import annotations

import multiprocessing
import os
import random
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from api.app import PROJECTIONS
from domain.errors import Conflict
from domain.event import Event
from domain.ledger import Command, Ledger, Ledgers, NewEvents, Recorded, Watch, open_pool
from domain.report import events as e
from domain.values import Cell, Column, Score, Term
from projections import runner
from projections.follower import Follower
from projections.runner import Projection, Runner
from tests.kit import database as kit
from tests.kit.forking import FORKING

#: A look so rare that none happens in a test: what is seen was announced.
NEVER_S = 3600.0

CELLS = [
    Cell(subject=subject, term=term, column=column)
    for subject in ("TOAN", "NGU_VAN", "GDCD", "LS_DL")
    for term in Term
    for column in Column
]


class Journal:
    """A read model that shows what was folded, and shows it twice where it was folded twice."""

    name = "journal"
    tables = ("journal",)

    def fold(
        self, connection: psycopg.Connection[Any], school_id: uuid.UUID, generation: int, batch: Sequence[Recorded]
    ) -> None:
        connection.execute(
            "INSERT INTO read.journal (school_id, generation, position) SELECT %s, %s, unnest(%s::bigint[])",
            [school_id, generation, [entry.position for entry in batch]],
        )

    @staticmethod
    def make(database: kit.Database) -> None:
        with psycopg.connect(database.owner_url) as owner:
            owner.execute(
                "CREATE TABLE read.journal"
                " (school_id uuid, generation integer, position bigint, nth bigint GENERATED ALWAYS AS IDENTITY)"
            )
            owner.execute(f'GRANT ALL ON read.journal TO "{database.application_role}"'.encode())

    @staticmethod
    def positions(database: kit.Database) -> list[int]:
        """In the order in which they were folded."""
        with psycopg.connect(database.owner_url) as owner:
            return [row[0] for row in owner.execute("SELECT position FROM read.journal ORDER BY nth")]


#: With the journal in front: what it shows was folded by whoever folded the others.
JOURNALLED: tuple[Projection, ...] = (Journal(), *PROJECTIONS)


@contextmanager
def following(
    database: kit.Database, *, poll_s: float = NEVER_S, batch: int = runner.BATCH_ENTRIES, journal: bool = False
) -> Iterator[multiprocessing.process.BaseProcess]:
    """The real follower in a process of its own, killed at the end."""
    process = FORKING.Process(target=_follow, args=(database.application_url, poll_s, batch, journal))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _follow(url: str, poll_s: float, batch: int, journal: bool) -> None:
    runner.BATCH_ENTRIES = batch
    with open_pool(url) as pool, Watch(url, poll_s=poll_s) as watch:
        Follower(Ledgers(pool), Runner(pool, JOURNALLED if journal else PROJECTIONS)).follow(watch)


def report(marks: int, number: int = 1) -> NewEvents:
    """A new report with so many marks, each in a cell of its own."""
    some = uuid.UUID(int=number)
    started = e.ReportStarted(pupil_id=uuid.uuid4(), school_year_id=some, class_id=some, grade=8, number=number)
    scores = [e.ScoreRecorded(cell=cell, mark=Score(number % 11)) for cell in CELLS[:marks]]
    events: list[Event] = [started, *scores]
    return NewEvents(uuid.uuid4(), 0, tuple(events))


def write(url: str, school_id: uuid.UUID, hot: uuid.UUID, seed: int, reports: int, marks: int) -> Counter[str]:
    """
    A writer who records so many reports, and meets conflicts on the hot stream and rollbacks again and again.

    Returns how many events were recorded, and how many appends were refused or rolled back.
    """
    chance, counted = random.Random(seed), Counter[str]()
    with open_pool(url, size_max=2) as pool:
        ledger = Ledger(pool, school_id)
        for _ in range(reports):
            new = [report(marks)]
            ledger.append(new, command=kit.command())
            counted["events"] += marks + 1
            if chance.random() < 0.3:
                # Refused behind the lock of the head, so the positions were taken already.
                try:
                    version = len(ledger.stream(hot)) - chance.randint(0, 1)
                    ledger.append([report(3), kit.stream(after=version, stream_id=hot)], command=kit.command())
                    counted["events"] += 5
                except Conflict:
                    counted["conflicts"] += 1
            if chance.random() < 0.2:
                _roll_back(ledger, [report(2)], kit.command())
                counted["rollbacks"] += 1
    return counted


def write_until(url: str, school_id: uuid.UUID, over: Path) -> int:
    """A writer who goes on until the file is there. Returns how many events he has recorded."""
    count = 0
    with open_pool(url, size_max=2) as pool:
        ledger = Ledger(pool, school_id)
        while not over.exists():
            ledger.append([report(9)], command=kit.command())
            count += 10
    return count


def _roll_back(ledger: Ledger, new: Sequence[NewEvents], command: Command) -> None:
    """Appended, seen by nobody, and taken back by the one who did it."""
    entries = ledger._entries(new, command)
    with ledger.pool.connection() as connection, connection.transaction(force_rollback=True):
        connection.execute(
            "SELECT set_config('hocba.school_id', %s, true), ledger.append(%b, %b, %b, %b, %b, %b, %b, %b, %b,"
            " NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
            [
                str(ledger.school_id), ledger.school_id, command.command_id, command.input_digest,
                entries[0].recorded_at, [entry.stream_id for entry in entries],
                [entry.stream_version for entry in entries], [entry.topic for entry in entries],
                [entry.event_id for entry in entries], [entry.entry for entry in entries],
            ],
        )  # fmt: skip


def kill(process: multiprocessing.process.BaseProcess) -> None:
    """SIGKILL, and wait until it is gone."""
    assert process.pid is not None
    os.kill(process.pid, 9)
    process.join()
