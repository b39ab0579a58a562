"""
The nudge (Nhắc, people.md C2.5): into the inbox, by mail over a real server, and as a text that names nobody.

The KHTN of 8A is taught by two; its responsible teacher has signed nothing, and the part of the other is not confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner

from api.cli.board import board as board_commands
from api.cli.my import my as my_commands
from api.flows.board import inbox, nudging
from api.flows.board.counting import Work
from api.flows.board.nudging import Asked, Nudge
from api.flows.board.work import Duties
from api.flows.tokens import issue_token
from api.flows.year_decisions import decide_for_year
from api.mail import Mailer
from domain.errors import Misused, Rejected
from domain.school_year import commands as y
from domain.school_year.events import Duty, Role
from domain.school_year.state import Staff
from tests.kit.mail import REFUSED, mail_server
from tests.kit.served import served
from tests.kit.stages import School, at, let_clock_be_set
from tests.kit.story import moment

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("opened") as opened:
        let_clock_be_set(opened)
        opened.desk.ledger.clock.set(moment("2026-06-12 08:00"))
        principal, place = str(opened.cast.principal.staff_id), {"class_id": opened.found.class_id, "subject": "KHTN"}
        own, other = opened.cast.teacher(opened.found, "KHTN").staff_id, opened.staff(Role.DEPUTY).staff_id
        for asked in (
            y.EndTeaching(**place, part=None, staff_id=own, last_day=date(2026, 5, 31)),
            y.AssignTeaching(**place, part="VAT_LI", staff_id=own, since=date(2026, 6, 1), duty=Duty.RESPONSIBLE),
            y.AssignTeaching(**place, part="HOA_HOC", staff_id=other, since=date(2026, 6, 1), duty=Duty.PART),
        ):
            decide_for_year(opened.desk, principal, asked)
        yield opened


def nudge(school: School, sender: Staff, mailer: Mailer | None = None, **asked: object) -> Nudge:
    return nudging.nudge(school.desk, sender, Asked.model_validate(asked), mailer, "vi")


def test_the_homeroom_teacher_reminds_who_has_not_confirmed_his_part(school: School) -> None:
    homeroom, other = school.cast.homeroom(school.found), school.staff(Role.DEPUTY)
    sent = nudge(school, homeroom, class_code="8A", what="CONFIRM_PART", note="Lớp mình chờ phần Hoá")
    (person,) = sent.people
    assert (person.staff, [item.what for item in person.items]) == (other.code, [Duties.CONFIRM_PART])
    assert sent.text == (
        "Nhắc việc học bạ số, ngày 12/06/2026\n"
        f"- Xác nhận phần mình dạy · Khoa học tự nhiên · Hoá học · lớp 8A · 3 học bạ · hạn 15/06/2026, còn 3 ngày"
        f" · chờ từ {person.items[0].since:%d/%m/%Y}"
    )
    (message,) = inbox.messages(school.desk, other)
    assert (message.sent_by, message.note, message.items) == (homeroom.code, "Lớp mình chờ phần Hoá", person.items)
    with pytest.raises(Rejected, match="own homeroom class"):
        nudge(school, school.cast.teacher(school.found, "TOAN"))


def test_read_is_read_and_another_reminder_of_the_day_is_unread_again(school: School) -> None:
    homeroom, other = school.cast.homeroom(school.found), school.staff(Role.DEPUTY)
    (message,) = inbox.messages(school.desk, other, unread=True)
    inbox.read(school.desk, other, message.message_id)
    assert inbox.messages(school.desk, other, unread=True) == []
    with pytest.raises(Misused, match=str(message.message_id)):
        inbox.read(school.desk, homeroom, message.message_id)
    nudge(school, homeroom, class_code="8A", what="CONFIRM_PART", note="Lớp mình chờ phần Hoá")
    assert inbox.messages(school.desk, other, unread=True) == [], "the same again is nothing new"
    nudge(school, homeroom, class_code="8A", what="CONFIRM_PART", note="Gấp")
    (again,) = inbox.messages(school.desk, other, unread=True)
    assert (again.note, again.message_id) == ("Gấp", message.message_id)


def test_mail_goes_to_who_reads_mail_once_and_the_text_for_the_group_names_nobody(
    school: School, tmp_path: Path
) -> None:
    desk, principal = school.desk, school.cast.principal
    toan, khtn = (school.cast.teacher(school.found, subject) for subject in ("TOAN", "NGU_VAN"))
    inbox.set_address(desk, toan, "toan@truong.example.vn")
    inbox.set_address(desk, khtn, REFUSED)
    with mail_server(tmp_path) as server:
        mailer = Mailer(f"smtp://127.0.0.1:{server.port}", "hocba@truong.example.vn")
        first = nudge(school, principal, mailer)
        again = nudge(school, principal, mailer)
        (letter,) = server.letters
    assert {person.staff for person in first.people if person.mailed} == {toan.code}
    assert not any(person.mailed for person in again.people)
    assert letter["To"] == "toan@truong.example.vn"
    assert "GVBM ký · Toán · lớp 8A · 3 học bạ · hạn 15/06/2026, còn 3 ngày" in letter.get_content()
    people = desk.signatories(desk.year().staff.values()).values()
    pupils = [member.full_name for member in school.members]
    everything = first.text + str(letter.get_content()) + str(letter["Subject"])
    assert [name for name in (*(each.full_name for each in people), *pupils) if name in everything] == []
    assert "GVBM ký · Toán" in first.text
    (message,) = inbox.messages(desk, toan)
    assert message.mailed_at is not None
    assert principal.code not in {person.staff for person in first.people}, "he need not remind himself"


def test_a_mail_server_that_is_away_or_would_see_a_password_keeps_nobody_from_the_inbox(
    school: School, tmp_path: Path
) -> None:
    sender, toan = school.staff(Role.IT_OFFICER), school.cast.teacher(school.found, "TOAN")
    with mail_server(tmp_path) as server:
        unprotected = Mailer(f"smtp://hocba:matkhau@127.0.0.1:{server.port}", "hocba@truong.example.vn")
        refused = nudge(school, sender, unprotected, staff=toan.code)
        assert server.letters == []
    away = nudge(school, sender, Mailer(f"smtp://127.0.0.1:{server.port}", "a@b.vn"), staff=toan.code, note="Nhắc lại")
    assert refused.mail_fault is not None
    assert "mật khẩu không được gửi đi" in refused.mail_fault
    assert "matkhau" not in refused.mail_fault
    assert away.mail_fault is not None
    assert f"127.0.0.1:{server.port}" in away.mail_fault
    assert next(each for each in inbox.messages(school.desk, toan) if each.sent_by == sender.code).note == "Nhắc lại"


@pytest.mark.parametrize("email", ["a", "a@b", "a@b.vn\nBcc: x@y.vn", "hằng@truong.vn", f"{'a' * 65}@b.vn"])
def test_an_address_that_cannot_be_used_is_refused(school: School, email: str) -> None:
    with pytest.raises(Misused):
        inbox.set_address(school.desk, school.cast.principal, email)


def test_one_school_sees_nothing_of_another_in_inbox_and_addresses(school: School) -> None:
    with psycopg.connect(school.database.application_url) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, true)", [str(uuid4())])
        for table in ("inbox", "addresses"):
            assert connection.execute(f"SELECT count(*) FROM work.{table}").fetchone() == (0,)


def test_the_same_by_command_and_over_the_api(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HOCBA_DATABASE_URL": school.database.application_url,
        "HOCBA_OWNER_DATABASE_URL": school.database.owner_url,
        "HOCBA_KEYS_DIR": str(school.app.settings.keys_folder),
    }.items():
        monkeypatch.setenv(name, value)
    school_id, clerk = school.desk.ledger.school_id, school.staff(Role.CLERK)
    gdtc = school.cast.teacher(school.found, "GDTC")

    def run(commands: object, who: Staff, *arguments: str) -> str:
        monkeypatch.setenv("HOCBA_TOKEN", issue_token(school.app.pool, school_id, who))
        done = CliRunner().invoke(commands, [*arguments, "--as", who.code])
        assert done.exit_code == 0, done.output
        return done.stdout

    def mine() -> list[inbox.Message]:
        return [each for each in inbox.messages(school.desk, gdtc) if each.sent_by == clerk.code]

    dry = run(board_commands, clerk, "remind", "--staff", gdtc.code, "--dry-run")
    assert "chưa nhắc ai" in dry
    assert mine() == []
    assert "Đoạn để dán vào nhóm" in run(board_commands, clerk, "remind", "--staff", gdtc.code)
    (message,) = mine()
    assert str(message.message_id) in run(my_commands, gdtc, "inbox")
    assert "Đã đọc" in run(my_commands, gdtc, "read", str(message.message_id))
    assert "gdtc@truong.vn" in run(my_commands, gdtc, "address", "gdtc@truong.vn")
    assert inbox.addresses(school.desk)[gdtc.staff_id] == "gdtc@truong.vn"
    run(my_commands, gdtc, "address")
    assert gdtc.staff_id not in inbox.addresses(school.desk)

    with served(school.app) as client:
        headers = {
            who.code: {"Authorization": f"Bearer {issue_token(school.app.pool, school_id, who)}"}
            for who in (clerk, gdtc)
        }
        sent = client.post(
            "/api/v1/board/reminders",
            json={"what": "SUBJECT_TEACHERS", "staff": gdtc.code, "note": "Nhắc"},
            headers=headers[clerk.code],
        )
        assert [person["staff"] for person in sent.json()["people"]] == [gdtc.code]
        unread = client.get("/api/v1/me/inbox", headers=headers[gdtc.code]).json()
        assert "Nhắc" in [each["note"] for each in unread]
        assert {item["what"] for each in unread for item in each["items"]} == {Work.SUBJECT_TEACHERS}
        for each in unread:
            assert (
                client.post(f"/api/v1/me/inbox/{each['message_id']}/read", headers=headers[gdtc.code]).status_code
                == 200
            )
        assert client.get("/api/v1/me/inbox", headers=headers[gdtc.code]).json() == []
        assert client.put("/api/v1/me/address", json={"email": "a@b"}, headers=headers[gdtc.code]).status_code >= 400
        assert client.put("/api/v1/me/address", json={"email": "a@b.vn"}, headers=headers[gdtc.code]).status_code == 200
        refused = client.post("/api/v1/board/reminders", json={}, headers=headers[gdtc.code])
        assert refused.json()["code"] == "remind.not_yours"
