"""Opening, signing by stages, sealing and issuing: who may, when, in which order, and what goes on after a stop."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from anchors.signing.pdf import attachments
from api.flows import gradebooks, issuing, signing, templates
from api.flows.desk import ERASED, operator_command
from api.flows.issuing import issue_reports
from api.flows.signers import Wanted
from domain.errors import HocbaError, Rejected
from domain.formats.hoc_ba import Stage
from domain.pupil import state as pupils
from domain.report import events as e
from domain.school_year.events import Role
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at


def clerk(school: School) -> str:
    return str(school.staff(Role.CLERK).staff_id)


def codes(outcome: signing.Outcome) -> set[str]:
    return {error.code for _, error in outcome.refused}


def test_a_pending_pupil_is_refused_by_what_is_missing_and_the_others_go_on() -> None:
    with at("loaded") as school:
        outcome = school.cast.open(school.members)
        assert (len(outcome.done), codes(outcome)) == (0, {"sign.incomplete"})
        for subject, filled in school.files.items():
            if subject != "KHTN":
                school.cast.record(filled)
        outcome = school.cast.open(school.members)
        assert codes(outcome) == {"sign.incomplete"}
        text = outcome.refused[0][1].text("vi")
        assert "còn thiếu Khoa học tự nhiên: chưa có điểm nào" in text
        assert "Toán" not in text
        gradebooks.import_gradebook(school.desk, school.files["KHTN"].path, school.teacher("KHTN"))
        assert len(school.cast.open(school.members).done) == 3


def test_who_has_no_part_in_it_does_not_open_seal_or_issue() -> None:
    with at("recorded") as school:
        teacher, size = school.teacher("TOAN"), school.desk.ledger.size()
        assert codes(signing.open_reports(school.desk, school.members, teacher)) == {"right.role"}
        assert school.desk.ledger.size() == size
    with at("sealed") as school:
        teacher, size = school.teacher("TOAN"), school.desk.ledger.size()
        refused = issue_reports(school.desk, school.members, teacher, school.issue_keys, "http://localhost")
        assert codes(refused) == {"right.role"}
        assert school.desk.ledger.size() == size


def test_each_stage_waits_for_the_earlier_ones() -> None:
    with at("opened") as school:
        cast, members = school.cast, school.members
        homeroom, head = cast.homeroom(school.found), cast.principal
        for staff, stage in ((homeroom, Stage.HOMEROOM), (head, Stage.HEAD)):
            early = signing.sign_reports(school.desk, members, str(staff.staff_id), cast.key(staff), Wanted(stage))
            assert codes(early) == {"sign.not_your_turn"}
        assert codes(cast.seal(members)) == {"sign.not_your_turn"}
        for subject in cast.subjects(school.found):
            staff = cast.teacher(school.found, subject)
            signing.sign_reports(
                school.desk, members, str(staff.staff_id), cast.key(staff), Wanted(Stage.SUBJECT, subject)
            )
        early = signing.sign_reports(school.desk, members, str(head.staff_id), cast.key(head), Wanted(Stage.HEAD))
        assert early.refused[0][1].facts["waiting"] == "HOMEROOM"
        assert early.refused[0][1].text("vi") == "Số thứ tự 1: chưa đến lượt, còn chờ GVCN ký."


def test_nobody_signs_for_another_or_with_anothers_key() -> None:
    with at("opened") as school:
        cast, members = school.cast, school.members
        math, literature = cast.teacher(school.found, "TOAN"), cast.teacher(school.found, "NGU_VAN")
        size = school.desk.ledger.size()
        for actor, key, code in (
            (literature, literature, "right.missing"),
            (math, literature, "cert.other_person"),
        ):
            outcome = signing.sign_reports(
                school.desk, members, str(actor.staff_id), cast.key(key), Wanted(Stage.SUBJECT, "TOAN")
            )
            assert codes(outcome) == {code}
        assert school.desk.ledger.size() == size


def test_signing_goes_on_where_it_stopped() -> None:
    """A stopped run has signed some reports; the next one signs the others, and none twice."""
    with at("opened") as school:
        cast, members = school.cast, school.members
        staff = cast.teacher(school.found, "TOAN")
        arguments = (str(staff.staff_id), cast.key(staff), Wanted(Stage.SUBJECT, "TOAN"))
        assert len(signing.sign_reports(school.desk, members[:1], *arguments).done) == 1
        rest = signing.sign_reports(school.desk, members, *arguments)
        assert (len(rest.done), rest.passed, rest.refused) == (2, 1, [])
        signed = [entry for entry in school.desk.ledger.entries() if isinstance(entry.data, e.ReportSigned)]
        assert len({entry.stream_id for entry in signed}) == len(signed) == 3


def test_sealing_before_the_planned_day_is_refused() -> None:
    with at("recorded") as school:
        cast, members, planned = school.cast, school.members, school.desk.today + timedelta(days=7)
        assert len(signing.open_reports(school.desk, members, clerk(school), planned=planned).done) == 3
        for outcome in cast.sign(school.found, members):
            assert outcome.refused == []
        early = cast.seal(members)
        assert codes(early) == {"seal.too_early"}
        assert f"{planned:%d/%m/%Y}" in early.refused[0][1].text("vi")
        assert all(report.sealed is None for report in _reports(school))


def test_a_deputy_signs_as_head_only_where_he_is_delegated() -> None:
    with at("recorded") as school:
        deputy = school.staff(Role.DEPUTY)
        outcome = signing.open_reports(school.desk, school.members, clerk(school), head=deputy.staff_id)
        assert codes(outcome) == {"delegation.missing"}


def test_an_issue_that_stopped_between_its_steps_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after the issue was recorded and before the PDFs: what kill -9 leaves, made without a kill."""
    monkeypatch.setattr(issuing, "SEALED_AT_ONCE", 1)
    with at("sealed") as school:
        url, keys, members = school.app.settings.public_url, school.issue_keys, school.members

        class Stop(Exception):
            pass

        def stop_after_the_first_document(done: int) -> None:
            raise Stop

        with pytest.raises(Stop):
            issue_reports(school.desk, members, clerk(school), keys, url, stop_after_the_first_document)
        reports = _reports(school)
        assert all(report.issued for report in reports)
        assert [report.document is not None for report in reports] == [True, False, False]
        again = issue_reports(school.desk, members, clerk(school), keys, url)
        assert (again.done, again.passed, again.refused) == ([], 3, [])
        for report in _reports(school):
            assert report.document
        entries = list(school.desk.ledger.entries())
        for kind in (e.ReportIssued, e.DocumentSealed):
            assert len([entry for entry in entries if isinstance(entry.data, kind)]) == 3
        check_ledger(school.desk.ledger, keys.log.verifier_key)


