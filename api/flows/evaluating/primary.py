"""Grades 1-5: the JSON of a year's end to Circular 27 and back (docs/formats/evaluate.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.flows.evaluating.reading import Reading, shown, within
from api.flows.evaluating.shared import KEYS, Head, exempt, exemption, individual_plan
from domain.errors import Rejected
from domain.regulations.circular_27 import PrimaryDecisions, PrimaryEvaluation, PrimaryRecord, evaluate
from domain.regulations.curriculum import Programme, Subject, TraitGroup, traits
from domain.regulations.records import Exemption, ExemptionScope
from domain.values import Attainment, Cell, Column, Mark, Rating, Score, Term

KEYS_HERE = (*KEYS, "qualities", "competencies", "decisions", "disability_class")

_ATTAINMENTS = {each.letter: each for each in Attainment}
#: Đạt is written D too, as in the comment results of secondary school.
_RATINGS = {each.letter: each for each in Rating} | {"D": Rating.DAT}
_SCORES = {text: Score(number) for number in range(11) for text in (str(number), f"{number}.0")}


def answer(reading: Reading, document: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """The evaluation as JSON. Raises Faults with everything that is wrong."""
    marks: dict[Cell, Mark] = {}
    exemptions: list[Exemption] = []
    named = reading.object(document.get("subjects"), "subjects")
    for code, given in named.items():
        place = within("subjects", code)
        if code in head.offered:
            _subject(reading, given, place, head.offered[code], head, marks, exemptions)
        else:
            expected = ", ".join(head.offered)
            reading.fault(Rejected("evaluate.subject", place=place, grade=head.grade, expected=expected))
    _ratings(reading, document, head, marks)
    plan = individual_plan(reading, document.get("individual_plan"), head.offered, primary=True)
    decisions = reading.optional(document.get("decisions"), "decisions", PrimaryDecisions.model_fields)
    known = {*named, *(plan.subjects if plan else ())}
    record = PrimaryRecord(
        grade=head.grade,
        school_year=head.school_year,
        marks=marks,
        decisions=PrimaryDecisions(
            **{key: reading.flag(value, within("decisions", key)) for key, value in decisions.items()}
        ),
        programme=Programme(
            electives=tuple(code for code, one in head.offered.items() if code in known and not one.compulsory)
        ),
        exemptions=tuple(exemptions),
        individual_plan=plan,
        disability_class=bool(reading.flag(document.get("disability_class"), "disability_class")),
    )
    reading.done()
    return as_json(evaluate(record, head.policies))


def _subject(
    reading: Reading,
    given: Any,
    place: str,
    one: Subject,
    head: Head,
    marks: dict[Cell, Mark],
    exemptions: list[Exemption],
) -> None:
    read = reading.object(given, place, ("level", "test", "exempt"))
    if "exempt" in read:
        if len(read) > 1:
            reading.fault(Rejected("evaluate.one_of", place=place, expected="level, exempt"))
        decision = exempt(reading, read["exempt"], place, ExemptionScope.YEAR)
        exemptions.append(exemption(one.code, ExemptionScope.YEAR, decision))
        return
    if read.get("level") is not None and (
        letter := reading.one_of(read["level"], within(place, "level"), _ATTAINMENTS)
    ):
        marks[Cell(subject=one.code, term=Term.TWO, column=Column.CK)] = _ATTAINMENTS[letter]
    if read.get("test") is not None:
        where = within(place, "test")
        if Column.KT_CK not in one.columns:
            reading.fault(Rejected("evaluate.no_test", place=where, grade=head.grade))
        elif score := _test(reading, read["test"], where, head):
            marks[Cell(subject=one.code, term=Term.TWO, column=Column.KT_CK)] = score


def _test(reading: Reading, value: Any, place: str, head: Head) -> Score | None:
    lowest = 0 if head.policies.primary_test_zero else 1
    score = _SCORES.get(value) if isinstance(value, str) else None
    if score is None or score.value < lowest:
        reading.fault(Rejected("evaluate.test", place=place, lowest=lowest, found=shown(value)))
        return None
    return score


def _ratings(reading: Reading, document: Mapping[str, Any], head: Head, marks: dict[Cell, Mark]) -> None:
    """Codes in the document are those of the cells without ``PC_`` and ``NL_``: its two objects tell them apart."""
    own = traits(head.grade)
    for name, qualities in (("qualities", True), ("competencies", False)):
        codes = {one.code[3:]: one.code for one in own if (one.group is TraitGroup.QUALITY) is qualities}
        for key, value in reading.optional(document.get(name), name, codes).items():
            if value is not None and (letter := reading.one_of(value, within(name, key), _RATINGS)):
                marks[Cell(subject=codes[key], term=Term.TWO, column=Column.CK)] = _RATINGS[letter]


def as_json(evaluation: PrimaryEvaluation) -> dict[str, Any]:
    """The answer of grades 1-5."""
    return {
        "result": evaluation.result.value,
        "completed": evaluation.completed,
        "title": evaluation.title and evaluation.title.value,
        "rule_set": evaluation.rule_set,
    }
