"""
Drawing a sample: a pure function of the seed, so that anybody draws the same again (docs/formats/sample.md).

Each item has the rank SHA-256(seed ‖ 0x0A ‖ report id ‖ 0x2F ‖ cell); the lowest ``n`` ranks are drawn. What is
recorded besides changes no rank, so a sample of more holds that of less.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from domain.cross_check.events import Item


def rank(seed: str, item: Item) -> bytes:
    """32 bytes; the cell is written ``TOAN HK1 TX1``, and where there is none, nothing is."""
    cell = str(item.cell) if item.cell else ""
    return hashlib.sha256(f"{seed}\n{item.report_id}/{cell}".encode()).digest()


def draw(seed: str, population: Sequence[Item], n: int) -> tuple[Item, ...]:
    """The ``n`` items of lowest rank, or all where there are no more, in the order of the population."""
    lowest = sorted(range(len(population)), key=lambda place: rank(seed, population[place]))[:n]
    return tuple(population[place] for place in sorted(lowest))
