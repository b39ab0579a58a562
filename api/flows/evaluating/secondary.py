"""Grades 6-12: the JSON of a year's record to Circular 22 and back (docs/formats/evaluate.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from api.flows.evaluating.reading import Reading, within
from api.flows.evaluating.shared import KEYS, Head, exempt, exemption, individual_plan
from domain.errors import Rejected
from domain.regulations.circular_22 import PerPeriod, SubjectEvaluation, YearEvaluation, YearRecord, evaluate
from domain.regulations.curriculum import Programme, Subject, studied, takes_topics
from domain.regulations.marks import failed
from domain.regulations.policies import SpecialTopics
from domain.regulations.records import Exemption, ExemptionScope
from domain.values import Cell, Column, Level, Mark, Term

TERMS = {"1": Term.ONE, "2": Term.TWO}
KEYS_HERE = (*KEYS, "conduct", "absences")
#: Cells remembered: all of grades 6-12 are fewer.
_CELLS_KEPT = 1024
#: Columns of the regular scores, in order.
_REGULAR = (Column.TX1, Column.TX2, Column.TX3, Column.TX4)
_SCOPES = {Term.ONE: ExemptionScope.TERM_1, Term.TWO: ExemptionScope.TERM_2}


@dataclass(slots=True)
class _Found:
    """What was read so far of all subjects."""

    marks: dict[Cell, Mark] = field(default_factory=dict)
    by_rule: dict[Cell, str] = field(default_factory=dict)
    exemptions: list[Exemption] = field(default_factory=list)
    #: Subject and term → whether a result of special topics stands there (pending or not).
    topics: dict[tuple[str, Term], bool] = field(default_factory=dict)


def answer(reading: Reading, document: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """The evaluation as JSON. Raises Faults with everything that is wrong."""
    found = _Found()
    named = reading.object(document.get("subjects"), "subjects")
    for code, given in named.items():
        place = within("subjects", code)
        if code in head.offered:
            _subject(reading, given, place, head.offered[code], head, found)
        else:
            expected = ", ".join(head.offered)
            reading.fault(Rejected("evaluate.subject", place=place, grade=head.grade, expected=expected))
    conduct = reading.optional(document.get("conduct"), "conduct", ("1", "2", "summer"))
    levels = {
        key: Level[name]
        for key, value in conduct.items()
        if value is not None and (name := reading.one_of(value, within("conduct", key), Level.__members__))
    }
    absences = document.get("absences")
    plan = individual_plan(reading, document.get("individual_plan"), head.offered, primary=False)
    record = YearRecord(
        grade=head.grade,
        school_year=head.school_year,
        marks=found.marks,
        conduct={term: levels[key] for key, term in TERMS.items() if key in levels},
        absences=None if absences is None else reading.count(absences, "absences"),
        by_rule=found.by_rule,
        programme=_programme(reading, {*named, *(plan.subjects if plan else ())}, found, head),
        exemptions=tuple(found.exemptions),
        individual_plan=plan,
        summer_conduct=levels.get("summer"),
        topics_left_out=frozenset(key for key, stands in found.topics.items() if not stands),
    )
    reading.done()
    _check_summer(reading, record, head)
    reading.done()
    return as_json(evaluate(record, head.policies))


def _subject(reading: Reading, given: Any, place: str, one: Subject, head: Head, found: _Found) -> None:
    ways = ("terms", "parts", "exempt") if one.parts else ("terms", "exempt")
    read = reading.object(given, place, (*ways, "reassessed"))
    if isinstance(given, dict) and sum(key in given for key in ways) != 1:
        reading.fault(Rejected("evaluate.one_of", place=place, expected=", ".join(ways)))
    if "exempt" in read:
        decision = exempt(reading, read["exempt"], place, ExemptionScope.YEAR)
        found.exemptions.append(exemption(one.code, ExemptionScope.YEAR, decision))
    if "parts" in read:
        parts = reading.object(read["parts"], within(place, "parts"), one.parts)
        for part, inner in parts.items():
            _part(reading, inner, f"{place}.parts.{part}", one, part, head, found)
    if "terms" in read:
        # Plain terms of a subject in parts: one assessment stands for both, so both have it.
        _terms(reading, read["terms"], within(place, "terms"), one, one.parts or (None,), head, found)
    if read.get("reassessed") is not None:
        cell = Cell(subject=one.code, term=Term.TWO, column=Column.DGL)
        _put(reading, read["reassessed"], within(place, "reassessed"), one, (cell,), found)


def _part(reading: Reading, given: Any, place: str, one: Subject, part: str, head: Head, found: _Found) -> None:
    read = reading.object(given, place, ("terms", "exempt"))
    if isinstance(given, dict) and len(read) != 1:
        reading.fault(Rejected("evaluate.one_of", place=place, expected="terms, exempt"))
    if "exempt" in read:
        decision = exempt(reading, read["exempt"], place, ExemptionScope.YEAR)
        found.exemptions.append(exemption(one.code, ExemptionScope.YEAR, decision, part))
    if "terms" in read:
        _terms(reading, read["terms"], within(place, "terms"), one, (part,), head, found)


def _terms(
    reading: Reading, given: Any, place: str, one: Subject, parts: Sequence[str | None], head: Head, found: _Found
) -> None:
    for key, value in reading.object(given, place, TERMS).items():
        if value is not None:
            _term(reading, value, f"{place}.{key}", one, parts, TERMS[key], head, found)


def _term(
    reading: Reading,
    given: Any,
    place: str,
    one: Subject,
    parts: Sequence[str | None],
    term: Term,
    head: Head,
    found: _Found,
) -> None:
    read = reading.object(given, place, ("tx", "cd", "gk", "ck", "exempt"))
    if "exempt" in read:
        if len(read) > 1:
            reading.fault(Rejected("evaluate.one_of", place=place, expected="tx, exempt"))
        decision = exempt(reading, read["exempt"], place, _SCOPES[term])
        found.exemptions += [exemption(one.code, _SCOPES[term], decision, part) for part in parts]
        return

    def cells(column: Column) -> tuple[Cell, ...]:
        return tuple([_cell(one.code, part, term, column) for part in parts])

    if "cd" in read and not takes_topics(one, head.school_year, head.grade):
        reading.fault(Rejected("evaluate.topics", place=within(place, "cd"), grade=head.grade))
        return
    found.topics[one.code, term] = "cd" in read
    expected = one.regular_scores
    if "cd" in read:
        _put(reading, read["cd"], within(place, "cd"), one, cells(Column.CHUYEN_DE), found)
        expected -= head.policies.special_topics is SpecialTopics.ONE_OF_REGULAR
    if read.get("tx") is not None:
        regular = reading.list(read["tx"], within(place, "tx"))
        if isinstance(read["tx"], list) and len(regular) != expected:
            place_of = within(place, "tx")
            reading.fault(Rejected("evaluate.count", place=place_of, expected=expected, found=len(regular)))
        for index, value in enumerate(regular[:expected]):
            _put(reading, value, f"{place}.tx[{index}]", one, cells(_REGULAR[index]), found)
    for key, column in (("gk", Column.GK), ("ck", Column.CK)):
        if key in read:
            _put(reading, read[key], within(place, key), one, cells(column), found)


@lru_cache(_CELLS_KEPT)
def _cell(code: str, part: str | None, term: Term, column: Column) -> Cell:
    return Cell(subject=code, part=part, term=term, column=column)


def _put(reading: Reading, given: Any, place: str, one: Subject, cells: Sequence[Cell], found: _Found) -> None:
    mark, reason = reading.mark(given, place, one.kind)
    if mark is not None:
        for cell in cells:
            found.marks[cell] = mark
    if reason is not None:
        found.by_rule |= dict.fromkeys(cells, reason)


def _programme(reading: Reading, named: set[str], found: _Found, head: Head) -> Programme:
    """A pupil studies what the record names; an incomplete choice cannot be told from a wrong one."""
    electives = tuple(code for code, one in head.offered.items() if code in named and not one.compulsory)
    topics = tuple(dict.fromkeys(code for (code, _), stands in found.topics.items() if stands))
    programme = Programme(electives=electives, topics=topics)
    # A subject that has topics in neither term has none.
    found.topics = {key: stands for key, stands in found.topics.items() if key[0] in topics}
    try:
        studied(head.grade, head.school_year, programme, head.policies.special_topics)
    except Rejected as refusal:
        facts = {**refusal.facts, "place": "subjects"}
        if refusal.code == "regulation.topics_count":
            reading.fault(Rejected("evaluate.topics_count", **facts))
        else:
            reading.fault(Rejected("evaluate.electives", **facts))
    return programme


def _check_summer(reading: Reading, record: YearRecord, head: Head) -> None:
    """Every result of a summer that the year does not open, at its place."""
    again = [cell for cell in {**record.marks, **record.by_rule} if cell.column is Column.DGL]
    if not again and record.summer_conduct is None:
        return
    before = replace(
        record,
        marks={cell: mark for cell, mark in record.marks.items() if cell not in again},
        by_rule={cell: reason for cell, reason in record.by_rule.items() if cell not in again},
        summer_conduct=None,
    )
    year = evaluate(before, head.policies)
    results = {one.subject: one.year for one in year.subjects}
    for cell in again:
        if not failed(results[cell.subject]):
            place, result = f"subjects.{cell.subject}.reassessed", results[cell.subject]
            reading.fault(Rejected("evaluate.reassessed", place=place, found=result or "null"))
    if record.summer_conduct is not None and year.conduct_year is not Level.CHUA_DAT:
        conduct = "PENDING" if year.conduct_year is None else year.conduct_year.name
        reading.fault(Rejected("evaluate.summer", place="conduct.summer", found=conduct))


def as_json(evaluation: YearEvaluation) -> dict[str, Any]:
    """The answer of grades 6-12: comment results and scores as strings, null where there is none."""
    return {
        "subjects": {one.subject: _results(one) for one in evaluation.subjects},
        "academic": {**_periods(evaluation.academic), "adjusted_by": _causes(evaluation.adjusted_by)},
        "conduct": {"year": _level(evaluation.conduct_year), "final": _level(evaluation.conduct_final)},
        "promotion": evaluation.promotion.value,
        "completion": evaluation.completion and evaluation.completion.value,
        "title": evaluation.title and evaluation.title.value,
        "rule_set": evaluation.rule_set,
    }


def _results(one: SubjectEvaluation) -> dict[str, str | None]:
    found = {"term_1": one.term_1, "term_2": one.term_2, "year": one.year, "final": one.final}
    return {period: None if result is None else str(result) for period, result in found.items()}


def _periods(levels: PerPeriod[Level]) -> dict[str, str]:
    found = {"term_1": levels.term_1, "term_2": levels.term_2, "year": levels.year, "final": levels.final}
    return {period: _level(level) for period, level in found.items()}


def _causes(causes: PerPeriod[str]) -> dict[str, str | None]:
    return {"term_1": causes.term_1, "term_2": causes.term_2, "year": causes.year, "final": causes.final}


def _level(level: Level | None) -> str:
    return "PENDING" if level is None else level.name
