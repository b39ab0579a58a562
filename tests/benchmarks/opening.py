"""
``opening_s``: a school year from three filled workbooks, as ``hocba year open`` does it, from the files to the entries.

29 classes, 61 members of staff, 1,234 pupils, into a new ledger each round; the program has started. Against openpyxl
reading the cells of the same three files, judging and recording nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from api.flows.demo.generator import FULL_SCHOOL, generate
from api.flows.opening import read_year
from api.flows.school_load import load_school
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.kit.database import migrated, new_school, pool_of
from tests.kit.opening import fill

SEED = 2026


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in seconds: smaller is better."""
    school = generate(SEED, classes=FULL_SCHOOL if not scale.tiny else (("8A", 3),)).file
    with tempfile.TemporaryDirectory() as folder, migrated() as database, pool_of(database) as pool:
        paths = fill(Path(folder), school)
        reading: list[float] = []

        def ours() -> float:
            ledger = new_school(pool)
            with Watch() as watch:
                with Watch() as read:
                    file = read_year(**paths, convert=False).file
                loaded = load_school(ledger, file, set())
            reading.append(read.s)
            assert loaded.pupils == len(school.pupils)
            return watch.s

        rates = in_turn(scale, ours, lambda: _openpyxl(paths))
    against = "openpyxl reading the cells of the same files"
    details = {"pupils": len(school.pupils), "read_and_check_s": min(reading)}
    yield Figure("opening_s", "s", *rates, against, [Bar("value", "most", 20)], details)


def _openpyxl(paths: dict[str, Path]) -> float:
    with Watch() as watch:
        for path in paths.values():
            book = openpyxl.load_workbook(path, read_only=True)
            cells = sum(len(row) for page in book for row in page.iter_rows(values_only=True))
            book.close()
            assert cells
    return watch.s
