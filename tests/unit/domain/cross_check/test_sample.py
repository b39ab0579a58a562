"""A sample is drawn by its seed alone: the vectors were drawn with coreutils, beside what must hold of any."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cross_check.events import Item
from domain.cross_check.sample import draw, rank
from domain.values import Cell, Column, Term

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "cross_check" / "sample.json").read_text(encoding="utf-8")
)
CELLS = [None, *(Cell(subject="TOAN", term=term, column=column) for term in Term for column in Column)]
items = st.lists(
    st.builds(Item, report_id=st.integers(1, 40).map(lambda n: UUID(int=n)), cell=st.sampled_from(CELLS)),
    unique_by=str,
    max_size=60,
)
seeds = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=4, max_size=64)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["seed"])
def test_the_vectors_are_drawn(vector: dict[str, Any]) -> None:
    population = [Item.model_validate(each) for each in vector["population"]]
    assert [rank(vector["seed"], each).hex() for each in population] == vector["ranks"]
    drawn = draw(vector["seed"], population, vector["n"])
    assert [population.index(each) for each in drawn] == vector["drawn"]


@given(seeds, items, st.integers(1, 80))
def test_a_sample_is_part_of_every_larger_one(seed: str, population: list[Item], n: int) -> None:
    drawn = draw(seed, population, n)
    assert len(drawn) == min(n, len(population))
    assert [each for each in population if each in drawn] == list(drawn)
    assert set(map(str, drawn)) <= set(map(str, draw(seed, population, n + 1)))
    assert sorted(map(str, draw(seed, population[::-1], n))) == sorted(map(str, drawn))
