"""
``evaluate_records_per_s``: full records of a secondary year through ``circular_22.evaluate``, on one core.

Each record has every cell of its grade filled with marks of its own: grades 6-9, and 10-12 with four electives and
three clusters of special topics. The other is the door of ``hocba evaluate`` in the same process: the same records as
JSON, read, checked, evaluated and answered. Counted is the processor time of this process.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from api.flows import evaluating
from domain.regulations.circular_22 import YearRecord, evaluate
from domain.regulations.curriculum import NO_CHOICE, Programme, studied
from domain.regulations.policies import DEFAULT
from domain.values import Cell, CommentResult, Kind, Level, Mark, Score, Term
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn

YEAR = "2025-2026"
RECORDS = 2_000
SEED = 22
CHOICE = Programme(electives=("VAT_LI", "HOA_HOC", "TIN_HOC", "MI_THUAT"), topics=("TOAN", "VAT_LI", "HOA_HOC"))


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in records a second of one core."""
    rng = random.Random(SEED)
    records = [_record(rng, rng.randint(6, 12)) for _ in range(scale.count(RECORDS, 10))]
    documents = [json.dumps(_document(record)).encode() for record in records]
    for record, document in zip(records[:50], documents, strict=False):
        answer = evaluating.evaluate(document)["academic"]["year"]
        level = evaluate(record, DEFAULT).academic.year
        assert answer == (level.name if level is not None else "PENDING"), "both evaluate the same records"
    rates = in_turn(
        scale,
        lambda: _rate(lambda record: evaluate(record, DEFAULT), records),
        lambda: _rate(evaluating.evaluate, documents),
    )
    against = "the same as JSON through hocba evaluate's door, in one process"
    yield Figure("evaluate_records_per_s", "records/s", *rates, against, [Bar("value", "least", 2_000)])


def _rate(done: Callable[[Any], object], given: Sequence[Any]) -> float:
    with Watch() as watch:
        for each in given:
            done(each)
    return len(given) / watch.cpu_s


def _record(rng: random.Random, grade: int) -> YearRecord:
    programme = CHOICE if grade > 9 else NO_CHOICE
    marks: dict[Cell, Mark] = {
        cell: Score(f"{rng.randint(4, 9)}.{rng.randint(0, 9)}") if one.kind is Kind.SCORED else CommentResult.D
        for one in studied(grade, YEAR, programme)
        for cell in one.cells()
    }
    conduct = {term: rng.choice(list(Level)) for term in Term}
    return YearRecord(grade, YEAR, marks, conduct, rng.randint(0, 20), programme=programme)


def _document(record: YearRecord) -> dict[str, Any]:
    """The record as ``docs/formats/evaluate.md`` writes it."""
    subjects: dict[str, Any] = {}
    for cell, mark in record.marks.items():
        sheet = subjects.setdefault(cell.subject, {})
        if cell.part:
            sheet = sheet.setdefault("parts", {}).setdefault(cell.part, {})
        term = sheet.setdefault("terms", {}).setdefault(str(cell.term.value), {"tx": []})
        if cell.column.startswith("TX"):
            term["tx"].append(str(mark))
        else:
            term[{"CHUYEN_DE": "cd"}.get(cell.column, cell.column.lower())] = str(mark)
    return {
        "regulation": "TT22",
        "school_year": record.school_year,
        "grade": record.grade,
        "subjects": subjects,
        "conduct": {str(term.value): level.name for term, level in record.conduct.items()},
        "absences": record.absences,
    }
