"""
The year's absences of a report (số buổi nghỉ): counted from the half-days that were noted, or a total from elsewhere.

Điều 12.1c counts them on a plan of one session a day (domain.md §2.8). Where lessons take both halves of a day, the
school's policy ``roll_counts`` says ``DAYS``: a day counts once, however much of it was missed, and with permission
only where all of that was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.context import Context
from domain.errors import Rejected
from domain.messages import MESSAGES
from domain.report import events as e
from domain.report.governing import policies
from domain.report.state import Report, Standing
from domain.school_year.policies import RollCount
from domain.school_year.state import SchoolYear

MESSAGES.update(
    {
        "roll.day": (
            "Không điểm danh được ngày {day}: phải từ ngày {first} đến ngày {last}.",
            "The roll of {day} cannot be called: it takes a day from {first} to {last}.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Counted:
    """
    The absences of the year so far.

    ``positions`` are the entries that they rest on. ``by_day``: counted from the half-days that stand in the report;
    else a total from elsewhere (nhập tổng), with no list behind it.
    """

    absences: e.Absences
    positions: tuple[int, ...]
    by_day: bool

    @property
    def total(self) -> int:
        """With and without permission."""
        return self.absences.both


def absence_totals(state: Report, year: SchoolYear) -> Counted | None:
    """What the rules, the document and the warnings go by; None where nobody has counted anything yet."""
    if state.absences:
        return Counted(state.absences.value, (state.absences.position,), by_day=False)
    if state.roll is None:
        return None
    missed = noted(state)
    positions = sorted(standing.position for _, standing in missed)
    permitted = {session: standing.value.permitted for session, standing in missed}
    counted = count(permitted, policies(state, year).roll_counts)
    return Counted(counted, tuple(positions) or (state.roll.position,), by_day=True)


def count(missed: Mapping[e.Session, bool], what: RollCount) -> e.Absences:
    """The absences that half-days make, given with whether each was permitted."""
    days: dict[object, bool] = {}
    for session, permitted in missed.items():
        one = session if what is RollCount.SESSIONS else session.day
        days[one] = permitted and days.get(one, True)
    excused = sum(days.values())
    return e.Absences(permitted=excused, unpermitted=len(days) - excused)


def noted(state: Report) -> list[tuple[e.Session, Standing[e.AbsenceNoted]]]:
    """The half-days that the pupil missed, in order."""
    found = [(session, missed) for session in state.sessions if (missed := missing_at(state, session))]
    return sorted(found, key=lambda each: each[0].order)


def missing_at(state: Report, session: e.Session) -> Standing[e.AbsenceNoted] | None:
    """What was noted of a half-day that the pupil missed; None where he was there."""
    standing = state.sessions.get(session)
    if standing is None or isinstance(standing.value, e.AbsenceStruck):
        return None
    return Standing(standing.value, standing.actor, standing.at, standing.position)


def attendance(state: Report, session: e.Session) -> e.Attendance | None:
    """What stands of a half-day; None for a report whose absences nobody counts by day."""
    standing = state.sessions.get(session)
    if standing is not None:
        return standing.value.attendance
    return e.Attendance.PRESENT if state.roll else None


def check_day(day: date, year: SchoolYear, context: Context) -> None:
    """Raises Rejected ``roll.day`` for a day outside of the school year, or one that has not come yet."""
    first, last = year.calendar.starts, min(context.today, year.calendar.ends)
    if not first <= day <= last:
        days = {"day": day, "first": first, "last": last}
        raise Rejected("roll.day", **{name: f"{each:%d/%m/%Y}" for name, each in days.items()})


def is_enrolled(state: Report, class_id: UUID, day: date) -> bool:
    """Whether the pupil was in this class on this day; one who left is in none."""
    return state.class_on(day) == class_id and (state.left is None or day <= state.left.value.last_day)
