"""Who has looked is kept, and nothing else of him; what ends an edition shows with the next look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.flows import access as flow
from api.flows.tokens import Scope, issue_token
from api.routes import limits
from domain.case.events import Capacity
from domain.report import commands as c
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.served import served
from tests.kit.small_school import DECISION, REASON, SmallSchool, copy, issued_template

VISITOR = {"x-forwarded-for": "203.0.113.77"}
AT_HOME = {"x-forwarded-for": "2001:db8:1234:5678::9"}


OLD = """
INSERT INTO work.accesses (school_id, lookup_id, since, kind, network, times)
SELECT %s, %s, now() - make_interval(days => days), 'PDF', '192.0.2.0/24', days FROM unnest('{729,731}'::integer[]) days
"""


def kept(school: SmallSchool, of: UUID | None = None) -> list[tuple[UUID, str, str, int]]:
    with school.app.pool.connection() as connection, connection.transaction():
        connection.execute("SELECT set_config('hocba.school_id', %s, true)", [str(of or school.school_id)])
        return connection.execute(
            "SELECT lookup_id, kind, network, times FROM work.accesses ORDER BY since DESC, kind, network"
        ).fetchall()


def test_every_look_opening_refusal_and_download_is_kept_without_who_it_was() -> None:
    with copy(issued_template()) as school, served(school.app) as client:
        code, born = school.lookup_ids[0], school.members[0].birth_date
        for _ in range(3):
            assert client.get(f"/t/{code}", headers=VISITOR).status_code == 200
        assert client.get(f"/t/{UUID(int=1)}", headers=VISITOR).status_code == 404
        assert client.post(f"/t/{code}", data={"ngay_sinh": "01/01/2001"}, headers=VISITOR).status_code == 404
        page = client.post(f"/t/{code}", data={"ngay_sinh": f"{born:%d%m%Y}"}, headers=AT_HOME).text
        for link in re.findall(r'href="(/t/[^"]+)"', page):
            assert client.get(link.replace("&amp;", "&"), headers=AT_HOME).status_code == 200
        counted = {(kind, network, times) for _, kind, network, times in kept(school)}
        assert counted == {
            ("FACTS", "203.0.113.0/24", 3), ("REFUSED", "203.0.113.0/24", 1),
            *((kind, "2001:db8:1234::/48", 1) for kind in ("REPORT", "PDF", "XML", "RECEIPT")),
        }  # fmt: skip
        assert {lookup_id for lookup_id, *_ in kept(school)} == {code}
        assert kept(school, of=UUID(int=7)) == [], "another school's rows are out of sight"
        whole = client.post(f"/api/v1/lookup/{code}", json={"birth_date": f"{born}"}, headers=VISITOR).json()
        told = {each["kind"]: each for each in whole["accesses"]}
        assert told.keys() == {"FACTS", "REFUSED", "REPORT", "PDF", "XML", "RECEIPT"}
        assert told["FACTS"]["times"] == 3
        assert datetime.fromisoformat(told["PDF"]["since"]) > datetime.now(UTC) - timedelta(hours=1)
        assert "203.0.113.77" not in str(whole)
        assert "accesses" not in client.get(f"/api/v1/lookup/{code}").json()


def test_a_cancellation_shows_with_the_next_look_and_the_old_file_is_the_familys_only() -> None:
    with copy(issued_template()) as school, served(school.app) as client:
        code, member = school.lookup_ids[0], school.members[0]
        for _ in range(2):  # whatever may be kept of a look, is kept
            assert client.get(f"/api/v1/lookup/{code}").json()["status"] == "ISSUED"
        school.step(c.CancelEdition(paper=DECISION, reason=REASON), [member])
        facts = client.get(f"/api/v1/lookup/{code}").json()
        assert facts["status"] == "CANCELLED" or facts["as_of"], "an older state never passes for the present one"
        school.desk.runner.catch_up(school.desk.ledger)
        assert client.get(f"/api/v1/lookup/{code}").json()["status"] == "CANCELLED"
        page = client.get(f"/t/{code}").text
        assert "Đã hủy bỏ ngày" in page
        assert REASON not in page
        assert client.get(f"/t/{code}/hoc-ba.pdf", params={"den": 2**33, "dau": "x"}).status_code == 403
        page = client.post(f"/t/{code}", data={"ngay_sinh": f"{member.birth_date:%d%m%Y}"}).text
        assert REASON in page
        link = re.search(r'href="(/t/[^"]+hoc-ba\.pdf[^"]*)"', page)[1].replace("&amp;", "&")
        assert client.get(link).content.startswith(b"%PDF-")


def test_what_is_older_than_two_years_goes_with_the_next_opening() -> None:
    with copy(issued_template()) as school, served(school.app) as client:
        code, born = school.lookup_ids[0], school.members[0].birth_date
        with school.app.pool.connection() as connection, connection.transaction():
            connection.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school.school_id)])
            connection.execute(OLD, [school.school_id, code])
        assert client.post(f"/t/{code}", data={"ngay_sinh": f"{born:%d%m%Y}"}).status_code == 200
        assert [times for _, kind, _, times in kept(school) if kind == "PDF"] == [729]


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(issued_template()) as made:
        yield made


def personal_code(school: SmallSchool, place: int = 0) -> str:
    """What the clerk gives the mother."""
    mother = flow.Holder(Capacity.PARENT, "Nguyễn Thị Hoa", "Căn cước")
    actor = str(school.staff(Role.CLERK).staff_id)
    return flow.issue_code(school.app.desk(school.school_id), school.members[place].report_id, actor, mother)


def personal_number(school: SmallSchool, place: int = 0) -> str:
    """Of the pupil with this place in the class list."""
    desk = school.app.desk(school.school_id)
    pupil_id = school.members[place].pupil_id
    return desk.identities([pupil_id])[pupil_id]["personal_number"]


def granted_code(school: SmallSchool) -> str:
    """What the principal gives a school that admits pupils."""
    desk = school.app.desk(school.school_id)
    wanted = {"organisation": "Trường THPT Kim Liên", "purpose": "Tuyển sinh lớp 10", "document": "31/CV-THPTKL"}
    days = {"starts": desk.today, "ends": desk.today + timedelta(days=30)}
    return flow.give_grant(desk, str(school.staff(Role.PRINCIPAL).staff_id), grades=(8,), classes=(), **wanted, **days)


def links_on(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="(/t/[^"]+\?[^"]+)"', page)]


def test_who_tries_birth_dates_shuts_out_nobody_who_has_a_code(school: SmallSchool) -> None:
    code, born = school.lookup_ids[0], school.members[0].birth_date
    secret, granted = personal_code(school), granted_code(school)
    with served(school.app) as client:
        for _ in range(limits.CODE_ATTEMPTS_MAX):
            wrong = client.post(f"/t/{code}", data={"ngay_sinh": "01/01/2001"}, headers=VISITOR)
            assert wrong.status_code == 404
        refused = client.post(f"/t/{code}", data={"ngay_sinh": f"{born:%d%m%Y}"})
        assert (refused.status_code, 'name="so_dinh_danh"' in refused.text) == (429, True)
        number = personal_number(school)
        both = {"ngay_sinh": f"{born:%d%m%Y}", "so_dinh_danh": f"{number[:3]} {number[3:]}"}
        opened, kept = client.post(f"/t/{code}", data=both), f'name="so_dinh_danh" value="{both["so_dinh_danh"]}"'
        assert (opened.status_code, opened.text.count(kept)) == (200, 2)
        for other in ({"so_dinh_danh": "036312000001"}, {"ngay_sinh": "01/01/2001"}):
            wrong = client.post(f"/t/{code}", data=both | other)
            assert (wrong.status_code, 'name="so_dinh_danh"' in wrong.text) == (404, True)
        assert client.post(f"/t/{code}", data=both | {"so_dinh_danh": "12"}).status_code == 422
        asked = {"birth_date": born.isoformat(), "personal_number": number}
        assert client.post(f"/api/v1/lookup/{code}", json=asked).status_code == 200
        page = client.post(f"/t/{code}", data={"ma_rieng": secret})
        assert page.status_code == 200
        assert [client.get(link).status_code for link in links_on(page.text)] == [200, 200, 200]
        asking = {"ma_rieng": secret, "mon": "TOAN"}
        form = client.post(f"/t/{code}/xem-lai", data=asking)
        assert (form.status_code, form.text.count(f'name="ma_rieng" value="{secret}"')) == (200, 2)
        said = {"lenh": str(uuid4()), "cho": "2/GK", "ho_ten": "Nguyễn Thị Hoa", "noi_dung": "Bài được chấm 7,5."}
        sent = client.post(f"/t/{code}/xem-lai/gui", data=asking | said)
        assert sent.status_code == 200
        assert "Phiếu tiếp nhận số" in sent.text
        again = {"disputed": {"subject": "TOAN", "term": 2, "column": "GK"}, "capacity": "PARENT",
                 "applicant": "Nguyễn Thị Hoa", "request": "Xin nhắc lại.", "access_code": secret}  # fmt: skip
        key = {"Idempotency-Key": str(uuid4())}
        answer = client.post(f"/api/v1/lookup/{code}/reviews", json=again, headers=key)
        assert answer.json()["code"] == "case.exists"
        assert client.post("/to-chuc", data={"ma": str(code), "ma_to_chuc": granted}).status_code == 200
        for typed in (secret, granted):
            assert client.post(f"/api/v1/lookup/{code}", json={"access_code": typed}).status_code == 200


def test_an_organisation_is_not_told_the_birth_date_which_outlives_its_grant(school: SmallSchool) -> None:
    code, member = school.lookup_ids[1], school.members[1]
    granted = granted_code(school)
    with served(school.app) as client:
        whole = client.post(f"/api/v1/lookup/{code}", json={"access_code": granted})
        page = client.post("/to-chuc", data={"ma": str(code), "ma_to_chuc": granted})
        assert (whole.json()["pupil_name"], whole.json()["birth_date"]) == (member.full_name, None)
        assert member.full_name in page.text
        born = member.birth_date
        for spelt in (f"{born}", f"{born:%d/%m/%Y}", f"{born:%d%m%Y}"):
            assert spelt not in whole.text + page.text
        family = client.post(f"/t/{code}", data={"ngay_sinh": f"{born:%d%m%Y}"})
        assert f"{born:%d/%m/%Y}" in family.text


def test_a_link_that_was_made_before_a_withdrawal_fails_by_itself(school: SmallSchool) -> None:
    code, member = school.lookup_ids[2], school.members[2]
    with served(school.app) as client:
        before = links_on(client.post(f"/t/{code}", data={"ngay_sinh": f"{member.birth_date:%d%m%Y}"}).text)
        assert len(before) == 3
        desk = school.app.desk(school.school_id)
        flow.set_restriction(
            desk, member.report_id, str(school.staff(Role.PRINCIPAL).staff_id), restrict=True,
            document="12/2026/QĐST-HNGĐ", reason="Tòa án giao quyền nuôi con cho mẹ.", dated=desk.today,
        )  # fmt: skip
        known = {"ngay_sinh": f"{member.birth_date:%d%m%Y}", "so_dinh_danh": personal_number(school, 2)}
        assert client.post(f"/t/{code}", data=known).status_code == 404, "the number opens no more than the date does"
        secret = personal_code(school, 2)
        after = links_on(client.post(f"/t/{code}", data={"ma_rieng": secret}).text)
        refused = [client.get(link) for link in before]
        assert [answer.status_code for answer in refused] == [403] * 3
        assert [client.get(link).status_code for link in after] == [200] * 3
        unknown = client.get(before[0].replace(str(code), str(uuid4())))
        assert unknown.status_code == 403, "which codes there are is not told here, either"
        assert {re.sub("=[^&]*", "", link.partition("?")[2]) for link in before + after} == {"den&dau"}


def test_a_page_of_another_site_cannot_try_what_opens_a_report(school: SmallSchool) -> None:
    code, born = school.lookup_ids[1], f"{school.members[1].birth_date:%d%m%Y}"
    with served(school.app) as client:

        def status(site: str, origin: str) -> int:
            headers = {"Sec-Fetch-Site": site, "Origin": origin}
            return client.post(f"/t/{code}", data={"ngay_sinh": born}, headers=headers).status_code

        assert status("same-origin", "null") == status("same-site", "https://truong.example") == 200
        assert status("none", "null") == 200
        assert status("cross-site", "https://elsewhere.example") == 403
        foreign = {"Sec-Fetch-Site": "cross-site"}
        whole = client.post(f"/api/v1/lookup/{code}", json={"birth_date": "2001-01-01"}, headers=foreign)
        assert whole.json()["code"] == "lookup.foreign"
        assert client.get(f"/t/{code}", headers=foreign).status_code == 200, (
            "a link or QR code from anywhere leads here"
        )


def test_what_is_personal_is_not_in_the_digest_of_a_command(school: SmallSchool) -> None:
    """The digest has no salt: the same key with other words of a person is a repetition, with other facts refused."""
    report, clerk = str(school.members[1].report_id), school.staff(Role.CLERK)
    sent: list[tuple[Staff, str, dict[str, object], dict[str, object], dict[str, object]]] = [
        (clerk, f"/access/{report}/codes", {"capacity": "PARENT"}, {"capacity": "GUARDIAN"},
         {"holder": "Lê Văn Sơn", "shown": "Căn cước"}),
        (clerk, "/cases", {"report": report, "kind": "CERTIFIED_COPY", "capacity": "PARENT"},
         {"report": report, "kind": "NEW_ACCESS", "capacity": "PARENT"},
         {"applicant": "Lê Văn Sơn", "request": "Hai bản.", "shown": "Căn cước"}),
        (school.staff(Role.PRINCIPAL), f"/access/{report}/restriction", {"restricted": True, "dated": "2026-05-05"},
         {"restricted": True, "dated": "2026-05-04"}, {"document": "12/QĐST", "reason": "Tòa án giao cho mẹ."}),
    ]  # fmt: skip
    with served(school.app) as client:
        narrow = issue_token(school.app.pool, school.school_id, clerk, frozenset({Scope.ADMIN}))
        headers = {"Authorization": f"Bearer {narrow}", "Idempotency-Key": str(uuid4())}
        refused = client.post(f"/api/v1{sent[0][1]}", json=sent[0][2] | sent[0][4], headers=headers)
        assert refused.json()["code"] == "token.scope", "who opens a report by the code reads"
        for staff, path, facts, others, words in sent:
            token = issue_token(school.app.pool, school.school_id, staff)
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
            answers = [
                client.post(f"/api/v1{path}", json=body, headers=headers)
                for body in (facts | words, facts | dict.fromkeys(words, "Chữ khác"), others | words)
            ]
            assert [answer.status_code for answer in answers] == [200, 200, 422], answers[0].text
            written = [answer.json().get("written", answer.json()) for answer in answers[:2]]
            assert [each["repeated"] for each in written] == [False, True]
            assert answers[2].json()["code"] == "command.reused"
