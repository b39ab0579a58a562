"""
``import_events_per_s``: the filled workbooks of real classes read, checked, decided and recorded, on all cores.

Four classes a round, 13 workbooks each, every class once; the processes have started. Against COPY of the rows that
came of it into a plain table with the same columns and indexes: what reading no workbook, checking nothing and proving
nothing would give.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import psycopg

from api.flows.bulk_imports import import_everything
from api.flows.demo.acting import Cast
from api.flows.gradebooks import Imported, Sent
from api.workers import Workers
from domain.ledger import Ledger
from tests.benchmarks import others, schools
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn

CLASSES_A_ROUND = 4

_COPY = """
COPY plain (school_id, position, stream_id, stream_version, topic, entry, event_id, recorded_at)
FROM STDIN (FORMAT BINARY)
"""
_TYPES = ["uuid", "int8", "uuid", "int8", "text", "bytea", "uuid", "timestamptz"]


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in events a second."""
    each, rounds = scale.count(CLASSES_A_ROUND, 1), scale.rounds + (0 if scale.tiny else 1)
    of = schools.classes(each * rounds, scale.count(0, 2) or None)
    with schools.loaded(of) as school, others.database() as url, Workers(school.app) as workers:
        others.make_plain(url)
        cast = Cast(school.desk, school.app.keys(school.ledger.school_id))
        files = [[filled.sent for filled in cast.fill(school.plan, found, school.folder)] for found in cast.classes]
        batches = iter([list(chain(*files[start : start + each])) for start in range(0, len(files), each)])
        last = [school.ledger.size()]

        def ours() -> float:
            batch: list[Sent] = next(batches)
            with Watch() as watch:
                for _, answer in import_everything(workers, school.desk, batch):
                    assert isinstance(answer, Imported), answer
            last.append(school.ledger.size())
            return (last[-1] - last[-2]) / watch.s

        rates = in_turn(scale, ours, lambda: _copy(school.ledger, url, last[-2], last[-1]))
    against = "COPY of the same rows into a plain table"
    details = {"events": last[-1] - last[0], "workbooks": sum(map(len, files))}
    yield Figure("import_events_per_s", "events/s", *rates, against, [Bar("value", "least", 20_000)], details)


def _copy(ledger: Ledger, url: str, after: int, until: int) -> float:
    rows = list(ledger.raw_entries(after, until))
    with psycopg.connect(url) as connection, Watch() as watch:
        with connection.cursor().copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)
        connection.commit()
    return len(rows) / watch.s
