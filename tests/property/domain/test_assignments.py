"""Whatever is assigned, ended, delegated and revoked in whatever order: nobody gains a right that nobody gave."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.school_year import commands as c
from domain.school_year import events as y
from tests.kit.people import BINH, CLASS_8A, DUNG, FIRST_DAY, HANG, LAN, TUAN, VAN, opened_year

DAYS = st.integers(0, 12).map(lambda number: FIRST_DAY + timedelta(days=number))
SUBJECTS = st.sampled_from(
    [("NGHE_THUAT", None), ("NGHE_THUAT", "AM_NHAC"), ("NGHE_THUAT", "MI_THUAT"), ("TOAN", None)]
)
TEACHERS = st.sampled_from([HANG, LAN, BINH])


@st.composite
def orders(draw: st.DrawFn) -> c.Command:
    subject, part = draw(SUBJECTS)
    place = {"class_id": CLASS_8A, "subject": subject, "part": part, "staff_id": draw(TEACHERS)}
    if draw(st.booleans()):
        return c.AssignTeaching(**place, since=draw(DAYS))
    return c.EndTeaching(**place, last_day=draw(DAYS))


@given(commands=st.lists(orders(), max_size=12))
def test_a_subject_or_a_part_of_it_has_one_teacher_at_a_time(commands: list[c.Command]) -> None:
    story = opened_year()
    for command in commands:
        story.when(command, TUAN)
    for number in range(30):
        day = FIRST_DAY + timedelta(days=number)
        for subject in ("TOAN", "NGHE_THUAT"):
            parts = [right.part for right in story.state.teachers(CLASS_8A, subject) if right.covers(day)]
            assert len(parts) == len(set(parts))
            assert None not in parts or len(parts) == 1


@st.composite
def delegations(draw: st.DrawFn) -> c.Command:
    delegation_id = UUID(int=draw(st.integers(1, 2)))
    if draw(st.booleans()):
        return c.RevokeDelegation(delegation_id=delegation_id, last_day=draw(DAYS))
    return c.GrantDelegation(
        delegation_id=delegation_id,
        staff_id=VAN,
        kind=y.DelegationKind.SIGN_REPORTS,
        since=draw(DAYS),
        until=draw(DAYS),
        document="15/QĐ",
    )


@given(commands=st.lists(delegations(), max_size=10))
def test_a_delegation_never_holds_on_a_day_for_which_it_was_not_given(commands: list[c.Command]) -> None:
    story = opened_year()
    given_days: set[date] = set()
    for command in commands:
        story.when(command, DUNG)
        if isinstance(command, c.GrantDelegation) and story.events:
            length = (command.until - command.since).days
            given_days |= {command.since + timedelta(days=number) for number in range(length + 1)}
    for number in range(30):
        day = FIRST_DAY + timedelta(days=number)
        if story.state.delegation(VAN, y.DelegationKind.SIGN_REPORTS, day):
            assert day in given_days
