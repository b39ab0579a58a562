"""The chain over the API: sign, see whose turn it is, send back; each once, and dry runs that record nothing."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.flows.signers import Wanted
from api.flows.tokens import issue_token
from domain.formats.hoc_ba import Stage
from domain.school_year.state import Staff
from tests.kit.served import served
from tests.kit.stages import School, at

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

TOAN = {"class_code": "8A", "stage": "SUBJECT", "subject": "TOAN"}


class Doors:
    """A served school, and a client of it."""

    def __init__(self, school: School, client: httpx.Client) -> None:
        self.school, self.client = school, client

    def post(self, step: str, staff: Staff, body: dict[str, Any], key: UUID | None = None, **query: str) -> Any:
        token = issue_token(self.school.app.pool, self.school.desk.ledger.school_id, staff)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key or uuid4())}
        return self.client.post(f"/api/v1/signing/{step}", json=body, headers=headers, params=query)

    def content(self, staff: Staff, wanted: Wanted) -> dict[str, Any]:
        """What he would sign of the first report."""
        token = issue_token(self.school.app.pool, self.school.desk.ledger.school_id, staff)
        asked = {"class_code": "8A", "stage": wanted.stage.value}
        if wanted.subject:
            asked["subject"] = wanted.subject
        answer = self.client.get(
            "/api/v1/signing/content", params=asked, headers={"Authorization": f"Bearer {token}"}
        ).json()
        (first, *_) = answer["shown"]
        return dict(first)

    def turns(self) -> list[dict[str, Any]]:
        token = issue_token(self.school.app.pool, self.school.desk.ledger.school_id, self.school.cast.clerk)
        headers = {"Authorization": f"Bearer {token}"}
        found: list[dict[str, Any]] = self.client.get(
            "/api/v1/signing/turns", params={"class_code": "8A"}, headers=headers
        ).json()
        return found


@pytest.fixture(scope="module", name="doors")
def opened() -> Iterator[Doors]:
    with at("opened") as school, served(school.app) as client:
        yield Doors(school, client)


def test_the_chain_goes_forward_and_back_over_the_api(doors: Doors) -> None:
    school, cast = doors.school, doors.school.cast
    teacher, homeroom = cast.teacher(school.found, "TOAN"), cast.homeroom(school.found)
    waiting = {turn["subject"]: turn["staff"] for turn in doors.turns()[0]["turns"]}
    assert waiting["TOAN"] == teacher.code
    other = doors.post("sign", cast.teacher(school.found, "NGU_VAN"), TOAN)
    assert (other.status_code, other.json()["code"]) == (403, "right.missing")
    size, key = school.desk.ledger.size(), uuid4()
    dry = doors.post("sign", teacher, TOAN, dry_run="true").json()
    assert len(dry["done"]) == 3
    assert school.desk.ledger.size() == size
    first, again = (doors.post("sign", teacher, TOAN, key).json() for _ in range(2))
    assert [entry["topic"].rpartition(".")[0] for entry in first["entries"]] == [
        *["hocba.report.signed"] * 3, "hocba.school_year.chain_fixed",
    ]  # fmt: skip
    assert (again["repeated"], again["entries"]) == (True, first["entries"])
    note = {"reports": [str(school.members[0].report_id)], "stage": "SUBJECT", "subject": "TOAN", "note": "Xem lại"}
    early = doors.post("return", teacher, note)
    assert early.json()["code"] == "return.not_later"
    sent = doors.post("return", homeroom, note).json()
    topics = [entry["topic"] for entry in sent["entries"]]
    assert topics == ["hocba.report.returned.v1", "hocba.report.signatures_voided.v1"]
    assert "TOAN" in [turn["subject"] for turn in doors.turns()[0]["turns"]]
    assert "TOAN" not in [turn["subject"] for turn in doors.turns()[1]["turns"]]
    assert set(school.desk.report(school.members[0].report_id).returned) == {(Stage.SUBJECT, "TOAN")}
    whole = doors.post("sign", teacher, TOAN).json()
    assert (len(whole["done"]), whole["passed"]) == (1, 2)
    nothing = doors.post("confirm", teacher, {"class_code": "8A", "subject": "TOAN", "part": "HOA_HOC"}).json()
    assert nothing["code"] == "part.not_yours"


def test_a_recorded_report_is_issued_over_the_api() -> None:
    with at("recorded") as school, served(school.app) as client:
        doors, cast, found = Doors(school, client), school.cast, school.found
        one = {"reports": [str(school.members[0].report_id)]}
        refused = doors.post("open", cast.teacher(found, "TOAN"), one)
        assert (refused.status_code, refused.json()["code"]) == (403, "right.role")
        assert doors.post("open", cast.clerk, one).json()["done"] == one["reports"]
        assert doors.post("seal", cast.clerk, one).json()["code"] == "sign.not_your_turn"
        for staff, wanted in cast.signatures(found):
            seen = doors.content(staff, wanted)
            signed = doors.post("sign", staff, {**one, "stage": wanted.stage.value, "subject": wanted.subject})
            assert signed.json()["done"] == one["reports"]
            digest = b64encode(sha256(seen["content"].encode()).digest())
            assert seen["sha256"] == b64decode(digest).hex()
            signature = school.desk.report(school.members[0].report_id).signatures[wanted.place]
            assert digest in school.desk.ledger.blob(signature.signer), "what was shown is what was signed"
            assert seen["declaration"].encode() in school.desk.ledger.blob(signature.signer)
        assert doors.post("issue", cast.clerk, one).json()["code"] == "issue.not_sealed"
        assert doors.post("seal", cast.clerk, one).json()["done"] == one["reports"]
        key = uuid4()
        first, again = (doors.post("issue", cast.clerk, one, key).json() for _ in range(2))
        assert [entry["topic"] for entry in first["entries"]] == ["hocba.report.issued.v1"]
        assert (again["repeated"], again["entries"]) == (True, first["entries"])
        assert school.desk.report(school.members[0].report_id).document
