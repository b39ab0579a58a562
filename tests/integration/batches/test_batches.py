"""Seal and issue a class in one go: a server killed in the middle, continued, nothing twice; and what holds it back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from anchors.signing.certificates import describe
from anchors.signing.demo_authority import DemoAuthority
from anchors.timestamp_client import HttpTimestampService
from api.flows.batches import kept
from api.flows.demo.generator import FULL_SCHOOL
from api.flows.desk import Member
from api.flows.keys import approve, register
from api.flows.tokens import issue_token
from api.flows.year_decisions import decide_for_year
from domain.context import local_day
from domain.ledger import open_pool
from domain.ledger.database import rows
from domain.school_year.events import Role
from domain.school_year.state import Staff
from domain.school_year.structure.commands import GiveRole
from tests.kit.browser import chromium, workplace
from tests.kit.check_ledger import check_ledger
from tests.kit.hard import HARD
from tests.kit.held import Held, version_held
from tests.kit.served import free_port, served, wait_ready
from tests.kit.stages import School, at

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]

#: With ``HOCBA_HARD=1`` the classes of a school, as people.md C4.2 tells it.
CLASSES = [code for code, _ in FULL_SCHOOL] if HARD else ["8A"]
EACH = 42 if HARD else 10
PUPILS = len(CLASSES) * EACH
#: The report at whose document the server is killed; in a class the first of its second transaction's.
KILLED_AT = PUPILS // 2 if HARD else PUPILS - 1
WAIT_S_MAX = 1200.0 if HARD else 120.0


class Door:
    """A client of a server, as one person."""

    def __init__(self, client: httpx.Client, school: School, staff: Staff) -> None:
        self.client = client
        token = issue_token(school.app.pool, school.desk.ledger.school_id, staff)
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, key: UUID | None = None, **body: Any) -> httpx.Response:
        headers = {**self.headers, "Idempotency-Key": str(key or uuid4())}
        return self.client.post(f"/api/v1/batches{path}", json=body or None, headers=headers)

    def batch(self, batch_id: UUID) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/api/v1/batches/{batch_id}", headers=self.headers).json()
        return found

    def finished(self, batch_id: UUID) -> dict[str, Any]:
        """The batch once nobody works on it any more."""
        return waited(lambda: (found := self.batch(batch_id)) and not found["running"] and found)


def waited(question: Any) -> Any:
    until = time.monotonic() + WAIT_S_MAX
    while not (answer := question()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.002)
    return answer


def topics(school: School) -> Counter[str]:
    return Counter(entry.topic.split(".")[2] for entry in school.desk.ledger.entries())


@pytest.fixture(scope="module", name="school")
def approved() -> Iterator[School]:
    with at("opened", EACH, tuple(CLASSES)) as school:
        for found in school.cast.classes:
            for outcome in school.cast.sign(found, school.desk.members(found)):
                assert not outcome.refused
        yield school


def all_members(school: School) -> list[Member]:
    return [member for found in school.cast.classes for member in school.desk.members(found)]


@contextmanager
def serving_process(school: School) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    settings, addresses, port = school.app.settings, school.app.addresses, free_port()
    environment = {
        **os.environ,
        "HOCBA_DATABASE_URL": addresses.application,
        "HOCBA_OWNER_DATABASE_URL": addresses.owner,
        "HOCBA_KEYS_DIR": str(settings.keys_folder),
        "HOCBA_KEY_PASSPHRASE": settings.key_passphrase or "",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30.0) as client:
            wait_ready(client)
            yield process, client
    finally:
        process.kill()
        process.wait()


def test_a_batch_on_which_nobody_works_is_given_up(school: School) -> None:
    """As a server leaves it that dies before it began: nothing of it is done, and another one can begin."""
    batch, clerk = uuid4(), school.cast.clerk
    kept.begin(school.desk, str(clerk.staff_id), batch, CLASSES)
    with served(school.app) as client:
        door = Door(client, school, clerk)
        left = door.batch(batch)
        assert (left["running"], left["done"], left["total"], left["ended_at"]) == (False, 0, PUPILS, None)
        teacher = Door(client, school, school.cast.teacher(school.found, "TOAN"))
        assert teacher.post(f"/{batch}/end").json()["code"] == "right.role"
        assert door.post(f"/{batch}/stop").json()["stop_asked"]
        again = door.post("", batch, classes=CLASSES).json()
        assert (again["stop_asked"], again["done"]) == (True, 0), "the same press, sent again, undoes no stop"
        with open_pool(school.app.pool.url, size_max=1) as pool, kept.working(pool, school.desk.ledger.school_id):
            assert rows(pool, "SELECT 1", []) == [(1,)], "who works takes no connection from those who ask"
            assert door.post(f"/{batch}/end").json()["code"] == "batch.running"
        assert door.post(f"/{batch}/end").json()["ended_at"]
        assert door.post(f"/{batch}/end").json()["code"] == "batch.ended"
        assert door.post(f"/{uuid4()}/end").json()["code"] == "batch.unknown"


def test_a_seal_that_has_ended_or_waits_for_the_department_is_named_and_signs_nothing(school: School) -> None:
    """People.md C4.1: refused naming serial and last day."""
    keys = school.app.keys(school.desk.ledger.school_id)
    seal, good = keys.folder / "SCHOOL.p12", (keys.folder / "SCHOOL.p12").read_bytes()
    authority = DemoAuthority.load((keys.root / "authority.p12").read_bytes(), keys.passphrase)
    now = school.desk.ledger.now()
    long_ago = now - timedelta(days=5 * 365)
    expired = authority.issue_organisation("Trường", "0101234567", passphrase=keys.passphrase, at=long_ago)
    renewed = authority.issue_organisation("Trường", "0101234567", passphrase=keys.passphrase, at=now)
    try:
        with served(school.app) as client:
            door = Door(client, school, school.cast.clerk)
            for made, code, said in (
                (expired, "cert.expired", "Các chữ ký trước ngày này vẫn có giá trị"),
                (renewed, "org.not_approved", "đang chờ Sở phê duyệt"),
            ):
                register(school.desk, None, made.certificate, software=True)
                seal.write_bytes(made.pkcs12)
                if made is expired:
                    approve(school.desk, made.certificate, "30/SGDĐT-CNTT", long_ago.date())
                before, batch = topics(school), uuid4()
                door.post("", batch, classes=CLASSES)
                found = door.finished(batch)
                assert (found["done"], len(found["refused"]), bool(found["ended_at"])) == (0, PUPILS, True)
                assert {one["code"] for one in found["refused"]} == {code}
                facts, told = describe(made.certificate), found["refused"][0]["message"]
                assert facts.serial in told
                assert f"{local_day(facts.not_after):%d/%m/%Y}" in told
                assert said in told
                assert topics(school) == before
    finally:
        seal.write_bytes(good)


def test_a_timestamp_service_that_is_missing_is_named_and_the_batch_waits(school: School) -> None:
    """Sealed and issued, without a PDF: the clerk reads what is wrong, and goes on when the service is back."""
    school.app.timestamps = HttpTimestampService(f"http://127.0.0.1:{free_port()}/")
    try:
        with served(school.app) as client:
            door, batch = Door(client, school, school.cast.clerk), uuid4()
            door.post("", batch, classes=CLASSES)
            found = door.finished(batch)
            assert door.post(f"/{batch}/end").json()["ended_at"]
    finally:
        school.app.timestamps = None
    assert (found["done"], found["refused"], found["fault"]["code"]) == (0, [], "timestamp.unreachable")
    assert "Dịch vụ cấp dấu thời gian" in found["fault"]["message"]


def another_clerk(school: School) -> Staff:
    """A teacher who helps out in the office from today on."""
    teacher, desk = school.cast.teacher(school.found, "TOAN"), school.desk
    given = GiveRole(staff_id=teacher.staff_id, role=Role.CLERK, since=desk.today, document="QĐ 8")
    decide_for_year(desk, str(school.staff(Role.PRINCIPAL).staff_id), given)
    return teacher


def sealed_by(school: School) -> list[str]:
    """Whose act each seal is, in order."""
    return [entry.actor for entry in school.desk.ledger.entries() if entry.topic.split(".")[2] == "sealed"]


def document_held(school: School) -> AbstractContextManager[Held]:
    """Who records the document of report ``KILLED_AT`` waits; its entry follows those of seal and issue."""
    report = school.desk.report(all_members(school)[KILLED_AT].report_id)
    version = report.version + (report.sealed is None) + (report.issued is None) + 1
    return version_held(school.database, school.desk.ledger.school_id, report.report_id, version)


def test_a_server_killed_in_the_middle_of_a_batch_is_followed_by_one_that_goes_on(school: School) -> None:
    batch, clerk, other = uuid4(), school.cast.clerk, another_clerk(school)
    with serving_process(school) as (process, client), document_held(school) as held:
        begun = Door(client, school, clerk).post("", batch, classes=CLASSES)
        assert (begun.status_code, begun.json()["total"]) == (200, PUPILS)
        (waiting,) = held.wait_for(1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with psycopg.connect(school.app.addresses.owner) as owner:
            owner.execute("SELECT pg_terminate_backend(%s, 10000)", [waiting])
    left = topics(school)
    assert 0 < left["document_sealed"] < PUPILS, "killed in the middle"
    check_ledger(school.desk.ledger)
    before = sealed_by(school)
    with (
        chromium() as browser,
        workplace(browser, school.app) as work,
        httpx.Client(base_url=work.base, trust_env=False, timeout=30.0) as client,
    ):
        door = Door(client, school, other)
        stopped = waited(lambda: (found := door.batch(batch)) and not found["running"] and found)
        assert (stopped["done"], stopped["total"], stopped["ended_at"]) == (left["document_sealed"], PUPILS, None)
        assert door.post("", classes=CLASSES).json()["code"] == "batch.open", "another one has to wait"
        # People.md C4.2: she sees how many there are, and presses Tiếp tục on the page.
        page = work.as_(other.code)
        page.goto(work.url("/van-thu"))
        page.get_by_role("link", name="Xem và tiếp tục").click()
        page.get_by_text(f"Đã phát hành {left['document_sealed']}/{PUPILS}. Bấm Tiếp tục").wait_for()
        page.get_by_role("button", name="Tiếp tục").click()
        page.get_by_text("Đã xong").wait_for(timeout=1000 * WAIT_S_MAX)
        assert page.locator("[data-count]").inner_text() == f"{PUPILS}/{PUPILS}"
        done = door.finished(batch)
        assert (done["done"], done["refused"], done["fault"]) == (PUPILS, [], None)
        assert done["ended_at"]
        assert door.post(f"/{batch}/continue").json()["code"] == "batch.ended"
        assert door.post("", batch, classes=CLASSES).json()["done"] == PUPILS, "the same press, sent again"
        assert door.post("", classes=CLASSES).json()["code"] == "batch.nothing"
    found = topics(school)
    assert [found[topic] for topic in ("sealed", "issued", "document_sealed")] == [PUPILS] * 3, "nothing twice"
    assert set(before) == {str(clerk.staff_id)}
    assert set(sealed_by(school)[len(before) :]) <= {str(other.staff_id)}, "each answers for what he began"
    documents = [entry for entry in school.desk.ledger.entries() if entry.topic.split(".")[2] == "document_sealed"]
    assert {entry.actor for entry in documents[left["document_sealed"] :]} == {str(other.staff_id)}
    codes = {member.report.record["issued"]["lookup_id"] for member in all_members(school)}
    assert len(codes) == PUPILS
    check_ledger(school.desk.ledger)
