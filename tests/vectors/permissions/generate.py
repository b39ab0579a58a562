"""
Writes ``permissions.csv`` beside it, as the program answers now: ``python -m tests.vectors.permissions.generate``.

The file is read line by line before it is kept: it says who may do what, the program has to agree.
"""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

from anchors.signing.software import SoftwareKeyWarning
from tests.kit.permissions import ROLES, everybody, operations, outcome

FILE = Path(__file__).with_name("permissions.csv")


def expected() -> dict[str, dict[str, str]]:
    """Operation → role → ``ok`` or the code of the refusal."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row.pop("operation"): row for row in csv.DictReader(file)}


def main() -> None:
    """Write the file."""
    warnings.simplefilter("ignore", SoftwareKeyWarning)
    with everybody() as people, FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("operation", *ROLES))
        for operation in operations():
            writer.writerow((operation, *(outcome(people.ask(operation, role)) for role in ROLES)))


if __name__ == "__main__":
    main()
