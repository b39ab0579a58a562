"""
Recording marks, comments, conduct and absences (ghi sổ).

- Only who teaches the subject in that class on that day records it, and of a divided subject only his part; only the
  homeroom teacher records conduct, absences and the homeroom comment.
- A recorded value never changes by recording again: equal is passed over, different is rejected with the way to a
  correction (S-003; domain.md §2.11).
- A missed assessment is recorded by its reason: the mark follows from the rule (Điều 7.4), another one beside the
  reason is rejected.
- Nothing is recorded in a locked term, or once an edition is open.
"""

from __future__ import annotations

from functools import lru_cache

from domain.context import Context, local_day
from domain.errors import Faults, HocbaError, Rejected
from domain.event import Event
from domain.regulations.curriculum import subject as subject_of
from domain.regulations.marks import check_mark, missed
from domain.report import commands as c
from domain.report import events as e
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.report.state import Report, Standing
from domain.school_year.state import SchoolYear
from domain.values import Cell, Mark

#: Events kept: a subject of a grade has up to 16 cells and 101 marks.
_SCORES_KEPT = 4096


def record_subject(state: Report, command: c.RecordSubject, year: SchoolYear, context: Context) -> list[Event]:
    """Events for what is new. Raises Faults with every cell that stands against it."""
    started = state.started
    year.require_teacher(context.actor, started.class_id, command.subject, context.today)
    subject = subject_of(command.subject, started.grade, year.name)
    missed_marks = {cell: missed(subject.kind) for cell in command.by_rule}
    events: list[Event] = []
    faults: list[HocbaError] = []
    for cell, mark in {**missed_marks, **command.marks}.items():
        try:
            check_mark(subject, cell, mark)
            if cell.part:
                year.require_teacher(context.actor, started.class_id, command.subject, context.today, cell.part)
        except Rejected as fault:
            faults.append(fault)
            continue
        standing = state.marks.get(cell)
        if missed_marks and mark != missed_marks.get(cell, mark):
            facts = {"cell": cell, "found": mark, "expected": missed_marks[cell]}
            faults.append(Rejected("regulation.by_rule_contradicted", **facts))
        elif standing is None and cell.term in year.locked:
            faults.append(Rejected("period.locked", cell=cell, term=cell.term.value))
        elif standing is None:
            events.append(_score_recorded(cell, mark, command.by_rule.get(cell)))
        elif standing.value != mark:
            faults.append(_recorded(cell, standing))
    if command.comment is not None:
        comment = state.comments.get(command.subject)
        if comment is None:
            events.append(e.CommentRecorded(subject=command.subject, text=command.comment))
        elif comment.value != command.comment:
            faults.append(_recorded(Place("comment", command.subject), comment))
    return _checked(state, events, faults)


def record_homeroom(state: Report, command: c.RecordHomeroom, year: SchoolYear, context: Context) -> list[Event]:
    """Events for what is new. Raises Faults with every value that stands against it."""
    year.require_homeroom(context.actor, state.started.class_id, context.today)
    events: list[Event] = []
    faults: list[HocbaError] = []
    for term, level in command.conduct.items():
        standing = state.conduct.get(term)
        if standing is None and term in year.locked:
            faults.append(Rejected("period.locked", cell=Place("conduct", term=term), term=term.value))
        elif standing is None:
            events.append(e.ConductRecorded(term=term, level=level))
        elif standing.value != level:
            faults.append(_recorded(Place("conduct", term=term), standing))
    if command.absences is not None:
        if state.absences is None:
            events.append(e.AbsencesRecorded(absences=command.absences))
        elif state.absences.value != command.absences:
            faults.append(_recorded(ABSENCES, state.absences))
    if command.comment is not None:
        if state.homeroom_comment is None:
            events.append(e.HomeroomCommentRecorded(text=command.comment))
        elif state.homeroom_comment.value != command.comment:
            faults.append(_recorded(HOMEROOM_COMMENT, state.homeroom_comment))
    return _checked(state, events, faults)


@lru_cache(_SCORES_KEPT)
def _score_recorded(cell: Cell, mark: Mark, by_rule: str | None) -> e.ScoreRecorded:
    """Of a class many have the same mark in the same cell, and an event is a value: one stands for all."""
    return e.ScoreRecorded(cell=cell, mark=mark, by_rule=by_rule)


def _recorded(what: Cell | Place, standing: Standing[object]) -> Rejected:
    return Rejected("score.recorded", cell=what, day=f"{local_day(standing.at):%d/%m/%Y}", value=standing.value)


def _checked(state: Report, events: list[Event], faults: list[HocbaError]) -> list[Event]:
    if faults:
        raise Faults(faults)
    if events and state.edition:
        raise Rejected("report.edition_open")
    return events
