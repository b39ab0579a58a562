"""
``append_16_vs_library``, ``append_16_vs_unordered``: 16 writer processes, one event a command, over 200 schools.

Each begins with the values of a mark and ends with its commit. Ours is ``Ledger.append``: the entry is written, read
back and compared, the head locked, the command remembered, the stream's version looked up. The others write JSON of the
same length and hand it to the library's recorder in its safe mode, or to one INSERT through a pool like ours.
"""

from __future__ import annotations

import random
import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import Any

from eventsourcing.persistence import StoredEvent
from pydantic_core import to_json

from domain.ledger import Ledgers, NewEvents, Pool, open_pool, open_school
from domain.report.events import ScoreRecorded
from domain.values import Cell, Column, Score, Term
from tests.benchmarks import others
from tests.benchmarks.harness import Bar, Figure, Scale, in_turn
from tests.kit.database import command, migrated, pool_of
from tests.kit.forking import FORKING

WRITERS = 16
SCHOOLS = 200
ROUND_S = 2.5

EVENT = ScoreRecorded(cell=Cell(subject="TOAN", part=None, term=Term.ONE, column=Column.TX1), mark=Score("7.5"))

#: One append; the writer's own random numbers choose the school.
Append = Callable[[random.Random], None]


def run(scale: Scale) -> Iterator[Figure]:
    """Both figures from the same rounds."""
    schools = [uuid.uuid4() for _ in range(scale.count(SCHOOLS, 3))]
    with migrated() as ours, others.database() as url:
        with pool_of(ours) as pool:
            for school_id in schools:
                open_school(pool, school_id)
        others.make_plain(url)
        others.make_library(url)
        with writers(scale.count(WRITERS, 2), (ours.application_url, url, schools)) as tell:
            seconds = scale.of(ROUND_S, 0.1)
            rates = in_turn(scale, *(lambda way=way: tell(way, seconds) for way in ("ours", "library", "plain")))
    for name, against, rate, least in (
        ("append_16_vs_library", "the eventsourcing library's PostgreSQL recorder, safe mode", rates[1], 2.2),
        ("append_16_vs_unordered", "an INSERT without any order into a plain table", rates[2], 0.65),
    ):
        yield Figure(name, "appends/s", rates[0], rate, against, [Bar("ratio", "least", least)])


@contextmanager
def writers(count: int, places: tuple[str, str, list[uuid.UUID]]) -> Iterator[Callable[[str, float], float]]:
    """Processes that wait; the function lets them all write in one way for some seconds: appends a second."""
    # From a server without threads, so that nothing is forked that another thread held.
    pipes, processes = [], []
    for number in range(count):
        here, there = FORKING.Pipe()
        process = FORKING.Process(target=_writer, args=(there, number, *places), daemon=True)
        process.start()
        pipes.append(here)
        processes.append(process)

    def tell(way: str, seconds: float) -> float:
        start = time.monotonic() + 0.05
        for pipe in pipes:
            pipe.send((way, start, start + seconds))
        return sum(pipe.recv() for pipe in pipes) / seconds

    try:
        for pipe in pipes:
            assert pipe.recv() == "ready"
        yield tell
        for pipe in pipes:
            pipe.send(None)
    finally:
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join()


def _writer(pipe: Connection, number: int, ours: str, url: str, schools: list[uuid.UUID]) -> None:
    """One process: says that it is ready, then how many appends it did in each round it was told to do."""
    chance = random.Random(number)
    with open_pool(ours, size_max=1) as pool, open_pool(url, size_max=1) as plain:
        ways: dict[str, Append] = {
            "ours": _ours(Ledgers(pool), schools),
            "library": _library(url, schools),
            "plain": _plain(plain, schools),
        }
        for append in ways.values():
            append(chance)
        pipe.send("ready")
        while (told := pipe.recv()) is not None:
            way, start, end = told
            append, count = ways[way], 0
            time.sleep(max(0.0, start - time.monotonic()))
            while time.monotonic() < end:
                append(chance)
                count += 1
            pipe.send(count)


def _ours(ledgers: Ledgers, schools: list[uuid.UUID]) -> Append:
    def append(chance: random.Random) -> None:
        ledgers[chance.choice(schools)].append([NewEvents(uuid.uuid4(), 0, (EVENT,))], command=command("mark"))

    return append


def _library(url: str, schools: list[uuid.UUID]) -> Append:
    recorder = others.library_recorder(url)

    def append(chance: random.Random) -> None:
        row = _row(chance.choice(schools))
        recorder.insert_events([StoredEvent(row["stream"], 1, EVENT.TOPIC, to_json(row))])

    return append


def _plain(pool: Pool, schools: list[uuid.UUID]) -> Append:
    def append(chance: random.Random) -> None:
        row = _row(chance.choice(schools))
        values = [row["school"], row["stream"], 1, EVENT.TOPIC, to_json(row), row["event_id"], row["at"]]
        with pool.connection() as connection:
            connection.execute(others.INSERT_PLAIN, values)

    return append


def _row(school_id: uuid.UUID) -> dict[str, Any]:
    """What the entry of ours says, field by field, so that it has as many bytes."""
    return {
        "school": school_id, "stream": uuid.uuid4(), "version": 1, "topic": EVENT.TOPIC, "event_id": uuid.uuid4(),
        "at": datetime.now(UTC), "actor": "operator", "on_behalf_of": None, "command_id": uuid.uuid4(),
        "salt": secrets.token_hex(16), "data": EVENT,
    }  # fmt: skip
