"""
Last days (thời hạn): until when each step is to be done, who is late, and whether that stops him.

- The last day belongs to it, to 24:00 in Vietnam; steps may overlap (plans 001, 003), none waits for another's day.
- It is, for a class: what the principal extended, else what the school set for the grade, for all grades, or on opening
  the year, else that of the plans (``default``).
- After it the school's policy decides: BLOCK refuses and names who can extend, WARN lets it happen and calls it late.
- What comes of a re-assessment, or of conduct, in the summer is late only after the day of SUPPLEMENTARY too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.school_year.events import Role, Step
from domain.school_year.policies import Lateness
from domain.school_year.state import SchoolYear
from domain.values import Term

MESSAGES.update(
    {
        "deadline.passed": (
            "{step:timed} lớp {class_code}: đã quá hạn {until}. Liên hệ {staff} (Hiệu trưởng) để được gia hạn.",
            "{step:timed}, class {class_code}: the last day was {until}. Ask {staff}, the principal, for more time.",
        ),
    }
)

#: Day and month in the calendar year in which the school year ends (plan 003; the summer and what goes up: S-004).
_PLANS: dict[Step, tuple[int, int]] = {
    Step.SUBJECT_TEACHERS: (15, 6),
    Step.HOMEROOM: (20, 6),
    Step.HEAD: (25, 6),
    Step.SEAL: (30, 6),
    Step.SUBMIT: (30, 6),
    Step.SUPPLEMENTARY: (20, 8),
}
#: Plan 003: the reports of grade 12 are signed by 20/5, because its pupils need them for what comes after school.
_LAST_GRADE = 12
_PLANS_LAST_GRADE = (20, 5)
#: The steps of the signing chain, in the order of its stages.
SIGNING = {
    Stage.SUBJECT: Step.SUBJECT_TEACHERS,
    Stage.HOMEROOM: Step.HOMEROOM,
    Stage.HEAD: Step.HEAD,
    Stage.SEAL: Step.SEAL,
}
#: The steps of recording, by term.
RECORDING = {Term.ONE: Step.RECORD_TERM_1, Term.TWO: Step.RECORD_TERM_2}


class Source(StrEnum):
    """Where a last day comes from, the strongest first."""

    EXTENDED = "EXTENDED"
    SET = "SET"
    OPENED = "OPENED"
    DEFAULT = "DEFAULT"


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day of a step for a class; ``document``: the plan, or the reason of the extension."""

    until: date
    source: Source
    document: str | None = None


def default(school_year: str, step: Step, grade: int) -> date | None:
    """The last day of the plans; None where they name none (recording)."""
    found = _PLANS.get(step)
    if grade == _LAST_GRADE and step in SIGNING.values():
        found = _PLANS_LAST_GRADE
    return date(int(school_year[-4:]), found[1], found[0]) if found else None


def last_day(year: SchoolYear, step: Step, grade: int, class_id: UUID | None = None) -> LastDay | None:
    """The last day that holds for a class, or for a grade as a whole; None where there is none."""
    standing = _planned(year, step, grade)
    for extended in year.extensions:
        if extended.step is not step or extended.grade not in (None, grade):
            continue
        meant = not extended.class_ids or class_id in extended.class_ids
        if meant and standing is not None and extended.until > standing.until:
            standing = LastDay(extended.until, Source.EXTENDED, extended.reason)
    return standing


def _planned(year: SchoolYear, step: Step, grade: int) -> LastDay | None:
    found = year.deadlines.get((step, grade)) or year.deadlines.get((step, None))
    if found:
        return LastDay(found.until, Source.SET, found.document)
    opened = year.calendar.deadlines
    at_opening = {
        Step.SUBJECT_TEACHERS: opened.subject_teachers,
        Step.HOMEROOM: opened.homeroom_teachers,
        Step.HEAD: opened.principal,
        Step.SEAL: opened.seal,
    }.get(step)
    if at_opening:
        return LastDay(at_opening, Source.OPENED)
    of_plans = default(year.name, step, grade)
    return LastDay(of_plans, Source.DEFAULT) if of_plans else None


def until(year: SchoolYear, step: Step, grade: int, class_id: UUID, *, summer: bool = False) -> date | None:
    """The last day; in the summer that of SUPPLEMENTARY, where it is the later one. None where the step has none."""
    own = last_day(year, step, grade, class_id)
    of_summer = last_day(year, Step.SUPPLEMENTARY, grade, class_id) if summer and own else None
    return max((found.until for found in (own, of_summer) if found), default=None)


def late(year: SchoolYear, step: Step, grade: int, class_id: UUID, day: date, *, summer: bool = False) -> bool:
    """Whether the step's last day is over for this class."""
    last = until(year, step, grade, class_id, summer=summer)
    return last is not None and day > last


def check_deadline(
    year: SchoolYear, step: Step, grade: int, class_id: UUID, day: date, *, summer: bool = False
) -> bool:
    """
    Whether who does it on this day is late.

    Raises Rejected ``deadline.passed`` where the school's policy refuses what is late (BLOCK).
    """
    if not late(year, step, grade, class_id, day, summer=summer):
        return False
    signed = step in SIGNING.values() or step is Step.SUBMIT
    policy = year.policies.late_signing if signed else year.policies.late_recording
    if policy is Lateness.BLOCK:
        last = until(year, step, grade, class_id, summer=summer)
        principals = ", ".join(staff.code for staff in year.staff.values() if Role.PRINCIPAL in staff.roles)
        where = year.classes[class_id].code
        raise Rejected("deadline.passed", step=step.value, class_code=where, until=f"{last:%d/%m/%Y}", staff=principals)
    return True
