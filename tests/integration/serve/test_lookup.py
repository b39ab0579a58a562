"""The portal: a code shows validity and initials, code and birth date open the report, nothing else does."""

from __future__ import annotations

import re
import statistics
import time
from uuid import uuid4

import httpx
import pytest

from anchors.receipt import Receipt, verify_receipt
from api.app import App
from api.routes import limits
from domain.errors import Unavailable
from projections.documents.pages import PORTAL_NOTICE
from tests.integration.serve.conftest import Issued
from tests.kit import database as kit
from tests.kit.served import served
from tests.kit.small_school import SmallSchool, copy, sealed_template

WRONG = {"ngay_sinh": "01/01/2001"}


def test_a_code_shows_validity_school_year_edition_and_initials_and_nothing_else(
    client: httpx.Client, issued: Issued
) -> None:
    page = client.get(f"/t/{issued.code}").text
    for text in ("Hợp lệ", "lần&nbsp;1", issued.report.school, issued.report.school_year, "N. N. C.", PORTAL_NOTICE):
        assert text in page
    facts = client.get(f"/api/v1/lookup/{issued.code}").json()
    assert (facts["initials"], facts["edition"], facts["status"]) == ("N. N. C.", 1, "ISSUED")
    assert facts["covered"] is facts["document_ready"] is True
    assert facts["checkpoint"]["size"] >= facts["position"]
    for private in (*issued.report.pupil_name.split(), issued.born, str(issued.report.birth_date), "8A", "9,2"):
        assert private not in page
        assert private not in str(facts)


def test_code_and_birth_date_open_the_report_in_the_order_of_the_print(client: httpx.Client, issued: Issued) -> None:
    answer = client.post(f"/t/{issued.code}", data={"ngay_sinh": issued.born})
    assert answer.status_code == 200
    page, report = answer.text, issued.report
    order = [report.pupil_name, issued.born, str(issued.code), *(row.name for row in report.subjects)]
    order += ["Trong học bạ này có điều chỉnh ở 1 chỗ", "Kết quả rèn luyện", "Được lên lớp", report.homeroom_comment]
    order += [signer.name for signer in report.signers if signer.subject is None]
    last = page.index("<h2>")
    for text in order:
        last = page.index(text, last)
    for row in report.subjects:
        assert row.comment is None or row.comment in page
    assert ">9,2<" in page
    assert "9.2" not in page
    assert len(answer.content) < 40_000


def test_the_json_report_says_what_the_signed_xml_says(client: httpx.Client, issued: Issued) -> None:
    for born in (str(issued.report.birth_date), issued.born):
        answer = client.post(f"/api/v1/lookup/{issued.code}", json={"birth_date": born})
        assert answer.status_code == 200
    whole = answer.json()
    assert whole["pupil_name"] == issued.report.pupil_name
    assert [row["year"] for row in whole["subjects"]] == [row.year for row in issued.report.subjects]
    assert [each["stage"] for each in whole["signatures"]] == ["HOMEROOM", "HEAD", "SEAL"]
    assert "personal_number" not in answer.text


def test_unknown_code_and_wrong_birth_date_get_the_same_answer_in_the_same_time(
    client: httpx.Client, issued: Issued
) -> None:
    def asked(code: object) -> tuple[float, httpx.Response]:
        # The server runs in this process; what else the machine does is not its work.
        started = time.process_time()
        answer = client.post(f"/t/{code}", data=WRONG)
        return time.process_time() - started, answer

    unknown = uuid4()
    pairs = [(asked(unknown), asked(issued.code)) for _ in range(5)]
    (_, first), (_, second) = pairs[0]
    assert first.status_code == second.status_code == 404
    assert first.text.replace(str(unknown), "") == second.text.replace(str(issued.code), "")
    assert [*first.headers] == [*second.headers]
    times = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
    assert abs(times[0] - times[1]) < 0.05
    body = client.post(f"/api/v1/lookup/{unknown}", json={"birth_date": "2001-01-01"}).json()
    assert body == client.post(f"/api/v1/lookup/{issued.code}", json={"birth_date": "2001-01-01"}).json()


@pytest.mark.parametrize("code", ["x", "0" * 32, "../etc/passwd", "%00", "ế", "a" * 5000])
def test_what_is_no_code_is_not_found(client: httpx.Client, code: str) -> None:
    assert client.get(f"/t/{code}").status_code == 404
    assert client.get("/t", params={"ma": code[:500]}).status_code in (303, 404)


def test_the_form_takes_a_code_however_it_was_copied(client: httpx.Client, issued: Issued) -> None:
    for text in (str(issued.code), issued.code.hex.upper(), f"  http://truong.example/t/{issued.code} "):
        answer = client.get("/t", params={"ma": text})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{issued.code}")


