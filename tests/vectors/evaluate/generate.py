"""
Writes the vectors of ``evaluate`` beside it: ``python -m tests.vectors.evaluate.generate``. Same output every time.

What must come out stands in the tables beside this file, written by hand from domain.md §2-§4 and the law; here the
inputs are only put together. A vector is a JSON Merge Patch (RFC 7396) on one of ``bases.json``, or a whole input:

``{"name", "source", "base", "patch", "out"}``: the parts of the answer that matter; ``"error"`` in its place: the
place that the refusal names (a list where one fault is told at two places), null where the input cannot be read at all.
``in`` is a whole input, ``text`` raw text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.kit import records
from tests.vectors.evaluate import table_primary, table_refused, table_results, table_studied, table_year

HERE = Path(__file__).parent
TABLES = (table_results, table_year, table_studied, table_primary, table_refused)


def bases() -> dict[str, Any]:
    """One good record a grade."""
    return {str(grade): records.primary(grade) if grade <= 5 else records.secondary(grade) for grade in range(1, 13)}


def vectors() -> dict[str, str]:
    """File name to content."""
    files = {name: one for table in TABLES for name, one in table.vectors().items()}
    return {"bases.json": _lines(bases())} | {f"{name}.json": _lines(one) for name, one in files.items()}


def _lines(content: dict[str, Any] | list[Any]) -> str:
    """One vector, or one base, a line."""
    if isinstance(content, dict):
        lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
        return "{\n" + ",\n".join(lines) + "\n}\n"
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in content) + "\n]\n"


def main() -> None:
    """Write the files."""
    for name, content in vectors().items():
        (HERE / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
