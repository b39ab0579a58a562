"""Whose work somebody sees on the board, and whom he may remind of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.errors import Rejected
from domain.messages import MESSAGES
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff
from domain.school_year.structure.events import TeamKind

MESSAGES.update(
    {
        "remind.not_yours": (
            "{staff} chỉ nhắc được việc của lớp mình chủ nhiệm, của tổ mình làm tổ trưởng. Nhắc toàn trường: Ban Giám "
            "hiệu, văn thư, cán bộ phụ trách CNTT, Tổ công tác, Ban chỉ đạo.",
            "{staff} may remind of his own homeroom class and the team that he heads only. The school is reminded "
            "by its leadership, clerk, IT officer, task force and steering committee.",
        ),
    }
)

#: Who pushes the whole school; a supervisor sees it.
_WHOLE = frozenset((Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER))


def seen_by(year: SchoolYear, staff: Staff, day: date) -> frozenset[UUID] | None:
    """Staff ids: himself and the members of a team that he heads; None is everybody."""
    if Role.SUPERVISOR in staff.roles or _pushes(year, staff, day):
        return None
    teams = [team for team in year.teams.values() if team.head(day) == staff.staff_id]
    return frozenset((staff.staff_id, *(member for team in teams for member in team.on(day))))


def may_remind(year: SchoolYear, staff: Staff, day: date, class_code: str | None) -> frozenset[UUID] | None:
    """
    The same of whom he may remind; of his homeroom class everybody who owes something there.

    Raises Rejected ``remind.not_yours`` where that is nobody but himself.
    """
    homeroom = year.homeroom_teacher(year.school_class(class_code).class_id, day) if class_code else None
    if homeroom == staff or _pushes(year, staff, day):
        return None
    reached = seen_by(year, staff, day)
    if reached is None or reached == {staff.staff_id}:
        raise Rejected("remind.not_yours", staff=staff.code)
    return reached


def _pushes(year: SchoolYear, staff: Staff, day: date) -> bool:
    pushing = (TeamKind.TASK_FORCE, TeamKind.STEERING)
    return bool(staff.roles & _WHOLE) or any(year.team_of(staff.staff_id, day, kind) for kind in pushing)
