"""
What happens around a digitised paper report while it is being made: another class, an interruption, the next year,
the erasure of the pupil.

One school for all of it; each test has a pupil of its own, who came while the year ran.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import uuid4

import pytest

from anchors.errors import Unavailable
from anchors.signing import pdf_pages
from anchors.signing.port import SigningKey
from anchors.timestamp_client import HttpTimestampService
from api.flows.desk import operator_command
from api.flows.issuing import IssueKeys
from api.flows.next_year import open_next
from api.flows.paper_reports import digitise_paper, paper_of, preview
from api.flows.paper_signing import confirm_paper, seal_paper
from api.flows.rosters import Listed, enrol, move
from api.flows.school_model import PupilRow
from api.flows.year_decisions import decide_for_year
from domain.errors import Rejected
from domain.paper_report.state import PaperReport, PaperStatus
from domain.school_year import commands as y
from domain.school_year.events import Calendar, Role
from domain.values import Term
from tests.kit.check_ledger import check_ledger
from tests.kit.paper_reports import typed
from tests.kit.small_school import SmallSchool, copy, sealed_template

pytestmark = pytest.mark.one_server

URL = "https://tra-cuu.example.vn"


#: A timestamp service that is not there: with it, sealing stops once seal and checkpoint are recorded.
SILENT = "http://127.0.0.1:1/"


@dataclass
class Office:
    """The school with the two people who make a copy."""

    school: SmallSchool
    clerk: str
    head: str

    def pupil(self, number: int) -> Listed:
        """A pupil who came in January."""
        row = PupilRow.model_validate(
            {"class": "8A", "full_name": "Nông Văn Tới", "sex": "NAM", "birth_date": date(2012, 3, 4),
             "birth_place": "Tỉnh Lạng Sơn", "ethnicity": "Nùng", "nationality": "Việt Nam",
             "personal_number": f"0202120044{number}", "pupil_code": f"20999900{number}",
             "enrolled_on": date(2026, 1, 12)}
        )  # fmt: skip
        return enrol(self.school.desk, self.clerk, row)

    def paper(self, number: int) -> PaperReport:
        return digitise_paper(self.school.desk, self.pupil(number).report_id, self.clerk, typed())

    def move(self, paper: PaperReport) -> None:
        """Into 8B."""
        move(self.school.desk, self.clerk, paper.digitised.report_id, "8B", date(2026, 3, 2), "Đơn xin chuyển lớp")

    def confirm(self, paper: PaperReport, meanwhile: Callable[[], None] | None = None) -> None:
        """``meanwhile`` happens once, while the head is asked for his key."""
        todo = [meanwhile] if meanwhile else []

        def held() -> SigningKey:
            if todo:
                todo.pop()()
            return self.school.key(self.school.staff(Role.PRINCIPAL))

        confirm_paper(self.school.desk, paper.paper_id, self.head, held)

    def seal(self, paper: PaperReport, *, silent: bool = False, by: str | None = None) -> PaperReport:
        keys = IssueKeys(self.school.log_key, self.school.key(None), HttpTimestampService(SILENT) if silent else None)
        seal_paper(self.school.desk, paper.paper_id, by or self.clerk, keys, URL)
        return paper_of(self.school.desk, paper.paper_id)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with copy(sealed_template()) as school:
        clerk, head = (str(school.staff(role).staff_id) for role in (Role.CLERK, Role.PRINCIPAL))
        asked = y.OpenClass(class_id=uuid4(), code="8B", grade=8)
        decide_for_year(school.desk, head, asked)
        yield Office(school, clerk, head)


def test_what_is_sealed_is_finished_though_the_pupil_has_another_class_by_then(office: Office) -> None:
    paper, desk = office.paper(11), office.school.desk
    office.confirm(paper)
    with pytest.raises(Unavailable):
        office.seal(paper, silent=True)
    sealed = paper_of(desk, paper.paper_id).sealed
    assert sealed is not None
    office.move(paper)
    assert sha256(preview(desk, paper_of(desk, paper.paper_id), URL)).hexdigest() == sealed.value.page_sha256
    before, teacher = desk.ledger.latest_checkpoint(), str(office.school.teacher("TOAN").staff_id)
    with pytest.raises(Rejected) as refused:
        office.seal(paper, by=teacher)
    assert (refused.value.code, desk.ledger.latest_checkpoint()) == ("right.role", before)
    document = office.seal(paper).document
    assert document is not None
    assert pdf_pages.check(desk.ledger.blob(document.value.pdf_sha256), sealed.value.page_sha256)
    check_ledger(desk.ledger)


def test_another_class_between_confirmation_and_seal_is_told_before_it_counts(office: Office) -> None:
    paper = office.paper(12)
    office.confirm(paper)
    office.move(paper)
    with pytest.raises(Rejected) as changed:
        office.seal(paper)
    assert changed.value.code == "paper_report.changed"
    assert paper_of(office.school.desk, paper.paper_id).status is PaperStatus.CONFIRMED


def test_another_class_while_the_head_signs_is_what_he_signs(office: Office) -> None:
    paper = office.paper(16)
    office.confirm(paper, meanwhile=lambda: office.move(paper))
    assert office.seal(paper).document is not None


def test_an_erased_pupil_is_told_in_words(office: Office) -> None:
    paper, desk = office.paper(13), office.school.desk
    pupil = desk.pupil(paper.digitised.pupil_id)
    gone, order = sorted(set(pupil.identity.values())), operator_command("Erase", str(uuid4()))
    desk.ledger.erase(pupil.pupil_id, pupil.version, gone, order, decision="9/QĐ-THCSSL", reason="Theo yêu cầu")
    for act in (lambda: preview(desk, paper, URL), lambda: office.confirm(paper)):
        with pytest.raises(Rejected) as refused:
            act()
        assert refused.value.code == "pupil.erased"


def test_a_copy_of_last_year_is_made_to_its_end_in_the_next(office: Office) -> None:
    school, desk = office.school, office.school.desk
    confirmed, typed_only = office.paper(14), office.paper(15)
    office.confirm(confirmed)
    for term in Term:
        decide_for_year(desk, office.head, y.LockTerm(term=term))
    decide_for_year(desk, office.head, y.CloseYear(document="40/QĐ-THCSSL"))
    calendar = Calendar(starts=date(2026, 9, 5), term_2_starts=date(2027, 1, 18), ends=date(2027, 5, 31))
    open_next(desk, office.head, calendar, {})
    office.school = SmallSchool(school.app, school.app.desk(school.school_id))
    assert office.school.desk.year().name == "2026-2027"
    assert preview(office.school.desk, typed_only, URL).startswith(b"%PDF-")
    office.confirm(typed_only)
    for paper in (confirmed, typed_only):
        assert office.seal(paper).document is not None
    check_ledger(office.school.desk.ledger)
