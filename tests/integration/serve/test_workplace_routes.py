"""What people do on the pages of the auditor, the office and the IT officer, done by a program with a token."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest

from anchors.checkpoint import VerifierKey, open_note
from anchors.consistency import ConsistencyProof, verify_proof
from anchors.receipt import Receipt, verify_receipt
from api.flows.tokens import Scope, issue_token
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.served import served
from tests.kit.small_school import CLASS, SmallSchool, copy, issued_template

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]

DONE_S_MAX = 120.0


@dataclass
class Served:
    """A school of one's own, and a client that acts as its people."""

    school: SmallSchool
    client: httpx.Client
    tokens: dict[UUID, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, by: Role | Staff, **sent: Any) -> httpx.Response:
        """``path`` behind ``/api/v1``, with a token that may everything its person may."""
        staff = self.school.staff(by) if isinstance(by, Role) else by
        if staff.staff_id not in self.tokens:
            self.tokens[staff.staff_id] = issue_token(self.school.app.pool, self.school.school_id, staff)
        headers = {"Authorization": f"Bearer {self.tokens[staff.staff_id]}", "Idempotency-Key": str(uuid4())}
        return self.client.request(
            method, f"/api/v1{path}", headers=headers | sent.pop("headers", {}), timeout=DONE_S_MAX, **sent
        )

    def read(self, path: str, by: Role | Staff, **sent: Any) -> Any:
        """What a GET answers, which is JSON."""
        return self.ask("GET", path, by, **sent).raise_for_status().json()


@pytest.fixture(scope="module")
def at() -> Iterator[Served]:
    with copy(issued_template()) as school, served(school.app) as client:
        yield Served(school, client)


def test_an_inspector_takes_the_evidence_along_and_it_proves_without_the_server(at: Served) -> None:
    found = at.read("/audit/evidence", Role.PRINCIPAL)
    key = VerifierKey.parse(found["key"])
    checkpoint = open_note(at.ask("GET", "/audit/evidence/checkpoint", Role.PRINCIPAL).text, key)
    assert (checkpoint.size, checkpoint.root.hex()) == (found["checkpoint"]["size"], found["checkpoint"]["root"])
    assert checkpoint.origin == found["origin"]
    receipt = at.ask("GET", "/audit/evidence/receipts/7", Role.PRINCIPAL)
    assert receipt.headers["content-disposition"] == 'attachment; filename="ban-ghi-7.tlog-proof"'
    assert verify_receipt(Receipt.parse(receipt.text), key) == checkpoint
    continued = at.ask("GET", "/audit/evidence/continuation?from=1", Role.PRINCIPAL).text
    assert verify_proof(ConsistencyProof.parse(continued), key) == checkpoint
    proof = at.read("/audit/evidence/proofs/7", Role.PRINCIPAL)
    assert (proof["position"], proof["root"], proof["steps"][-1]["parent"]) == (7, checkpoint.root.hex(), proof["root"])
    assert [step["parent"] for step in proof["steps"][:-1]] == [step["node"] for step in proof["steps"][1:]]


def test_a_pupil_is_looked_for_by_name_and_the_look_is_written_down(at: Served) -> None:
    member = at.school.members[1]
    asked = {"json": {"name": member.full_name.upper(), "birth_date": str(member.birth_date)}}
    found = at.ask("POST", "/pupils/search", Role.DEPUTY, **asked).json()
    assert (found["more"], found["alike"]) == (False, [])
    assert [(each["report_id"], each["number"]) for each in found["pupils"]] == [(str(member.report_id), member.number)]
    visits = at.read("/audit/visits", Role.PRINCIPAL)
    assert str(member.report_id) in {each["report_id"] for each in visits["visits"]}
    assert at.ask("POST", "/pupils/search", Role.DEPUTY, json={"name": "a"}).json()["code"] == "pupil.search_short"


