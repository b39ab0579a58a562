"""
``python -m tests.benchmarks [NAME …]``: measure, print a table, write ``var/benchmarks.json``.

With ``--readme``: print what stands there as README's table, and measure nothing.

Exit code 1 where a figure misses what it must reach, on two or more cores; on one core the table only says so.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from rich.console import Console

from tests.benchmarks.families import FAMILIES
from tests.benchmarks.harness import WHOLE, Figure, cores, machine, write
from tests.benchmarks.tables import readme, table

ROOT = Path(__file__).parents[2]
OUT = ROOT / "var" / "benchmarks.json"


def main() -> int:
    """Everything, or the named figures with those that come from the same rounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure the ledger.")
    known = [name for names in FAMILIES for name in names]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--readme", action="store_true", help="print README's rows of the last run, measure nothing")
    arguments = parser.parse_args()
    if arguments.readme:
        sys.stdout.write(readme(json.loads(OUT.read_bytes()), known))
        return 0
    wanted = set(arguments.names)
    if unknown := wanted.difference(known):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    # A server of their own, so that nobody's tests run on it.
    os.environ.setdefault("HOCBA_DATA", str(ROOT / "var" / "benchmarks"))
    console, figures = Console(stderr=True), list[Figure]()
    facts = machine()
    for names, run in FAMILIES.items():
        if wanted and not wanted & set(names):
            continue
        started = time.monotonic()
        with console.status(", ".join(names)):
            figures += run(WHOLE)
        write(OUT, figures, facts)
        console.print(f"{', '.join(names)}: {time.monotonic() - started:.0f} s")
    Console(width=160).print(table(figures), ", ".join(f"{name} {value}" for name, value in facts.items()))
    missed = [figure.name for figure in figures if figure.missed]
    if missed and cores() < 2:
        console.print("One core: what is missed does not count.")
    return 1 if missed and cores() >= 2 else 0


if __name__ == "__main__":
    sys.exit(main())
