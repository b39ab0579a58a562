"""The cells of one pupil's year under Circular 22, and the marks that fill them (Điều 5-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.errors import Rejected
from domain.regulations.curriculum import Programme, Subject, studied, subject
from domain.regulations.marks import check_cell, check_mark, mark_type, missed
from domain.regulations.policies import Policies, SpecialTopics
from domain.regulations.records import YearRecord
from domain.values import Cell, Column, Mark, Term

#: A cell as a plain tuple: pydantic's own hash and comparison would cost more than all rules together.
Place = tuple[str, str | None, Term, str]

#: The places of one gradebook sheet in term I and in term II, each in the order TX1…TXn, (CHUYEN_DE), GK, CK.
Sheet = tuple[tuple[Place, ...], tuple[Place, ...]]

#: Plans kept: a class has as many as its pupils have different choices.
_PLANS_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What one pupil is assessed in, worked out once for all who study the same.

    ``sheets``: by subject, one sheet by its own code or one for each part. ``cells``: all that must be filled, in
    order. ``types``: the type of mark that may stand in each place, re-assessments among them.
    """

    subjects: dict[str, Subject]
    sheets: dict[str, dict[str, Sheet]]
    cells: dict[Place, Cell]
    types: dict[Place, type]


def place(cell: Cell) -> Place:
    """The key of a cell."""
    return (cell.subject, cell.part, cell.term, cell.column)


def reassessment_place(code: str) -> Place:
    """Where the re-assessment of a subject stands (Điều 14): one cell of the whole subject, in term II."""
    return (code, None, Term.TWO, Column.DGL)


def plan_of(record: YearRecord, policies: Policies) -> Plan:
    """The plan of a pupil. Raises Rejected as ``studied``."""
    return _plan(record.grade, record.school_year, record.programme, policies.special_topics, record.topics_left_out)


@lru_cache(_PLANS_KEPT)
def _plan(
    grade: int,
    year: str,
    programme: Programme,
    special_topics: SpecialTopics,
    topics_left_out: frozenset[tuple[str, Term]],
) -> Plan:
    taught = {one.code: one for one in studied(grade, year, programme, special_topics)}
    # In a term without a result of special topics stands the regular score whose place it may have taken.
    plain = {code: subject(code, grade, year) for code, _ in topics_left_out}
    cells = {
        code: {term: (plain[code] if (code, term) in topics_left_out else one).cells(term) for term in Term}
        for code, one in taught.items()
    }
    due = {place(cell): cell for terms in cells.values() for found in terms.values() for cell in found}
    types = {where: mark_type(taught[cell.subject], cell.column) for where, cell in due.items()}
    types |= {reassessment_place(code): mark_type(one, Column.DGL) for code, one in taught.items()}
    return Plan(taught, {code: _sheets(one, cells[code]) for code, one in taught.items()}, due, types)


def _sheets(one: Subject, cells: Mapping[Term, Sequence[Cell]]) -> dict[str, Sheet]:
    def places(part: str | None, term: Term) -> tuple[Place, ...]:
        return tuple(place(cell) for cell in cells[term] if cell.part == part)

    parts: tuple[str | None, ...] = one.parts or (None,)
    return {part or one.code: (places(part, Term.ONE), places(part, Term.TWO)) for part in parts}


def filled(record: YearRecord, pupils: Plan) -> dict[Place, Mark]:
    """All marks by place, those set by rule among them; refuses what cannot stand where it stands."""
    types = pupils.types
    found: dict[Place, Mark] = {}
    for cell, mark in record.marks.items():
        where = (cell.subject, cell.part, cell.term, cell.column)
        if types.get(where) is not type(mark):
            check_mark(_own(cell.subject, record, pupils), cell, mark)
        found[where] = mark
    for cell, reason in record.by_rule.items():
        one = _own(cell.subject, record, pupils)
        if place(cell) not in types:
            check_cell(one, cell)
        if not reason.strip():
            raise Rejected("regulation.by_rule_reason", cell=cell)
        expected = missed(one.kind)
        given = found.setdefault(place(cell), expected)
        if given != expected:
            raise Rejected("regulation.by_rule_contradicted", cell=cell, found=given, expected=expected)
    return found


def exempted(record: YearRecord, pupils: Plan) -> Mapping[tuple[str, str | None], frozenset[Term]]:
    """
    The terms in which a subject, or a part of it, is not assessed: by exemption, or by an individual plan.

    Raises Rejected ``regulation.not_studied``, ``part_unknown``.
    """
    found: dict[tuple[str, str | None], frozenset[Term]] = {}
    for exemption in record.exemptions:
        one = _own(exemption.subject, record, pupils)
        if exemption.part is not None and exemption.part not in one.parts:
            expected = ", ".join(one.parts) or "—"
            raise Rejected("regulation.exempt_part", subject=one.name, expected=expected, found=exemption.part)
        parts: tuple[str | None, ...] = (exemption.part,) if exemption.part else (*one.parts, None)
        for part in parts:
            key = (one.code, part)
            found[key] = found.get(key, frozenset()) | frozenset(exemption.scope.terms)
    if record.individual_plan:
        for code in record.individual_plan.subjects:
            one = _own(code, record, pupils)
            found |= {(code, part): frozenset(Term) for part in (*one.parts, None)}
    return found


def _own(code: str, record: YearRecord, pupils: Plan) -> Subject:
    if code in pupils.subjects:
        return pupils.subjects[code]
    offered = subject(code, record.grade, record.school_year)
    raise Rejected("regulation.not_studied", subject=offered.name, expected=", ".join(pupils.subjects))
