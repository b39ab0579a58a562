"""
The rows of the read models against a replay: every entry is folded anew, aside, and what comes of it compared.

The fold is that of the read models themselves, into a generation that no reader sees, in a transaction that is rolled
back at the end: nothing is left of it. Memory does not grow with the ledger; the rows are compared in the database.
That two independent folds (the domain's and these) agree at every position is what ``tests/property/auditing`` shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from domain.errors import HocbaError
from domain.ledger import Ledger
from domain.ledger.failures import wrapped
from projections.runner import Runner, batches, collector_at_rest

#: The generation of the replay: those of live rows and of rebuilds begin at 1.
ASIDE = 0
#: Rows named of each table; where more differ, a rebuild is wanted, not a list.
DIFFERING_MAX = 20


@dataclass(frozen=True, slots=True)
class Differing:
    """
    A row that is not as the replay gives it.

    ``what`` is table, key and the place that differs first: ``gradebook 6d67…/TOAN//1/TX1: mark``. ``position`` is the
    entry that the row stands on, where it tells; ``expected`` and ``found`` are JSON, None where there is no such row.
    """

    what: str
    position: int | None
    expected: str | None
    found: str | None


@dataclass(slots=True)
class Compared:
    """How many rows; the first that differ; read models ``behind`` and how far; why the replay stopped, if it did."""

    compared: int = 0
    differing: list[Differing] = field(default_factory=list)
    behind: dict[str, int] = field(default_factory=dict)
    stopped: str | None = None


def compare_rows(runner: Runner, ledger: Ledger, reached: Callable[[int, int], None] | None = None) -> Compared:
    """
    Replay a school's ledger and compare every row of its read models, each as of the position that it shows.

    ``reached`` is told how far the replay has come, and of how many entries. Raises Unavailable; a ledger that cannot
    be folded is no error here but ``stopped``: the audit of the entries says what is amiss.
    """
    answer = Compared()
    with (
        wrapped(),
        collector_at_rest(),
        runner.pool.connection() as connection,
        connection.transaction(force_rollback=True),
    ):
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute(
            "SELECT set_config('hocba.school_id', %s, true), set_config('statement_timeout', '0', true)",
            [str(ledger.school_id)],
        )
        live = _live(connection, ledger)
        try:
            size = ledger.size()
            shown = {each.name: live[each.name][1] for each in runner.projections}
            answer.behind = {name: position for name, position in shown.items() if position < size}
            answer.differing += [
                Differing(f"progress {name}", None, str(size), str(position))
                for name, position in shown.items()
                if position > size
            ]
            _fold(runner, connection, ledger, live, min(size, max(shown.values())), reached)
        except Exception as error:  # evidence that contradicts itself may make a fold fail in any way
            answer.stopped = error.text("en") if isinstance(error, HocbaError) else f"{type(error).__name__}: {error}"
            return answer
        for projection in runner.projections:
            for table in projection.tables:
                answer.compared += _count(connection, ledger, table, live[projection.name][0])
                answer.differing += _differing(connection, ledger, table, live[projection.name][0])
    return answer


def _live(connection: Connection[Any], ledger: Ledger) -> Mapping[str, tuple[int, int]]:
    """Read model → generation and position of its live rows; one that has none yet is at 0."""
    found = connection.execute(
        "SELECT projection, generation, position FROM read.progress WHERE school_id = %s AND live", [ledger.school_id]
    )
    return _Places({name: (generation, position) for name, generation, position in found})


class _Places(dict[str, tuple[int, int]]):
    def __missing__(self, name: str) -> tuple[int, int]:
        return 1, 0


def _fold(
    runner: Runner,
    connection: Connection[Any],
    ledger: Ledger,
    live: Mapping[str, tuple[int, int]],
    until: int,
    reached: Callable[[int, int], None] | None,
) -> None:
    for batch in batches(ledger, 0, until):
        for projection in runner.projections:
            _, position = live[projection.name]
            if shown := [entry for entry in batch if entry.position <= position]:
                projection.fold(connection, ledger.school_id, ASIDE, shown)
        if reached:
            reached(batch[-1].position, until)


def _count(connection: Connection[Any], ledger: Ledger, table: str, generation: int) -> int:
    query = f"SELECT count(*) FROM read.{table} WHERE school_id = %s AND generation = %s"  # noqa: S608  # our own names
    row = connection.execute(query, [ledger.school_id, generation]).fetchone()
    return int(row[0]) if row else 0


def _differing(connection: Connection[Any], ledger: Ledger, table: str, generation: int) -> Iterator[Differing]:
    """Rows that differ, are missing, or are too many, in the order of their keys."""
    key = _key(connection, table)
    names = ", ".join(f'"{name}"' for name in key)
    side = (
        f"(SELECT {names}, to_jsonb(each) - 'generation' AS row FROM read.{table} each"  # noqa: S608  # our own names
        " WHERE school_id = %s AND generation = %s)"
    )
    found = connection.execute(
        f"SELECT expected.row, found.row FROM {side} expected FULL JOIN {side} found USING ({names})"  # noqa: S608  # our own
        f" WHERE expected.row IS DISTINCT FROM found.row ORDER BY {names} LIMIT %s",
        [ledger.school_id, ASIDE, ledger.school_id, generation, DIFFERING_MAX],
    )
    for expected, stored in found:
        either = expected or stored
        place, wanted, there = _first("", expected, stored)
        name = f"{table} {'/'.join(str(either[column]) for column in key if column != 'school_id')}"
        yield Differing(f"{name}: {place}" if place else name, either.get("position"), _text(wanted), _text(there))


def _key(connection: Connection[Any], table: str) -> list[str]:
    """The columns of a table's primary key, but for the generation."""
    found = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
        " WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY array_position(i.indkey::smallint[], a.attnum)",
        [f"read.{table}"],
    )
    return [name for (name,) in found if name != "generation"]


def _first(place: str, expected: Any, found: Any) -> tuple[str, Any, Any]:
    """The first place in which two JSON values differ, and what stands there in each."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted({*expected, *found}):
            if expected.get(name) != found.get(name) or (name in expected) != (name in found):
                return _first(f"{place}.{name}" if place else name, expected.get(name), found.get(name))
    return place, expected, found


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
