"""
A class's personal data from blank, different and doubled to signed (people.md C2.1, C2.2).

Each test goes on from the one before it; together they cost one class of three pupils.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from api.flows import corrections, documents, signing
from api.flows.before_signing import check_reports
from api.flows.data import checking, recording
from api.flows.data.slips import write_slips
from api.flows.rosters import class_list
from api.flows.signers import Wanted
from api.flows.tokens import issue_token
from domain.errors import Misused, Rejected
from domain.formats.hoc_ba import Stage
from domain.pupil.events import IdentityCompleted
from domain.report import events as e
from domain.school_year import commands as y
from domain.school_year.events import Role
from domain.school_year.state import Staff
from projections.documents import xml
from tests.integration.corrections.people import with_key, year_command
from tests.integration.flows.asking import PAPER
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import cli_of
from tests.kit.rendered import page_text, poppler
from tests.kit.served import served
from tests.kit.stages import School, at

NAME, BORN = "Nguyễn Thị Mai", date(2012, 5, 12)
#: Two pupils whom name and birth date do not tell apart; of the first the place of birth is blank.
PLANTED = (
    (1, "full_name", NAME), (1, "birth_date", BORN), (1, "birth_place", None), (2, "ethnicity", "Kinh"),
    (3, "full_name", NAME.upper()), (3, "birth_date", BORN),
)  # fmt: skip
CERTIFICATE = e.Evidence(kind="Giấy khai sinh", number="112/2012", dated=BORN)
EXPORT = e.Evidence(kind="Bảng xuất từ CSDL ngành", number="31/2026", dated=date(2026, 5, 2))
HOMEROOM = Wanted(Stage.HOMEROOM)


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("recorded", planted=PLANTED) as found:
        yield found


@pytest.fixture(scope="module")
def client(school: School) -> Iterator[httpx.Client]:
    with served(school.app) as made:
        yield made


def homeroom(school: School) -> str:
    return str(school.cast.homeroom(school.found).staff_id)


def sign(school: School, staff: Staff, wanted: Wanted) -> signing.Outcome:
    return signing.sign_reports(school.desk, school.members, str(staff.staff_id), school.cast.key(staff), wanted)


def test_blank_different_and_doubled_are_listed_and_nothing_else(school: School) -> None:
    first, second, third = school.members
    seen = recording.Seen(matches=("full_name", "sex"), differs={"ethnicity": "Tày"}, blank=("guardian",))
    with pytest.raises(Rejected) as caught:
        recording.reconcile(school.desk, second.report_id, school.teacher("TOAN"), e.Source.SECTOR, seen, EXPORT)
    assert caught.value.code == "right.missing"
    recording.reconcile(school.desk, second.report_id, homeroom(school), e.Source.SECTOR, seen, EXPORT)
    found = checking.check(school.desk, school.found)
    assert [(one.number, one.blank, one.complete) for one in found] == [
        (1, ("birth_place",), False),
        (2, (), False),
        (3, (), True),
    ]
    assert [[(one.source, one.field, one.ours, one.found) for one in each.differences] for each in found] == [
        [],
        [(e.Source.SECTOR, "ethnicity", "Kinh", "Tày")],
        [],
    ]
    ends = {each.number: identity["personal_number"][-4:] for each, identity in _identities(school)}
    assert [[(one.class_code, one.number, one.number_ends) for one in each.twins] for each in found] == [
        [("8A", 3, ends[3])],
        [],
        [("8A", 1, ends[1])],
    ]
    assert (first.full_name, third.full_name) == (NAME, NAME.upper())
    assert [line.number_ends for line in class_list(school.desk, "8A")] == [ends[1], None, ends[3]]


def _identities(school: School) -> list[tuple[object, dict[str, str]]]:
    members = school.members
    read = school.desk.identities([each.pupil_id for each in members])
    return [(each, read[each.pupil_id]) for each in members]


def test_what_is_the_same_is_no_difference_and_what_is_blank_here_cannot_be_compared(school: School) -> None:
    first, second, _ = school.members
    for member, seen, error in (
        (second, recording.Seen(differs={"ethnicity": " Kinh "}), "data.same"),
        (second, recording.Seen(matches=("sex",), blank=("sex",)), "data.twice"),
        (second, recording.Seen(), "data.nothing"),
        (second, recording.Seen(differs={"birth_date": "31/02/2012"}), "data.value"),
        (second, recording.Seen(differs={"personal_number": "0123"}), "data.value"),
        (first, recording.Seen(differs={"birth_place": "Hà Nội"}), "data.nothing_to_compare"),
    ):
        with pytest.raises((Rejected, Misused)) as caught:
            recording.reconcile(school.desk, member.report_id, homeroom(school), e.Source.PAPER, seen, CERTIFICATE)
        assert caught.value.code == error


def test_who_may_not_compare_is_not_told_what_our_record_says(school: School) -> None:
    """Else each wrong guess and the right one would be told apart."""
    _, second, _ = school.members
    for guess in ("Kinh", "Tày"):
        asked = (second.report_id, school.teacher("TOAN"), e.Source.PAPER, recording.Seen(differs={"ethnicity": guess}))
        with pytest.raises(Rejected) as caught:
            recording.reconcile(school.desk, *asked, CERTIFICATE)
        assert caught.value.code == "right.missing"


def test_what_is_completed_while_an_edition_is_opened_stands_in_it() -> None:
    with at("recorded", planted=PLANTED) as school:
        first, desk = school.members[0], school.desk

        def meanwhile(count: int) -> None:
            if not desk.pupil(first.pupil_id).identity.get("birth_place"):
                recording.complete(desk, first.report_id, homeroom(school), {"birth_place": "Xã Sông Lam"}, "GKS 112")

        signing.open_reports(desk, school.members, homeroom(school), progress=meanwhile)
        report = desk.report(first.report_id)
        assert report.edition
        assert report.edition.blank == ()


def test_the_check_before_signing_names_all_of_it_before_an_edition_is_open(school: School) -> None:
    checked = check_reports(school.desk, school.members, homeroom(school), HOMEROOM)
    codes = [[one.code for one in each.obstacles] for each in checked]
    assert codes == [["edition.none", "sign.incomplete"], ["edition.none", "sign.incomplete"], ["edition.none"]]
    assert "nơi sinh (để trống)" in checked[0].obstacles[1].text("vi")


def test_where_the_policy_asks_for_it_no_subject_is_signed_before_its_cross_check(school: School) -> None:
    school.cast.open(school.members)
    policy = {"clause": "Điều 9", "document": "QĐ 3", "since": school.desk.year().calendar.starts}
    name, wanted = "cross_check_before_signing", Wanted(Stage.SUBJECT, "TOAN")
    year_command(school, y.SetPolicy(policy=name, value=True, **policy))
    outcome = sign(school, school.cast.teacher(school.found, "TOAN"), wanted)
    assert [error.code for _, error in outcome.refused] == ["sign.cross_check"] * 3
    assert "chưa phân công người kiểm tra" in outcome.refused[0][1].text("vi")
    year_command(school, y.SetPolicy(policy=name, value=False, **policy))


def test_subject_teachers_sign_and_the_homeroom_teacher_signs_whom_nothing_keeps(school: School) -> None:
    for staff, wanted in school.cast.signatures(school.found)[:-2]:
        assert sign(school, staff, wanted).refused == []
    outcome = sign(school, school.cast.homeroom(school.found), HOMEROOM)
    assert [(member.number, error.code) for member, error in outcome.refused] == [
        (1, "sign.incomplete"),
        (2, "sign.incomplete"),
    ]
    assert len(outcome.done) == 1
    shown, kept = signing.show_reports(school.desk, school.members, homeroom(school), HOMEROOM)
    assert (len(shown), [member.number for member, _ in kept.refused]) == (0, [1, 2])


def test_a_completion_fixes_the_edition_anew_and_costs_no_subject_signature(school: School) -> None:
    first, desk = school.members[0], school.desk
    signed = dict(desk.report(first.report_id).signatures)
    recording.complete(desk, first.report_id, homeroom(school), {"birth_place": "  Xã Sông Lam "}, "Giấy khai sinh 112")
    report = desk.report(first.report_id)
    assert report.signatures == signed
    assert report.edition
    assert (report.edition.blank, report.edition.refrozen) == ((), 1)
    document = documents.of_edition(documents.Sources(desk, [report]), report, report.edition)
    assert document.pupil.birth_place == "Xã Sông Lam"
    (completed,) = [one for one in desk.ledger.stream(first.pupil_id) if isinstance(one.data, IdentityCompleted)]
    refrozen = desk.ledger.stream(first.report_id)[-1]
    assert (refrozen.command_id, refrozen.data.TOPIC) == (completed.command_id, e.EditionRefrozen.TOPIC)
    with pytest.raises(Rejected) as caught:
        recording.complete(desk, first.report_id, homeroom(school), {"birth_place": "Hà Nội"}, "Giấy khai sinh")
    assert caught.value.code == "data.not_blank"


def test_a_difference_becomes_a_request_with_its_document_and_the_principal_decides(school: School) -> None:
    clerk, desk, second = with_key(school, Role.CLERK), school.desk, school.members[1]
    files = corrections.attachments([corrections.attachment(PAPER, "trich-luc.pdf")])
    asked = recording.propose(
        desk, second.report_id, str(clerk.staff_id), e.Source.SECTOR, "ethnicity", school.cast.key(clerk), files
    )
    outcome = sign(school, school.cast.homeroom(school.found), HOMEROOM)
    assert [error.code for _, error in outcome.refused] == ["edition.request_open"]
    school.cast.approve(asked.request_id)
    assert desk.identities([second.pupil_id])[second.pupil_id]["ethnicity"] == "Tày"
    (field,) = [one for one in checking.beside(desk, second.report_id) if one.field == "ethnicity"]
    assert field.sources[e.Source.SECTOR].decided
    assert all(one.complete for one in checking.check(desk, school.found))


def test_then_everybody_signs_and_the_sealed_reports_follow_their_schema(school: School) -> None:
    for staff, wanted in school.cast.signatures(school.found)[-2:]:
        assert sign(school, staff, wanted).refused == []
    assert school.cast.seal(school.members).refused == []
    reports = list(school.desk.reports([member.report_id for member in school.members]).values())
    sources = documents.Sources(school.desk, reports)
    for report in reports:
        xml.validate(sources.complete(report))
    check_ledger(school.desk.ledger)


def headers(school: School, staff: Staff, key: UUID | None = None) -> dict[str, str]:
    token = issue_token(school.app.pool, school.desk.ledger.school_id, staff)
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key or uuid4())}


def test_the_api_checks_reconciles_and_takes_a_slip(school: School, client: httpx.Client) -> None:
    teacher, desk, third = school.cast.homeroom(school.found), school.desk, school.members[2]
    who = headers(school, teacher)
    stranger = school.cast.teacher(school.found, "TOAN")
    place = {"params": {"class_code": "8A"}}
    assert client.get("/api/v1/data/check", headers=headers(school, stranger), **place).status_code == 403
    seen = {
        "report": str(third.report_id),
        "source": "POPULATION",
        "matches": ["personal_number", "full_name"],
        "evidence": {"kind": "VNeID", "number": "mức 2", "dated": "2026-05-03", "seen_by": teacher.code},
    }
    first = client.post("/api/v1/data/reconcile", json=seen, headers=who)
    again = client.post("/api/v1/data/reconcile", json=seen, headers=who)
    assert (first.status_code, again.json()["repeated"]) == (200, True)
    assert first.json()["entries"] == again.json()["entries"]
    size = desk.ledger.size()
    slip = {"report": str(third.report_id), "dated": "2026-05-20", "content": base64.b64encode(PAPER).decode()}
    assert client.post("/api/v1/data/slip?dry_run=true", json=slip, headers=headers(school, teacher)).status_code == 200
    assert desk.ledger.size() == size
    assert client.post("/api/v1/data/slip", json=slip, headers=headers(school, teacher)).status_code == 200
    answer = client.get("/api/v1/data/check", headers=who, **place).json()[2]
    assert (answer["verified_on"], answer["slip"], answer["slip_outdated"]) == ("2026-05-03", "2026-05-20", False)
    fields = client.get(f"/api/v1/data/pupils/{third.report_id}", headers=who).json()
    assert {one["field"]: list(one["sources"]) for one in fields if one["sources"]} == {
        "full_name": ["POPULATION"],
        "personal_number": ["POPULATION"],
    }
    place["params"] |= {"stage": "HOMEROOM"}
    for route in ("check", "content"):
        refused = client.get(f"/api/v1/signing/{route}", headers=headers(school, stranger), **place)
        assert (refused.status_code, refused.json()["code"]) == (403, "right.role"), route
    checked = client.get("/api/v1/signing/check", headers=who, **place).json()
    assert [(one["number"], one["signed"], one["obstacles"]) for one in checked] == [(n, True, []) for n in (1, 2, 3)]


def test_slips_go_two_on_a_page_and_hide_no_blank(school: School, tmp_path: Path) -> None:
    pages = write_slips(school.desk, school.found)
    text = page_text(pages, tmp_path)
    assert text.count("PHIẾU XÁC NHẬN THÔNG TIN HỌC SINH") == 3
    assert "Pages: 2" in " ".join(poppler("pdfinfo", tmp_path / "pages.pdf").split())
    for _, identity in _identities(school):
        assert f"Họ và tên {identity['full_name']}" in text
        assert identity["personal_number"] in text
    assert "Người giám hộ (để trống)" in text
    assert page_text(write_slips(school.desk, school.found, frozenset({2})), tmp_path).count("PHIẾU XÁC NHẬN") == 1


@pytest.mark.one_server
def test_the_command_line_says_the_same(school: School, tmp_path: Path) -> None:
    cli, teacher, second = cli_of(school, tmp_path), school.cast.homeroom(school.found).code, school.members[1]
    checked = cli.run("data", "check", "--class", "8A", "--json")
    assert (checked.exit, [one["complete"] for one in checked.json["pupils"]]) == (0, [True] * 3)
    looked = ("--report", "8A/2", "--source", "PAPER", "--number", "7", "--date", "05/09/2012")
    evidence = ("--evidence", "Giấy khai sinh", "--differs", "residence=Xã Khác", "--match", "all")
    cli.token(teacher)
    assert cli.as_(teacher).run("data", "reconcile", *looked, *evidence).exit == 0
    checked = cli.run("data", "check", "--class", "8A")
    assert checked.exit == 1
    assert "chỗ ở hiện nay lệch" in checked.out
    assert "hồ sơ giấy “Xã Khác”" in checked.out
    assert "hồ sơ giấy khớp" in cli.run("data", "show", "--report", second.report_id).out
    assert cli.run("data", "slips", "--class", "8A", "--out", tmp_path / "phieu.pdf").exit == 0
    assert (tmp_path / "phieu.pdf").read_bytes().startswith(b"%PDF-")


def test_what_a_source_shows_is_not_in_the_digest_of_the_command(school: School, client: httpx.Client) -> None:
    """It has no salt: the same key with another value is a repetition, and records nothing."""
    who = headers(school, school.cast.homeroom(school.found))
    seen = {
        "report": str(school.members[2].report_id),
        "source": "PAPER",
        "evidence": {"kind": "Giấy khai sinh", "number": "112", "dated": "2026-05-03"},
    }
    answers = [
        client.post("/api/v1/data/reconcile", json=seen | {"differs": differs}, headers=who)
        for differs in ({"ethnicity": "Tày"}, {"ethnicity": "Nùng"}, {"nationality": "Lào"})
    ]
    assert [answer.json().get("repeated") for answer in answers] == [False, True, None]
    assert answers[2].json()["code"] == "command.reused"
