"""Primary school: grades 1 to 5."""

from __future__ import annotations

from random import Random

from tests.kit.told import Told
from tests.property.evaluate import drawn, judged


def draw(rng: Random) -> judged.Json:
    return drawn.primary(rng)


def test_ten_thousand_records_have_the_oracles_answer(told: Told) -> None:
    seen = judged.agrees_with_the_oracle(draw, "primary")
    told(f"primary, {judged.RECORDS} records of seed {judged.SEED}: {dict(sorted(seen.items()))}")
    assert {outcome for outcome in judged.PRIMARY if seen[outcome] < 20} == set(), "too seldom drawn to be judged"


def test_the_order_of_entry_does_not_matter() -> None:
    judged.order_does_not_matter(draw, "primary")


def test_one_better_mark_lowers_nothing() -> None:
    assert judged.one_better_mark_lowers_nothing(draw, "primary") >= judged.ROSE_MIN
