"""Policies cross a wire and hold nothing unknown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.regulations.policies import OneSubjectReading, Policies, SpecialTopics

PAGE = Path(__file__).parents[3] / "docs" / "regulations.md"


def test_round_trip() -> None:
    chosen = Policies(one_subject_reading=OneSubjectReading.BEST_VALUE, absence_limit=40, arts_needs_both_parts=False)
    assert Policies.model_validate_json(chosen.model_dump_json()) == chosen
    assert json.loads(chosen.model_dump_json())["one_subject_reading"] == "BEST_VALUE"


def test_a_policy_that_came_later_is_written_only_where_it_was_chosen() -> None:
    assert "special_topics" not in json.loads(Policies().model_dump_json())
    chosen = Policies(special_topics=SpecialTopics.ONE_OF_REGULAR, title_after_summer=True)
    assert json.loads(chosen.model_dump_json()).keys() - json.loads(Policies().model_dump_json()).keys() == {
        "special_topics",
        "title_after_summer",
    }
    assert Policies.model_validate_json(chosen.model_dump_json()) == chosen


def test_left_out_is_the_default() -> None:
    assert Policies.model_validate_json("{}") == Policies()


@pytest.mark.parametrize(
    "given",
    [
        '{"absence_limits": 45}',
        '{"absence_limit": -1}',
        '{"absence_limit": "45"}',
        '{"absence_limit": 45.0}',
        '{"absence_limit": true}',
        '{"minimum_scored_subjects": 7}',
        '{"one_subject_reading": "C"}',
        '{"arts_needs_both_parts": "yes"}',
        '{"tie_rounding": null}',
    ],
)
def test_unknown_keys_and_values_are_refused(given: str) -> None:
    with pytest.raises(ValueError):
        Policies.model_validate_json(given)


def test_every_policy_and_its_default_stands_in_the_documentation() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, field in Policies.model_fields.items():
        assert f"| `{name}` | `{json.dumps(field.default).strip(chr(34))}` |" in page
