"""Every row, threshold and trap of TT 27/2020 (domain.md §3), from a data file with its sources."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from domain.errors import Rejected
from domain.regulations.circular_27 import PrimaryDecisions, PrimaryRecord, evaluate
from domain.regulations.curriculum import Programme, Trait, studied, traits
from domain.regulations.policies import Policies
from domain.regulations.records import Exemption, ExemptionScope, IndividualPlan
from domain.values import Attainment, Cell, Column, Mark, Rating, Score, Term
from tests.kit.regulations import YEAR, policies_of, vectors

ATTAINMENTS = {each.letter: each for each in Attainment}
RATINGS = {each.letter.replace("Đ", "D"): each for each in Rating}


def record_of(vector: Any) -> PrimaryRecord:
    grade = vector["grade"]
    programme = Programme(electives=vector.get("electives", ()))
    level, rating, test = vector["all"]
    marks: dict[Cell, Mark] = {}
    for one in (*studied(grade, YEAR, programme), *traits(grade)):
        for cell in one.cells(Term.TWO):
            if cell.column == Column.CK:
                marks[cell] = RATINGS[rating] if isinstance(one, Trait) else ATTAINMENTS[level]
            elif cell.column == Column.KT_CK and test:
                marks[cell] = Score(test)
    for name, given in vector.get("set", {}).items():
        code, _, tested = name.partition(" ")
        cell = Cell(subject=code, term=Term.TWO, column=Column.KT_CK if tested else Column.CK)
        marks.pop(cell, None)
        if given:
            letters: dict[str, Any] = RATINGS if code[:3] in ("PC_", "NL_") else ATTAINMENTS
            marks[cell] = Score(given) if tested else letters[given]
    plan = vector.get("individual_plan")
    return PrimaryRecord(
        grade=grade,
        school_year=YEAR,
        marks=marks,
        decisions=PrimaryDecisions(**vector.get("decisions", {})),
        programme=programme,
        exemptions=tuple(
            Exemption(subject=code, scope=ExemptionScope(scope), decision="QĐ 12/2025")
            for code, scope in vector.get("exemptions", ())
        ),
        individual_plan=IndividualPlan(subjects=plan[0], promoted=plan[1], decision="KHGD 3/2025") if plan else None,
        disability_class=vector.get("disability_class", False),
    )


@pytest.mark.parametrize("vector", vectors("primary"), ids=lambda vector: vector["name"])
def test_whole_records(vector: Any) -> None:
    if "rejected" in vector:
        with pytest.raises(Rejected) as refusal:
            evaluate(record_of(vector), policies_of(vector))
        assert refusal.value.code == vector["rejected"]
        assert "{" not in refusal.value.text("vi") + refusal.value.text("en")
        return
    found = evaluate(record_of(vector), policies_of(vector))
    told = {
        "result": found.result,
        "completed": found.completed,
        "promoted": found.promoted,
        "title": found.title,
        "missing": [str(cell) for cell in found.missing],
    }
    expected = vector["expect"]
    assert {key: told[key] for key in expected} == expected
    assert found.rule_set == "TT27-2020/1"


@pytest.mark.parametrize(("level", "rating", "test"), list(product("THC", "TDC", range(11))))
def test_every_combination_of_level_rating_and_test_is_a_row_of_the_table(level: str, rating: str, test: int) -> None:
    """The table of domain.md §3.3, row by row, read another way than the rules are written."""
    rows = [("HTXS", "T", "T", 9), ("HTT", "T", "T", 7), ("HT", "TH", "TD", 5)]
    expected = next((row[0] for row in rows if level in row[1] and rating in row[2] and test >= row[3]), "CHT")
    found = evaluate(record_of({"grade": 5, "all": [level, rating, str(test)]}), Policies())
    assert found.result == expected


def test_marks_of_the_other_times_are_checked_and_do_not_count() -> None:
    record = record_of({"grade": 4, "all": ["T", "T", "9"]})
    marks: dict[Cell, Mark] = {Cell(subject="TOAN", term=Term.ONE, column=Column.CK): Attainment.CHUA_HOAN_THANH}
    assert evaluate(PrimaryRecord(4, YEAR, {**record.marks, **marks}), Policies()).result == "HTXS"
    wrong: dict[Cell, Mark] = {Cell(subject="TOAN", term=Term.ONE, column=Column.CK): Rating.TOT}
    with pytest.raises(Rejected, match="HOAN_THANH_TOT"):
        evaluate(PrimaryRecord(4, YEAR, {**record.marks, **wrong}), Policies())


@pytest.mark.parametrize(("grade", "year"), [(6, YEAR), (0, YEAR), (5, "2023-2024")])
def test_a_record_without_rules(grade: int, year: str) -> None:
    with pytest.raises(Rejected) as refusal:
        evaluate(PrimaryRecord(grade, year, {}), Policies())
    assert refusal.value.code == "regulation.no_rules"
