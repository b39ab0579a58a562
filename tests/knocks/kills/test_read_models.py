"""Projecting and rebuilding killed at random moments: rows and position fit together, and readers never see a gap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from api.app import PROJECTIONS
from projections.runner import school_transaction
from tests.kit import read_models
from tests.kit.read_models import Rows
from tests.kit.stages import School, at
from tests.kit.told import Told
from tests.knocks.kills import acts
from tests.knocks.kills.series import Kind, Knocks

PUPILS = 3


def live_rows(school: School) -> dict[str, tuple[int, Rows]]:
    """Each read model's position and live rows, as its readers see them."""
    return read_models.live_rows(school.app.pool, school.desk.ledger.school_id)


@cache
def undisturbed() -> dict[int, dict[str, tuple[int, Rows]]]:
    """The rows at each position where a batch may end: folded in this process, with the program's own batches."""
    found = {}
    with unread() as school:
        size = school.desk.ledger.size()
        found[0] = live_rows(school)
        for position in (*range(acts.BATCH, size, acts.BATCH), size):
            school.app.runner.catch_up(school.desk.ledger, position)
            found[position] = live_rows(school)
    return found


@contextmanager
def unread() -> Iterator[School]:
    """A school with its whole ledger, of which no read model knows."""
    with at("sealed", PUPILS) as school:
        read_models.forget(school.database.owner_url)
        yield school


def positions(school: School) -> tuple[int, ...]:
    """How far each read model is: its rows are those of exactly this position."""
    found = live_rows(school)
    for name, (position, rows) in found.items():
        assert rows == undisturbed()[position][name][1], f"rows of {name} are not those of position {position}"
    return tuple(position for position, _ in found.values())


def generations(school: School) -> tuple[tuple[str, int], ...]:
    """Which rebuilds are under way and how far; what readers see is complete whatever happens beside it."""
    assert live_rows(school) == undisturbed()[school.desk.ledger.size()]
    with school_transaction(school.app.pool, school.desk.ledger.school_id) as connection:
        return tuple(
            connection.execute(
                "SELECT projection, position FROM read.progress WHERE NOT live ORDER BY projection"
            ).fetchall()
        )


def only_live(school: School) -> dict[str, tuple[int, Rows]]:
    """The live rows; nothing else is left in the tables."""
    assert generations(school) == ()
    found = live_rows(school)
    with school_transaction(school.app.pool, school.desk.ledger.school_id) as connection:
        for projection in PROJECTIONS:
            for table in projection.tables:
                count = connection.execute(f"SELECT count(*) FROM read.{table}".encode()).fetchone()
                assert count == (len(found[projection.name][1][table]),), f"rows of killed rebuilds in {table}"
    return found


def test_killed_projecting_leaves_whole_batches_and_goes_on(told: Told) -> None:
    knocks = Knocks(
        Kind(
            name="projecting",
            school=unread,
            act=acts.project,
            arguments=lambda school: (school.desk.ledger.school_id,),
            state=positions,
            whole=live_rows,
            states_min=6,
        )
    )
    told(knocks.run())


def test_a_killed_rebuild_shows_nothing_of_itself_and_is_begun_anew(told: Told) -> None:
    knocks = Knocks(
        Kind(
            name="rebuilding",
            school=lambda: at("sealed", PUPILS),
            act=acts.rebuild,
            arguments=lambda school: (school.desk.ledger.school_id,),
            state=generations,
            whole=only_live,
            states_min=6,
        )
    )
    told(knocks.run())
