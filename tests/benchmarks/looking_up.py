"""
``lookup_p99_ms``: 500 look-ups a second by code, of a million issued reports, for as long as the rounds last.

Every second one is the page behind a QR code, every second one the JSON of the same facts; each is noted in the list of
accesses. Against the bare endpoint: a route of the same server that runs the same statement and answers two bytes. The
load is open (``open_loop``), the server is the program's own, in a process of its own, with its upkeep at work; the
index is filled by COPY: a hundred schools, and no ledger behind the rows, because a look-up reads none.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import httpx
import psycopg
from fastapi import Request
from fastapi.responses import Response

from api.app import PROJECTIONS, App
from api.cli.serving import listening
from api.routes import accesses
from api.server import check_start, create_app
from api.settings import Settings
from api.upkeep import Upkeep
from domain.ledger import open_school
from tests.benchmarks.harness import Bar, Figure, Scale, in_turn
from tests.benchmarks.open_loop import Load, send
from tests.kit.database import Database, migrated, pool_of
from tests.kit.served import free_port, wait_ready

SCHOOLS = 100
REPORTS = 1_000_000
A_SECOND = 500
ROUND_S = 8.0
SEED = 2026
#: On a machine that is busy with other things.
START_S_MAX = 120.0


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in milliseconds: smaller is better."""
    ours, bare = list[Load](), list[Load]()
    with migrated() as database, tempfile.TemporaryDirectory(prefix="hocba-benchmark-") as folder:
        codes = fill(database, scale.count(SCHOOLS, 2), scale.count(REPORTS, 500))
        with another_server(database, folder) as port:

            def asked(kept: list[Load], forms: tuple[str, ...]) -> float:
                paths = _paths(codes, forms, len(kept))
                kept.append(send(port, paths, scale.of(A_SECOND, 50), scale.of(ROUND_S, 0.5), len(kept)))
                assert kept[-1].failed == 0, f"{kept[-1].failed} look-ups failed"
                return kept[-1].percentile(0.99)

            times = in_turn(
                scale, lambda: asked(ours, ("/t/{}", "/api/v1/lookup/{}")), lambda: asked(bare, ("/bare/{}",))
            )
    counted = Load([each for load in ours[-scale.rounds :] for each in load.latencies_ms])
    alone = Load([each for load in bare[-scale.rounds :] for each in load.latencies_ms])
    details = {
        "p50": counted.percentile(0.5), "p999": counted.percentile(0.999), "worst": max(counted.latencies_ms),
        "p50_bare": alone.percentile(0.5), "look_ups": len(counted.latencies_ms), "reports": len(codes),
    }  # fmt: skip
    against = "a bare endpoint of the same server with the same statement"
    yield Figure("lookup_p99_ms", "ms", *times, against, [Bar("value", "most", 25)], details)


def _paths(codes: list[str], forms: tuple[str, ...], seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for form in itertools.cycle(forms):
        yield form.format(chance.choice(codes))


def fill(database: Database, schools: int, reports: int) -> list[str]:
    """An index with so many reports; their codes. One in fifty is a second edition."""
    chance = random.Random(SEED)
    ids = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(schools)]
    with pool_of(database) as pool:
        for school_id in ids:
            open_school(pool, school_id)
    codes = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(reports)]
    columns = (
        "lookup_id, generation, school_id, report_id, edition, effective_date, xml_sha256, pdf_sha256, position,"
        " school, school_code, school_year, initials, demo"
    )
    day, digest = date(2026, 5, 31), "e1" * 32
    with psycopg.connect(database.owner_url) as owner:
        with owner.cursor().copy(f"COPY read.lookup ({columns}) FROM STDIN") as copy:
            for number, code in enumerate(codes):
                place, school_id = divmod(number, schools)[0], ids[number % schools]
                again = place % 50 == 49  # of the report before it in the same school
                report = uuid.UUID(int=(number - schools * again) << 64 | 1)
                copy.write_row(
                    (
                        code, 1, school_id, report, 1 + again, day, digest, digest, place + 1,
                        f"Trường THCS số {number % schools + 1}", f"{99_000_000 + number % schools}", "2025-2026",
                        "N. V. A.", False,
                    )
                )  # fmt: skip
        size = -(-reports // schools)
        for school_id in ids:
            owner.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school_id)])
            owner.execute(
                "INSERT INTO read.progress (projection, school_id, generation, position, live)"
                " SELECT each, %s, 1, %s, true FROM unnest(%s::text[]) each",
                [school_id, size, [each.name for each in PROJECTIONS]],
            )
            owner.execute("UPDATE ledger.heads SET size = %s WHERE school_id = %s", [size, school_id])
            owner.execute(
                "INSERT INTO ledger.checkpoints (school_id, size, previous_size, root, note, issued_at)"
                " VALUES (%s, %s, 0, %s, 'note', now())",
                [school_id, size, bytes(32)],
            )
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE read.lookup")
    return codes


@contextmanager
def another_server(database: Database, folder: str) -> Iterator[int]:
    """The port of the program's own server in a process of its own, until the block ends."""
    port = free_port()
    environment = {
        **os.environ,
        "HOCBA_DATABASE_URL": database.application_url,
        "HOCBA_OWNER_DATABASE_URL": database.owner_url,
        "HOCBA_DATA": folder,
    }
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.looking_up", str(port)], env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            wait_ready(client, START_S_MAX)
        assert process.poll() is None, "another server answers there"
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def serve_with_bare(port: int) -> None:
    """``hocba serve`` with one route more, until SIGTERM."""
    with App.connect(Settings.from_environment(os.environ)) as program:
        check_start(program)
        upkeep = Upkeep(program)
        app = create_app(program, upkeep)

        @app.get("/bare/{code}")
        def bare(code: uuid.UUID, request: Request) -> Response:
            accesses.look_up(program.pool, code, request.client.host)
            return Response(b"ok")

        app.router.routes.insert(0, app.router.routes.pop())  # matched first, as the pages of a look-up are

        async def serving() -> None:
            server = listening(app, "127.0.0.1", port)
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
            await server.serve()

        with upkeep.running():
            asyncio.run(serving())


if __name__ == "__main__":
    serve_with_bare(int(sys.argv[1]))
