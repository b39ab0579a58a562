"""Whose turn it is: the signatures and confirmations that a report waits for, and the people who owe them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.formats.hoc_ba import Stage
from domain.report.parts import unconfirmed
from domain.report.state import Report
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff


@dataclass(frozen=True, slots=True)
class Turn:
    """
    What can be done next, by whom: a stage, at SUBJECT a subject, and a part where one is to be confirmed.

    ``staff`` is None where nobody is assigned: the leadership signs in the place of who left, or assigns somebody.
    """

    stage: Stage
    subject: str | None
    part: str | None
    staff: Staff | None


def signed_subjects(state: Report) -> tuple[str, ...]:
    """The subjects of the open edition whose teachers sign: its rows, or none where the homeroom teacher is first."""
    if state.edition is None:
        return ()
    return state.edition.opened.chain.signed(row.subject for row in state.edition.result.subjects)


def awaited(state: Report, stage: Stage) -> list[str]:
    """The signatures of earlier stages that are still missing, as subject codes or stage names."""
    before: list[str] = []
    if stage is Stage.SUBJECT:
        return before
    before = [subject for subject in signed_subjects(state) if (Stage.SUBJECT, subject) not in state.signatures]
    if stage in (Stage.HEAD, Stage.SEAL) and (Stage.HOMEROOM, None) not in state.signatures:
        before.append(Stage.HOMEROOM.value)
    if stage is Stage.SEAL and (Stage.HEAD, None) not in state.signatures:
        before.append(Stage.HEAD.value)
    return before


def turns(state: Report, year: SchoolYear, day: date) -> list[Turn]:
    """
    Who can act on the open edition next; empty where none is open, it is sealed, or a correction waits.

    Subject teachers sign side by side, so there may be many; each behind those who confirm a part of his subject.
    """
    if state.edition is None or state.sealed or state.open_requests:
        return []
    return list(_subjects(state, year, day)) or list(_parts(state, year, day)) or [_later(state, year, day)]


def _subjects(state: Report, year: SchoolYear, day: date) -> Iterator[Turn]:
    for code in signed_subjects(state):
        if (Stage.SUBJECT, code) not in state.signatures:
            waiting = list(_parts(state, year, day, code))
            teacher = year.teacher(state.class_on(day), code, day)
            yield from waiting or [Turn(Stage.SUBJECT, code, None, teacher)]


def _parts(state: Report, year: SchoolYear, day: date, subject: str | None = None) -> Iterator[Turn]:
    for (code, part), staff in unconfirmed(state, year, day, subject).items():
        yield Turn(Stage.SUBJECT, code, part, staff)


def _later(state: Report, year: SchoolYear, day: date) -> Turn:
    assert state.edition is not None
    if (Stage.HOMEROOM, None) not in state.signatures:
        return Turn(Stage.HOMEROOM, None, None, year.homeroom_teacher(state.class_on(day), day))
    if (Stage.HEAD, None) not in state.signatures:
        return Turn(Stage.HEAD, None, None, year.staff[state.edition.opened.head])
    clerk = next((staff for staff in year.staff.values() if Role.CLERK in staff.roles), None)
    return Turn(Stage.SEAL, None, None, clerk)