def test_a_whole_ledger_is_checked_and_the_same_request_begins_nothing_anew(at: Served) -> None:
    sent = {"headers": {"Idempotency-Key": str(uuid4())}}
    tried = at.ask("POST", "/audit/ledger-checks?dry_run=true", Role.IT_OFFICER)
    assert (tried.status_code, tried.json()) == (200, [])
    begun = at.ask("POST", "/audit/ledger-checks", Role.IT_OFFICER, **sent).raise_for_status().json()[0]
    assert begun["check_id"] == sent["headers"]["Idempotency-Key"]
    until = time.monotonic() + DONE_S_MAX
    while (found := at.read(f"/audit/ledger-checks/{begun['check_id']}", Role.IT_OFFICER))["running"]:
        assert time.monotonic() < until, "the check does not end"
        time.sleep(0.05)
    assert (found["ok"], found["faults"], found["asked_by"]) == (True, 0, at.school.staff(Role.IT_OFFICER).code)
    assert found["report"]["entries"] == at.school.desk.ledger.size()
    paper = at.ask("GET", f"/audit/ledger-checks/{begun['check_id']}/paper", Role.IT_OFFICER)
    assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    again = at.ask("POST", "/audit/ledger-checks", Role.IT_OFFICER, **sent).json()
    assert [each["check_id"] for each in again] == [begun["check_id"]]


def test_a_file_is_judged_for_everybody_and_with_its_proof_for_the_inspector(at: Served) -> None:
    document = at.school.members[0].report.record["document"]["pdf_sha256"]
    sent = {"content": b64encode(at.school.desk.ledger.blob(document)).decode()}
    anybodys = at.client.post("/api/v1/verifications", json=sent, timeout=DONE_S_MAX).json()
    assert anybodys["verdict"] == "valid"
    inspectors = at.ask("POST", "/audit/verifications", Role.PRINCIPAL, json=sent).json()
    assert (inspectors["own"], inspectors["verification"]) == (True, anybodys)
    assert inspectors["proof"]["root"] == anybodys["checkpoint"]["root"]
    foreign = at.ask("POST", "/audit/verifications", Role.PRINCIPAL, json=sent | {"key": "x"})
    assert (foreign.status_code, foreign.json()["code"]) == (422, "key.verifier")
    long = at.client.post("/api/v1/verifications", json={"content": "A" * 12_000_000})
    assert (long.status_code, long.json()["code"]) == (413, "request.too_large")


def test_signs_say_by_which_rules_and_visits_who_has_looked(at: Served) -> None:
    signs = at.read("/audit/signs?from=1", Role.PRINCIPAL)
    shown = {each["code"]: each for each in signs["signs"]}
    assert set(shown) <= {each["code"] for each in signs["rules"]}
    assert (signs["from_position"], bool(signs["caveat"])) == (1, True)
    report = at.school.members[0].report_id
    at.read(f"/reports/{report}/explanations", Role.DEPUTY)
    newest = at.read("/audit/visits", Role.PRINCIPAL)["visits"][0]
    assert newest["page"] == "/api/v1/reports/{report}/explanations"
    assert (newest["report_id"], newest["role"]) == (str(report), "DEPUTY")
    assert at.ask("GET", "/audit/visits", Role.DEPUTY).json()["code"] == "right.role"


def test_a_teacher_reads_how_his_subject_came_about_and_no_other(at: Served) -> None:
    report, teacher = at.school.members[0].report_id, at.school.teacher("TOAN")
    found = at.read(f"/reports/{report}/explanations?subject=TOAN", teacher)
    assert {each["value"] for each in found if each["what"].endswith("year")} != set()
    assert all(each["positions"] and each["article"] for each in found)
    assert at.ask("GET", f"/reports/{report}/explanations?subject=NGU_VAN", teacher).status_code == 403


