"""The days of people.md C6: a complaint about a mark of class 9A (``tests.kit.complaint``), told by its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from api.flows.auditing.diff import diff, reports_of
from api.flows.auditing.history import history
from api.flows.auditing.moments import moment, span
from api.flows.auditing.replay import replay
from api.flows.auditing.sign_words import counted
from api.flows.auditing.signs import Limits
from api.flows.auditing.texts import line as lines_of
from api.flows.auditing.timeline import Wanted, timeline
from api.flows.auditing.watching import watched
from api.flows.tokens import issue_token
from domain.school_year.events import Role
from domain.school_year.state import Staff
from projections.runner import school_transaction
from tests.integration.auditing.shown import Shape, by_projection
from tests.integration.corrections.people import CLAUSE, DOCUMENT
from tests.kit.check_ledger import check_ledger
from tests.kit.complaint import CLASS, REASON, evening, go_on, long
from tests.kit.served import served
from tests.kit.stages import School

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")


@dataclass(frozen=True)
class Days:
    """The school after all of it, and what its pages showed late on 18/5."""

    school: School
    long: Staff
    van: Staff
    page: dict[str, Any]
    rows: Shape

    @property
    def report(self) -> UUID:
        return self.school.members[0].report_id


@pytest.fixture(scope="module")
def days() -> Iterator[Days]:
    with evening() as school:
        report_id = school.members[0].report_id
        with served(school.app) as client:
            token = issue_token(school.app.pool, school.desk.ledger.school_id, school.staff(Role.PRINCIPAL))
            page = client.get(f"/api/v1/reports/{report_id}", headers={"authorization": f"Bearer {token}"}).json()
        with school_transaction(school.app.pool, school.desk.ledger.school_id) as connection:
            rows = by_projection(connection, school.desk.ledger.school_id, report_id)
        assert rows
        go_on(school)
        yield Days(school, long(school), school.staff(Role.DEPUTY), page, rows)


def test_the_ledger_of_these_days_is_whole(days: Days) -> None:
    assert check_ledger(days.school.desk.ledger).counts["audit.test_clock"] == 1


def test_c6_2_a_complaint_that_a_mark_was_raised(days: Days) -> None:
    """Filtered by subject and pupil: who recorded it, asked, with which report, who approved by which right, effect."""
    ledger = days.school.desk.ledger
    wanted = Wanted(subject="TOAN", pupil=days.school.members[0].pupil_id)
    lines = list(timeline(ledger, wanted, 0, ledger.size()))
    (recorded,) = (line for line in lines if line.told == "Ghi điểm Toán TX3 học kì II: 5,7")
    assert (f"{recorded.source.at:%d/%m}", recorded.source.by.code) == ("20/04", days.long.code)
    (approved,) = (line for line in lines if line.kind == "correction_approved")
    source, asked = approved.source, approved.source.request
    assert asked
    assert (f"{asked.at:%d/%m}", asked.by.code, asked.paper.number, asked.reason) == (
        "18/05", days.long.code, "12/BC", REASON,
    )  # fmt: skip
    assert (f"{source.at:%d/%m}", source.by.code, source.role) == ("19/05", days.van.code, "DEPUTY")
    assert source.delegation == DOCUMENT
    assert source.clause
    assert CLAUSE in source.clause
    assert source.why == "Đã đối chiếu bài kiểm tra."
    (mark,) = approved.corrected
    assert (mark.before, mark.after, mark.recorded_position) == ("5,7", "7,5", recorded.source.position)
    effect = {result.place: (result.before, result.after) for result in approved.effect}
    assert effect["ĐTB môn Toán học kì II"] == ("7,5", "7,7")
    told = "\n".join(lines_of(approved, "vi"))
    for words in (DOCUMENT, CLAUSE, "Báo cáo số 12/BC", "5,7 do Trịnh Thành Long (GV01) ghi 20/04/2026 09:15"):
        assert words in told


def test_c6_3_the_report_as_of_an_evening_is_what_a_page_showed_then(days: Days) -> None:
    """At 23:59 of 18/5: marks, averages, open request, and the signatures that held that night."""
    ledger, page = days.school.desk.ledger, days.page
    found = replay(ledger, days.report, moment(ledger, "18/05/2026 23:59"))
    assert (found.status, found.version, found.full_name) == (page["status"], page["version"], page["full_name"])
    values = {value.place: value for value in found.values}
    marks = {place.removeprefix("mark/"): v for place, v in values.items() if place.startswith("mark/")}
    assert {place: (v.value, v.source.position) for place, v in marks.items() if v.source} == {
        place: (mark["value"], mark["position"]) for place, mark in page["marks"].items()
    }
    assert found.derived.model_dump(mode="json") == page["derived"]
    assert list(found.missing) == page["missing"]
    assert page["open_requests"] == sum(
        place.startswith("request/") and v.value == "OPEN" for place, v in values.items()
    )
    signatures = {
        p.removeprefix("signature/"): v.value["signer"] for p, v in values.items() if p.startswith("signature/")
    }
    assert signatures == days.rows["signature"]
    assert "SUBJECT/TOAN" in signatures
    after = replay(ledger, days.report, moment(ledger, "19/05/2026"))
    assert "signature/SUBJECT/TOAN" not in {value.place for value in after.values}
    assert [fallen.place for fallen in after.voided] == ["SUBJECT/TOAN"]
    assert after.voided[0].source.by.code == days.van.code


def test_c6_4_between_two_days_only_real_changes_with_who_and_why(days: Days) -> None:
    """From the end of 15/6 to the end of 30/6: two signatures each, and nothing that happened before."""
    ledger, year = days.school.desk.ledger, days.school.desk.year()
    reports = reports_of(ledger, year.school_year_id, year.school_class(CLASS).class_id)
    changed = list(diff(ledger, reports, *span(ledger, "15/06/2026", "30/06/2026")))
    assert [one.report_id for one in changed] == reports
    principal = days.school.staff(Role.PRINCIPAL)
    for one in changed:
        places = {change.place: change for change in one.changes}
        assert list(places) == ["signature/HOMEROOM/", "signature/HEAD/", "edition/1"]
        head = places["signature/HEAD/"].source
        assert head
        assert (head.by.code, head.role, f"{head.at:%d/%m}") == (principal.code, "PRINCIPAL", "18/06")
    # Around the correction: the mark, with who asked, who approved and why; and what follows from it.
    (before,) = diff(ledger, [days.report], *span(ledger, "18/05/2026 23:59", "19/05/2026"))
    places = {change.place: change for change in before.changes}
    mark, average, fallen = places["mark/TOAN//2/TX3"], places["derived/TOAN/term_2"], places["signature/SUBJECT/TOAN"]
    assert mark.source
    assert mark.source.request
    assert (mark.before, mark.after, mark.source.by.code, mark.source.request.by.code) == (
        "5.7", "7.5", days.van.code, days.long.code,
    )  # fmt: skip
    assert (average.before_said, average.after_said, average.follows_from) == ("7,5", "7,7", (mark.source.position,))
    assert (fallen.after, fallen.source and fallen.source.by.code) == (None, days.van.code)
    assert not any(place.startswith("comment/") for place in places)


def test_c6_7_what_a_former_teacher_did_keeps_his_name_and_role(days: Days) -> None:
    ledger, year = days.school.desk.ledger, days.school.desk.year()
    now = year.teacher(days.school.found.class_id, "TOAN", days.school.desk.today)
    assert now
    assert now.staff_id != days.long.staff_id
    for chapter in history(ledger, days.report).chapters:
        if chapter.told.startswith("Toán, "):
            by, role = chapter.source.by, chapter.source.role
            assert (by.code, by.name, role) == (days.long.code, "Trịnh Thành Long", "SUBJECT_TEACHER")
    for line in timeline(ledger, Wanted(person=days.long.code, class_code=CLASS), 0, ledger.size()):
        assert line.source.role == "SUBJECT_TEACHER"


def test_c6_5_the_approval_is_a_sign_from_the_limit_on_with_its_entry(days: Days) -> None:
    """One decision is no sign; where one is the limit it is, and in the last days before the class is closed, too."""
    ledger, size = days.school.desk.ledger, days.school.desk.ledger.size()
    assert watched(ledger, 0, size, Limits(), "vi") == []
    low = Limits(many_decided=1, last_days=30, one_direction=1)
    found = {sign.code: sign for sign in watched(ledger, 0, size, low, "vi")}
    assert list(found) == ["many_decided", "before_last_day", "one_direction"]
    decided, raised = found["many_decided"], found["before_last_day"]
    assert [line.told for line in decided.lines] == [
        "Đồng ý điều chỉnh Toán TX3 học kì II: 5,7 → 7,5; Đã đối chiếu bài kiểm tra"
    ]
    assert decided.person
    assert decided.person.code == days.van.code
    assert (raised.class_code, f"{raised.last_day:%d/%m/%Y}", raised.lines) == (CLASS, "15/06/2026", decided.lines)
    assert counted(decided, "vi") == "1 bản ghi của Phạm Thị Hồng Vân (CB02), 19/05/2026 14:00 – 14:00"
