"""Whatever is wrong with a school file, the answer is our own error: Misused or Faults, never another exception."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.flows.school_file import SchoolFile, load_school_file
from api.flows.vietnamese_names import name_key, tidy
from domain.errors import Faults, Misused

EXAMPLE = (Path(__file__).parents[3] / "docs/formats/examples/school.json").read_bytes()

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(["8A", "GV01"])
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


def judged(raw: bytes) -> SchoolFile | None:
    try:
        return load_school_file(raw)
    except (Faults, Misused) as error:
        # A text that lacks one of its facts would raise KeyError here.
        error.text("vi")
        error.text("en")
        return None


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


PLACES = places(json.loads(EXAMPLE))[1:]


@settings(max_examples=300)
@given(edits=st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=4))
def test_any_value_anywhere(edits: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = json.loads(EXAMPLE)
    for place, value in edits:
        target = document
        try:
            for key in place[:-1]:
                target = target[key]
            target[place[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # An earlier edit took the place away.
    file = judged(json.dumps(document).encode())
    if file is not None:
        assert load_school_file(file.to_json()) == file


@settings(max_examples=200)
@given(data=st.data())
def test_any_damaged_bytes(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(EXAMPLE)))
    length = data.draw(st.integers(0, 40))
    judged(EXAMPLE[:start] + data.draw(st.binary(max_size=10)) + EXAMPLE[start + length :])


VIETNAMESE = st.text(alphabet="aăâeêoôơuưyiđdbnh áàảãạấầẩẫậéèẻẽẹếềểễệóòỏõọờởỡớợúùủũụứừửữựHĐẤ'", max_size=20)


@given(first=VIETNAMESE, second=VIETNAMESE)
def test_names_compare_equal_only_if_they_read_the_same(first: str, second: str) -> None:
    same = tidy(first).casefold() == tidy(second).casefold()
    assert (name_key(first) == name_key(second)) is same
    assert name_key(unicodedata.normalize("NFD", first)) == name_key(first)
