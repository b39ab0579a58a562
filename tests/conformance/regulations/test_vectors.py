"""Every table row, threshold, example and trap of domain.md §2.1-2.9 and §4.2, from data files with their sources."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import Rejected
from domain.regulations.averages import combined_parts, comment_term, term_average, year_average
from domain.regulations.circular_22 import check_mark, evaluate, rules_for
from domain.regulations.curriculum import assessed, regular_scores, subjects
from domain.regulations.levels import academic_level, raw_level
from domain.regulations.policies import OneSubjectReading, Policies, TieRounding
from domain.regulations.year import Promotion, completion, conduct_year, promotion, title
from domain.values import Cell, CommentResult, Kind, Level, Score
from tests.kit.regulations import YEAR, as_json, level, mark, policies_of, record_of, vectors

DEFAULT = Policies()


def name_of(vector: Any) -> str:
    return str(vector.get("name") or vector.get("why") or vector.get("code") or "")


@pytest.mark.parametrize("grade", range(1, 13))
def test_curriculum(grade: int) -> None:
    level: Any = vectors("curriculum", "primary" if grade <= 5 else "lower" if grade <= 9 else "upper")
    at = grade - level["first"]
    offered = subjects(grade, YEAR)
    assert [
        (one.code, one.name, one.kind.value, one.compulsory, one.periods, one.regular_scores) for one in offered
    ] == [
        (row["code"], row["name"], row["kind"], row["compulsory"][at], row["periods"][at], row["regular"][at])
        for row in level["rows"]
        if row["periods"][at]
    ]
    assert sum(one.periods for one in offered if one.compulsory) == level["totals"][at]
    tests = {row["code"]: row["tests"][at].split() for row in level["rows"] if "tests" in row}
    for one in offered:
        found = [column.removeprefix("KT_") for column in one.columns if column.startswith("KT_")]
        assert found == tests.get(one.code, [])


@pytest.mark.parametrize("vector", vectors("regular_scores"))
def test_number_of_regular_scores(vector: Any) -> None:
    assert regular_scores(Kind(vector["kind"]), vector["periods"]) == vector["expect"]


@pytest.mark.parametrize("vector", vectors("rule_sets"))
def test_rules_by_school_year_and_grade(vector: Any) -> None:
    if "rejected" in vector:
        with pytest.raises(Rejected) as refusal:
            subjects(vector["grade"], vector["school_year"])
        assert refusal.value.code == vector["rejected"]
    else:
        assert rules_for(vector["school_year"], vector["grade"]).version == vector["expect"]


@pytest.mark.parametrize("vector", vectors("averages"), ids=name_of)
@pytest.mark.parametrize("ties", TieRounding)
def test_term_average(vector: Any, ties: TieRounding) -> None:
    policies = Policies(tie_rounding=ties)
    expected = vector["expect"] if ties is TieRounding.HALF_UP else vector.get("half_even", vector["expect"])
    regular = [Score(text) for text in vector["tx"]]
    assert str(term_average(regular, Score(vector["gk"]), Score(vector["ck"]), policies)) == expected


@pytest.mark.parametrize("vector", vectors("averages", "years"), ids=name_of)
@pytest.mark.parametrize("ties", TieRounding)
def test_year_average_never_ties(vector: Any, ties: TieRounding) -> None:
    policies = Policies(tie_rounding=ties)
    assert str(year_average(Score(vector["term_1"]), Score(vector["term_2"]), policies)) == vector["expect"]


@pytest.mark.parametrize("vector", vectors("averages", "comments"))
def test_comment_term(vector: Any) -> None:
    assert comment_term([CommentResult(text) for text in vector["results"]]) == vector["expect"]


@pytest.mark.parametrize("vector", vectors("averages", "parts"))
def test_parts_of_arts(vector: Any) -> None:
    results = [CommentResult(text) for text in vector["results"]]
    assert combined_parts(results, DEFAULT) == vector["both"]
    assert combined_parts(results, Policies(arts_needs_both_parts=False)) == vector["one"]


@pytest.mark.parametrize("vector", vectors("academic"), ids=name_of)
def test_academic_level_and_adjustment(vector: Any) -> None:
    results = {f"S{index}": mark(text) for index, text in enumerate(vector["scores"], 1)}
    results |= {f"C{index}": mark(text) for index, text in enumerate(vector["comments"], 1)}
    for reading, key in ((OneSubjectReading.IGNORE_SUBJECT, "a"), (OneSubjectReading.BEST_VALUE, "b")):
        ranking = academic_level(results, Policies(one_subject_reading=reading))
        if vector["raw"] is None:
            assert ranking is None
            continue
        assert ranking is not None
        assert (ranking.raw.name, ranking.level.name) == (vector["raw"], vector[key])
        assert ranking.adjusted_by == (vector["by"] if ranking.level > ranking.raw else None)
    if "scored_only" in vector:
        only_scored = academic_level(results, Policies(comment_subject_can_adjust=False))
        assert only_scored is not None
        assert only_scored.level.name == vector["scored_only"]
    if "literal" in vector:
        assert raw_level(results).name == vector["literal"]
        literal = academic_level(results, Policies(minimum_scored_subjects=0))
        assert literal is not None
        assert literal.level.name == vector["literal"]


def test_every_conduct_pair_stands_in_the_table() -> None:
    pairs = {(vector["term_1"], vector["term_2"]) for vector in vectors("year", "conduct")}
    assert {(one.name, two.name) for one in Level for two in Level} <= pairs


@pytest.mark.parametrize("vector", vectors("year", "conduct"))
def test_conduct_of_the_year(vector: Any) -> None:
    assert conduct_year(level(vector["term_1"]), level(vector["term_2"])) == level(vector["expect"])


@pytest.mark.parametrize("vector", vectors("year", "promotion"))
def test_promotion(vector: Any) -> None:
    policies = Policies.model_validate(vector.get("policies", {}))
    outcome = promotion(level(vector["conduct"]), level(vector["academic"]), vector["absences"], policies)
    assert outcome == vector["expect"]


@pytest.mark.parametrize("vector", vectors("year", "completion"))
def test_completion(vector: Any) -> None:
    assert completion(vector["grade"], Promotion(vector["promotion"])) == vector["expect"]


@pytest.mark.parametrize("vector", vectors("year", "title"))
def test_title(vector: Any) -> None:
    averages = [Score(text) for text in vector["averages"]]
    assert title(level(vector["conduct"]), level(vector["academic"]), averages) == vector["expect"]


@pytest.mark.parametrize("vector", vectors("marks"), ids=name_of)
def test_marks_that_can_and_cannot_stand(vector: Any) -> None:
    code, part, term, column = vector["cell"]
    cell = Cell(subject=code, part=part, term=term, column=column)

    def check() -> None:
        policies = Policies.model_validate(vector.get("policies", {}))
        check_mark(assessed(code, vector.get("grade", 8), YEAR), cell, mark(vector["mark"]), policies)

    if "rejected" not in vector:
        return check()
    with pytest.raises(Rejected) as refusal:
        check()
    assert refusal.value.code == vector["rejected"]
    return None


RECORDS = vectors("records") + vectors("choices") + vectors("summer")


@pytest.mark.parametrize("vector", RECORDS, ids=name_of)
def test_whole_records(vector: Any) -> None:
    if "rejected" in vector:
        with pytest.raises(Rejected) as refusal:
            evaluate(record_of(vector), policies_of(vector))
        assert refusal.value.code == vector["rejected"]
        assert "{" not in refusal.value.text("vi") + refusal.value.text("en")
        return
    found = as_json(evaluate(record_of(vector), policies_of(vector)))
    expected = vector["expect"]
    for table in ("subjects", "final"):
        found[table] = {code: found[table][code] for code in expected.get(table, {})}
    assert {key: found[key] for key in expected} == expected
    assert found["rule_set"] == "TT22-2021/1"
