"""What ``evaluate`` refuses, and what its result holds beyond the vectors."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import domain.regulations
from domain.errors import Rejected
from domain.messages import MESSAGES as ALL_MESSAGES
from domain.regulations.circular_22 import RULE_SET, MarkState, YearRecord, check_mark, evaluate
from domain.regulations.curriculum import subject
from domain.regulations.messages import MESSAGES
from domain.regulations.policies import Policies
from domain.values import Cell, Column, CommentResult, Level, Score, Term
from tests.kit.regulations import YEAR, cells, full_marks, mark, vectors

BOTH_TOT = {Term.ONE: Level.TOT, Term.TWO: Level.TOT}
MATHS_FINAL = Cell(subject="TOAN", term=Term.ONE, column=Column.CK)


def record(**changes: Any) -> YearRecord:
    base = YearRecord(grade=8, school_year=YEAR, marks=full_marks(8), conduct=BOTH_TOT, absences=0)
    return replace(base, **changes)


def rejection(given: YearRecord) -> Rejected:
    with pytest.raises(Rejected) as refusal:
        evaluate(given, Policies())
    return refusal.value


SECONDARY = [one for one in vectors("marks") if "rejected" in one and one.get("grade", 8) > 5]


@pytest.mark.parametrize("vector", SECONDARY, ids=lambda one: one["name"])
def test_a_mark_that_cannot_stand_is_refused_wherever_it_comes_in(vector: Any) -> None:
    code, part, term, column = vector["cell"]
    cell = Cell(subject=code, part=part, term=term, column=column)
    value = mark(vector["mark"])
    grade = vector.get("grade", 8)
    given = record(grade=grade, marks=full_marks(grade) | {cell: value})
    assert rejection(given).code == vector["rejected"]


def test_a_cell_of_another_subject_is_refused() -> None:
    with pytest.raises(Rejected) as refusal:
        check_mark(subject("KHTN", 8, YEAR), MATHS_FINAL, Score("8"))
    assert refusal.value.code == "regulation.other_subject"


@pytest.mark.parametrize("value", [7.5, 8, "8.0", None])
def test_only_marks_are_marks(value: object) -> None:
    assert rejection(record(marks=full_marks(8) | {MATHS_FINAL: value})).code == "regulation.score_expected"


def test_the_refusal_names_the_place_in_both_languages() -> None:
    refusal = rejection(record(marks=full_marks(8) | {MATHS_FINAL: CommentResult.D}))
    assert refusal.text("vi").startswith("Ô Toán CK học kì I: môn Toán đánh giá bằng nhận xét kết hợp điểm số")
    assert refusal.text("en").startswith("Cell TOAN HK1 CK: the subject Toán takes scores from 0 to 10, not D")


@pytest.mark.parametrize("absences", [-1, True, "3", 2.0])
def test_impossible_absences(absences: object) -> None:
    assert rejection(record(absences=absences)).code == "regulation.absences"


@pytest.mark.parametrize(("grade", "school_year"), [(5, YEAR), (13, YEAR), (9, "2023-2024")])
def test_a_record_without_rules(grade: int, school_year: str) -> None:
    assert rejection(record(grade=grade, school_year=school_year)).code == "regulation.no_rules"


def test_a_mark_by_rule_needs_a_reason() -> None:
    assert rejection(record(by_rule={MATHS_FINAL: " "})).code == "regulation.by_rule_reason"


def test_a_mark_by_rule_cannot_stand_beside_another_mark() -> None:
    refusal = rejection(record(by_rule={MATHS_FINAL: "KHONG_DU_KIEM_TRA"}))
    assert refusal.code == "regulation.by_rule_contradicted"
    assert refusal.facts["found"] == Score("8.0")


def test_a_mark_by_rule_in_a_cell_that_does_not_exist() -> None:
    cell = MATHS_FINAL.model_copy(update={"column": Column.TX5})
    assert rejection(record(by_rule={cell: "KHONG_DU_KIEM_TRA"})).code == "regulation.column_unknown"


def test_the_three_states_of_a_cell() -> None:
    first, second, third = cells(8)[:3]
    given = record(marks={first: Score("0")}, by_rule={second: "KHONG_DU_KIEM_TRA"})
    states = [given.state(cell) for cell in (first, second, third)]
    assert states == [MarkState.GIVEN, MarkState.BY_RULE, MarkState.PENDING]


def test_an_empty_record_is_pending_not_failed() -> None:
    found = evaluate(record(marks={}, conduct={}, absences=None), Policies())
    assert found.missing == cells(8)
    assert found.rule_set == RULE_SET
    assert {one.year for one in found.subjects} == {None}
    assert found.academic.year is None
    assert (found.promotion, found.title) == ("PENDING", None)


def test_all_texts_are_registered_and_speak_of_the_same_facts() -> None:
    for code, (vietnamese, english) in MESSAGES.items():
        assert ALL_MESSAGES[code] == (vietnamese, english)
        facts = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (vietnamese, english)]
        assert facts[0] == facts[1]


def test_no_float_in_the_rules() -> None:
    for path in sorted(Path(domain.regulations.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path.name}:{getattr(node, 'lineno', '?')}"
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), place
            assert not (isinstance(node, ast.Name) and node.id in ("float", "round")), place
            assert not (isinstance(node, ast.alias) and node.name == "math"), place
