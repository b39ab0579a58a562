"""Old drafts: what was typed and never recorded is told to its owner and to who heads his tổ, never its values."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from api.flows.desk import Desk
from api.flows.drafts.kept import piles
from domain.context import local_day
from domain.event import Value
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear

#: Longer than a week's marking.
OLD_DAYS = 7


class OldDrafts(Value):
    """
    How many ``cells`` of a sheet somebody has typed and not touched or recorded for some days.

    ``sheet`` is the subject's code, or GVCN; ``oldest`` the day of the first of them.
    """

    staff: str
    full_name: str
    class_code: str
    sheet: str
    cells: int
    oldest: date


def old_drafts(desk: Desk, actor: str, days: int = OLD_DAYS) -> list[OldDrafts]:
    """What the actor may know of: his own, of the tổ that he heads, for the leadership and the IT officer all."""
    year, today = desk.year(), desk.today
    known = known_to(year, actor, today)
    found = piles(desk.pool, desk.ledger.school_id, list(year.classes), desk.ledger.now() - timedelta(days=days))
    mine = [pile for pile in found if pile.key.staff_id in known]
    names = desk.signatories(year.staff[staff_id] for staff_id in {pile.key.staff_id for pile in mine})
    return [
        OldDrafts(
            staff=year.staff[pile.key.staff_id].code,
            full_name=names[pile.key.staff_id].full_name,
            class_code=year.classes[pile.key.class_id].code,
            sheet=pile.key.sheet,
            cells=pile.cells,
            oldest=local_day(pile.oldest),
        )
        for pile in mine
    ]


def known_to(year: SchoolYear, actor: str, day: date) -> set[UUID]:
    """Whose old drafts somebody is told of."""
    staff = year.actor(actor)
    if staff.roles & {Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER}:
        return set(year.staff)
    headed = [team for team in year.teams.values() if team.head(day) == staff.staff_id]
    return {staff.staff_id}.union(*(team.on(day) for team in headed))
