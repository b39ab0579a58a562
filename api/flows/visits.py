"""
Who looked (lượt xem): each time that somebody who may see everything opened a report or a class, every page of an
official who supervises the school, and each time that anybody took the reports of a class or of the year along.

Kept in ``work.visits``, which only grows: what was opened, never what stood there. The same page of the same report
opened again within ten minutes is one visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.flows.desk import Desk
from domain.event import Value
from domain.ledger import Pool
from domain.report.document import Signatory
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff
from projections import reports as report_rows
from projections.reports import ReportRow
from projections.runner import school_transaction

#: Whose looking is written down: what they see rests on their office, not on a class that they teach.
WATCHED = (Role.SUPERVISOR, Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER)
#: So long a page that is opened again, or a slider that is moved, is the same visit.
ONE_VISIT = timedelta(minutes=10)
#: Visits of a page.
SHOWN_MAX = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """
    What was opened: the route as the program names it, and the report (or its code) and class in its address.

    ``taken``: reports left with whoever asked, all of a class or of the year.
    """

    page: str
    report: UUID | None = None
    class_code: str | None = None
    taken: bool = False


class Visit(Value):
    """One visit. ``pupil`` and ``class_code`` are those of today; a report that there is not has none."""

    visit_id: int
    at: datetime
    code: str
    name: str
    role: str
    page: str
    report_id: UUID | None
    pupil: str | None
    class_code: str | None


def watched(staff: Staff, opened: Opened) -> Role | None:
    """As what a person's visit is written down; None: it is not."""
    roles = (*WATCHED, *Role) if opened.taken else WATCHED
    role = next((role for role in roles if role in staff.roles), None)
    if role is Role.SUPERVISOR or opened.taken or opened.report or opened.class_code:
        return role
    return None


def note(pool: Pool, school_id: UUID, staff_id: UUID, role: Role, opened: Opened) -> None:
    """Write a visit down, unless it is still the last one. Raises Unavailable."""
    what = [school_id, staff_id, opened.page, opened.report, opened.class_code]
    with school_transaction(pool, school_id) as connection:
        connection.execute(
            "INSERT INTO work.visits (school_id, staff_id, page, report_id, class_code, role)"
            " SELECT %s, %s, %s, %s::uuid, %s::text, %s WHERE NOT EXISTS ("
            "SELECT FROM work.visits WHERE school_id = %s AND staff_id = %s AND page = %s"
            " AND report_id IS NOT DISTINCT FROM %s AND class_code IS NOT DISTINCT FROM %s"
            " AND at > ledger.now() - %s)",
            [*what, role.value, *what, ONE_VISIT],
        )


def visits(desk: Desk, before: int | None = None) -> list[Visit]:
    """The newest first, from before a visit on; ``SHOWN_MAX`` at most."""
    school_id, year = desk.ledger.school_id, desk.year()
    with school_transaction(desk.pool, school_id) as connection:
        rows = connection.execute(
            "SELECT visit_id, at, staff_id, role, page, report_id, class_code FROM work.visits"
            " WHERE school_id = %s AND visit_id < coalesce(%s, 9223372036854775807)"
            " ORDER BY visit_id DESC LIMIT %s",
            [school_id, before, SHOWN_MAX],
        ).fetchall()
        codes = {row[5] for row in rows if row[5]}
        found = {code: report_rows.of_code(connection, school_id, code) for code in codes}
    of_reports = [row.report_id for row in found.values() if row]
    pupils = {member.report_id: member.full_name for member in desk.members_of(of_reports)}
    names = desk.signatories(year.staff.values())
    return [_visit(row, found.get(row[5]), pupils, names, year) for row in rows]


def _visit(
    row: tuple[Any, ...],
    report: ReportRow | None,
    pupils: Mapping[UUID, str],
    names: Mapping[UUID, Signatory],
    year: SchoolYear,
) -> Visit:
    visit_id, at, staff_id, role, page, _, class_code = row
    staff = year.staff.get(staff_id)
    of_report = year.classes.get(report.class_id) if report else None
    return Visit(
        visit_id=visit_id,
        at=at,
        code=staff.code if staff else str(staff_id),
        name=names[staff_id].full_name if staff else "",
        role=role,
        page=page,
        report_id=report.report_id if report else None,
        pupil=pupils.get(report.report_id) if report else None,
        class_code=class_code or (of_report.code if of_report else None),
    )
