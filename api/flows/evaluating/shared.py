"""What the inputs of both circulars have in common: grade and rules, policies, exemptions, an individual plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from api.flows.evaluating.reading import Reading, shown, within
from domain.errors import Faults, Rejected
from domain.regulations.curriculum import Subject, subjects
from domain.regulations.policies import Policies
from domain.regulations.records import Exemption, ExemptionScope, IndividualPlan
from domain.regulations.rule_sets import TT22, TT27, rules_for

REGULATIONS = {"TT22": TT22, "TT27": TT27}

#: Keys of both forms.
KEYS = ("regulation", "school_year", "grade", "subjects", "policies", "individual_plan")
REQUIRED = ("regulation", "school_year", "grade", "subjects")


@dataclass(frozen=True, slots=True)
class Head:
    """Which rules hold, and what they offer in this grade."""

    grade: int
    school_year: str
    offered: Mapping[str, Subject]
    policies: Policies


def head(reading: Reading, document: Mapping[str, Any]) -> Head:
    """
    Grade, school year and regulation, which must fit each other.

    Raises Faults where they do not: nothing else can then be judged.
    """
    before = len(reading.faults)
    name = reading.one_of(document.get("regulation"), "regulation", REGULATIONS)
    grade = reading.count(document.get("grade"), "grade")
    year = reading.text(document.get("school_year"), "school_year")
    if name is None or grade is None or len(reading.faults) > before:
        raise Faults(reading.faults)
    try:
        rules = rules_for(year, grade)
    except Rejected as refusal:
        place = "school_year" if refusal.code == "regulation.school_year" else "grade"
        reading.fault(Rejected("evaluate.no_rules", place=place, grade=grade, school_year=shown(year)))
        raise Faults(reading.faults) from refusal
    if rules is not REGULATIONS[name]:
        expected = next(each for each, known in REGULATIONS.items() if known is rules)
        reading.fault(Rejected("evaluate.regulation", place="regulation", grade=grade, expected=expected, found=name))
        raise Faults(reading.faults)
    offered = {one.code: one for one in subjects(grade, year)}
    return Head(grade, year, offered, _policies(reading, document.get("policies")))


def _policies(reading: Reading, given: Any) -> Policies:
    found = reading.optional(given, "policies", Policies.model_fields)
    try:
        return Policies.model_validate(dict(found))
    except ValidationError as error:
        for each in error.errors():
            name = str(each["loc"][0])
            place = within("policies", name)
            reading.fault(Rejected("evaluate.policy", place=place, reason=each["msg"], found=shown(found[name])))
        return Policies()


def exempt(reading: Reading, given: Any, place: str, scope: ExemptionScope) -> str:
    """The decision of an exemption, whose scope must be that of its place."""
    place = within(place, "exempt")
    found = reading.object(given, place, ("scope", "decision"), ("scope", "decision"))
    if "scope" in found and found["scope"] != scope.value:
        wrong = Rejected(
            "evaluate.exempt_scope",
            place=within(place, "scope"),
            expected=scope.value,
            found=shown(found["scope"]),
        )
        reading.fault(wrong)
    return reading.text(found["decision"], within(place, "decision")) if "decision" in found else "—"


def exemption(code: str, scope: ExemptionScope, decision: str, part: str | None = None) -> Exemption:
    """As the engine takes it."""
    return Exemption(subject=code, scope=scope, decision=decision, part=part)


def individual_plan(
    reading: Reading, given: Any, codes: Mapping[str, object], *, primary: bool
) -> IndividualPlan | None:
    """A pupil's individual plan, or None; ``codes`` are what may stand in it."""
    if given is None:
        return None
    keys = ("decision", "subjects") if primary else ("decision", "subjects", "promoted")
    found = reading.object(given, "individual_plan", keys, ("decision", "subjects"))
    named = [
        reading.one_of(code, f"individual_plan.subjects[{index}]", codes)
        for index, code in enumerate(reading.list(found.get("subjects", []), "individual_plan.subjects"))
    ]
    return IndividualPlan(
        subjects=tuple(dict.fromkeys(code for code in named if code is not None)),
        decision=reading.text(found["decision"], "individual_plan.decision") if "decision" in found else "—",
        promoted=reading.flag(found.get("promoted"), "individual_plan.promoted"),
    )
