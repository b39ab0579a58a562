"""Delegations (ủy quyền) of a school year as they stand: who, what for, by which document, until when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from api.flows.desk import Desk
from domain.event import Value
from domain.school_year.events import DelegationKind


class Running(StrEnum):
    """Whether a delegation holds today."""

    COMING = "COMING"
    RUNNING = "RUNNING"
    ENDED = "ENDED"


class DelegationLine(Value):
    """A delegation to ``staff`` (code) for the days ``since`` to ``last_day``, an earlier one where it was revoked."""

    delegation_id: UUID
    staff: str
    full_name: str
    kind: DelegationKind
    document: str
    since: date
    last_day: date | None
    running: Running


def delegations(desk: Desk) -> list[DelegationLine]:
    """All of the year, those that hold first, then the newest."""
    year, today = desk.year(), desk.today
    names = desk.signatories(year.staff[each.right.staff_id] for each in year.delegations.values())
    lines = [
        DelegationLine(
            delegation_id=each.delegation_id,
            staff=year.staff[each.right.staff_id].code,
            full_name=names[each.right.staff_id].full_name,
            kind=each.kind,
            document=each.document,
            since=each.right.since,
            last_day=each.right.last_day,
            running=_running(each.right.since, each.right.last_day, today),
        )
        for each in reversed(year.delegations.values())
    ]
    return sorted(lines, key=lambda line: line.running is Running.ENDED)


def _running(since: date, last_day: date | None, today: date) -> Running:
    if last_day and today > last_day:
        return Running.ENDED
    return Running.COMING if today < since else Running.RUNNING
