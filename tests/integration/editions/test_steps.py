"""Steps after the issue through the doors: command line and API; per pupil, resumed, dry, once for each request."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.flows.issuing import IssueKeys, issue_reports
from api.flows.tokens import issue_token
from api.upkeep import Upkeep
from domain.report import commands as c
from domain.report.state import Status
from domain.school_year.events import Role
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import Cli
from tests.kit.database import Database
from tests.kit.served import served
from tests.kit.small_school import (
    DECISION,
    LETTER,
    PAPER,
    PASSPHRASE,
    REASON,
    SmallSchool,
    copy,
    ended_template,
    issued_template,
    sealed_template,
)

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")
EDITIONS = "/api/v1/editions"


@pytest.fixture
def fresh() -> Iterator[SmallSchool]:
    """Three reports issued, nothing submitted."""
    with copy(issued_template()) as school:
        yield school


def statuses(school: SmallSchool) -> list[str]:
    return [member.report.status for member in school.members]


def headers(school: SmallSchool, role: Role, key: UUID | None = None) -> dict[str, str]:
    token = issue_token(school.app.pool, school.school_id, school.staff(role))
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key or uuid4())}


def paper(number: str = "31/QĐ-THCS") -> dict[str, str]:
    return {"number": number, "dated": "2026-05-26", "content": base64.b64encode(PAPER).decode()}


def test_a_stopped_run_goes_on_and_a_document_is_kept_once(fresh: SmallSchool) -> None:
    cancel, size = c.CancelEdition(reason=REASON, paper=DECISION), fresh.desk.ledger.size()
    first = fresh.step(cancel, fresh.members[:1])
    assert (len(first.done), first.passed, first.refused) == (1, 0, [])
    again = fresh.step(cancel)
    assert (len(again.done), again.passed, again.refused) == (2, 1, [])
    assert fresh.step(cancel).passed == 3
    assert fresh.desk.ledger.size() == size + 3
    assert statuses(fresh) == ["OPEN"] * 3
    check_ledger(fresh.desk.ledger)


def test_each_pupil_has_his_own_answer(fresh: SmallSchool) -> None:
    fresh.step(c.SubmitReport(reference="GD-1"), fresh.members[1:])
    outcome = fresh.step(c.CancelEdition(reason=REASON, paper=DECISION))
    assert outcome.done == [fresh.members[0].report_id]
    assert [(member.number, error.code) for member, error in outcome.refused] == [
        (2, "edition.status"),
        (3, "edition.status"),
    ]
    assert "hocba report recall request" in outcome.refused[0][1].text("vi")
    assert statuses(fresh) == ["OPEN", "SUBMITTED", "SUBMITTED"]


def test_a_dry_issue_says_what_would_be_issued_and_publishes_nothing() -> None:
    with copy(sealed_template()) as school:
        ledger, dry = school.desk.ledger, school.app.desk(school.school_id, dry=True)
        before = (ledger.size(), ledger.latest_checkpoint())
        keys = IssueKeys(school.log_key, school.key(None))
        clerk = str(school.staff(Role.CLERK).staff_id)
        outcome = issue_reports(dry, school.members, clerk, keys, school.app.settings.public_url)
        assert (len(outcome.done), outcome.refused) == (3, [])
        assert dry.dry_run
        assert [entry.topic for entry in dry.dry_run.entries] == ["hocba.report.issued.v1"] * 3
        assert (ledger.size(), ledger.latest_checkpoint()) == before
        assert statuses(school) == ["SEALED"] * 3


def test_a_whole_life_by_the_command_line(fresh: SmallSchool, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(PAPER)
    database = Database(fresh.app.addresses.owner, fresh.app.addresses.application)
    folder = str(fresh.app.settings.keys_folder)
    cli = Cli(database, tmp_path, {"HOCBA_KEYS_DIR": folder, "HOCBA_KEY_PASSPHRASE": PASSPHRASE})
    clerk, principal = (cli.as_(fresh.staff(role).code) for role in (Role.CLERK, Role.PRINCIPAL))
    document = ("--paper-number", "118/SGDĐT", "--paper-date", "29/05/2026", "--paper", tmp_path / "paper.pdf")
    one, size = fresh.lookup_ids[0], fresh.desk.ledger.size()

    dry = clerk.fine("report", "submit", "--class", "8A", "--reference", "GD-1", "--dry-run")
    assert (dry["dry_run"], len(dry["entries"]), len(dry["done"])) == (True, 3, 3)
    assert fresh.desk.ledger.size() == size
    clerk.fine("report", "submit", "--class", "8A", "--reference", "GD-1")
    refused = principal.refused("report", "cancel", one, "--reason", "Sai", *document, exit=1)
    assert refused["refused"][0]["code"] == "edition.status"
    assert clerk.fine("report", "accept", "--class", "8A", "--reference", "TN-1")["passed"] == 0
    clerk.fine("report", "close", one)
    principal.fine("report", "amend", "request", one, "--reason", "Nơi sinh ghi sai", *document)
    said = clerk.run("report", "amend", "grant", one, *document)
    assert (said.exit, said.out.splitlines()[-1]) == (0, "Xong 1 học bạ; 0 học bạ đã xong từ trước.")
    listed = cli.fine("report", "list", "--class", "8A")
    assert [(row["status"], row["past"]) for row in listed] == [
        ("OPEN", [str(one)]),
        ("ACCEPTED", []),
        ("ACCEPTED", []),
    ]
    assert fresh.desk.report(fresh.members[0].report_id).past[0].status is Status.AMENDED


def test_the_api_takes_a_step_once_with_an_answer_for_each_pupil(fresh: SmallSchool) -> None:
    clerk, principal = headers(fresh, Role.CLERK), headers(fresh, Role.PRINCIPAL)
    submitted: dict[str, Any] = {"class_code": "8A", "reference": "GD-1"}
    with served(fresh.app) as client:

        def post(step: str, body: dict[str, Any], who: dict[str, str], **params: str) -> httpx.Response:
            return client.post(f"{EDITIONS}/{step}", json=body, headers=who, params=params)

        size = fresh.desk.ledger.size()
        dry = post("submit", submitted, clerk, dry_run="true").json()
        assert (dry["dry_run"], len(dry["entries"]), fresh.desk.ledger.size()) == (True, 3, size)
        first, again = (post("submit", submitted, clerk).json() for _ in range(2))
        assert (len(first["done"]), first["refused"], again["repeated"]) == (3, [], True)
        assert again["entries"] == first["entries"]
        assert fresh.desk.ledger.size() == size + 3

        one = {"reports": [str(fresh.lookup_ids[0])]}
        wanted = {**one, "reason": REASON, "paper": paper()}
        answer = post("cancel", wanted, principal)
        assert (answer.status_code, answer.json()["code"]) == (409, "edition.status")
        answer = post("recall/request", wanted, headers(fresh, Role.CLERK))
        assert (answer.status_code, answer.json()["code"]) == (403, "right.role")
        assert len(post("recall/request", wanted, principal).json()["done"]) == 1
        for body in ({"reference": "x"}, {"reference": "x", "class_code": "8A", **one}):
            answer = post("submit", body, headers(fresh, Role.CLERK))
            assert (answer.status_code, answer.json()["code"]) == (422, "report.which")
        answer = post("recall/grant", {"class_code": "8A", "paper": paper("118/SGDĐT")}, headers(fresh, Role.CLERK))
        granted = answer.json()
        assert (len(granted["done"]), [each["code"] for each in granted["refused"]]) == (1, ["edition.status"] * 2)
        report = client.get(f"/api/v1/reports/{fresh.members[0].report_id}", headers=principal).json()
        assert (report["status"], report["past"][0]["status"], report["past"][0]["reason"]) == (
            "OPEN",
            "RECALLED",
            REASON,
        )
    check_ledger(fresh.desk.ledger)


def test_issuing_and_the_next_edition_over_the_api() -> None:
    with copy(sealed_template()) as school, served(school.app) as client:

        def post(path: str, role: Role, body: dict[str, Any], **params: str) -> httpx.Response:
            return client.post(f"/api/v1/{path}", json=body, headers=headers(school, role), params=params)

        whole, size = {"class_code": "8A"}, school.desk.ledger.size()
        refused = post("signing/issue", Role.PRINCIPAL, whole)
        assert (refused.status_code, refused.json()["code"]) == (403, "right.role")
        assert len(post("signing/issue", Role.CLERK, whole, dry_run="true").json()["entries"]) == 3
        assert school.desk.ledger.size() == size
        issued = post("signing/issue", Role.CLERK, whole).json()
        assert [entry["topic"] for entry in issued["entries"]] == ["hocba.report.issued.v1"] * 3
        assert (len(issued["done"]), issued["refused"]) == (3, [])
        assert post("signing/issue", Role.CLERK, whole).json()["passed"] == 3
        reports = school.desk.reports([member.report_id for member in school.members])
        assert all(report.document for report in reports.values())
        one = {"reports": [str(school.lookup_ids[0])]}
        post("editions/cancel", Role.PRINCIPAL, {**one, "reason": REASON, "paper": paper()}).raise_for_status()
        opened = post("signing/open", Role.CLERK, whole).json()
        assert (len(opened["done"]), opened["passed"], opened["entries"][0]["data"]["edition"]) == (1, 2, 2)
        assert opened["entries"][0]["data"]["replaces"] == one["reports"][0]
        sealed = post("signing/seal", Role.CLERK, one)
        assert (sealed.status_code, sealed.json()["code"]) == (409, "sign.not_your_turn")
        check_ledger(school.desk.ledger)


def test_the_old_code_answers_what_became_of_it_and_opens_whole_for_the_family(clerk_s_story: SmallSchool) -> None:
    """C4.3: 'đã hủy bỏ ngày …, thay bằng bản …'; the reason, and the old PDF, with the birth date only."""
    school = clerk_s_story
    first = school.desk.report(school.members[0].report_id)
    assert first.issued
    old, new = first.past[0].issued.value.lookup_id, first.issued.value.lookup_id
    with served(school.app) as client:
        page = client.get(f"/t/{old}").text
        day = f"{school.desk.today:%d/%m/%Y}"
        shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
        assert "Đúng bản đã phát hành, đã hủy bỏ Bản phát hành lần 1" in shown
        assert f"Đã hủy bỏ ngày {day}, theo văn bản số {DECISION.number} ngày 26/05/2026." in shown
        assert f"Thay bằng bản {new}" in shown
        assert "Hợp lệ" not in shown
        assert REASON not in page
        facts = client.get(f"/api/v1/lookup/{old}").json()
        assert (facts["status"], facts["ended"]["replaced_by"]) == ("CANCELLED", str(new))
        assert REASON not in str(facts)
        facts = client.get(f"/api/v1/lookup/{new}").json()
        assert (facts["status"], facts["ended"], facts["edition"], facts["replaces"]) == ("ISSUED", None, 2, str(old))
        identity = school.desk.identities([school.members[0].pupil_id])[school.members[0].pupil_id]
        born = "/".join(reversed(identity["birth_date"].split("-")))
        whole = client.post(f"/t/{old}", data={"ngay_sinh": born}).text
        assert REASON in whole
        link = re.search(r'href="(/t/[^"]+hoc-ba\.pdf[^"]+)"', whole)
        assert link
        assert client.get(link[1].replace("&amp;", "&")).content == school.desk.ledger.blob(
            first.past[0].document.pdf_sha256
        )
        assert client.get(f"/t/{old}/hoc-ba.pdf", params={"den": 9999999999, "dau": "x"}).status_code == 403


@pytest.fixture(name="clerk_s_story")
def ended() -> Iterator[SmallSchool]:
    with copy(ended_template()) as school:
        yield school


def test_a_recall_is_shown_at_once_and_never_is_an_older_state_called_the_present(fresh: SmallSchool) -> None:
    """C8.3, C8.6: from the moment of the append the page says recalled, or as of which earlier entry it speaks."""
    fresh.step(c.SubmitReport(reference="GD-1"))
    fresh.step(c.RequestRecall(reason=REASON, paper=DECISION))
    upkeep = Upkeep(fresh.app, interval_s=0.05)
    with upkeep.running(), served(fresh.app, upkeep) as client:
        for code, member in zip(fresh.lookup_ids, fresh.members, strict=True):
            assert client.get(f"/api/v1/lookup/{code}").json()["status"] == "ISSUED"
            fresh.step(c.GrantRecall(document=LETTER), [member])
            granted = fresh.desk.ledger.size()
            for _ in range(1000):
                facts = client.get(f"/api/v1/lookup/{code}").json()
                if facts["status"] == "RECALLED":
                    break
                assert facts["as_of"]["position"] < granted
            assert (facts["status"], facts["ended"]["document"]) == ("RECALLED", LETTER.number)
