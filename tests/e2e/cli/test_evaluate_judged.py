"""A dozen random records of every level through the real program, one process each, on standard input."""

from __future__ import annotations

import json
import subprocess
from random import Random

import pytest

from tests.kit import oracle
from tests.kit.cli import PROGRAM, TIMEOUT_S
from tests.property.evaluate import drawn, judged

pytestmark = pytest.mark.one_server

DRAWS = {
    "lower": lambda rng: drawn.secondary(rng, (6, 7, 8, 9)),
    "upper": lambda rng: drawn.secondary(rng, (10, 11, 12)),
    "primary": drawn.primary,
}


@pytest.mark.parametrize("name", DRAWS)
def test_the_program_gives_the_oracles_answer(name: str) -> None:
    rng = Random(f"{judged.SEED} program {name}")
    for index in range(12):
        document = DRAWS[name](rng)
        ran = subprocess.run(
            [PROGRAM, "evaluate", "-", "--json"],
            input=json.dumps(document).encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
        )
        told = f"seed {judged.SEED}, program {name} {index}: {json.dumps(document, ensure_ascii=False)}"
        assert (ran.returncode, json.loads(ran.stdout)) == (0, oracle.answer(document)), told


def test_the_program_refuses_with_2_and_the_place() -> None:
    document = drawn.primary(Random(judged.SEED)) | {"absences": 1}
    ran = subprocess.run(
        [PROGRAM, "evaluate", "--json"], input=json.dumps(document).encode(), capture_output=True, timeout=TIMEOUT_S
    )
    (fault,) = json.loads(ran.stdout)["error"]["faults"]
    assert (ran.returncode, fault["facts"]["place"]) == (2, "absences")
