"""
``board_ms``: the progress board of a whole school, by class: read models at the head, year and names read anew.

The school is in the weeks before its last day: every twentieth mark and comment is still missing, here and there, so
few reports stand equal. The other: the one query that counts the same reports by class and status and tells nothing of
subjects, people or days.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.app import PROJECTIONS
from api.flows.board import table
from api.flows.board.table import Asked, By
from api.flows.desk import Desk
from projections.runner import Runner, school_transaction
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.kit.database import migrated, new_school, pool_of
from tests.kit.whole_school import WHOLE, fill

#: Boards of a round, one after the other.
ASKED_A_ROUND = 10
OWED = 0.05

_BARE = """
SELECT r.class_id, r.status, count(*) FROM read.reports r JOIN read.progress p ON p.projection = 'reports'
    AND p.school_id = r.school_id AND p.generation = r.generation AND p.live
WHERE r.school_id = %s AND r.school_year_id = %s GROUP BY r.class_id, r.status
"""


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in milliseconds: smaller is better."""
    count = scale.count(ASKED_A_ROUND, 1)
    with migrated() as database, pool_of(database) as pool:
        ledger = new_school(pool)
        fill(ledger, WHOLE if not scale.tiny else [("8A", 3)], editions=False, owed=OWED)
        desk = Desk.open(ledger, Runner(pool, PROJECTIONS), demo=True)

        def board(by: By) -> float:
            with Watch() as watch:
                for _ in range(count):
                    found = table.now(desk, Asked(by))
            assert found.rows, "a board has rows"
            return watch.s * 1000 / count

        def bare() -> float:
            with Watch() as watch:
                for _ in range(count):
                    with school_transaction(pool, ledger.school_id) as connection:
                        found = connection.execute(_BARE, [ledger.school_id, desk.school_year_id]).fetchall()
            assert found, "there are reports"
            return watch.s * 1000 / count

        ours, others = in_turn(scale, lambda: board(By.CLASS), bare)
        whole = table.now(desk, Asked()).whole
        details = {
            **{f"by_{by.lower()}": board(by) for by in By if by is not By.CLASS},
            "places_to_do": sum(cell.total for cell in whole.values()),
            "of_them_open": sum(cell.total - cell.done for cell in whole.values()),
        }
    against = "one query: reports by class and status, nothing else"
    yield Figure("board_ms", "ms", ours, others, against, [Bar("value", "most", 100)], details)
