"""What ``hocba evaluate`` takes and refuses: the place of every fault, all at once; and the published schema."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from api.flows.evaluating import BYTES_MAX, evaluate, subjects
from api.flows.evaluating.reading import FAULTS_MAX, parse
from domain.errors import Faults, HocbaError, Misused, Rejected
from domain.regulations.policies import Policies

FORMATS = Path(__file__).parents[3] / "docs/formats"
SCHEMA = json.loads((FORMATS / "evaluate.schema.json").read_text(encoding="utf-8"))
LEVELS = ("lower", "upper", "primary")


def validator(name: str) -> Any:
    return jsonschema_rs.validator_for({**SCHEMA, "$ref": f"#/$defs/{name}"})


def example(name: str) -> Any:
    return json.loads((FORMATS / f"examples/evaluate-{name}.json").read_text(encoding="utf-8"))


def run(document: Any) -> dict[str, Any]:
    return evaluate(json.dumps(document).encode())


def faults(content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Faults) as refusal:
        evaluate(content)
    texts = [fault.text(language) for fault in refusal.value.faults for language in ("vi", "en")]
    assert not [text for text in texts if re.search(r"\{[a-z]+[}:]", text)]
    return [(fault.code.removeprefix("evaluate."), str(fault.facts["place"])) for fault in refusal.value.faults]


@pytest.mark.parametrize("name", LEVELS)
def test_an_example_has_its_answer_and_both_fit_the_schema(name: str) -> None:
    answer = json.loads((FORMATS / f"examples/evaluate-{name}.answer.json").read_text(encoding="utf-8"))
    assert list(run(example(name)).items()) == list(answer.items())
    validator("input").validate(example(name))
    validator("output").validate(answer)


def test_the_issues_own_example_is_evaluated_though_it_names_two_subjects() -> None:
    term = {"tx": ["8.0", "7.5", "9.0", "8.5"], "gk": "8.0", "ck": "9.0"}
    comment = {"tx": ["D", "D"], "gk": "D", "ck": "CD"}
    document = {
        "regulation": "TT22", "school_year": "2025-2026", "grade": 8,
        "subjects": {
            "TOAN": {"terms": {"1": term, "2": term}, "reassessed": None},
            "GDTC": {"terms": {"1": comment, "2": comment}},
        },
        "conduct": {"1": "TOT", "2": "KHA", "summer": None}, "absences": 12, "policies": {},
    }  # fmt: skip
    answer = run(document)
    assert answer["subjects"]["TOAN"] == {"term_1": "8.4", "term_2": "8.4", "year": "8.4", "final": "8.4"}
    assert answer["subjects"]["GDTC"]["year"] == "CD"
    assert answer["subjects"]["NGU_VAN"] == dict.fromkeys(("term_1", "term_2", "year", "final"))
    assert (answer["academic"]["year"], answer["promotion"]) == ("PENDING", "PENDING")


@pytest.mark.parametrize("grade", range(1, 13))
def test_subjects_fit_the_schema(grade: int) -> None:
    answer = subjects(grade)
    assert answer == subjects(grade, "2025-2026")
    validator("subjects_output").validate(answer)


@pytest.mark.parametrize(
    ("grade", "year", "code"),
    [
        (0, None, "regulation.no_rules"),
        (13, None, "regulation.no_rules"),
        (9, "2023-2024", "regulation.no_rules"),
        (9, "2023", "regulation.school_year"),
    ],
)
def test_subjects_without_rules(grade: int, year: str | None, code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        subjects(grade, year)
    assert refusal.value.code == code


def test_the_schema_knows_every_policy() -> None:
    properties = SCHEMA["$defs"]["policies"]["anyOf"][0]["properties"]
    assert properties.keys() == Policies.model_fields.keys()


def test_every_key_of_the_schema_stands_in_the_page() -> None:
    page = (FORMATS / "evaluate.md").read_text(encoding="utf-8")
    keys = {
        key for name, part in SCHEMA["$defs"].items() if name not in ("policies", "error") for key in _properties(part)
    }
    assert {key for key in keys if key not in page} == set()


def _properties(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_properties, part)) if part else set()
    if not isinstance(part, dict):
        return set()
    own = set(part.get("properties", ()))
    return own.union(*(_properties(inner) for inner in part.values()))


def test_plain_terms_of_arts_are_one_assessment_of_both_parts() -> None:
    document = example("lower")
    document["subjects"]["NGHE_THUAT"] = document["subjects"]["HDTN_HN"]
    document["subjects"]["HDTN_HN"]["terms"]["2"]["gk"] = "CD"
    assert run(document)["subjects"]["NGHE_THUAT"] == {"term_1": "D", "term_2": "CD", "year": "CD", "final": "CD"}


def test_8_and_8_0_are_the_same_mark() -> None:
    document = example("lower")
    text = json.dumps(document).replace('"8.0"', '"8"').replace('"9.0"', '"9"')
    assert evaluate(text.encode()) == run(document)


def test_a_term_without_special_topics_has_no_such_result() -> None:
    document = example("upper")
    del document["subjects"]["VAT_LI"]["terms"]["1"]["cd"]
    assert run(document)["subjects"]["VAT_LI"]["term_1"] == "6.6"
    document["subjects"]["VAT_LI"]["terms"]["1"]["cd"] = None
    assert run(document)["subjects"]["VAT_LI"]["term_1"] is None


def test_special_topics_in_the_place_of_a_regular_score() -> None:
    document = example("upper")
    document["policies"] = {"special_topics": "ONE_OF_REGULAR"}
    assert faults(json.dumps(document).encode()) == [
        ("count", "subjects.VAT_LI.terms.1.tx"),
        ("count", "subjects.VAT_LI.terms.2.tx"),
    ]
    for term in document["subjects"]["VAT_LI"]["terms"].values():
        term["tx"].pop()
    assert run(document)["subjects"]["VAT_LI"]["year"] == "6.8"  # (2 x 6.6 + 8.5 + 5 x 6.6) / 8 = 6.8375


def test_an_individual_plan_leaves_its_subjects_out_and_people_decide() -> None:
    document = example("lower")
    del document["subjects"]["TOAN"]
    document["individual_plan"] = {"decision": "KHGDCN 3/2025", "subjects": ["TOAN"], "promoted": None}
    assert run(document)["promotion"] == "PENDING"
    document["individual_plan"]["promoted"] = True
    assert (run(document)["promotion"], run(document)["completion"]) == ("PROMOTED", "COMPLETED")


def set_at(document: Any, place: str, value: Any) -> None:
    *path, last = [int(step) if step.isdigit() and "[" in whole else step for whole, step in _steps(place)]
    for step in path:
        document = document[step]
    if value is KeyError:
        del document[last]
    else:
        document[last] = value


def _steps(place: str) -> list[tuple[str, str]]:
    return [(found[0], found[0].strip("[].")) for found in re.finditer(r"\[[0-9]+\]|[^.\[]+", place)]


DECISION = "QĐ 12"
WRONG: list[tuple[str, str, Any, str, str | None]] = [
    # example, where, what, fault, its place (None: the same)
    ("lower", "subjects.TOAN.terms.1.tx[2]", "8.25", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", "10.1", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", "-1", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", "8,5", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", "", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", " 8", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", "8\n", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", "８", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", "D", "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", 8, "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", True, "mark", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", 8.5, "number", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", 10**400, "number", None),
    ("lower", "subjects.TOAN.terms.1.tx[2]", {"cd_by_rule": "x"}, "unknown_key",
     "subjects.TOAN.terms.1.tx[2].cd_by_rule"),
    ("lower", "subjects.TOAN.terms.1.tx[2]", {"zero_by_rule": " "}, "text", "subjects.TOAN.terms.1.tx[2].zero_by_rule"),
    ("lower", "subjects.TOAN.terms.1.tx[2]", {}, "missing_key", "subjects.TOAN.terms.1.tx[2].zero_by_rule"),
    ("lower", "subjects.TOAN.terms.1.tx", ["8"] * 3, "count", None),
    ("lower", "subjects.TOAN.terms.1.tx", ["8"] * 5, "count", None),
    ("lower", "subjects.TOAN.terms.1.tx", [], "count", None),
    ("lower", "subjects.TOAN.terms.1.tx", "8", "type", None),
    ("lower", "subjects.TOAN.terms.1.cd", "8", "topics", None),
    ("lower", "subjects.TOAN.terms.1.tx5", "8", "unknown_key", None),
    ("lower", "subjects.TOAN.terms.3", {}, "unknown_key", None),
    ("lower", "subjects.TOAN.terms", [], "type", None),
    ("lower", "subjects.TOAN", "8", "type", None),
    ("lower", "subjects.TOAN", {}, "one_of", None),
    ("lower", "subjects.TOAN.exempt", {"scope": "YEAR", "decision": DECISION}, "one_of", "subjects.TOAN"),
    ("lower", "subjects.TOAN.parts", {}, "unknown_key", None),
    ("lower", "subjects.HDTN_HN.terms.2.ck", "9.0", "result", None),
    ("lower", "subjects.HDTN_HN.terms.2.ck", "Đ", "result", None),
    ("lower", "subjects.HDTN_HN.terms.2.tx", ["D"] * 3, "count", None),
    ("lower", "subjects.NGHE_THUAT.parts.KICH", {}, "unknown_key", None),
    ("lower", "subjects.NGHE_THUAT.parts.AM_NHAC", {}, "one_of", None),
    ("lower", "subjects.GDTC.exempt.scope", "TERM_1", "exempt_scope", None),
    ("lower", "subjects.GDTC.exempt.decision", "", "text", None),
    ("lower", "subjects.GDTC.exempt", {}, "missing_key", "subjects.GDTC.exempt.scope"),
    ("lower", "subjects.TOAN.terms.1", {"exempt": {"scope": "TERM_2", "decision": DECISION}}, "exempt_scope",
     "subjects.TOAN.terms.1.exempt.scope"),
    ("lower", "subjects.VAT_LI", {"terms": {}}, "subject", None),
    ("lower", "subjects.toan", {"terms": {}}, "subject", None),
    ("lower", "subjects.TOAN.reassessed", "9.0", "reassessed", None),
    ("lower", "subjects.TOAN.reassessed", "D", "mark", None),
    ("lower", "subjects.GDTC.reassessed", "D", "reassessed", None),
    ("lower", "conduct.summer", "TOT", "summer", None),
    ("lower", "conduct.1", "Tốt", "value", None),
    ("lower", "conduct.3", "TOT", "unknown_key", None),
    ("lower", "conduct", [], "type", None),
    ("lower", "absences", -1, "type", None),
    ("lower", "absences", "12", "type", None),
    ("lower", "absences", 1.0, "number", None),
    ("lower", "absences", True, "type", None),
    ("lower", "policies.absence_limit", "45", "policy", None),
    ("lower", "policies.absence_limits", 45, "unknown_key", None),
    ("lower", "policies", [], "type", None),
    ("lower", "grade", 4, "regulation", "regulation"),
    ("lower", "grade", 13, "no_rules", None),
    ("lower", "grade", "9", "type", None),
    ("lower", "grade", KeyError, "missing_key", None),
    ("lower", "school_year", "2023-2024", "no_rules", "grade"),
    ("lower", "school_year", "2025", "no_rules", None),
    ("lower", "school_year", 2025, "text", None),
    ("lower", "regulation", "TT58", "value", None),
    ("lower", "regulation", "TT27", "unknown_key", "conduct"),
    ("lower", "subjects", KeyError, "missing_key", None),
    ("lower", "more", 1, "unknown_key", None),
    ("lower", "individual_plan", {"decision": DECISION, "subjects": ["VAT_LI"]}, "value",
     "individual_plan.subjects[0]"),
    ("lower", "individual_plan", {"subjects": []}, "missing_key", "individual_plan.decision"),
    ("lower", "individual_plan", {"decision": DECISION, "subjects": [], "promoted": "yes"}, "type",
     "individual_plan.promoted"),
    ("upper", "subjects.DIA_LI", {"terms": {}}, "electives", "subjects"),
    ("upper", "subjects.VAT_LI", KeyError, "electives", "subjects"),
    ("upper", "subjects.GDTC.terms.1.cd", "D", "topics", None),
    ("upper", "subjects.TOAN.reassessed", {"zero_by_rule": ""}, "text", "subjects.TOAN.reassessed.zero_by_rule"),
    ("primary", "subjects.TOAN.level", "Đ", "value", None),
    ("primary", "subjects.TOAN.level", "TOT", "value", None),
    ("primary", "subjects.TOAN.test", "9.5", "test", None),
    ("primary", "subjects.TOAN.test", "11", "test", None),
    ("primary", "subjects.TOAN.test", 9, "test", None),
    ("primary", "subjects.TOAN.test", 9.0, "number", None),
    ("primary", "subjects.DAO_DUC.test", "9", "no_test", None),
    ("primary", "subjects.TOAN.exempt", {"scope": "YEAR", "decision": DECISION}, "one_of", "subjects.TOAN"),
    ("primary", "subjects.NGU_VAN", {"level": "T"}, "subject", None),
    ("primary", "qualities.YEU_NUOC", "H", "value", None),
    ("primary", "qualities.TU_CHU", "T", "unknown_key", None),
    ("primary", "competencies.TU_CHU", "X", "value", None),
    ("primary", "decisions.promoted_by_principal", "yes", "type", None),
    ("primary", "decisions.title", True, "unknown_key", None),
    ("primary", "conduct", {}, "unknown_key", None),
    ("primary", "grade", 6, "regulation", "regulation"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "place", "value", "code", "found"), WRONG, ids=[f"{one[1]} {one[2]!r:.30}" for one in WRONG]
)
def test_what_is_wrong_is_told_with_its_place(name: str, place: str, value: Any, code: str, found: str | None) -> None:
    document = copy.deepcopy(example(name))
    set_at(document, place, value)
    assert (code, found or place) in faults(json.dumps(document).encode())


def test_all_faults_are_told_at_once() -> None:
    places = ["subjects.TOAN.terms.1.tx[0]", "subjects.KHTN.terms.2.ck", "subjects.GDDP.terms.1.gk", "absences"]
    document = example("lower")
    for place in places:
        set_at(document, place, "x")
    assert [place for _, place in faults(json.dumps(document).encode())] == places


def test_there_is_an_end_to_the_faults() -> None:
    document = example("lower")
    document["subjects"] = {f"X{number}": {} for number in range(500)}
    found = faults(json.dumps(document).encode())
    assert len(found) == FAULTS_MAX + 1
    assert found[-1][0] == "many"


@pytest.mark.parametrize(
    ("twice", "place"),
    [
        ('{"regulation":"TT22","regulation":"TT22"}', "regulation"),
        ('{"subjects":{"TOAN":{"terms":{}},"TOAN":{"terms":{}}}}', "subjects.TOAN"),
        ('{"subjects":{"TOAN":{"terms":{"1":{"tx":[{"zero_by_rule":"a","zero_by_rule":"a"}]}}}}}',
         "subjects.TOAN.terms.1.tx[0].zero_by_rule"),
    ],
)  # fmt: skip
def test_a_key_that_stands_twice_is_refused(twice: str, place: str) -> None:
    assert ("twice", place) in faults(twice.encode())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "evaluate.not_json"),
        (b"{", "evaluate.not_json"),
        (b"\xff\xfe", "evaluate.not_json"),
        ("\ufeff{}".encode(), "evaluate.not_json"),
        (b"[" * 100_000, "evaluate.not_json"),
        (b'{"a":1}{"b":2}', "evaluate.not_json"),
        (b" " * (BYTES_MAX + 1), "evaluate.too_large"),
    ],
    ids=lambda given: repr(given)[:20],
)
def test_what_is_no_document_at_all(content: bytes, code: str) -> None:
    with pytest.raises(Misused) as refusal:
        evaluate(content)
    assert refusal.value.code == code


def test_nothing_that_is_read_is_a_binary_fraction() -> None:
    found = parse(b'[8.5, -0.0, 1e5, NaN, Infinity, 8, {"x": [6.35]}, "8.5"]')
    kinds = [type(each) for each in (*found[:6], found[6]["x"][0])]
    assert float not in kinds
    assert [str(each) for each in found[:5]] == ["8.5", "-0.0", "1e5", "NaN", "Infinity"]


@pytest.mark.parametrize("content", [b"[]", b"null", b'"x"', b"1", b"NaN", b"1e999", b"{}"])
def test_a_document_that_is_no_record(content: bytes) -> None:
    assert faults(content)


@pytest.mark.parametrize("seed", range(150))
def test_whatever_stands_in_a_place_it_is_answered_or_refused(seed: int) -> None:
    """Any value of JSON in any place of an example: an answer of the schema, or faults; never another exception."""
    rng = random.Random(seed)
    document = example(rng.choice(LEVELS))
    values = [None, True, 0, 8, 8.5, "", "8", "9.9", "D", "T", "x" * 50, [], {}, ["8"], {"x": 1}, {"exempt": {}}]
    values += [{"zero_by_rule": "x"}, {"terms": {}}, "\u202e", -1, 10**30]
    for _ in range(rng.randint(1, 3)):
        at = document
        while True:
            key = rng.choice(list(at) if isinstance(at, dict) else list(range(len(at))))
            inner = at[key]
            if not isinstance(inner, (dict, list)) or not inner or rng.random() < 0.15:
                at[key] = rng.choice(values)
                break
            at = inner
    try:
        answer = run(document)
    except HocbaError as refusal:
        told = [refusal.text("vi"), refusal.text("en")]
    else:
        validator("output").validate(answer)
        validator("input").validate(document)
        told = list(answer)
    assert all(told)
