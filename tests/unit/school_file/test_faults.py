"""Each planted fault is found, with its place, and nothing else is called wrong (vectors: faults.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.flows.school_file import FAULTS_MAX, MESSAGES, load_school_file
from domain.errors import Faults

EXAMPLE = Path(__file__).parents[3] / "docs/formats/examples/school.json"
VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "faults.json").read_text())
#: Refused before any content is judged: tests of test_load.
WHOLE_FILE = {"unreadable", "too_large", "not_utf8", "not_json", "key_twice", "format"}


def edited(vector: dict[str, Any]) -> bytes:
    """The example with the vector's values set and removed (JSON pointers)."""
    document = json.loads(EXAMPLE.read_text())
    edits = [*vector.get("set", {}).items(), *((place, None) for place in vector.get("remove", []))]
    for place, value in edits:
        *path, last = (key.replace("~1", "/") for key in place.split("/")[1:])
        target = document
        for key in path:
            target = target[int(key)] if isinstance(target, list) else target[key]
        key = int(last) if isinstance(target, list) else last
        if place in vector.get("remove", []):
            del target[key]
        else:
            target[key] = "x" * 121 if value == "LONG" else value
    return json.dumps(document).encode()


def faults_of(raw: bytes) -> list[tuple[str, Any]]:
    try:
        load_school_file(raw)
    except Faults as error:
        return [(fault.code, fault.facts.get("place")) for fault in error.faults]
    return []


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_planted_fault(vector: dict[str, Any]) -> None:
    found = faults_of(edited(vector))
    # "*": at several places, which follow from one another and are not the point.
    many = {code for code, place in vector["expect"] if place == "*"}
    expected = {(code, place) for code, place in vector["expect"] if place != "*"}
    assert {code for code, _ in found} >= many
    rest = [fault for fault in found if fault[0] not in many]
    assert set(rest) == expected
    assert len(rest) == len(expected), "each fault once"


def test_every_text_has_a_vector() -> None:
    covered = {code for vector in VECTORS for code, _ in vector["expect"]}
    judged = {code for code in MESSAGES if ".notice." not in code and code.split(".")[1] not in WHOLE_FILE}
    assert judged - covered == {"school_file.more"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_texts_render_in_both_languages_and_show_no_personal_value(vector: dict[str, Any]) -> None:
    try:
        load_school_file(edited(vector))
    except Faults as error:
        for text in (error.text("vi"), error.text("en")):
            assert "{" not in text
            for value in ("Lê Minh", "2014-03-09", "09921400020", "99214000201", "2014-02-30", "099184000103"):
                assert value not in text


def test_faults_come_in_the_order_of_the_file() -> None:
    five = next(vector for vector in VECTORS if vector["name"].startswith("five faults"))
    places = [place for _, place in faults_of(edited(five))]
    assert places == [None, "/classes/0/homeroom", "/pupils/0/sex", "/pupils/1/class", "/pupils/3/sex"]


def test_a_list_of_faults_has_an_end() -> None:
    document = json.loads(EXAMPLE.read_text())
    document["pupils"] = [{"class": "8A"}] * 300
    found = faults_of(json.dumps(document).encode())
    assert len(found) == FAULTS_MAX + 1
    assert found[-1][0] == "school_file.more"


def test_too_many_entries() -> None:
    document = json.loads(EXAMPLE.read_text())
    document["staff"] = document["staff"][:1] * 501
    assert ("school_file.length", "/staff") in faults_of(json.dumps(document).encode())
