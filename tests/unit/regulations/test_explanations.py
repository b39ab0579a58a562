"""Every derived value is explained, with its own numbers; formulas are worked out again by another arithmetic."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from domain.errors import Rejected
from domain.regulations import circular_27
from domain.regulations.circular_22 import YearEvaluation, YearRecord, evaluate
from domain.regulations.explanations import Explanation, primary, secondary
from domain.regulations.policies import Policies
from domain.values import Score
from tests.conformance.regulations.test_primary import record_of as primary_record
from tests.kit.regulations import policies_of, record_of, vectors
from tests.property.regulations.test_oracle import random_policies, random_record

RECORDS = [one for name in ("records", "choices", "summer") for one in vectors(name) if "rejected" not in one]
PRIMARY = [one for one in vectors("primary") if "rejected" not in one]
PERIODS = ("term_1", "term_2", "year", "final")


def by_name(explained: tuple[Explanation, ...]) -> dict[str, Explanation]:
    names = {each.what: each for each in explained}
    assert len(names) == len(explained)
    return names


def explained(record: YearRecord, policies: Policies) -> tuple[YearEvaluation, dict[str, Explanation]]:
    found = evaluate(record, policies)
    return found, by_name(secondary.explain(record, found, policies))


def expected_values(found: YearEvaluation) -> dict[str, object]:
    values: dict[str, object] = {
        "conduct.year": found.conduct_year,
        "conduct.final": found.conduct_final,
        "promotion": found.promotion,
        "completion": found.completion,
        "title": found.title,
    }
    values |= {f"academic.{period}": getattr(found.academic, period) for period in PERIODS}
    for one in found.subjects:
        values |= {f"subjects.{one.subject}.{period}": getattr(one, period) for period in PERIODS}
        for part in one.parts:
            values |= {f"subjects.{one.subject}.{part.subject}.{name}": getattr(part, name) for name in PERIODS[:3]}
    return values


def check_texts(each: Explanation) -> None:
    for language in ("vi", "en"):
        text = each.text(language)
        assert text, each.what
        assert not re.search(r"\{|\}|explain\.|None", text + each.name(language)), text
        assert each.name(language)
    # A Vietnamese text speaks of subjects and results by their words.
    told = re.sub(r"Điều [0-9.]+", "Điều", each.text("vi"))
    assert not re.search(r"\b(TOAN|NGU_VAN|TIN_HOC|CHUA_DAT|PROMOTED|HOAN_THANH)\b|\d\.\d", told), each.what
    assert each.article.startswith("TT 2")


def check_formula(each: Explanation) -> None:
    """What stands before the first sign of equality, by fractions, rounded half up, is the value."""
    assert each.formula
    left, middle, right = each.formula.split(" = ")
    shown, _, value = right.partition(" → ")
    exact = Fraction(eval(re.sub(r"\d+(\.\d+)?", r'Fraction("\g<0>")', left.replace("×", "*")), {"Fraction": Fraction}))
    total, divisor = middle.split(" / ")
    assert Fraction(total) / Fraction(divisor) == exact
    assert abs(exact - Fraction(shown.rstrip("…"))) < Fraction(1, 1000)
    assert ("…" in shown) == (Fraction(shown.rstrip("…")) != exact)
    if "tie_rounding" not in each.policies or Decimal(value) * 20 != 2 * exact * 10:
        assert abs(Fraction(value) - exact) <= Fraction(1, 20)
    assert value == str(each.value)


@pytest.mark.parametrize("vector", RECORDS, ids=lambda vector: vector["name"])
def test_every_value_of_a_year_is_explained(vector: Any) -> None:
    found, names = explained(record_of(vector), policies_of(vector))
    assert {what: each.value for what, each in names.items()} == expected_values(found)
    for each in names.values():
        check_texts(each)
        assert each.rule_set == found.rule_set
        assert set(each.policies) <= Policies.model_fields.keys()
        if each.formula:
            check_formula(each)
    scored = [each for each in names.values() if isinstance(each.value, Score) and "." in each.what]
    assert all(each.formula or each.what.endswith(".final") or "exempt" in str(vector) for each in scored)


@pytest.mark.parametrize("seed", range(40))
def test_every_value_of_a_random_year_is_explained_and_rests_on_what_is_explained(seed: int) -> None:
    rng = random.Random(seed)
    record = random_record(rng)
    found, names = explained(record, random_policies(rng))
    assert {what: each.value for what, each in names.items()} == expected_values(found)
    for each in names.values():
        check_texts(each)
        if each.formula:
            check_formula(each)
        for one in each.inputs:
            if one.cell:
                assert one.value == record.marks.get(one.cell, one.value if one.cell in record.by_rule else None)
            elif one.what in names:
                assert names[one.what].value == one.value
            else:
                assert one.what in ("conduct.1", "conduct.2", "absences")


@pytest.mark.parametrize("vector", PRIMARY, ids=lambda vector: vector["name"])
def test_every_value_of_a_primary_year_is_explained(vector: Any) -> None:
    record = primary_record(vector)
    found = circular_27.evaluate(record, policies_of(vector))
    names = by_name(primary.explain(record, found))
    assert {what: each.value for what, each in names.items()} == {
        **{f"subjects.{one.subject}.year": one.level for one in found.subjects},
        "result": found.result,
        "completed": found.completed,
        "promoted": found.promoted,
        "title": found.title,
    }
    for each in names.values():
        check_texts(each)


def vector_named(name: str) -> Any:
    return next(one for one in RECORDS if one["name"] == name)


def test_an_average_tells_its_formula_article_and_rounding() -> None:
    _, names = explained(record_of(vector_named("worked average in its place")), Policies())
    found = names["subjects.TOAN.term_1"]
    assert found.formula == "(8.0 + 7.5 + 9.0 + 8.5 + 2 × 8.0 + 3 × 9.0) / 9 = 76.0 / 9 = 8.444… → 8.4"
    assert found.formula_said("vi") == "(8,0 + 7,5 + 9,0 + 8,5 + 2 × 8,0 + 3 × 9,0) / 9 = 76,0 / 9 = 8,444… → 8,4"
    assert found.article == "TT 22/2021/TT-BGDĐT, Điều 9.1b"
    assert [str(each.cell) for each in found.inputs][-1] == "TOAN HK1 CK"
    assert names["subjects.TOAN.year"].formula == "(8.4 + 2 × 8.9) / 3 = 26.2 / 3 = 8.733… → 8.7"


def test_a_raised_level_tells_the_rows_that_failed_the_subject_and_the_reading() -> None:
    _, names = explained(record_of(vector_named("the one subject: 4.9")), Policies())
    found = names["academic.year"]
    assert [sentence.code for sentence in found.sentences] == [
        "explain.row_floor",
        "explain.row_floor",
        "explain.row_fits",
        "explain.adjusted",
        "explain.reading_ignore",
    ]
    assert found.article.endswith("Điều 9.2, 9.3")
    assert "chỉ do duy nhất một môn (Tin học 4,9)" in found.text("vi")
    assert "because of one subject alone (TIN_HOC 4.9), so it is raised by one, to Khá." in found.text("en")


def test_a_level_that_is_not_raised_tells_why() -> None:
    _, names = explained(record_of(vector_named("two subjects spoil: re-assessment")), Policies())
    assert "Toán 3,2; Khoa học tự nhiên 3,2" in names["academic.year"].text("vi")
    assert names["academic.year"].sentences[-1].code == "explain.not_adjusted"


CODES = {
    "excellent": "explain.promoted",
    "46 absences": "explain.retained_absences",
    "conduct not yet judged": "explain.promotion_pending",
    "re-assessed and promoted; the year's values stay": "explain.promoted_after_summer",
    "all failed subjects re-assessed and still Chưa đạt": "explain.retained_after_summer",
    "summer conduct still Chưa đạt": "explain.retained_after_summer",
    "one of two failed subjects re-assessed: the other may still come": "explain.reassess",
    "conduct of term II Chưa đạt": "explain.summer_conduct",
    "conduct and academic result Chưa đạt: no way through the summer": "explain.retained_both",
    "individual plan: people decided to promote": "explain.plan",
}


@pytest.mark.parametrize("name", CODES)
def test_promotion_tells_why(name: str) -> None:
    vector = vector_named(name)
    _, names = explained(record_of(vector), policies_of(vector))
    assert names["promotion"].sentences[-1].code == CODES[name]


def test_a_zero_by_rule_and_an_exemption_are_told() -> None:
    _, names = explained(record_of(vector_named("a missed test counts as 0")), Policies())
    by_rule = [each for each in names.values() if any(step.code == "explain.by_rule" for step in each.sentences)]
    assert len(by_rule) == 1
    _, names = explained(record_of(vector_named("exempted for the year: left out of all rankings")), Policies())
    assert names["subjects.GDTC.year"].sentences[0].code == "explain.exempt"
    assert [each.what for each in names["subjects.GDTC.year"].inputs] == ["exemption.GDTC"]
    assert names["subjects.GDTC.year"].inputs[0].said("vi") == "miễn học, Giáo dục thể chất: QĐ 12/2025"
    assert "subjects.GDTC.year" not in [each.what for each in names["academic.year"].inputs]


def test_a_record_that_is_refused_is_not_explained() -> None:
    refused = next(one for one in vectors("summer") if "rejected" in one)
    with pytest.raises(Rejected):
        explained(record_of(refused), policies_of(refused))
