"""Lower secondary school: grades 6 to 9."""

from __future__ import annotations

from random import Random

from tests.kit.told import Told
from tests.property.evaluate import drawn, judged


def draw(rng: Random) -> judged.Json:
    return drawn.secondary(rng, (6, 7, 8, 9))


def test_ten_thousand_records_have_the_oracles_answer(told: Told) -> None:
    seen = judged.agrees_with_the_oracle(draw, "lower")
    told(f"lower, {judged.RECORDS} records of seed {judged.SEED}: {dict(sorted(seen.items()))}")
    assert {outcome for outcome in judged.SECONDARY if seen[outcome] < 20} == set(), "too seldom drawn to be judged"


def test_the_order_of_entry_does_not_matter() -> None:
    judged.order_does_not_matter(draw, "lower")


def test_one_better_mark_lowers_nothing() -> None:
    assert judged.one_better_mark_lowers_nothing(draw, "lower") >= judged.ROSE_MIN
