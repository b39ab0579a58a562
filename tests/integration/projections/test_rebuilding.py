"""Rebuilding beside the live rows, under load; catching up by itself what is new or behind."""

from __future__ import annotations

import itertools
import threading
import uuid
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.app import PROJECTIONS
from domain.errors import Rejected
from domain.ledger import Ledger, Pool
from projections import gradebook, lookup, reports
from projections.runner import Runner, school_transaction
from tests.integration.projections.processes import JOURNALLED, Journal, following, report, write_until
from tests.kit import database as kit
from tests.kit import whole_school
from tests.kit.forking import FORKING
from tests.kit.read_models import folded_afresh, live_rows

CLASSES = (("8A", 9), ("9B", 5))
WRITERS, REBUILDS = 2, 3


class Reader:
    """Looks at an issued class again and again. What it saw once it must see always: nothing here is ever changed."""

    def __init__(self, pool: Pool, ledger: Ledger) -> None:
        self.pool, self.school_id = pool, ledger.school_id
        with school_transaction(pool, self.school_id) as connection:
            row = connection.execute("SELECT class_id FROM read.reports WHERE school_id = %s", [self.school_id])
            self.class_id = (row.fetchone() or (None,))[0]
        self.over = threading.Event()
        self.looks = 0
        self.first = self.look()

    def look(self) -> tuple[object, ...]:
        with school_transaction(self.pool, self.school_id) as connection:
            rows = reports.of_class(connection, self.school_id, self.class_id)
            marks = gradebook.of_subject(connection, self.school_id, [row.report_id for row in rows], "TOAN")
            codes = [uuid.UUID(row.record["issued"]["lookup_id"]) for row in rows]
            found = [seen and seen.row for seen in (lookup.look_up(connection, code) for code in codes)]
        assert rows, "the class is not there"
        return rows, sorted(marks, key=lambda mark: mark.position), found

    def go_on(self) -> None:
        while not self.over.is_set():
            assert self.look() == self.first
            self.looks += 1


def test_under_load_readers_see_no_gap_and_nothing_that_arrives_is_lost(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner, tmp_path: Path
) -> None:
    whole_school.fill(ledger, CLASSES)
    runner.catch_up(ledger)
    reader, over, sizes = Reader(pool, ledger), tmp_path / "over", [ledger.size()]
    with following(database), ThreadPoolExecutor(1) as beside, ProcessPoolExecutor(WRITERS, FORKING) as writers:
        reading = beside.submit(reader.go_on)
        given = (database.application_url, ledger.school_id, over)
        writing = [writers.submit(write_until, *given) for _ in range(WRITERS)]
        try:
            for _ in range(REBUILDS):
                while ledger.size() < sizes[-1] + 200:
                    assert not any(each.done() for each in writing)
                sizes.append(runner.rebuild(ledger))
            while not reader.looks:
                assert not reading.done()
        finally:
            over.touch()
            reader.over.set()
        written = sum(each.result() for each in writing)
        reading.result()
    assert all(earlier < later for earlier, later in itertools.pairwise(sizes)), "it was under load"
    assert ledger.size() == sizes[0] + written
    runner.catch_up(ledger)
    assert live_rows(pool, ledger.school_id) == folded_afresh(database.owner_url, ledger)


def test_two_rebuilds_at_once_take_turns_and_leave_one_generation(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    size = whole_school.fill(ledger, CLASSES)
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(lambda _: runner.rebuild(ledger), range(3))) == [size] * 3
    with school_transaction(pool, ledger.school_id) as connection:
        progress = connection.execute("SELECT projection, position, live FROM read.progress ORDER BY 1").fetchall()
    assert progress == [(name, size, True) for name in sorted(each.name for each in PROJECTIONS)]
    assert live_rows(pool, ledger.school_id) == folded_afresh(database.owner_url, ledger)


