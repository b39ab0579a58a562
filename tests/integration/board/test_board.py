"""
A school from recording to its first signatures, seen by who pushes: the board, as it is and as it was, and my work.

The tests go on from one another; each photograph of the board is compared with the replay of its moment at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from api.cli.board import board as board_commands
from api.cli.my import my as my_commands
from api.flows import signing
from api.flows.auditing.moments import Moment
from api.flows.auditing.moments import moment as moment_of
from api.flows.board import table
from api.flows.board.counting import Work
from api.flows.board.table import Asked, Board, By
from api.flows.board.work import Duties, Item, my_work
from api.flows.cross_checks.acting import answer_finding, assign_checks, check_of, close_check, note_finding
from api.flows.drafts.kept import Draft, Kept, Key
from api.flows.signers import Wanted
from api.flows.tokens import issue_token
from api.flows.turns import send_back
from api.flows.year_decisions import decide_for_year
from domain.cross_check.events import FindingKind, Full
from domain.errors import Misused
from domain.formats.hoc_ba import Stage
from domain.school_year.events import Role
from domain.school_year.state import Staff
from domain.school_year.structure import commands as structure
from domain.school_year.structure.events import TeamKind
from projections.runner import school_transaction
from tests.kit.served import served
from tests.kit.stages import PASSPHRASE, School, at, let_clock_be_set
from tests.kit.story import moment

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")


@dataclass
class June:
    """The school in June, and the photographs of its board."""

    school: School
    photographs: list[tuple[Moment, dict[By, Board]]] = field(default_factory=list)

    def clock(self, text: str) -> None:
        self.school.desk.ledger.clock.set(moment(text))

    def photograph(self) -> dict[By, Board]:
        taken = {by: table.now(self.school.desk, Asked(by)) for by in By}
        self.photographs.append((moment_of(self.school.desk.ledger, None), taken))
        return taken

    def teacher(self, subject: str) -> Staff:
        return self.school.cast.teacher(self.school.found, subject)

    def sign(self, subject: str) -> None:
        teacher, desk, members = self.teacher(subject), self.school.desk, self.school.members
        key = self.school.cast.key(teacher)
        signed = signing.sign_reports(desk, members, str(teacher.staff_id), key, Wanted(Stage.SUBJECT, subject))
        assert len(signed.done) == 3

    def work(self, staff: Staff) -> list[Item]:
        return my_work(self.school.desk, staff)


@pytest.fixture(scope="module")
def june() -> Iterator[June]:
    with at("recorded") as school, pytest.MonkeyPatch.context() as environment:
        let_clock_be_set(school)
        for name, value in {
            "HOCBA_DATABASE_URL": school.database.application_url,
            "HOCBA_OWNER_DATABASE_URL": school.database.owner_url,
            "HOCBA_KEYS_DIR": str(school.app.settings.keys_folder),
            "HOCBA_KEY_PASSPHRASE": PASSPHRASE,
            "HOCBA_LANG": "vi",
        }.items():
            environment.setenv(name, value)
        yield June(school)


def run(june: June, commands: Any, *arguments: str, who: Staff | None = None) -> str:
    if who:
        token = issue_token(june.school.app.pool, june.school.desk.ledger.school_id, who)
        arguments = (*arguments, "--as", who.code)
        done = CliRunner(env={"HOCBA_TOKEN": token}).invoke(commands, list(arguments))
    else:
        done = CliRunner().invoke(commands, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_all_is_recorded_and_nothing_can_be_signed_yet(june: June) -> None:
    june.clock("2026-06-10 08:00")
    boards = june.photograph()
    steps = boards[By.CLASS].whole
    assert list(steps) == [step for step in Work if step is not Work.CROSS_CHECK]
    assert {step: cell.done for step, cell in steps.items() if cell.done} == {
        Work.RECORD_TERM_1: 39, Work.RECORD_TERM_2: 39, Work.COMMENTS: 36,
    }  # fmt: skip
    assert (steps[Work.SUBJECT_TEACHERS].total, steps[Work.SUBJECT_TEACHERS].ready) == (36, 0)
    assert (steps[Work.SUBJECT_TEACHERS].until, steps[Work.SUBJECT_TEACHERS].days_left) == (date(2026, 6, 15), 5)
    (row,) = boards[By.CLASS].rows
    assert (row.code, row.steps) == ("8A", steps)
    assert june.work(june.teacher("TOAN")) == []


def test_once_the_edition_is_open_each_finds_his_own_in_his_work(june: June) -> None:
    assert june.school.cast.open(june.school.members).done
    june.photograph()
    teacher = june.teacher("TOAN")
    toan = next(item for item in june.work(teacher) if item.subject == "TOAN")
    assert toan == Item(
        what=Work.SUBJECT_TEACHERS, class_code="8A", subject="TOAN", count=3, since=date(2026, 6, 10),
        until=date(2026, 6, 15), days_left=5,
    )  # fmt: skip
    told = run(june, my_commands, "work", who=teacher)
    assert "GVBM ký · Toán · lớp 8A · 3 học bạ · hạn 15/06/2026, còn 5 ngày · chờ từ 10/06/2026" in told
    assert [item.subject for item in june.work(june.school.cast.principal)] == ["GDCD"], "he teaches it; signs later"
    assert "không có việc nào" in run(june, my_commands, "work", who=june.school.staff(Role.CLERK))


def test_a_signature_moves_the_board_and_a_day_later_one_is_late(june: June) -> None:
    june.sign("NGU_VAN")
    june.clock("2026-06-16 08:00")
    boards = june.photograph()
    rows = {row.subject: row.steps for row in boards[By.SUBJECT].rows}
    signed, toan = rows["NGU_VAN"][Work.SUBJECT_TEACHERS], rows["TOAN"][Work.SUBJECT_TEACHERS]
    assert (signed.done, signed.total, signed.late) == (3, 3, 0)
    assert (toan.done, toan.total, toan.late, toan.days_left, toan.oldest) == (0, 3, 3, -1, date(2026, 6, 10))
    people = {row.code: row for row in boards[By.PERSON].rows}
    assert people[june.teacher("TOAN").code].name
    shown = run(june, board_commands, "show", "--by", "subject")
    assert "| 8A Toán " in shown
    assert "0/3 trễ 3" in shown
    assert "GVBM ký · hạn 15/06/2026, trễ 1 ngày · chờ từ 10/06/2026" in shown


def test_a_team_has_its_row_and_its_list_to_print(june: June) -> None:
    teacher, principal, team_id = june.teacher("TOAN"), str(june.school.cast.principal.staff_id), uuid4()
    for asked in (
        structure.FormTeam(team_id=team_id, code="TUNHIEN", name="Tổ Tự nhiên", kind=TeamKind.SUBJECTS),
        structure.JoinTeam(team_id=team_id, staff_id=teacher.staff_id, since=date(2026, 6, 1), head=True),
    ):
        decide_for_year(june.school.desk, principal, asked)
    rows = {row.code: row for row in june.photograph()[By.TEAM].rows}
    own = next(row for row in june.photograph()[By.PERSON].rows if row.code == teacher.code)
    assert (rows["TUNHIEN"].name, rows["TUNHIEN"].steps) == ("Tổ Tự nhiên", own.steps)
    assert None in rows, "the others are in no team"
    shown = run(june, board_commands, "list", "--team", "TUNHIEN").splitlines()
    assert shown[0] == "# Việc còn mở, Tổ Tự nhiên (TUNHIEN), 16/06/2026"
    assert f"## {own.name} ({teacher.code})" in shown
    assert (
        "- [ ] GVBM ký Toán lớp 8A: còn 3/3 học bạ, làm được ngay 3 · hạn 15/06/2026, trễ 1 ngày · chờ từ 10/06/2026"
        in shown
    )
    whole = run(june, board_commands, "list")
    assert "# Việc còn mở, Ngoài các tổ, 16/06/2026" in whole


def test_a_cross_check_is_work_for_its_checkers_and_what_it_finds_for_who_teaches(june: June) -> None:
    desk, teacher, checker = june.school.desk, june.teacher("TOAN"), june.school.staff(Role.DEPUTY)
    principal, by = str(june.school.cast.principal.staff_id), str(checker.staff_id)
    place = [(june.school.found.class_id, "TOAN")]
    (check_id,) = assign_checks(desk, principal, place, [checker.staff_id], Full(), "12/KH", due=date(2026, 6, 14))
    note_finding(desk, check_id, by, 1, "TOAN/1/TX1", FindingKind.NO_SOURCE, None, "Chưa thấy bài kiểm tra")
    cell = june.photograph()[By.CLASS].whole[Work.CROSS_CHECK]
    assert (cell.done, cell.total, cell.late, cell.days_left) == (0, 1, 1, -2)
    checks = [item for item in june.work(checker) if item.what is Work.CROSS_CHECK]
    assert [(item.subject, item.count, item.days_left) for item in checks] == [("TOAN", 1, -2)]
    (asked,) = (item for item in june.work(teacher) if item.what is Duties.ANSWER_FINDINGS)
    assert "Trả lời ghi nhận khi kiểm tra chéo · Toán · lớp 8A · 1 ghi nhận" in asked.said("vi")
    (finding_id,) = check_of(desk, check_id).findings
    answer_finding(desk, check_id, str(teacher.staff_id), finding_id, explanation="Bài lưu ở hồ sơ tổ")
    close_check(desk, check_id, by)
    cell = june.photograph()[By.CLASS].whole[Work.CROSS_CHECK]
    assert (cell.done, cell.total, cell.days_left) == (1, 1, None)
    assert not {item.what for item in june.work(teacher)} & {Duties.ANSWER_FINDINGS, Work.CROSS_CHECK}


def test_a_draft_of_last_week_is_told_to_its_owner(june: June) -> None:
    teacher, report = june.teacher("TOAN"), june.school.members[0].report_id
    with school_transaction(june.school.app.pool, june.school.desk.ledger.school_id) as connection:
        key = Key(june.school.desk.ledger.school_id, teacher.staff_id, june.school.found.class_id, "TOAN")
        Kept(connection, key).put([Draft(report, "TOAN/2/TX1", "7.5")])
    before = june.school.desk.ledger.now()
    june.school.desk.ledger.clock.set(before + timedelta(days=8))
    old = [item for item in june.work(teacher) if item.what is Duties.RECORD_DRAFTS]
    assert [(item.subject, item.count, item.since) for item in old] == [("TOAN", 1, date(2026, 6, 16))]
    assert not [item for item in june.work(june.school.cast.principal) if item.what is Duties.RECORD_DRAFTS]
    june.school.desk.ledger.clock.set(before)


def test_what_was_sent_back_and_what_is_asked_for_stand_in_my_work(june: June) -> None:
    for subject in {row.subject for row in june.photographs[-1][1][By.SUBJECT].rows} - {None, "NGU_VAN"}:
        june.sign(str(subject))
    homeroom = june.school.cast.homeroom(june.school.found)
    own = {item.what for item in june.work(homeroom) if item.subject is None}
    assert own == {Work.RECONCILE, Work.HOMEROOM}
    members, actor = june.school.members[:1], str(homeroom.staff_id)
    assert send_back(june.school.desk, members, actor, (Stage.SUBJECT, "TOAN"), "Nhận xét của em khác").done
    again = [item for item in june.work(june.teacher("TOAN")) if item.subject == "TOAN"]
    assert {(item.what, item.count, item.days_left) for item in again} == {
        (Duties.LOOK_AGAIN, 1, -1),
        (Work.SUBJECT_TEACHERS, 1, -1),
    }
    cell = june.photograph()[By.CLASS].whole[Work.HOMEROOM]
    assert (cell.done, cell.total, cell.ready) == (0, 3, 2)


def test_every_past_board_is_what_was_seen_then(june: June) -> None:
    for then, boards in june.photographs:
        assert {by: table.at(june.school.desk, Asked(by), then) for by in By} == boards
    opened = june.photographs[1][0]
    shown = run(june, board_commands, "show", "--at", str(opened.position))
    assert f"Bảng tiến độ hết ngày 10/06/2026 (bản ghi {opened.position})" in shown
    assert "| 8A " in shown
    with pytest.raises(Misused, match="2025-2026"):
        table.at(june.school.desk, Asked(), Moment(0, opened.at))


def test_over_the_api_the_leadership_sees_the_school_and_a_teacher_his_own(june: June) -> None:
    def headers(staff: Staff) -> dict[str, str]:
        token = issue_token(june.school.app.pool, june.school.desk.ledger.school_id, staff)
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}

    teacher = june.teacher("TOAN")
    with served(june.school.app) as client:
        whole = client.get("/api/v1/board", headers=headers(june.school.staff(Role.CLERK)), params={"by": "PERSON"})
        own = client.get("/api/v1/board", headers=headers(teacher), params={"by": "PERSON"})
        then = client.get(
            "/api/v1/board",
            headers=headers(june.school.cast.principal),
            params={"at": str(june.photographs[1][0].position)},
        )
        work = client.get("/api/v1/me/work", headers=headers(teacher))
    assert len(whole.json()["rows"]) > 3
    assert [row["code"] for row in own.json()["rows"]] == [teacher.code]
    assert then.json()["day"] == "2026-06-10"
    assert [Item.model_validate(each) for each in work.json()] == june.work(teacher)
