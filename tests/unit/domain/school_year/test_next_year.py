"""What a school year begins with that goes on from another one: kept staff, roles of the day, teams; the rest blank."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.school_year import events as y
from domain.school_year.next_year import a_year_later, classes_after, first_events
from domain.school_year.state import SchoolClass, SchoolYear
from domain.school_year.structure import events as s
from tests.kit.people import BINH, DUNG, HANG, LAN, VAN, YEAR_ID, opened_year
from tests.kit.story import MORNING, YearStory

NEXT, TEAM, OTHER, PUPIL = (UUID(int=n) for n in (801, 802, 803, 804))
JOINED = date(2026, 2, 1)
AUTUMN, WINTER = date(2026, 10, 31), date(2026, 11, 1)
WAITING = y.ToPlace(pupil_id=PUPIL, class_code="8A", grade=8, why=y.Waiting.RETAINED)


def before() -> YearStory:
    """
    Hằng heads a team that Lan left; Vân is deputy to the end of July; a policy was set.

    Of the autumn after it is said that Bình is clerk no more and leaves the team, Lan teaches no more, Hằng is deputy.
    """
    return opened_year().given(
        s.TeamFormed(team_id=TEAM, code="TOAN_TIN", name="Tổ Toán – Tin", kind=s.TeamKind.SUBJECTS),
        s.TeamFormed(team_id=OTHER, code="BCD", name="Ban chỉ đạo", kind=s.TeamKind.STEERING),
        *(s.TeamJoined(team_id=TEAM, staff_id=one, since=JOINED, head=one == HANG) for one in (HANG, LAN, BINH)),
        s.TeamLeft(team_id=TEAM, staff_id=LAN, last_day=date(2026, 3, 1)),
        s.TeamJoined(team_id=OTHER, staff_id=DUNG, since=JOINED, head=True),
        s.RoleEnded(staff_id=VAN, role=y.Role.DEPUTY, last_day=date(2026, 7, 31), document="QĐ 5"),
        s.RoleGiven(staff_id=BINH, role=y.Role.CLERK, since=JOINED, until=AUTUMN, document="QĐ 7"),
        s.RoleEnded(staff_id=LAN, role=y.Role.TEACHER, last_day=AUTUMN, document="QĐ 8"),
        s.RoleGiven(staff_id=HANG, role=y.Role.DEPUTY, since=WINTER, until=None, document="QĐ 9"),
        s.TeamLeft(team_id=TEAM, staff_id=BINH, last_day=AUTUMN),
        s.SupervisingBodySet(level=s.BodyLevel.DEPARTMENT, name="Sở GDĐT Nghệ An", since=JOINED, document="QĐ 6"),
        y.PolicySet(policy="late_recording", value="BLOCK", clause="Điều 9", document="15/QĐ", since=JOINED),
        actor=DUNG,
    )


def opened() -> tuple[SchoolYear, SchoolYear]:
    """The year before as of the new first day, and the new year folded from its first events."""
    story = before()
    calendar = a_year_later(story.state.calendar)
    previous = story.state.on(calendar.starts)
    ids = enumerate(classes_after(previous).items())
    classes = {code: SchoolClass(UUID(int=900 + n), code, grade) for n, (code, grade) in ids}
    happened = [step.data for step in story.history]
    first, *others = first_events(previous, happened, calendar, classes, {"9A": BINH}, [WAITING])
    return previous, YearStory(NEXT, first).given(*others, at=MORNING).state


def test_staff_keep_ids_and_the_roles_of_the_new_first_day() -> None:
    _, year = opened()
    assert year.staff[VAN].roles == {y.Role.TEACHER}
    assert year.staff[DUNG].roles == {y.Role.PRINCIPAL, y.Role.TEACHER}
    assert set(year.staff) == set(before().state.staff)
    assert year.certificates == before().state.certificates


def test_a_role_with_a_last_day_ends_with_it_in_the_next_year_too() -> None:
    """Nor does one become permanent, nor is one lost that begins after the new first day."""
    _, year = opened()
    teams = {HANG: y.Role.DEPUTY, BINH: y.Role.CLERK, LAN: y.Role.TEACHER}
    has = {day: {one for one, role in teams.items() if role in year.roles_on(one, day)} for day in (AUTUMN, WINTER)}
    assert has == {AUTUMN: {BINH, LAN}, WINTER: {HANG}}
    assert (set(year.structure.teams[TEAM].on(AUTUMN)), year.structure.teams[TEAM].on(WINTER)) == ({HANG, BINH}, [HANG])
    held = {each.staff_id: each for each in year.structure.roles[HANG]}
    assert held[HANG].document == "QĐ 9"


def test_teams_go_on_with_who_is_in_them_and_their_heads() -> None:
    _, year = opened()
    day = year.calendar.starts
    team = year.structure.teams[TEAM]
    assert (team.name, set(team.on(day)), team.head(day)) == ("Tổ Toán – Tin", {HANG, BINH}, HANG)
    assert year.structure.teams[OTHER].head(day) == DUNG
    body = year.structure.body_on(s.BodyLevel.DEPARTMENT, day)
    assert body
    assert body.name == "Sở GDĐT Nghệ An"


def test_policies_go_on_and_everything_of_the_year_itself_is_blank() -> None:
    previous, year = opened()
    assert year.policies == previous.policies
    assert year.policies.late_recording.value == "BLOCK"
    assert (year.name, year.previous, year.to_place) == ("2026-2027", YEAR_ID, {PUPIL: WAITING})
    assert (year.teaching, year.delegations, year.locked, year.numbers) == ({}, {}, set(), {})
    assert {each.code for each in year.classes.values()} == {"8A", "9A"}
    heads = [year.homeroom_teacher(each.class_id, year.calendar.starts) for each in year.classes.values()]
    assert [staff.staff_id if staff else None for staff in heads] == [None, BINH]
