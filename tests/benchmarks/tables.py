"""The figures as tables: one for whoever ran them, one for README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table

from tests.benchmarks.harness import Figure


def table(figures: Sequence[Figure]) -> Table:
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


def readme(found: Mapping[str, Any], names: Iterable[str]) -> str:
    """README's table and the machine below it, from ``var/benchmarks.json``."""
    lines = ["| figure | ours | against | ratio | must be |", "|---|---|---|---|---|"]
    for name in (name for name in names if name in found):
        each = found[name]
        other = f"{each['against']['value']:,g}: {each['against']['what']}"
        must = ", ".join(f"**{bar}, missed**" if bar in each["missed"] else bar for bar in each["must"])
        lines.append(f"| `{name}` | {each['value']:,g} {each['unit']} | {other} | {each['ratio']:,g} | {must} |")
    machine = found["machine"]
    lines += [
        "",
        f"{machine['cores']} cores of {machine['cpu']}, Python {machine['python']}, PostgreSQL"
        f" {machine['postgresql']}, fsync {machine['fsync']}.",
    ]
    return "\n".join(lines) + "\n"