def test_a_class_is_taken_along_as_an_archive_that_is_made_while_it_is_sent(at: Served) -> None:
    taken = at.ask("GET", f"/classes/{CLASS}/package", Role.CLERK)
    assert (taken.headers["content-type"], "content-length" in taken.headers) == ("application/zip", False)
    archive = ZipFile(BytesIO(taken.content))
    sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
    assert {name: sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "SHA256SUMS"} == sums
    assert len(sums) == 3 * len(at.school.members)
    printed = at.ask("GET", f"/classes/{CLASS}/print", Role.CLERK)
    assert (printed.headers["content-type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    kept = ZipFile(BytesIO(at.ask("GET", "/office/archive/content", Role.CLERK).content))
    assert kept.testzip() is None
    assert sum(name.endswith(".pdf") and f"{CLASS}/" in name for name in kept.namelist()) == len(at.school.members)
    assert at.ask("GET", "/office/archive/content", Role.DEPUTY).json()["code"] == "right.role"
    reading = issue_token(at.school.app.pool, at.school.school_id, at.school.staff(Role.CLERK), {Scope.READ})
    narrow = at.ask("GET", "/office/archive/content", Role.CLERK, headers={"Authorization": f"Bearer {reading}"})
    assert (narrow.status_code, narrow.json()["code"]) == (403, "token.scope")


def test_who_took_reports_along_is_told_whatever_the_role(at: Served) -> None:
    at.ask("GET", f"/classes/{CLASS}/package", Role.CLERK).raise_for_status()
    at.ask("GET", f"/classes/{CLASS}/print", Role.CLERK).raise_for_status()
    at.ask("GET", "/office/archive/content", Role.CLERK).raise_for_status()
    at.read(f"/classes/{CLASS}/list", Role.CLERK)
    told = [each for each in at.read("/audit/visits", Role.PRINCIPAL)["visits"] if each["role"] == "CLERK"]
    assert [(each["page"], each["class_code"]) for each in told] == [
        ("/api/v1/office/archive/content", None),
        ("/api/v1/classes/{code}/print", CLASS),
        ("/api/v1/classes/{code}/package", CLASS),
    ], "what she takes along, not what she looks at"


def test_the_office_is_told_what_its_pages_show(at: Served) -> None:
    (row,) = at.read("/office/classes", Role.CLERK)
    assert (row["class_code"], row["pupils"], row["issued"]) == (CLASS, 3, 3)
    assert at.read("/office/archive", Role.CLERK) == [{"class_code": CLASS, "pupils": 3, "issued": 3}]
    assert at.read("/office/followed", Role.CLERK) == {}
    assert [each["document"] for each in at.read("/year/delegations", Role.CLERK)] == [
        each.document for each in at.school.desk.year().delegations.values()
    ]
    for kind, first in (("pdf", b"%PDF-"), ("xlsx", b"PK\3\4")):
        book = at.ask("GET", f"/corrections/log/book?month=2026-05&format={kind}", Role.CLERK)
        assert (book.status_code, book.content.startswith(first)) == (200, True)


def test_a_locked_account_lets_no_program_in_and_a_narrow_token_draws_no_code(at: Served) -> None:
    officer, teacher = at.school.staff(Role.IT_OFFICER), at.school.teacher("NGU_VAN")
    assert at.ask("GET", "/me/classes", teacher).status_code == 200
    pool, school_id = at.school.app.pool, at.school.school_id
    narrow = {"Authorization": f"Bearer {issue_token(pool, school_id, officer, frozenset({Scope.ADMIN}))}"}
    refused = at.client.post(f"/api/v1/accounts/{teacher.code}/invitation", headers=narrow)
    assert (refused.status_code, refused.json()["code"]) == (403, "token.scope")
    code = at.ask("POST", f"/accounts/{teacher.code}/invitation", officer).json()
    assert (code["recovery"], code["hours"], len(code["code"])) == (False, 7 * 24, 23)
    assert at.client.put(f"/api/v1/accounts/{teacher.code}/lock", headers=narrow).status_code == 200
    line = next(each for each in at.read("/accounts", officer) if each["staff"] == teacher.code)
    assert (line["state"], line["code_expires_at"]) == ("LOCKED", None)
    assert at.ask("GET", "/me/classes", teacher).status_code == 401
    assert at.ask("DELETE", f"/accounts/{teacher.code}/lock", officer).status_code == 200
    done = at.read("/accounts/acts", officer)["acts"]
    assert [each["act"] for each in done if each["staff"] == teacher.code] == ["UNLOCKED", "LOCKED", "INVITED"]
    assert {each["by"] for each in done if each["staff"] == teacher.code} == {officer.code}
    assert code["code"] not in at.ask("GET", "/accounts/acts", officer).text
