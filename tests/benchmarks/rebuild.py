"""
``rebuild_events_per_s``: every read model folded anew beside the live one and swapped, for a school's whole year.

The library's runner takes one transaction an event; it gets a fair share of as many marks, from the same class sizes,
and one read model where we fold six.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventsourcing.projection import ProjectionRunner

from api.app import PROJECTIONS
from projections.runner import Runner
from tests.benchmarks import others
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.benchmarks.library import MarkProjection, Marks, MarkView
from tests.benchmarks.schools import classes
from tests.kit.database import migrated, new_school, pool_of
from tests.kit.whole_school import fill

CLASSES = 12
REPORTS_OF_THE_LIBRARY = 45
COLUMNS_OF_THE_LIBRARY = 40


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in events a second."""
    with migrated() as database, pool_of(database) as pool:
        ledger = new_school(pool)
        events = fill(ledger, classes(scale.count(CLASSES, 1), scale.count(0, 2) or None))
        runner = Runner(pool, PROJECTIONS)
        runner.catch_up(ledger)

        def ours() -> float:
            with Watch() as watch:
                assert runner.rebuild(ledger) == events
            return events / watch.s

        reports, columns = scale.count(REPORTS_OF_THE_LIBRARY, 3), scale.count(COLUMNS_OF_THE_LIBRARY, 1)
        rates = in_turn(scale, ours, lambda: _library(reports, columns))
    against = "the eventsourcing library's ProjectionRunner, one read model"
    details = {"events": events, "events_of_the_library": reports * (columns + 1)}
    yield Figure("rebuild_events_per_s", "events/s", *rates, against, [Bar("value", "least", 20_000)], details)


def _library(reports: int, columns: int) -> float:
    """A database of its own each time: the library has no rebuild beside the live view."""
    with others.database() as url:
        env = others.library_settings(url, pool_size=2)
        with Marks(env) as app:
            ids = app.start(reports)
            last = None
            for column in range(columns):
                last = app.record_column(ids, "TOAN", 1, f"C{column}", "7.5")
        with (
            Watch() as watch,
            ProjectionRunner(
                application_class=Marks, projection_class=MarkProjection, view_class=MarkView, env=env
            ) as runner,
        ):
            runner.wait(last, timeout=120)
            watch.stop()
    return reports * (columns + 1) / watch.s
