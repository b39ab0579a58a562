"""
What the leadership approves and signs (ký duyệt): how far each class is, and of one class what will be signed.

The classes are counted from reports that stand equal (``projections.board``); of one class each report is judged by the
same check as the signature itself (``before_signing``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.flows.before_signing import Checked, check_reports
from api.flows.board.reminders import standing
from api.flows.desk import Desk
from api.flows.signers import Wanted
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.messages import Language
from domain.report.effect import Effect, What, derived_values
from domain.report.state import Report
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff
from projections import reports as report_rows
from projections.board import Standing
from projections.runner import school_transaction

#: The results of the year that a head reads before he signs, as far as the level of the school has them.
RESULTS: tuple[tuple[What, str | None], ...] = (
    ("academic", "year"), ("conduct", "year"), ("result", None), ("promotion", None), ("title", None),
)  # fmt: skip


class ClassStanding(Value):
    """
    A class: ``total`` reports, how many are open for signing, how many signed by whom.

    ``waiting`` have a correction that waits for its decision; ``ready`` can be signed now by who asks.
    """

    class_code: str
    grade: int
    total: int = 0
    opened: int = 0
    subjects_signed: int = 0
    homeroom_signed: int = 0
    head_signed: int = 0
    waiting: int = 0
    ready: int = 0


@dataclass(frozen=True, slots=True)
class Approved:
    """A report: what stands in its way, its results in words by ``RESULTS``, the capacity that it is signed in."""

    checked: Checked
    results: dict[What, str]
    opened: bool
    capacity: str | None


def classes(desk: Desk, staff: Staff) -> list[ClassStanding]:
    """Every class of the year in its order, as this person would sign it as head."""
    year = desk.year().on(desk.today)
    counts: defaultdict[UUID, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for group in standing(desk)[0]:
        if not group.standing.left:
            for name, holds in _reached(group.standing, staff).items():
                counts[group.class_id][name] += group.reports * holds
    return [
        ClassStanding(class_code=found.code, grade=found.grade, **counts[class_id])
        for class_id, found in sorted(year.classes.items(), key=lambda each: (each[1].grade, each[1].code))
    ]


def _reached(one: Standing, staff: Staff) -> dict[str, bool]:
    mine = one.head == staff.staff_id
    return {
        "total": True,
        "opened": one.opened is not None,
        "subjects_signed": one.subjects_signed,
        "homeroom_signed": one.homeroom_signed,
        "head_signed": one.head_signed,
        "waiting": one.waiting,
        "ready": mine and one.homeroom_signed and not one.head_signed and not one.waiting,
    }


def of_class(desk: Desk, class_code: str, staff: Staff, language: Language) -> list[Approved]:
    """Each report of a class as this person would sign it. Raises Misused for an unknown class."""
    year = desk.year()
    members = desk.members(year.school_class(class_code))
    reports = desk.reports([member.report_id for member in members])
    return [
        _approved(one, reports[one.member.report_id], year, language)
        for one in check_reports(desk, members, str(staff.staff_id), Wanted(Stage.HEAD))
    ]


def _approved(one: Checked, report: Report, year: SchoolYear, language: Language) -> Approved:
    values = derived_values(report, year)
    results = {
        what: Effect(what, None, period, None, None).value(values[what, None, period], language)
        for what, period in RESULTS
        if (what, None, period) in values
    }
    opened = report.edition.opened if report.edition else None
    return Approved(one, results, opened is not None, opened.head_capacity if opened else None)


class Leaver(Value):
    """A pupil who was transferred, whose results to that day wait for the leadership's signature."""

    report_id: UUID
    class_code: str
    full_name: str
    last_day: date
    destination: str | None


def leavers(desk: Desk) -> list[Leaver]:
    """All of the school year (QĐ 1789 Điều 22)."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = report_rows.transferred(connection, desk.ledger.school_id)
    year, rows = desk.year(), [row for row in found if row.school_year_id == desk.school_year_id]
    return [
        Leaver(
            report_id=member.report_id,
            class_code=year.classes[member.report.class_id].code,
            full_name=member.full_name,
            last_day=date.fromisoformat(member.report.record["left"]["last_day"]),
            destination=member.report.record["left"]["destination"],
        )
        for member in desk.members_of([row.report_id for row in rows])
    ]


def heads(desk: Desk) -> list[Staff]:
    """Who can sign as head of a report that is opened today: the principal, then the deputies so delegated."""
    year = desk.year().on(desk.today)
    of_role = [staff for staff in year.staff.values() if Role.PRINCIPAL in staff.roles]
    kind = DelegationKind.SIGN_REPORTS
    return of_role + [one for one in year.staff.values() if year.delegation(one.staff_id, kind, desk.today)]
