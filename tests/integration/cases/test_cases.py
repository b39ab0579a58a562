"""
Cases of an issued class: numbered without gaps whoever comes at once, found by report and year, closed when done.

Each test goes on from the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from api.flows.board.work import Duties, my_work
from api.flows.cases import acting, copying, views
from api.flows.desk import ERASED, Desk
from domain.case import commands as c
from domain.case import events as e
from domain.case.state import CaseStatus
from domain.context import PORTAL
from domain.errors import HocbaError, Misused, Rejected
from domain.ledger import Command
from domain.school_year.events import Role
from domain.values import Column, Term
from projections.checking import compare_rows
from tests.kit.check_ledger import check_ledger
from tests.kit.small_school import SmallSchool, copy, issued_template

pytestmark = pytest.mark.one_server

MARK = e.Disputed(subject="TOAN", term=Term.TWO, column=Column.GK)
SAID = acting.Said(applicant="Lê Văn Sơn", request="Bài kiểm tra được chấm 7,5.", wanted="7,5")


def review(disputed: e.Disputed = MARK) -> acting.Asking:
    return acting.Asking(e.CaseKind.REVIEW, e.Channel.PORTAL, e.Capacity.PARENT, SAID, disputed)


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(issued_template()) as made:
        yield made
        check_ledger(made.desk.ledger)
        compared = compare_rows(made.app.runner, made.desk.ledger)
        assert (compared.differing, compared.stopped) == ([], None)


def report(school: SmallSchool, place: int = 0) -> UUID:
    return school.members[place].report_id


def actor(school: SmallSchool, role: Role) -> str:
    return str(school.staff(role).staff_id)


def test_a_family_and_the_clerk_get_numbers_from_one_register_at_the_same_time(school: SmallSchool) -> None:
    subjects = ("TOAN", "NGU_VAN", "KHTN")
    copy_asked = acting.Asking(e.CaseKind.CERTIFIED_COPY, e.Channel.COUNTER, e.Capacity.GUARDIAN, SAID)

    def ask(place: int, asking: acting.Asking, who: str) -> acting.Entered:
        return acting.enter_case(school.app.desk(school.school_id), report(school, place), who, asking)

    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(ask, 0, review(e.Disputed(subject=code)), PORTAL) for code in subjects]
        asked += [pool.submit(ask, place, copy_asked, actor(school, Role.CLERK)) for place in (1, 2)]
        numbers = sorted(each.result().opened.number for each in asked)
    assert numbers == [1, 2, 3, 4, 5]
    lines = views.register(school.desk, "vi")
    assert [line.kind for line in lines[:2]] == [e.CaseKind.CERTIFIED_COPY] * 2, "what is due first is at the top"
    assert {line.about for line in lines[2:]} == {"Toán", "Ngữ văn", "Khoa học tự nhiên"}


def test_the_same_value_at_the_same_time_is_one_case(school: SmallSchool) -> None:
    def ask(_: int) -> str:
        try:
            acting.enter_case(school.app.desk(school.school_id), report(school), PORTAL, review())
        except HocbaError as error:
            return error.code
        return "ok"

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(ask, range(3))) == ["case.exists", "case.exists", "ok"]


def case_about(school: SmallSchool, disputed: e.Disputed = MARK) -> views.CaseShown:
    lines = views.of_report(school.desk, report(school), "vi")
    found = (views.show(school.desk, line.case_id, "vi") for line in lines)
    return next(case for case in found if case and case.disputed == disputed)


def test_what_a_family_says_lies_aside_and_can_be_erased(school: SmallSchool) -> None:
    desk, shown = school.desk, case_about(school)
    assert (shown.applicant, shown.request, shown.wanted, shown.shown) == (
        *SAID.model_dump(exclude={"shown"}).values(),
        None,
    )
    entries = b"".join(raw.entry for raw in desk.ledger.raw_entries())
    assert "Lê Văn Sơn".encode() not in entries
    case = acting.case_of(desk, shown.line.case_id)
    order = Command(UUID(int=1), bytes(32), "operator")
    name = case.opened.asked["applicant"]
    desk.ledger.erase(case.case_id, case.version, [name], order, decision="9/QĐ-THCSSL", reason="Theo yêu cầu")
    again = case_about(school)
    assert (again.applicant, again.wanted) == (ERASED, "7,5")


def test_it_waits_for_the_teacher_then_for_the_principal(school: SmallSchool) -> None:
    desk, shown = school.desk, case_about(school)
    teacher, principal = school.teacher("TOAN"), school.staff(Role.PRINCIPAL)
    (item,) = [each for each in my_work(desk, teacher) if each.what is Duties.ADVISE_CASE]
    assert (item.class_code, item.subject, item.count, item.until) == ("8A", "TOAN", 2, shown.line.due)
    advice = c.AdviseCase(subject="TOAN", opinion=e.Opinion.KEEP, reason="Bài chấm đúng đáp án.")
    acting.take_up(desk, shown.line.case_id, str(teacher.staff_id), advice)
    assert [each.count for each in my_work(desk, teacher) if each.what is Duties.ADVISE_CASE] == [1]
    answers = [each for each in my_work(desk, principal) if each.what is Duties.ANSWER_CASE]
    assert sum(each.count for each in answers) == 4
    kept = c.AnswerCase(answer=e.Answer.KEPT, reason="Đã chấm lại bài, điểm không đổi.", document="41/TB-THCS")
    acting.take_up(desk, shown.line.case_id, str(principal.staff_id), kept)
    after = case_about(school)
    assert (after.line.status, after.answer and after.answer.complain_to) == (
        CaseStatus.KEPT,
        f"Ủy ban nhân dân {desk.year().school.ward}",
    )
    assert acting.enter_case(desk, report(school), PORTAL, review()).opened.number == 7, "one may ask again"


def test_who_has_nothing_to_do_with_it_reads_nothing(school: SmallSchool) -> None:
    desk, shown = school.desk, case_about(school)
    assert views.show(desk, shown.line.case_id, "vi", school.teacher("NGU_VAN")) is None
    assert views.show(desk, shown.line.case_id, "vi", school.teacher("TOAN"))
    with pytest.raises(Misused) as unknown:
        acting.case_of(desk, UUID(int=5))
    assert unknown.value.code == "case.unknown"
    other_year = Desk(desk.ledger, desk.runner, UUID(int=6), demo=True)
    with pytest.raises(Misused):
        acting.case_of(other_year, shown.line.case_id)


def test_a_certified_copy_is_numbered_kept_and_closes_its_case(school: SmallSchool) -> None:
    """C4.6; what the print holds is read where it is printed (tests/e2e/pages)."""
    clerk, principal, url = actor(school, Role.CLERK), school.staff(Role.PRINCIPAL), "https://hocba.example"
    of_kind = {kind: [line for line in views.register(school.desk, "vi") if line.kind is kind] for kind in e.CaseKind}
    review_ = of_kind[e.CaseKind.REVIEW][0].case_id
    (first,) = (line.case_id for line in of_kind[e.CaseKind.CERTIFIED_COPY] if line.report_id == report(school, 2))
    for case_id, who, signer, code in (
        (review_, clerk, principal, "copy.other_case"),
        (first, clerk, school.teacher("TOAN"), "copy.signer"),
        (first, str(principal.staff_id), principal, "right.none"),
    ):
        with pytest.raises(Rejected) as refused:
            copying.certify(school.desk, case_id, who, signer, url)
        assert refused.value.code == code
    case = acting.case_of(school.desk, first)
    with pytest.raises(Rejected, match="No certified copy"):
        copying.copy_of(school.desk, case)
    number = copying.certify(school.desk, first, clerk, principal, url)
    done = acting.case_of(school.desk, first)
    assert done.closed
    assert (number, done.status, done.closed.value.result) == (
        "01/SY-THCSSL", CaseStatus.DONE, "Bản sao y số 01/SY-THCSSL",
    )  # fmt: skip
    assert copying.copy_of(school.desk, done).startswith(b"%PDF-")
    with pytest.raises(Rejected) as again:
        copying.certify(school.desk, first, clerk, principal, url)
    assert again.value.code == "case.over"


def test_what_the_clerk_did_is_closed_by_her(school: SmallSchool) -> None:
    desk, clerk = school.desk, actor(school, Role.CLERK)
    line = views.of_report(desk, report(school, 1), "vi")[0]
    done = c.CloseCase(result="Bản sao số 01/SY-THCSSL")
    with pytest.raises(Rejected) as refused:
        acting.take_up(desk, line.case_id, str(school.teacher("TOAN").staff_id), done)
    assert refused.value.code == "right.none"
    acting.take_up(desk, line.case_id, clerk, done)
    assert views.of_report(desk, report(school, 1), "vi")[0].status is CaseStatus.DONE
