"""
Writes ``permissions.csv`` and ``pages.csv`` beside it: ``python -m tests.vectors.permissions.generate``.

They hold what the program answers now; each is read line by line before it is kept: it says who may do what, and the
program has to agree.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

from anchors.signing.software import SoftwareKeyWarning
from tests.kit.permissions import ROLES, everybody, operations, outcome, read_pages, seen

FILE = Path(__file__).with_name("permissions.csv")
PAGES = Path(__file__).with_name("pages.csv")


def expected(file: Path = FILE) -> dict[str, dict[str, str]]:
    """Operation or page → role → ``ok`` or the code of the refusal."""
    with file.open(encoding="utf-8", newline="") as opened:
        return {row.pop("operation"): row for row in csv.DictReader(opened)}


def main() -> None:
    """Write the file."""
    warnings.simplefilter("ignore", SoftwareKeyWarning)
    with everybody() as people:
        _write(FILE, operations(), lambda operation, role: outcome(people.ask(operation, role)))
        _write(PAGES, read_pages(), lambda page, role: seen(people.visit(page, role)))


def _write(path: Path, rows: Iterable[str], answered: Callable[[str, str], str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("operation", *ROLES))
        for row in rows:
            writer.writerow((row, *(answered(row, role) for role in ROLES)))


if __name__ == "__main__":
    main()
