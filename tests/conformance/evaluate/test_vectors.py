"""
Every vector of ``tests/vectors/evaluate``, asked of the engine through its JSON, and of the oracle.

Agreement of both with a table that was written by hand is what makes the oracle fit to judge random records.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.flows import evaluating
from domain.errors import Faults, HocbaError
from tests.kit import oracle
from tests.kit.records import merged
from tests.vectors.evaluate import generate

Json = dict[str, Any]
BASES: Json = json.loads((generate.HERE / "bases.json").read_text(encoding="utf-8"))


def vectors(*, good: bool) -> list[Any]:
    return [
        pytest.param(vector, id=f"{path.stem}: {vector['name']}")
        for path in sorted(generate.HERE.glob("*.json"))
        if path.name != "bases.json"
        for vector in json.loads(path.read_text(encoding="utf-8"))
        if ("out" in vector) is good
    ]


def document(vector: Json) -> Json:
    return vector["in"] if "in" in vector else merged(BASES[vector["base"]], vector["patch"])


def text(vector: Json) -> bytes:
    return str(vector.get("text") or json.dumps(document(vector), ensure_ascii=False)).encode()


def chosen(answer: Any, like: Any) -> Any:
    """Of an answer what the vector speaks of."""
    if isinstance(like, dict):
        return {key: chosen(answer[key], inner) for key, inner in like.items()}
    return answer


@pytest.mark.parametrize("vector", vectors(good=True))
def test_engine_and_oracle_give_what_the_vector_says(vector: Json) -> None:
    engine = json.loads(json.dumps(evaluating.evaluate(text(vector))))
    assert chosen(engine, vector["out"]) == vector["out"]
    assert oracle.answer(document(vector)) == engine


@pytest.mark.parametrize("vector", vectors(good=False))
def test_a_refusal_names_its_place_and_no_other(vector: Json) -> None:
    with pytest.raises(HocbaError) as refusal:
        evaluating.evaluate(vector["text"].encode() if "text" in vector else text(vector))
    faults = refusal.value.faults if isinstance(refusal.value, Faults) else (refusal.value,)
    error = vector["error"]
    assert [fault.facts.get("place") for fault in faults] == (error if isinstance(error, list) else [error])


def test_the_files_are_those_of_the_generator() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in generate.HERE.glob("*.json")}
    assert kept == generate.vectors()


def test_no_vector_stands_twice() -> None:
    names = [case.id for good in (True, False) for case in vectors(good=good)]
    assert len(names) == len(set(names))