@pytest.mark.parametrize("batch", [1, 7, 100_000])
def test_whatever_the_size_of_a_batch_the_rows_are_equal(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_school.fill(ledger, (("8A", 1),))
    runner.catch_up(ledger)
    before = live_rows(pool, ledger.school_id)
    monkeypatch.setattr("projections.runner.BATCH_ENTRIES", batch)
    reached: list[int] = []
    assert runner.rebuild(ledger, reached.append) == ledger.size() == reached[-1]
    assert live_rows(pool, ledger.school_id) == before == folded_afresh(database.owner_url, ledger)


def test_applying_a_batch_again_changes_nothing(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    """The positions are put back, as a backup of half of the tables would: the rows know what they hold."""
    whole_school.fill(ledger, CLASSES[1:])
    runner.catch_up(ledger)
    before = live_rows(pool, ledger.school_id)
    for position in (0, 40, ledger.size() - 1):
        with school_transaction(pool, ledger.school_id) as connection:
            connection.execute("UPDATE read.progress SET position = %s", [position])
        runner.catch_up(ledger)
        assert live_rows(pool, ledger.school_id) == before


def test_a_read_model_that_is_new_behind_or_ahead_is_brought_up_by_itself(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner
) -> None:
    size = whole_school.fill(ledger, CLASSES[1:])
    runner.catch_up(ledger, size - 10)
    Journal.make(database)
    both = Runner(pool, JOURNALLED)
    assert both.standing(ledger) == (size, 0)
    assert both.catch_up(ledger, size - 20) == size - 20
    assert (both.position(ledger, "journal"), both.position(ledger, "reports")) == (size - 20, size - 10)
    assert Runner(pool, [Journal()]).catch_up(ledger, size - 5) == size - 5
    assert both.standing(ledger) == (size, size - 10)
    assert both.catch_up(ledger) == size
    assert Journal.positions(database) == list(range(1, size + 1))
    assert live_rows(pool, ledger.school_id) == folded_afresh(database.owner_url, ledger)


def test_the_swap_goes_no_step_back(ledger: Ledger, runner: Runner) -> None:
    """What is written and shown while the rebuild runs is shown behind it as well, though nobody follows any more."""
    whole_school.fill(ledger, CLASSES[1:])
    shown: list[int] = []

    def write_and_show(_: int) -> None:
        ledger.append([report(4)], command=kit.command())
        shown.append(runner.catch_up(ledger))

    reached = runner.rebuild(ledger, write_and_show)
    assert runner.standing(ledger) == (shown[-1], shown[-1]) == (reached, reached)


def test_read_models_that_are_emptied_under_a_runner_are_made_anew(
    database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody empties them between two batches; the runner sees that it needs earlier entries."""
    size = whole_school.fill(ledger, CLASSES[1:])
    monkeypatch.setattr("projections.runner.BATCH_ENTRIES", size // 3)
    emptied: list[int] = []

    def empty_once(position: int) -> None:
        if not emptied:
            emptied.append(position)
            with psycopg.connect(database.owner_url) as owner:
                owner.execute("TRUNCATE read.progress, read.reports, read.gradebook, read.lookup, read.school_years")

    assert runner.catch_up(ledger, reached=empty_once) == size
    assert live_rows(pool, ledger.school_id) == folded_afresh(database.owner_url, ledger)


def test_a_school_that_is_not_open_is_refused(pool: Pool, runner: Runner) -> None:
    with pytest.raises(Rejected) as refused:
        runner.catch_up(Ledger(pool, uuid.uuid4()))
    assert refused.value.code == "ledger.school_unknown"


def test_schools_are_kept_apart(database: kit.Database, pool: Pool, ledger: Ledger, runner: Runner) -> None:
    other = kit.new_school(pool)
    ledger.append([report(3)], command=kit.command())
    other.append([replace(report(4), after_version=0)], command=kit.command())
    for each in (ledger, other):
        runner.catch_up(each)
    before = live_rows(pool, other.school_id)
    runner.rebuild(ledger)
    assert live_rows(pool, other.school_id) == before
    assert runner.standing(other) == (5, 5)
