"""Policies and last days in whatever order they are set: what held on a day stays told, and time is only given."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.school_year import commands as c
from domain.school_year.deadlines import last_day, late
from domain.school_year.events import Step
from domain.school_year.policies import SchoolPolicies
from domain.values import Term
from tests.kit.people import CLASS_8A, CLASS_9A, CLAUSE, DUNG, opened_year
from tests.kit.story import MORNING, YearStory

DAYS_AHEAD = st.integers(0, 6)
POLICIES = st.sampled_from(
    [
        ("late_signing", "BLOCK"),
        ("late_signing", "WARN"),
        ("late_recording", "BLOCK"),
        ("assessment.tie_rounding", "HALF_EVEN"),
        ("assessment.tie_rounding", "HALF_UP"),
        ("assessment.absence_limit", 40),
        ("assessment.absence_limit", 45),
        ("subject_comments_required", False),
    ]
)
CLASSES = {CLASS_8A: 8, CLASS_9A: 9}
STEPS = st.sampled_from([Step.SUBJECT_TEACHERS, Step.SEAL])


@st.composite
def orders(draw: st.DrawFn) -> tuple[int, int, str, str | int | bool]:
    """Days that pass before, days until it is in force, and the policy."""
    return draw(DAYS_AHEAD), draw(DAYS_AHEAD), *draw(POLICIES)


@given(asked=st.lists(orders(), max_size=6), locks=st.sets(st.integers(0, 9)))
def test_what_was_in_force_on_a_day_is_told_for_ever(
    asked: list[tuple[int, int, str, str | int | bool]], locks: set[int]
) -> None:
    story, at = opened_year(), MORNING
    held: list[tuple[int, date, SchoolPolicies]] = []

    def look(day: date) -> None:
        held.append((story.state.version, day, story.state.on(day).policies))

    for number, (passed, ahead, policy, value) in enumerate(asked):
        for quiet in range(passed):
            look((at + timedelta(days=quiet)).date())
        at += timedelta(days=passed)
        since = at.date() + timedelta(days=ahead)
        story.when(c.SetPolicy(policy=policy, value=value, clause=CLAUSE, document="15/QĐ", since=since), DUNG, at)
        if number in locks:  # an entry about something else lets begin what is due
            story.when(c.LockTerm(term=Term.ONE), DUNG, at)
        look(at.date())
    for days in range(8):
        look((at + timedelta(days=days)).date())
    end = story.state.on((at + timedelta(days=7)).date())
    for version, day, policies in held:
        assert end.policies_at(version, day) == policies
    assert end.coming == []


@st.composite
def times(draw: st.DrawFn) -> tuple[int, c.Command]:
    """Days that pass before, and somebody's last day."""
    until = MORNING.date() + timedelta(days=draw(st.integers(-2, 60)))
    grade = draw(st.sampled_from([None, 8, 9]))
    if draw(st.booleans()):
        return draw(DAYS_AHEAD), c.SetDeadline(step=draw(STEPS), grade=grade, until=until, document="48/KH")
    class_ids = tuple(draw(st.sets(st.sampled_from(list(CLASSES)))))
    more = c.ExtendDeadline(step=draw(STEPS), grade=grade, class_ids=class_ids, until=until, reason="Giáo viên ốm")
    return draw(DAYS_AHEAD), more


def days(story: YearStory) -> dict[tuple[Step, object], date]:
    found = {}
    for step in (Step.SUBJECT_TEACHERS, Step.SEAL):
        for class_id, grade in CLASSES.items():
            standing = last_day(story.state, step, grade, class_id)
            assert standing
            found[step, class_id] = standing.until
            assert not late(story.state, step, grade, class_id, standing.until)
            assert late(story.state, step, grade, class_id, standing.until + timedelta(days=1))
    return found


@given(asked=st.lists(times(), max_size=10))
def test_an_extension_gives_somebody_more_time_and_nobody_less(asked: list[tuple[int, c.Command]]) -> None:
    """And no last day is set anew once it is over: who was late stays late."""
    story, at = opened_year(), MORNING
    for passed, command in asked:
        at += timedelta(days=passed)
        before, today = days(story), _day(at)
        story.when(command, DUNG, at)
        after = days(story)
        if isinstance(command, c.ExtendDeadline):
            assert all(after[place] >= before[place] for place in before)
            assert bool(story.events) == any(after[place] > before[place] for place in before)
        else:
            assert all(after[place] == before[place] for place in before if before[place] < today)
        assert all(after[place] == before[place] for place in before if place[0] is not command.step)


def _day(at: datetime) -> date:
    return at.date()