def test_what_was_issued_is_not_finished_with_other_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry names the pages: an address that has changed since would put another code on them."""
    monkeypatch.setattr(issuing, "SEALED_AT_ONCE", 1)
    with at("sealed") as school:
        keys, members = school.issue_keys, school.members

        class Stop(Exception):
            pass

        def stop(done: int) -> None:
            raise Stop

        with pytest.raises(Stop):
            issue_reports(school.desk, members, clerk(school), keys, "http://localhost", stop)
        other = issue_reports(school.desk, members, clerk(school), keys, "http://elsewhere.example")
        assert [error.code for _, error in other.refused] == ["document.pages_drift"] * 2
        assert "HOCBA_PUBLIC_URL" in other.refused[0][1].text("vi")
        assert issue_reports(school.desk, members, clerk(school), keys, "http://localhost").refused == []
        assert all(report.document for report in _reports(school))


def test_the_checkpoint_in_the_pdf_is_the_one_that_the_entry_names() -> None:
    with at("sealed") as school:
        issue_reports(school.desk, school.members, clerk(school), school.issue_keys, "http://localhost")
        for report in _reports(school):
            assert report.document
            assert report.issued
            assert report.document.checkpoint_size >= report.issued.position


def test_an_issued_pdf_begins_with_the_very_pages_that_its_entry_names() -> None:
    """Receipt and XML are attached behind the pages, which stay byte for byte: their digest can be checked offline."""
    with at("sealed") as school:
        issue_reports(school.desk, school.members, clerk(school), school.issue_keys, "http://localhost")
        for report in _reports(school):
            assert report.document
            assert report.issued
            pdf = school.desk.ledger.blob(report.document.pdf_sha256)
            pages = pdf[: pdf.index(b"%%EOF\n") + len(b"%%EOF\n")]
            assert sha256(pages).hexdigest() == report.issued.value.page_sha256
            assert sorted(attachments(pdf)) == ["hoc-ba.xml", "receipt.tlog-proof"]


def test_an_erased_pupil_holds_up_nobody_else() -> None:
    with at("recorded") as school:
        member = school.members[0]
        stream = school.desk.ledger.stream(member.pupil_id)
        commitments = list(pupils.fold(member.pupil_id, stream).identity.values())
        school.desk.ledger.erase(
            member.pupil_id, len(stream), commitments, operator_command("erase", "x"), decision="1/QĐ", reason="Lí do."
        )
        assert [(each.full_name == ERASED, each.birth_date is None) for each in school.members] == [
            (True, True),
            (False, False),
            (False, False),
        ]
        outcome = school.cast.open(school.members)
        assert (len(outcome.done), codes(outcome)) == (2, {"pupil.erased"})
        spec = templates.gradebook_spec(school.desk, school.desk.year(), school.found, "TOAN")
        assert [pupil.number for pupil in spec.pupils] == [2, 3]


def test_an_unknown_code_is_no_report() -> None:
    with at("loaded") as school:
        for code in ("x", "00000000-0000-4000-8000-000000000000"):
            with pytest.raises(HocbaError) as caught:
                school.desk.find_report(code)
            assert caught.value.code == "report.unknown_code"
        assert not isinstance(caught.value, Rejected)


def _reports(school: School) -> list:
    return list(school.desk.reports([member.report_id for member in school.members]).values())
