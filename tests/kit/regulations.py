"""Records and vectors of the assessment rules: what unit, property and conformance tests of the rules share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from domain.errors import Rejected
from domain.regulations.circular_22 import Exemption, ExemptionScope, IndividualPlan, YearEvaluation, YearRecord
from domain.regulations.curriculum import NO_CHOICE, Programme, studied
from domain.regulations.policies import Policies, SpecialTopics
from domain.values import Cell, Column, Kind, Level, Mark, Term

_MARK: TypeAdapter[Any] = TypeAdapter(Mark)
VECTORS = Path(__file__).parents[1] / "vectors" / "regulations"
#: A year in which every grade of lower secondary is under the circular.
YEAR = "2025-2026"


def vectors(name: str, key: str = "vectors") -> list[Any]:
    """One list of a vector file of the rules."""
    loaded: list[Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))[key]
    return loaded


def mark(text: str) -> Mark:
    """The value that "7.5", "D", "CD" or a level of primary school stands for."""
    found: Mark = _MARK.validate_python(text)
    return found


def level(name: str | None) -> Level | None:
    """The level by its code name."""
    return None if name is None else Level[name]


@cache
def cells(
    grade: int, programme: Programme = NO_CHOICE, topics: SpecialTopics = SpecialTopics.EXTRA
) -> tuple[Cell, ...]:
    """All cells of a pupil, in order."""
    return tuple(cell for one in studied(grade, YEAR, programme, topics) for cell in one.cells())


def full_marks(
    grade: int,
    score: str = "8.0",
    result: str = "D",
    programme: Programme = NO_CHOICE,
    topics: SpecialTopics = SpecialTopics.EXTRA,
) -> dict[Cell, Mark]:
    """Every cell filled: the same score in all scored cells, the same result in all comment cells."""
    return {
        cell: mark(score if one.kind is Kind.SCORED else result)
        for one in studied(grade, YEAR, programme, topics)
        for cell in one.cells()
    }


def policies_of(vector: Mapping[str, Any]) -> Policies:
    """The policies of a vector: the default where it names none."""
    return Policies.model_validate(vector.get("policies", {}))


def record_of(vector: Mapping[str, Any]) -> YearRecord:
    """The record that a vector of ``records.json``, ``choices.json`` or ``summer.json`` describes."""
    grade, topics = vector["grade"], policies_of(vector).special_topics
    programme = Programme(electives=vector.get("electives", ()), topics=vector.get("topics", ()))
    try:
        studied(grade, YEAR, programme, topics)
        filled = programme
    except Rejected:  # The vector is of a choice that cannot be: evaluate shall say so.
        filled = Programme(electives=programme.electives[:4])
    marks = full_marks(grade, *vector["fill"], filled, topics)

    def named(prefix: str) -> list[Cell]:
        if prefix.endswith(" DGL"):
            return [again(prefix.removesuffix(" DGL"))]
        found = [cell for cell in cells(grade, filled, topics) if f"{cell} ".startswith((f"{prefix} ", f"{prefix}/"))]
        assert found, f"no cell of grade {grade} begins with {prefix}"
        return found

    for prefix, given in vector.get("set", {}).items():
        marks.update({cell: mark(given) for cell in named(prefix)})
    for prefix in vector.get("clear", ()):
        for cell in named(prefix):
            del marks[cell]
    marks |= {again(code): mark(given) for code, given in vector.get("again", {}).items()}
    for name, given in vector.get("extra", {}).items():
        code, term, column = name.split()
        marks[Cell(subject=code, term=Term(int(term[2:])), column=Column(column))] = mark(given)
    plan = vector.get("individual_plan")
    return YearRecord(
        grade=grade,
        school_year=YEAR,
        marks=marks,
        conduct={term: Level[name] for term, name in zip(Term, vector["conduct"], strict=True) if name},
        absences=vector["absences"],
        by_rule={cell: reason for prefix, reason in vector.get("by_rule", {}).items() for cell in named(prefix)},
        programme=programme,
        exemptions=tuple(
            Exemption(subject=code, part=part, scope=ExemptionScope(scope), decision="QĐ 12/2025")
            for code, part, scope in vector.get("exemptions", ())
        ),
        individual_plan=IndividualPlan(subjects=plan[0], promoted=plan[1], decision="KHGD 3/2025") if plan else None,
        summer_conduct=level(vector.get("summer_conduct")),
        topics_left_out=frozenset((code, Term(term)) for code, term in vector.get("topics_left_out", ())),
    )


def again(code: str) -> Cell:
    """The cell of a re-assessment."""
    return Cell(subject=code, term=Term.TWO, column=Column.DGL)


def as_json(evaluation: YearEvaluation) -> dict[str, Any]:
    """An evaluation in the words of ``records.json``: triples of term I, term II and year."""

    def text(value: object) -> str | None:
        return None if value is None else value.name if isinstance(value, Level) else str(value)

    flat = [one for subject in evaluation.subjects for one in (subject, *subject.parts)]
    return {
        "rule_set": evaluation.rule_set,
        "subjects": {one.subject: [text(one.term_1), text(one.term_2), text(one.year)] for one in flat},
        **{
            name: [text(triple.term_1), text(triple.term_2), text(triple.year)]
            for name, triple in (("academic", evaluation.academic), ("adjusted_by", evaluation.adjusted_by))
        },
        "final": {one.subject: text(one.final) for one in evaluation.subjects},
        "academic_final": text(evaluation.academic.final),
        "adjusted_final": evaluation.adjusted_by.final,
        "conduct_year": text(evaluation.conduct_year),
        "conduct_final": text(evaluation.conduct_final),
        "promotion": evaluation.promotion.value,
        "completion": text(evaluation.completion),
        "title": text(evaluation.title),
        "missing": [str(cell) for cell in evaluation.missing],
    }
