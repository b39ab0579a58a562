"""
A cross-check of a class from its assignment to its closing, and what it keeps from being signed (people.md B9).

Each test goes on from the one before it; together they cost one class of three pupils.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.flows.cross_checks import acting, views
from api.flows.cross_checks.gate import OpenCheck, open_checks
from api.flows.desk import Desk
from domain.cross_check.events import About, FindingKind, Full, Outcome
from domain.cross_check.state import CheckStatus
from domain.errors import Misused, Rejected
from domain.school_year.events import Role
from domain.school_year.state import Staff
from projections.checking import compare_rows
from tests.integration.flows.asking import ask
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at

PLAN = "12/KH-THCS"


@dataclass
class Checks:
    """The school, who checks Toán of its class, and the check."""

    school: School
    checker: Staff
    check_id: UUID

    @property
    def who(self) -> str:
        return str(self.checker.staff_id)


@pytest.fixture(scope="module")
def checks() -> Iterator[Checks]:
    with at("recorded") as school:
        year, found = school.desk.year(), school.found
        own = {right.staff_id for right in year.teachers(found.class_id, "TOAN")}
        checker = next(each for each in year.staff.values() if each.staff_id not in own and Role.TEACHER in each.roles)
        assert open_checks(school.desk, found.class_id, "TOAN") == [OpenCheck(None, None, 0)]
        (check_id,) = acting.assign_checks(
            school.desk,
            str(school.cast.principal.staff_id),
            [(found.class_id, "TOAN")],
            (checker.staff_id,),
            acting.seeded(2, "kiem-tra-cheo"),
            PLAN,
            due=school.desk.today,
        )
        yield Checks(school, checker, check_id)
        check_ledger(school.desk.ledger)
        compared = compare_rows(school.app.runner, school.desk.ledger)
        assert (compared.differing, compared.stopped) == ([], None)


def test_the_sample_is_the_one_that_its_seed_draws(checks: Checks) -> None:
    desk = checks.school.desk
    acting.draw_sample(desk, checks.check_id, checks.who)
    shown = views.show(desk, checks.check_id)
    assert shown
    recorded = sum(cell.subject == "TOAN" for m in checks.school.members for cell in desk.report(m.report_id).marks)
    assert (shown.population, shown.n, len(shown.items)) == (recorded, 2, 2)
    assert all(item.place and item.place.startswith("TOAN/") and item.recorded for item in shown.items)


def test_what_is_found_waits_for_the_teacher_and_keeps_him_from_signing(checks: Checks) -> None:
    desk, first = checks.school.desk, checks.school.members[0]
    noted = (desk, checks.check_id, checks.who, first.number, "TOAN/1/TX1", FindingKind.DIFFERS, "5,7", "Bài ghi 5,7")
    acting.note_finding(*noted)
    with pytest.raises(Rejected) as again:
        acting.note_finding(*noted)
    assert again.value.code == "check.noted"
    with pytest.raises(Rejected) as recorded:
        acting.note_finding(*noted[:4], "TOAN/1/TX2", FindingKind.BLANK, None, "Để trống")
    assert recorded.value.code == "check.stale"
    other_year = Desk(desk.ledger, desk.runner, uuid4(), demo=True)
    with pytest.raises(Misused) as another:
        acting.note_finding(other_year, *noted[1:])
    assert another.value.code == "check.unknown"
    with pytest.raises(Misused) as nobody:
        acting.note_finding(*noted[:3], 99, *noted[4:])
    assert nobody.value.code == "check.number"
    with pytest.raises(Misused) as elsewhere:
        acting.note_finding(*noted[:4], "conduct/1", *noted[5:])
    assert elsewhere.value.code == "correction.place"
    assert open_checks(desk, checks.school.found.class_id, "TOAN") == [OpenCheck(checks.check_id, desk.today, 1)]


def test_the_teacher_answers_with_a_correction_and_the_checker_closes(checks: Checks) -> None:
    desk, first = checks.school.desk, checks.school.members[0]
    (finding,) = views.show(desk, checks.check_id).found
    with pytest.raises(Rejected) as early:
        acting.close_check(desk, checks.check_id, checks.who)
    assert early.value.code == "check.unanswered"
    request_id = ask(checks.school, first, "TOAN")
    teacher = checks.school.teacher("TOAN")
    acting.answer_finding(desk, checks.check_id, teacher, finding.finding_id, request_id=request_id)
    acting.close_check(desk, checks.check_id, checks.who, "Đủ minh chứng")
    (line,) = views.list_checks(desk, class_id=checks.school.found.class_id)
    assert (line.status, line.findings, line.unanswered, line.late) == (CheckStatus.CLOSED, 1, 0, False)
    assert open_checks(desk, checks.school.found.class_id, "TOAN") == []
    shown = views.show(desk, checks.check_id)
    assert shown
    assert (shown.compared, shown.found[0].outcome, shown.found[0].seen) == (2, Outcome.CORRECTION, "5,7")


def test_of_personal_data_what_was_seen_lies_aside(checks: Checks) -> None:
    school, desk = checks.school, checks.school.desk
    homeroom = desk.year().homeroom_teacher(school.found.class_id, desk.today)
    assert homeroom
    (check_id,) = acting.assign_checks(
        desk, str(school.cast.principal.staff_id), [(school.found.class_id, None)], (homeroom.staff_id,), Full(), PLAN,
        due=desk.today - timedelta(days=1),
    )  # fmt: skip
    number, who = school.members[1].number, str(homeroom.staff_id)
    kind, seen = FindingKind.DIFFERS, "Xã Vĩnh Tuy, tỉnh Bình Phú"
    acting.note_finding(desk, check_id, who, number, "identity/birth_place", kind, seen, "Giấy khai sinh ghi khác")
    with pytest.raises(Misused) as unknown:
        acting.note_finding(desk, check_id, who, number, "identity/shoe_size", kind, seen, "?")
    assert unknown.value.code == "correction.place"
    size = desk.ledger.size()
    assert not any(seen.encode() in raw.entry for raw in desk.ledger.raw_entries(0, size))
    shown = views.show(desk, check_id)
    assert shown
    assert (shown.about, shown.late, shown.found[0].seen, shown.found[0].place) == (
        About.IDENTITY, True, seen, "identity/birth_place",
    )  # fmt: skip
    clerk = school.staff(Role.CLERK)
    acting.answer_finding(desk, check_id, str(clerk.staff_id), shown.found[0].finding_id, explanation="Đã đổi tên xã")
    acting.close_check(desk, check_id, who)
    assert views.show(desk, check_id).compared == len(school.members)


def test_only_who_it_concerns_reads_it(checks: Checks) -> None:
    desk, year = checks.school.desk, checks.school.desk.year()
    concerned = {checks.who, checks.school.teacher("TOAN")}
    for staff in year.staff.values():
        reads = bool(staff.roles.intersection(views.READERS)) or str(staff.staff_id) in concerned
        assert (views.show(desk, checks.check_id, staff) is not None) is reads
        listed = [line.check_id for line in views.list_checks(desk, staff)]
        assert (checks.check_id in listed) is reads
