"""
``visible_ms_p50``: from the answer to a write until its writer, waiting, knows that the read models show it, which
another process keeps.

Ours: a follower in a process of its own; the writer waits with ``Runner.wait_until``. The library's: its
ProjectionRunner in a process of its own; the writer waits with the view's ``wait``. Half of the writes were visible
within the figure; ``p99`` is over all rounds.
"""

from __future__ import annotations

import multiprocessing
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import median, quantiles
from typing import Any

from eventsourcing.postgres import PostgresFactory
from eventsourcing.projection import ProjectionRunner
from eventsourcing.utils import Environment

from api.app import PROJECTIONS
from domain.ledger import Ledgers, NewEvents, open_pool
from domain.report.events import CommentRecorded
from projections.follower import Follower
from projections.runner import Runner
from tests.benchmarks import others
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.benchmarks.library import MarkProjection, Marks, MarkView
from tests.kit.database import command, migrated, new_school, pool_of
from tests.kit.whole_school import fill

WRITES_A_ROUND = 60
#: The library's wait takes a tenth of a second and more.
WRITES_OF_THE_LIBRARY = 8
WAIT_S = 10.0


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in milliseconds: smaller is better."""
    all_ours: list[float] = []
    all_others: list[float] = []
    with _ours() as write, _library() as save:
        times = in_turn(
            scale,
            lambda: _p50(write, scale.count(WRITES_A_ROUND, 2), all_ours),
            lambda: _p50(save, scale.count(WRITES_OF_THE_LIBRARY, 1), all_others),
        )
    details = {"p99": _p99(all_ours), "p99_of_the_library": _p99(all_others), "writes": len(all_ours)}
    against = "the eventsourcing library's ProjectionRunner and wait"
    yield Figure("visible_ms_p50", "ms", *times, against, [Bar("value", "most", 20)], details)


def _p50(write: Callable[[], float], count: int, every: list[float]) -> float:
    found = [write() for _ in range(count)]
    every += found
    return median(found)


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98] if len(times) > 1 else times[0]


@contextmanager
def _ours() -> Iterator[Callable[[], float]]:
    with migrated() as database, pool_of(database) as pool:
        ledger = new_school(pool)
        fill(ledger, [("8A", 3)], editions=False)
        runner = Runner(pool, PROJECTIONS)
        report = next(each for each in ledger.entries() if each.topic == "hocba.report.started.v1").stream_id
        version = [len(ledger.stream(report))]
        event = CommentRecorded(subject="TOAN", text="Chăm học.")

        def write() -> float:
            appended = ledger.append([NewEvents(report, version[0], (event,))], command=command(str(uuid.uuid4())))
            version[0] += 1
            with Watch() as watch:
                runner.wait_until(ledger, appended.last_position, WAIT_S)
            return watch.s * 1000

        with another(_follow, database.application_url):
            yield write


@contextmanager
def _library() -> Iterator[Callable[[], float]]:
    with others.database() as url:
        settings = others.library_settings(url, pool_size=2)
        with Marks(settings) as app, another(_project, settings):
            (report,) = app.start(1)
            view = PostgresFactory(Environment(MarkProjection.name, settings)).tracking_recorder(MarkView)
            columns = iter(range(1_000_000))

            def save() -> float:
                last = app.record_column([report], "TOAN", 1, f"C{next(columns)}", "7.5")
                with Watch() as watch:
                    view.wait(Marks.name, last, timeout=WAIT_S)
                return watch.s * 1000

            yield save
            view.datastore.close()


@contextmanager
def another(work: Callable[[Connection, Any], None], argument: Any) -> Iterator[None]:
    """A process that works until the block ends; the block begins when it says that it is ready."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=work, args=(there, argument), daemon=True)
    process.start()
    try:
        assert here.recv() == "ready"
        yield
        here.send("stop")
    finally:
        here.close()
        process.join()


def _follow(pipe: Connection, url: str) -> None:
    with open_pool(url) as pool, Follower(Ledgers(pool), Runner(pool, PROJECTIONS)).running():
        pipe.send("ready")
        _wait(pipe)


def _project(pipe: Connection, settings: dict[str, str]) -> None:
    with ProjectionRunner(application_class=Marks, projection_class=MarkProjection, view_class=MarkView, env=settings):
        pipe.send("ready")
        _wait(pipe)


def _wait(pipe: Connection) -> None:
    """Until the parent says so or has gone."""
    try:
        pipe.recv()
    except EOFError:
        return
