"""Who belongs where and by which paper: teams, roles over time, documents, bodies, identity, medium."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.formats.hoc_ba import Stage
from domain.school_year import events as y
from domain.school_year.structure import commands as c
from domain.school_year.structure import events as s
from tests.kit.people import (
    BINH,
    DUNG,
    FIRST_DAY,
    HANG,
    KHOA,
    LAN,
    THU,
    TODAY,
    TUAN,
    VAN,
    complete,
    open_command,
    opened,
    opened_year,
    sign_command,
    signed,
    year,
)  # fmt: skip
from tests.kit.story import YearStory, moment

DAY = timedelta(days=1)
MATHS, LETTERS, FORCE = (UUID(int=n) for n in (701, 702, 703))
DECISION = "15/QĐ-THCSSL"


def formed(team_id: UUID, code: str, kind: s.TeamKind = s.TeamKind.SUBJECTS) -> s.TeamFormed:
    return s.TeamFormed(team_id=team_id, code=code, name=f"Tổ {code}", kind=kind)


def joined(staff_id: UUID, team_id: UUID = MATHS, since: date = FIRST_DAY, *, head: bool = False) -> s.TeamJoined:
    return s.TeamJoined(team_id=team_id, staff_id=staff_id, since=since, head=head)


def join(staff_id: UUID, team_id: UUID = MATHS, since: date = FIRST_DAY, *, head: bool = False) -> c.JoinTeam:
    return c.JoinTeam(team_id=team_id, staff_id=staff_id, since=since, head=head)


def teams() -> YearStory:
    """Two tổ chuyên môn and a tổ công tác; Hằng is head of the first."""
    first = (formed(MATHS, "TOAN_TIN"), formed(LETTERS, "NGU_VAN"), formed(FORCE, "TCT", s.TeamKind.TASK_FORCE))
    return opened_year().given(*first, joined(HANG, head=True))


@pytest.mark.parametrize("actor", [DUNG, VAN, TUAN, "operator"])
def test_leadership_it_officer_and_operator_form_teams(actor: UUID | str) -> None:
    form = c.FormTeam(team_id=MATHS, code="TOAN_TIN", name="Tổ TOAN_TIN", kind=s.TeamKind.SUBJECTS)
    opened_year().when(form, actor).then(formed(MATHS, "TOAN_TIN"))


@pytest.mark.parametrize("actor", [HANG, THU])
def test_nobody_else_does(actor: UUID) -> None:
    teams().when(join(BINH), actor).then_rejected("right.none")


def test_a_team_code_is_given_once() -> None:
    again = c.FormTeam(team_id=UUID(int=9), code="TOAN_TIN", name="Tổ khác", kind=s.TeamKind.STEERING)
    teams().when(again, TUAN).then_rejected("team.exists", team="TOAN_TIN")


def test_nobody_is_in_two_teams_of_subjects_but_anybody_in_a_task_force_too() -> None:
    story = teams()
    story.when(join(HANG, LETTERS), TUAN).then_rejected("team.other", staff="HANG", team="TOAN_TIN")
    story.when(join(HANG, FORCE), TUAN).then(joined(HANG, FORCE))
    story.when(c.LeaveTeam(team_id=MATHS, staff_id=HANG, last_day=TODAY), TUAN)
    story.when(join(HANG, LETTERS, TODAY + DAY), TUAN).then(joined(HANG, LETTERS, TODAY + DAY))
    for day, team_id in ((TODAY, MATHS), (TODAY + DAY, LETTERS)):
        team = story.state.team_of(HANG, day)
        assert team
        assert team.team_id == team_id
    force = story.state.team_of(HANG, TODAY, s.TeamKind.TASK_FORCE)
    assert force
    assert force.team_id == FORCE


def test_a_new_head_takes_the_place_of_the_one_before_who_stays_a_member() -> None:
    story = teams().when(join(BINH, since=TODAY, head=True), DUNG).then(joined(BINH, since=TODAY, head=True))
    heads = [story.state.head_of(MATHS, day) for day in (TODAY - DAY, TODAY)]
    assert [each and each.code for each in heads] == ["HANG", "BINH"]
    assert story.state.teams[MATHS].on(TODAY) == [HANG, BINH]
    story.when(join(BINH, since=TODAY, head=True), DUNG).then_nothing_happened()
    story.when(join(BINH, since=TODAY + DAY), DUNG).then(joined(BINH, since=TODAY + DAY))
    assert story.state.head_of(MATHS, TODAY + DAY) is None


def test_what_is_recorded_of_a_team_comes_in_the_order_of_days() -> None:
    story = teams().given(joined(BINH, since=TODAY, head=True))
    story.when(join(LAN, since=TODAY - DAY, head=True), TUAN).then_rejected("team.order", staff="HANG")
    story.when(join(BINH, since=TODAY - DAY), TUAN).then_rejected("team.order", staff="BINH")
    leave = c.LeaveTeam(team_id=MATHS, staff_id=BINH, last_day=TODAY - DAY)
    story.when(leave, TUAN).then_rejected("team.order", staff="BINH", day="25/05/2026")


def test_who_is_no_member_cannot_leave() -> None:
    leave = c.LeaveTeam(team_id=MATHS, staff_id=BINH, last_day=TODAY)
    teams().when(leave, TUAN).then_rejected("team.not_member", staff="BINH", team="TOAN_TIN")
    unknown = c.LeaveTeam(team_id=UUID(int=9), staff_id=BINH, last_day=TODAY)
    teams().when(unknown, TUAN).then_rejected("structure.unknown")


def give(staff_id: UUID, role: y.Role, since: date = TODAY, until: date | None = None) -> c.GiveRole:
    return c.GiveRole(staff_id=staff_id, role=role, since=since, until=until, document=DECISION)


def end(staff_id: UUID, role: y.Role, last_day: date = TODAY) -> c.EndRole:
    return c.EndRole(staff_id=staff_id, role=role, last_day=last_day, document=DECISION)


def test_a_role_holds_from_its_first_to_its_last_day() -> None:
    story = opened_year().when(give(BINH, y.Role.CLERK, TODAY, TODAY + 3 * DAY), DUNG)
    assert story.error is None
    for day, is_clerk in ((TODAY - DAY, False), (TODAY, True), (TODAY + 3 * DAY, True), (TODAY + 4 * DAY, False)):
        assert (y.Role.CLERK in story.state.roles_on(BINH, day)) is is_clerk
    assert y.Role.CLERK in story.state.staff[BINH].roles
    assert y.Role.CLERK not in story.state.on(TODAY + 4 * DAY).staff[BINH].roles
    assert y.Role.TEACHER in story.state.on(TODAY + 4 * DAY).staff[BINH].roles


def test_a_role_given_again_is_ended_after_it_began_again() -> None:
    story = opened_year().when(give(BINH, y.Role.CLERK, FIRST_DAY, FIRST_DAY + DAY), DUNG)
    story.when(give(BINH, y.Role.CLERK, FIRST_DAY + DAY), DUNG).then_rejected("role.held")
    story.when(give(BINH, y.Role.CLERK, TODAY), DUNG)
    assert story.error is None
    story.when(end(BINH, y.Role.CLERK, FIRST_DAY), DUNG).then_rejected("role.not_held")
    story.when(end(BINH, y.Role.CLERK, TODAY), DUNG)
    held = [y.Role.CLERK in story.state.roles_on(BINH, day) for day in (FIRST_DAY, FIRST_DAY + 2 * DAY, TODAY)]
    assert held == [True, False, True]


def test_a_role_that_begins_later_gives_no_right_before() -> None:
    story = opened_year().when(give(BINH, y.Role.IT_OFFICER, TODAY + DAY), DUNG)
    form = c.FormTeam(team_id=MATHS, code="TOAN_TIN", name="Tổ TOAN_TIN", kind=s.TeamKind.SUBJECTS)
    story.when(form, BINH).then_rejected("right.none")
    story.given(formed(LETTERS, "NGU_VAN"), at=moment("2026-05-26 00:00"))
    story.when(form, BINH, at=moment("2026-05-26 00:00")).then(formed(MATHS, "TOAN_TIN"))


def test_a_principal_goes_before_the_next_one_comes() -> None:
    story = opened_year().when(give(VAN, y.Role.PRINCIPAL), DUNG).then_rejected("role.principal", staff="DUNG")
    story.when(end(DUNG, y.Role.PRINCIPAL), DUNG).when(give(VAN, y.Role.PRINCIPAL, TODAY + DAY), DUNG)
    assert story.error is None
    for day, code in ((TODAY, "DUNG"), (TODAY + DAY, "VAN")):
        holders = [each.code for each in story.state.on(day).staff.values() if y.Role.PRINCIPAL in each.roles]
        assert holders == [code]


def test_a_principal_signs_to_the_end_of_his_last_day() -> None:
    ended = s.RoleEnded(staff_id=DUNG, role=y.Role.PRINCIPAL, last_day=TODAY, document=DECISION)
    for at, code in ((moment("2026-05-25 23:59"), None), (moment("2026-05-26 00:00"), "delegation.missing")):
        story = signed(opened(), Stage.SUBJECT, Stage.HOMEROOM)
        story.year = year(ended)
        story.when(sign_command(Stage.HEAD, owner=DUNG, at=at), actor=DUNG, at=at)
        assert (story.error and story.error.code) == code


def test_a_supervisor_has_no_other_role_and_nobody_else_gives_roles() -> None:
    story = opened_year()
    story.when(give(BINH, y.Role.SUPERVISOR), DUNG).then_rejected("role.supervisor")
    story.when(give(THU, y.Role.CLERK), DUNG).then_rejected("role.held", staff="THU")
    story.when(end(THU, y.Role.TEACHER), DUNG).then_rejected("role.not_held", staff="THU")
    story.when(give(THU, y.Role.IT_OFFICER, until=TODAY - DAY), DUNG).then_rejected("structure.days")
    for actor in (VAN, KHOA, TUAN, THU):
        story.when(give(HANG, y.Role.CLERK), actor).then_rejected("right.none")


def test_who_joins_in_mid_year_has_his_roles_by_the_document() -> None:
    def joining(code: str, *roles: y.Role) -> c.JoinStaff:
        identity = {"full_name": "5e" * 32}
        return c.JoinStaff(
            staff_id=UUID(int=9), code=code, identity=identity, roles=roles, since=TODAY, document=DECISION
        )

    story = opened_year()
    story.when(joining("HANG", y.Role.TEACHER), DUNG).then_rejected("staff.exists", staff="HANG")
    story.when(joining("NAM", y.Role.PRINCIPAL), DUNG).then_rejected("role.principal", staff="DUNG")
    story.when(joining("NAM", y.Role.SUPERVISOR, y.Role.TEACHER), DUNG).then_rejected("role.supervisor")
    story.when(joining("NAM", y.Role.TEACHER), TUAN).then_rejected("right.none")
    story.when(joining("NAM", y.Role.TEACHER), DUNG)
    assert [type(event) for event in story.events] == [y.StaffJoined, s.RoleGiven]
    for day, roles in ((TODAY - DAY, set()), (TODAY, {y.Role.TEACHER})):
        assert story.state.roles_on(UUID(int=9), day) == roles
    assert story.state.member("NAM").roles == {y.Role.TEACHER}


def test_a_document_is_entered_once_by_number_and_issuer() -> None:
    fields = {"kind": s.DocumentKind.PLAN, "number": "48/KH-THPTHLI", "dated": TODAY, "title": "Kế hoạch học bạ số"}
    enter = c.RegisterDocument(document_id=UUID(int=801), issuer="Trường THPT Hậu Lộc I", **fields)
    story = opened_year().when(enter, THU).then(s.DocumentRegistered(**dict(enter)))
    again = enter.model_copy(update={"document_id": UUID(int=802)})
    story.when(again, THU).then_rejected("document.registered", number="48/KH-THPTHLI")
    # Plan 003 calls a plan of the Department "48/KH-SGDĐT" and "48/KH-THPTHLI": the issuer tells them apart.
    story.when(again.model_copy(update={"issuer": "Sở GDĐT Thanh Hóa"}), THU)
    assert story.error is None
    assert story.state.structure.cites("theo Kế hoạch số 48/KH-THPTHLI")
    assert not story.state.structure.cites("theo Quyết định số 49/QĐ")


def test_a_handing_over_of_the_archive_is_recorded_once_and_not_before_it_was() -> None:
    hand = c.HandOverArchive(
        recipient="Trung tâm Lưu trữ lịch sử tỉnh", document="03/BB-THCSSL", dated=TODAY, index_sha256="ab" * 32
    )
    story = opened_year()
    story.when(hand.model_copy(update={"dated": TODAY + DAY}), THU).then_rejected("archive.dated")
    story.when(hand, TUAN).then_rejected("right.none")
    story.when(hand, THU).then(s.ArchiveHandedOver(**dict(hand)))
    story.when(hand, DUNG).then_rejected("archive.recorded", document="03/BB-THCSSL")
    story.when(hand.model_copy(update={"recipient": "Phòng Văn hóa – Xã hội xã Sông Lam"}), DUNG)
    assert [UUID(each.actor) for each in story.state.structure.archives] == [THU, DUNG]


def renamed(since: date, name: str = "Trường THCS Sông Lam 2") -> c.RenameSchool:
    school = year().school.model_copy(update={"name": name, "province": "Tỉnh Nghệ Tĩnh"})
    return c.RenameSchool(school=school, place_of_issue="Nghệ Tĩnh", since=since, document=DECISION)


def test_the_school_bears_its_new_name_from_the_day_on_and_not_before_it_is_recorded() -> None:
    story = opened_year().when(renamed(TODAY - 9 * DAY), DUNG).then(s.SchoolRenamed(**dict(renamed(TODAY - 9 * DAY))))
    names = [story.state.structure.name_on(day).school.name for day in (FIRST_DAY, TODAY - DAY, TODAY)]
    assert names == ["Trường THCS Sông Lam", "Trường THCS Sông Lam", "Trường THCS Sông Lam 2"]
    assert (story.state.school.name, story.state.place_of_issue) == ("Trường THCS Sông Lam 2", "Nghệ Tĩnh")
    story.when(renamed(TODAY + DAY), DUNG).then_nothing_happened()
    story.when(renamed(TODAY + DAY, "Trường THCS Hợp Nhất"), DUNG)
    assert story.state.school.name == "Trường THCS Sông Lam 2"
    assert story.state.on(TODAY + DAY).school.name == "Trường THCS Hợp Nhất"


def test_a_new_name_does_not_change_the_level() -> None:
    other = renamed(TODAY).model_copy(update={"school": year().school.model_copy(update={"level": "THPT"})})
    opened_year().when(other, DUNG).then_rejected("school.level", expected="THCS", found="THPT")
    opened_year().when(renamed(TODAY), VAN).then_rejected("right.none")


def test_the_supervising_body_of_a_level_follows_the_one_before() -> None:
    def body(name: str, since: date) -> c.SetSupervisingBody:
        return c.SetSupervisingBody(name=name, level=s.BodyLevel.WARD, since=since, document=DECISION)

    story = opened_year().when(body("UBND xã Sông Lam", FIRST_DAY), DUNG).when(body("UBND phường Lam", TODAY), DUNG)
    found = [story.state.structure.body_on(s.BodyLevel.WARD, day) for day in (FIRST_DAY - DAY, FIRST_DAY, TODAY)]
    assert [each and each.name for each in found] == [None, "UBND xã Sông Lam", "UBND phường Lam"]
    assert story.state.structure.body_on(s.BodyLevel.DEPARTMENT, TODAY) is None
    story.when(body("UBND phường Lam", TODAY), DUNG).then_nothing_happened()


def test_of_a_grade_on_paper_no_edition_is_opened() -> None:
    paper = c.SetMedium(grade=8, digital=False, document=DECISION)
    story = opened_year().when(paper, DUNG).then(s.MediumSet(**dict(paper)))
    story.when(paper, DUNG).then_nothing_happened()
    story.when(paper.model_copy(update={"grade": 5}), DUNG).then_rejected("medium.grade", expected="8, 9")
    report = complete(story.state)
    report.when(open_command(report), actor=LAN).then_rejected("edition.paper_grade", grade=8)
    digital = story.when(paper.model_copy(update={"digital": True}), DUNG).state
    again = complete(digital)
    again.when(open_command(again), actor=LAN)
    assert again.error is None


steps = st.lists(
    st.tuples(
        st.sampled_from((BINH, HANG, LAN)),
        st.sampled_from((MATHS, LETTERS)),
        st.integers(0, 200),
        st.sampled_from("jhl"),
    ),
    max_size=12,
)


@settings(max_examples=100)
@given(steps)
def test_on_no_day_two_teams_of_subjects_or_two_heads(wanted: list[tuple[UUID, UUID, int, str]]) -> None:
    story = opened_year().given(formed(MATHS, "TOAN_TIN"), formed(LETTERS, "NGU_VAN"))
    for staff_id, team_id, offset, act in wanted:
        day = FIRST_DAY + offset * DAY
        leave = c.LeaveTeam(team_id=team_id, staff_id=staff_id, last_day=day)
        story.when(leave if act == "l" else join(staff_id, team_id, day, head=act == "h"), TUAN)
    for day in (FIRST_DAY + offset * DAY for offset in range(0, 260, 5)):
        teams_of = [team.on(day) for team in story.state.teams.values()]
        assert sum(map(len, teams_of)) == len({staff_id for team in teams_of for staff_id in team})
        for team in story.state.teams.values():
            heads = [each for each in team.heads if each.covers(day)]
            assert len(heads) <= 1
            assert all(each.staff_id in team.on(day) for each in heads)
