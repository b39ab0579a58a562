"""
Recording marks, comments, conduct and absences (ghi sổ).

- Only who teaches the subject in that class on that day records it, and of a divided subject only his part, and only
  for a pupil who studies it; only the homeroom teacher records conduct, absences, the homeroom comment, and in primary
  school qualities and competencies.
- A recorded value never changes by recording again: equal is passed over, different is rejected with the way to a
  correction (S-003; domain.md §2.11).
- The day of an assessment, where it is said, lies in the school year and not in the future.
- A missed assessment is recorded by its reason: the mark follows from the rule (Điều 7.4), another one beside the
  reason is rejected.
- Nothing is recorded in a locked term, once an edition is open, or, where the school blocks that, after the last day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from domain.context import Context, local_day
from domain.errors import Faults, HocbaError, Rejected
from domain.event import Event
from domain.regulations.curriculum import PRIMARY_LAST, Trait, traits
from domain.regulations.marks import check_mark, check_reassessed, missed
from domain.report import commands as c
from domain.report import events as e
from domain.report.choices import own_subject
from domain.report.editions import derive
from domain.report.governing import assessment
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.report.state import Report, Standing
from domain.school_year.deadlines import RECORDING, check_deadline
from domain.school_year.events import Step
from domain.school_year.policies import Lateness
from domain.school_year.state import SchoolYear
from domain.values import Cell, Column, Mark
from domain.words import TRAIT_GROUP_NAMES

#: Events kept: a subject of a grade has up to 16 cells and 101 marks.
_SCORES_KEPT = 4096


def record_subject(state: Report, command: c.RecordSubject, year: SchoolYear, context: Context) -> list[Event]:
    """Events for what is new. Raises Faults with every cell that stands against it."""
    class_id = state.class_on(context.today)
    year.require_teacher(context.actor, class_id, command.subject, context.today)
    if not command.marks and not command.by_rule and command.comment is None:
        return []  # nothing is asked of a pupil who does not study the subject
    subject = own_subject(state, year, command.subject)
    missed_marks = {cell: missed(subject.kind) for cell in command.by_rule}
    rules, found = assessment(state, year), _Found()
    for cell, mark in {**missed_marks, **command.marks}.items():
        try:
            check_mark(subject, cell, mark, rules)
            if cell.part:
                year.require_teacher(context.actor, class_id, command.subject, context.today, cell.part)
        except Rejected as fault:
            found.faults.append(fault)
            continue
        if missed_marks and mark != missed_marks.get(cell, mark):
            facts = {"cell": cell, "found": mark, "expected": missed_marks[cell]}
            found.faults.append(Rejected("regulation.by_rule_contradicted", **facts))
        else:
            found.mark(state, year, cell, mark, command.by_rule.get(cell), command.assessed_on.get(cell))
    if command.comment is not None:
        found.comment(state, command.subject, command.comment)
    for cell, day in command.assessed_on.items():
        if not year.calendar.starts <= day <= context.today:
            first, today = f"{year.calendar.starts:%d/%m/%Y}", f"{context.today:%d/%m/%Y}"
            found.faults.append(Rejected("score.day", cell=cell, day=f"{day:%d/%m/%Y}", first=first, today=today))
    return found.checked(state, year, context)


def record_homeroom(state: Report, command: c.RecordHomeroom, year: SchoolYear, context: Context) -> list[Event]:
    """Events for what is new. Raises Faults with every value that stands against it."""
    year.require_homeroom(context.actor, state.class_on(context.today), context.today)
    found = _Found()
    for cell, mark in command.marks.items():
        try:
            check_mark(_trait(state, cell), cell, mark, assessment(state, year))
        except Rejected as fault:
            found.faults.append(fault)
            continue
        found.mark(state, year, cell, mark, None)
    for code, text in command.comments.items():
        if code not in TRAIT_GROUP_NAMES or state.started.grade > PRIMARY_LAST:
            raise Rejected("trait.unknown", subject=code, grade=state.started.grade)
        found.comment(state, code, text)
    for term, level in command.conduct.items():
        standing = state.conduct.get(term)
        if standing is None and term in year.locked:
            found.faults.append(Rejected("period.locked", cell=Place("conduct", term=term), term=term.value))
        elif standing is None:
            found.events.append(e.ConductRecorded(term=term, level=level))
        elif standing.value != level:
            found.faults.append(_recorded(Place("conduct", term=term), standing))
    if command.absences is not None:
        found.absences(state, command.absences)
    if command.comment is not None:
        if state.homeroom_comment is None:
            found.events.append(e.HomeroomCommentRecorded(text=command.comment))
        elif state.homeroom_comment.value != command.comment:
            found.faults.append(_recorded(HOMEROOM_COMMENT, state.homeroom_comment))
    return found.checked(state, year, context)


def _trait(state: Report, cell: Cell) -> Trait:
    for one in traits(state.started.grade):
        if one.code == cell.subject:
            return one
    raise Rejected("trait.unknown", subject=cell.subject, grade=state.started.grade)


@dataclass(slots=True)
class _Found:
    """What is new, and what stands against it."""

    events: list[Event] = field(default_factory=list)
    faults: list[HocbaError] = field(default_factory=list)

    def mark(
        self,
        state: Report,
        year: SchoolYear,
        cell: Cell,
        mark: Mark,
        by_rule: str | None = None,
        assessed_on: date | None = None,
    ) -> None:
        """A re-assessment is recorded after the year's end, so no lock of term II holds it up."""
        standing = state.marks.get(cell)
        if standing is None and cell.term in year.locked and cell.column is not Column.DGL:
            self.faults.append(Rejected("period.locked", cell=cell, term=cell.term.value))
        elif standing is None:
            if cell.column is Column.DGL:
                self._check_reassessed(state, year, cell)
            self.events.append(_score_recorded(cell, mark, by_rule, assessed_on))
        elif standing.value != mark:
            self.faults.append(_recorded(cell, standing))

    def _check_reassessed(self, state: Report, year: SchoolYear, cell: Cell) -> None:
        results = {one.subject: one.year for one in derive(state, year).subjects}
        try:
            check_reassessed(own_subject(state, year, cell.subject), results[cell.subject])
        except Rejected as fault:
            self.faults.append(fault)

    def comment(self, state: Report, code: str, text: str) -> None:
        standing = state.comments.get(code)
        if standing is None:
            self.events.append(e.CommentRecorded(subject=code, text=text))
        elif standing.value != text:
            self.faults.append(_recorded(Place("comment", code), standing))

    def absences(self, state: Report, given: e.Absences) -> None:
        """A total from elsewhere, which a report whose roll is called here does not take."""
        if state.roll is not None:
            self.faults.append(Rejected("absences.by_day", cell=ABSENCES, since=f"{state.roll.value.day:%d/%m/%Y}"))
        elif state.absences is None:
            self.events.append(e.AbsencesRecorded(absences=given))
        elif state.absences.value != given:
            self.faults.append(_recorded(ABSENCES, state.absences))

    def checked(self, state: Report, year: SchoolYear, context: Context) -> list[Event]:
        if self.faults:
            raise Faults(self.faults)
        if self.events and state.edition:
            raise Rejected("report.edition_open")
        if year.policies.late_recording is Lateness.BLOCK:
            for step in sorted({_step(event) for event in self.events}):
                check_deadline(year, step, state.started.grade, state.class_on(context.today), context.today)
        return self.events


def _step(event: Event) -> Step:
    """Whose last day is over for what is recorded; what belongs to the whole year is due with its second term."""
    if isinstance(event, e.ScoreRecorded):
        return Step.SUPPLEMENTARY if event.cell.column is Column.DGL else RECORDING[event.cell.term]
    return RECORDING[event.term] if isinstance(event, e.ConductRecorded) else Step.RECORD_TERM_2


@lru_cache(_SCORES_KEPT)
def _score_recorded(cell: Cell, mark: Mark, by_rule: str | None, assessed_on: date | None) -> e.ScoreRecorded:
    """Of a class many have the same mark in the same cell, and an event is a value: one stands for all."""
    return e.ScoreRecorded(cell=cell, mark=mark, by_rule=by_rule, assessed_on=assessed_on)


def _recorded(what: Cell | Place, standing: Standing[object]) -> Rejected:
    return Rejected("score.recorded", cell=what, day=f"{local_day(standing.at):%d/%m/%Y}", value=standing.value)
