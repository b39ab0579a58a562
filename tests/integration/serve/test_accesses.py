"""Who has looked is kept, and nothing else of him; what ends an edition shows with the next look."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.report import commands as c
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