def test_guessing_birth_dates_is_stopped_and_then_even_the_right_one_waits(
    client: httpx.Client, issued: Issued
) -> None:
    for day in range(limits.CODE_ATTEMPTS_MAX):
        answer = client.post(
            f"/api/v1/lookup/{issued.code}",
            json={"birth_date": f"2001-01-{day % 28 + 1:02}"},
            headers={"x-forwarded-for": f"198.51.100.{day}"},
        )
        assert answer.status_code == 404
    answer = client.post(f"/t/{issued.code.hex.upper()}", data={"ngay_sinh": issued.born})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= limits.CODE_WINDOW_S
    assert client.get(f"/t/{issued.code}").status_code == 200


def test_guessing_codes_is_stopped(client: httpx.Client, issued: Issued) -> None:
    for _ in range(limits.ADDRESS_ATTEMPTS_MAX):
        assert client.get(f"/api/v1/lookup/{issued.code}").status_code == 200
        assert client.get(f"/api/v1/lookup/{uuid4()}").status_code == 404
    assert client.get(f"/t/{uuid4()}").status_code == 429
    assert client.get(f"/t/{issued.code}", headers={"x-forwarded-for": "198.51.100.9"}).status_code == 200


def test_the_files_of_a_report_are_those_of_the_ledger(
    client: httpx.Client, school: SmallSchool, issued: Issued
) -> None:
    page = client.post(f"/t/{issued.code}", data={"ngay_sinh": issued.born}).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/t/[^"]+)"', page)]
    pdf, xml, proof = (client.get(link) for link in links)
    assert pdf.content == school.desk.ledger.blob(issued.record["document"]["pdf_sha256"])
    assert xml.content == school.desk.ledger.blob(issued.record["issued"]["xml_sha256"])
    found = verify_receipt(Receipt.parse(proof.content), school.log_key.verifier_key)
    assert found.size >= Receipt.parse(proof.content).index + 1
    assert Receipt.parse(proof.content).entry == school.desk.ledger.entry(Receipt.parse(proof.content).index + 1)
    for answer in (pdf, xml, proof):
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="{issued.code}-')
        assert answer.headers["cache-control"] == "no-store"
    other = links[0].replace(str(issued.code), str(school.lookup_ids[1]))
    for refused in (other, links[0].replace(".pdf", ".xml"), links[0][:-1], links[0].replace("?den=", "?den=1")):
        assert client.get(refused).status_code == 403


class BrokenToken:
    """The school's key on a device that was pulled out: it has its certificate, and signs nothing."""

    def __init__(self, certificate: bytes, chain: tuple[bytes, ...]) -> None:
        self.certificate = certificate
        self.chain = chain

    def sign(self, data: bytes) -> bytes:
        raise Unavailable("ledger.unreachable", message="the device was pulled out")


def test_between_issue_and_document_the_page_says_that_the_pdf_is_being_made() -> None:
    with copy(sealed_template()) as school:
        key = school.key(None)
        with pytest.raises(Unavailable):
            school.issue(school.members[:1], BrokenToken(key.certificate, key.chain))
        code, born = school.lookup_ids[0], school.members[0].birth_date
        with served(school.app) as client:
            assert "PDF đang được tạo" in client.get(f"/t/{code}").text
            page = client.post(f"/t/{code}", data={"ngay_sinh": f"{born:%d%m%Y}"}).text
            assert "PDF đang được tạo" in page
            assert "hoc-ba.pdf" not in page
            assert "hoc-ba.xml" in page
            school.issue(school.members[:1])
            assert school.members[0].report.record["document"]
            assert "PDF đang được tạo" not in client.get(f"/t/{code}").text


def test_a_read_model_that_lags_says_as_of_when() -> None:
    with copy(sealed_template()) as school, served(school.app) as client:
        school.issue(school.members[:1])
        (code,) = school.lookup_ids
        assert client.get(f"/api/v1/lookup/{code}").json()["as_of"] is None
        school.desk.ledger.append([kit.stream(1)], command=kit.command())
        behind = client.get(f"/api/v1/lookup/{code}").json()["as_of"]
        assert behind["position"] == school.desk.ledger.size() - 1
        assert "Thông tin tính đến" in client.get(f"/t/{code}").text
        school.desk.runner.catch_up(school.desk.ledger)
        assert "tính đến" not in client.get(f"/t/{code}").text


def test_pages_and_errors_speak_english_where_the_settings_do(school: SmallSchool, issued: Issued) -> None:
    settings = school.app.settings.model_copy(update={"lang": "en"})
    with App(settings, school.app.addresses) as app, served(app) as client:
        assert "Look up a school report" in client.get("/").text
        assert "Issued – edition" in client.get(f"/t/{issued.code}").text
        page = client.post(f"/t/{issued.code}", data={"ngay_sinh": issued.born}).text
        assert "Lower secondary school report" in page
        assert issued.report.homeroom_comment in page
        assert client.get("/api/v1/lookup/x").json()["detail"].startswith("There is no school report")
