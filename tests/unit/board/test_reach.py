"""Whose work somebody sees, and whom he may remind: by role, by the team that he heads or belongs to, by homeroom."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from api.flows.board.reach import may_remind, seen_by
from domain.errors import Rejected
from domain.school_year.state import SchoolYear
from domain.school_year.structure import events as s
from domain.school_year.structure.events import TeamKind
from tests.kit.people import BINH, DUNG, FIRST_DAY, HANG, LAN, THU, TUAN, VAN, year

DAY = date(2026, 6, 10)
TOAN, FORCE = UUID(int=401), UUID(int=402)


def school() -> SchoolYear:
    """Hằng heads the team of Bình; Lan left it in January; Bình helps the task force from 1/6 on."""
    return year(
        s.TeamFormed(team_id=TOAN, code="TOAN", name="Tổ Toán", kind=TeamKind.SUBJECTS),
        s.TeamFormed(team_id=FORCE, code="TCT", name="Tổ công tác", kind=TeamKind.TASK_FORCE),
        *(s.TeamJoined(team_id=TOAN, staff_id=who, since=FIRST_DAY, head=who == HANG) for who in (HANG, BINH, LAN)),
        s.TeamLeft(team_id=TOAN, staff_id=LAN, last_day=date(2026, 1, 31)),
        s.TeamJoined(team_id=FORCE, staff_id=BINH, since=date(2026, 6, 1), head=False),
    )


@pytest.mark.parametrize("who", [DUNG, VAN, THU, TUAN, BINH])
def test_leadership_clerk_it_officer_and_task_force_see_and_remind_everybody(who: UUID) -> None:
    found = school()
    assert seen_by(found, found.staff[who], DAY) is None
    assert may_remind(found, found.staff[who], DAY, None) is None


def test_a_head_reaches_the_members_of_that_day() -> None:
    found = school()
    assert seen_by(found, found.staff[HANG], DAY) == {HANG, BINH}
    assert seen_by(found, found.staff[HANG], date(2026, 1, 31)) == {HANG, BINH, LAN}
    assert may_remind(found, found.staff[HANG], DAY, "9A") == {HANG, BINH}


def test_who_heads_nothing_sees_his_own_and_reminds_in_his_homeroom_class_only() -> None:
    found, before = school(), date(2026, 5, 31)
    assert seen_by(found, found.staff[LAN], DAY) == {LAN}
    assert may_remind(found, found.staff[LAN], DAY, "8A") is None
    for who, day, where in ((LAN, DAY, None), (BINH, before, "8A")):
        with pytest.raises(Rejected, match="his own homeroom class"):
            may_remind(found, found.staff[who], day, where)
