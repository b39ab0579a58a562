"""``hocba subjects`` beside the second judge's tables of the programme of 2018 (domain.md §4)."""

from __future__ import annotations

from typing import Any

import pytest

from api.flows import evaluating
from tests.kit.oracle import curriculum

#: Yearly periods of all compulsory subjects (domain.md §4.1, §4.2), counted there and not here.
TOTALS = {1: 875, 2: 875, 3: 980, 4: 1050, 5: 1050, 6: 1015, 7: 1015, 8: 1032, 9: 1032}


def listed(grade: int) -> list[Any]:
    answer = evaluating.subjects(grade)
    assert answer["grade"] == grade
    return list(answer["subjects"])


@pytest.mark.parametrize("grade", range(6, 13))
def test_secondary(grade: int) -> None:
    compulsory = curriculum.compulsory(grade)
    expected = {
        one.code: ("SCORED" if one.scored else "COMMENT", one.code in compulsory, one.periods, one.regular)
        for one in curriculum.offered(grade).values()
    }
    found = [
        (row["code"], (row["kind"], row["compulsory"], row["periods"], row["regular_scores"])) for row in listed(grade)
    ]
    assert found == list(expected.items())


@pytest.mark.parametrize("grade", range(1, 6))
def test_primary(grade: int) -> None:
    found = {row["code"]: (row["kind"], row["compulsory"], row["regular_scores"]) for row in listed(grade)}
    expected = dict.fromkeys(curriculum.primary(grade), ("LEVEL", True, 0))
    assert found == expected | dict.fromkeys(curriculum.primary_besides(grade), ("LEVEL", False, 0))


@pytest.mark.parametrize(("grade", "total"), TOTALS.items())
def test_the_periods_add_up(grade: int, total: int) -> None:
    assert sum(row["periods"] for row in listed(grade) if row["compulsory"]) == total
