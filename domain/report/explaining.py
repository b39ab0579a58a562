"""How a report's derived values came about, down to the entries of the ledger on which they rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.errors import Rejected
from domain.regulations.circular_22 import evaluate
from domain.regulations.explanations import Explanation, Input, Sentence
from domain.regulations.explanations import primary as primary_explanations
from domain.regulations.explanations import secondary as secondary_explanations
from domain.regulations.rule_sets import TT22
from domain.report import primary
from domain.report.attendance import absence_totals, noted
from domain.report.editions import is_primary, record_of
from domain.report.events import Attendance, DecisionKind, Session
from domain.report.governing import assessment
from domain.report.governing import policies as governing
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from domain.values import Term
from domain.words import Language

#: Where the limit of absences stands.
ABSENCE_ARTICLE = "TT 22/2021/TT-BGDĐT, Điều 12.1c"

#: What a decision of people is called where it is an input.
_DECISIONS = {
    DecisionKind.OUTSTANDING_RECOGNISED: "decisions.outstanding_recognised",
    DecisionKind.PROMOTED_BY_PRINCIPAL: "decisions.promoted_by_principal",
    DecisionKind.INDIVIDUAL_PLAN: "individual_plan",
    DecisionKind.PROMOTED_ON_PLAN: "individual_plan",
}


@dataclass(frozen=True)
class Explained:
    """
    An explanation with the positions of the entries it rests on, ascending.

    ``of_inputs`` has those of each input, in order; the entry of a recorded value is the one whose value stands now,
    after a correction that of its approval. ``policies`` are the choices that had a say, by name.
    """

    explanation: Explanation
    positions: tuple[int, ...]
    of_inputs: tuple[tuple[int, ...], ...]
    policies: dict[str, object]


def explain(state: Report, year: SchoolYear, subject: str | None = None) -> list[Explained]:
    """
    Every derived value in the order in which they rest on each other, or those of one subject.

    Raises Rejected ``regulation.not_studied``: the report has no such subject.
    """
    policies = {**dict(assessment(state, year)), "roll_counts": governing(state, year).roll_counts}
    found = list(_with_positions(state, _made(state, year), policies))
    if subject is None:
        return found
    own = [each for each in found if each.explanation.what.split(".")[:2] == ["subjects", subject]]
    if not own:
        codes = dict.fromkeys(
            each.explanation.what.split(".")[1] for each in found if each.explanation.what.startswith("subjects.")
        )
        raise Rejected("regulation.not_studied", subject=subject, expected=", ".join(codes))
    return own


def _made(state: Report, year: SchoolYear) -> tuple[Explanation, ...]:
    policies = assessment(state, year)
    if is_primary(state):
        return primary_explanations.explain(primary.record_of(state, year), primary.derive(state, year))
    record = record_of(state, year)
    found = secondary_explanations.explain(record, evaluate(record, policies), policies)
    return (*_absences(state, year), *found)


@dataclass(frozen=True, slots=True)
class Missed:
    """Half-days that a pupil missed, in words: ``sáng 08/09/2025 (nghỉ có phép)``."""

    found: tuple[tuple[Session, Attendance], ...]

    def __str__(self) -> str:
        return "; ".join(f"{session} {attendance.value}" for session, attendance in self.found)

    def said(self, language: Language) -> str:
        """Each in the words of the language."""
        return "; ".join(f"{session.said(language)} ({found.said(language)})" for session, found in self.found)


def _absences(state: Report, year: SchoolYear) -> Iterator[Explanation]:
    """The count of absences that the promotion rests on, with the half-days behind it where there are some."""
    counted = absence_totals(state, year)
    if counted is None:
        return
    missed = Missed(tuple((session, standing.value.attendance) for session, standing in noted(state)))
    inputs = [Input(f"absences.{session.day}.{session.half}", found.value) for session, found in missed.found]
    told = Sentence("explain.absences_total", {"absences": counted.absences})
    if counted.by_day:
        facts = {"absences": counted.absences, "days": missed, "count": len(missed.found)}
        told = Sentence("explain.absences_days" if missed.found else "explain.absences_none", facts)
    policy = ("roll_counts",) if counted.by_day else ()
    yield Explanation("absences", counted.total, ABSENCE_ARTICLE, TT22.version, (told,), tuple(inputs), None, policy)


def _with_positions(state: Report, made: Iterable[Explanation], policies: dict[str, object]) -> Iterator[Explained]:
    known: dict[str, tuple[int, ...]] = {}
    recorded = _recorded(state)
    for explanation in made:
        of_inputs = tuple(_of(each, state, recorded, known) for each in explanation.inputs)
        positions = tuple(sorted({position for found in of_inputs for position in found}))
        known[explanation.what] = positions
        chosen = {name: policies[name] for name in explanation.policies}
        yield Explained(explanation, positions, of_inputs, chosen)


def _of(
    each: Input, state: Report, recorded: dict[str, tuple[int, ...]], known: dict[str, tuple[int, ...]]
) -> tuple[int, ...]:
    if each.cell is not None:
        standing = state.marks.get(each.cell)
        return (standing.position,) if standing else ()
    return recorded.get(each.what) or known.get(each.what, ())


def _recorded(state: Report) -> dict[str, tuple[int, ...]]:
    """Positions of what people recorded beside the marks, by the names of the explanations."""
    found: dict[str, tuple[int, ...]] = {
        f"conduct.{term.value}": (state.conduct[term].position,) for term in Term if term in state.conduct
    }
    for session, missed in noted(state):
        found[f"absences.{session.day}.{session.half}"] = (missed.position,)
    total = state.absences or state.roll
    if total and not noted(state):
        found["absences"] = (total.position,)
    if state.summer_conduct:
        found["conduct.summer"] = (state.summer_conduct.position,)
    for exemption, position in state.exemptions.items():
        name = f"exemption.{exemption.subject}"
        found[name] = (*found.get(name, ()), position)
    for kind, standing in state.decisions.items():
        found[_DECISIONS[kind]] = (*found.get(_DECISIONS[kind], ()), standing.position)
    return found
