"""
``python -m tests.benchmarks [NAME …]``: measure, print a table, write ``var/benchmarks.json``.

Exit code 1 where a figure misses what it must reach, on two or more cores; on one core the table only says so.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.families import FAMILIES
from tests.benchmarks.harness import WHOLE, Figure, cores, machine, write

ROOT = Path(__file__).parents[2]
OUT = ROOT / "var" / "benchmarks.json"


def main() -> int:
    """Everything, or the named figures with those that come from the same rounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure the ledger.")
    known = [name for names in FAMILIES for name in names]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    wanted = set(parser.parse_args().names)
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


def table(figures: list[Figure]) -> Table:
    """A row for each figure, in the order in which they ran."""
    found = Table("figure", "ours", "spread", "against", "ratio", "spread", "must", title="Benchmarks")
    for each in figures:
        row = each.as_json()
        low, high = row["spread"]["value"]
        lowest, highest = row["spread"]["ratio"]
        found.add_row(
            each.name,
            f"{row['value']:,} {each.unit}",
            f"{low:,} … {high:,}",
            f"{row['against']['value']:,} {each.against}",
            f"{row['ratio']:,}",
            f"{lowest:,} … {highest:,}",
            "\n".join(f"{'MISSED ' if bar in each.missed else ''}{bar}" for bar in each.bars),
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
