"""
A class whose roll is called here, the clock set (people.md C2.3): commands, API, warnings, and what follows from them.

Each test goes on from the one before it; together they cost one class of three pupils.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner

from api.cli.roll import roll as commands
from api.flows import rosters
from api.flows.auditing.diff import diff
from api.flows.auditing.moments import span
from api.flows.correction_places import changes_at
from api.flows.corrections import request_correction
from api.flows.desk import command
from api.flows.roll import calling, sheets
from api.flows.roll.sheets import of_pupil, uncalled
from api.flows.roll.warnings import Warned, warnings
from api.flows.tokens import issue_token
from domain.errors import Faults, Rejected
from domain.ledger import NewEvents
from domain.report import commands as c
from domain.report.attendance import attendance
from domain.report.decide import decide
from domain.report.editions import derive, missing
from domain.report.events import AbsenceNoted, Attendance, CorrectionApproved, Half, LeavingReason, ReasonCode, Session
from domain.report.explaining import explain
from domain.rights import acting
from domain.roll.commands import Absent
from domain.values import Level, Term
from projections.checking import compare_rows
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import cli_of
from tests.kit.served import served
from tests.kit.stages import School, at, let_clock_be_set
from tests.kit.story import moment

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

FIRST = date(2025, 9, 8)
CALLED = "2026-05-20 07:15"
TODAY = Session(date(2026, 5, 20), Half.MORNING)


@dataclass(frozen=True)
class Room:
    """The school, its homeroom teacher, and his command line."""

    school: School
    run: Callable[..., tuple[int, str]]

    @property
    def lan(self) -> str:
        return str(self.school.cast.homeroom(self.school.found).staff_id)

    def call(self, session: Session, **absent: Absent) -> calling.Recorded:
        """``first=``, ``second=``, ``third=``: those of the class list."""
        members = dict(zip(("first", "second", "third"), self.school.members, strict=True))
        named = {members[name].report_id: one for name, one in absent.items()}
        return calling.call(self.school.desk, self.school.found, session, named, self.lan)

    def clock(self, text: str) -> None:
        self.school.desk.ledger.clock.set(moment(text))

    @property
    def warned(self) -> list[Warned]:
        return warnings(self.school.desk, "vi")

    def promotion(self) -> str:
        """Of the first pupil."""
        report = self.school.desk.report(self.school.members[0].report_id)
        assert missing(report, self.school.desk.year()) == []
        return derive(report, self.school.desk.year()).promotion.value


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with at("loaded", classes=("8A", "8B")) as school, pytest.MonkeyPatch.context() as environment:
        let_clock_be_set(school)
        for name, value in cli_of(school, school.app.settings.data).environment.items():
            if name.startswith("HOCBA_"):
                environment.setenv(name, value)
        environment.setenv("HOCBA_LANG", "vi")
        lan = school.cast.homeroom(school.found)
        environment.setenv("HOCBA_TOKEN", issue_token(school.app.pool, school.desk.ledger.school_id, lan))

        def run(*arguments: object) -> tuple[int, str]:
            done = CliRunner().invoke(commands, list(map(str, arguments)))
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
            return done.exit_code, done.stdout + done.stderr

        made = Room(school, run)
        made.clock(CALLED)
        for filled in school.every_file:
            if (
                filled.subject and filled.class_id == school.found.class_id
            ):  # not the homeroom teacher's, which has a total of absences
                school.cast.record(filled)
        _judge(made)
        yield made


def _judge(room: Room) -> None:
    """Conduct and comment of every pupil, without a total of absences."""
    desk = room.school.desk
    year, context = desk.year(), desk.context(room.lan)
    asked = c.RecordHomeroom(conduct=dict.fromkeys(Term, Level.TOT), comment="Ngoan, có cố gắng")
    for report in desk.reports([member.report_id for member in room.school.members]).values():
        events = NewEvents(report.report_id, report.version, tuple(decide(report, asked, year, context)))
        right = acting(asked, year, context, report)
        desk.append([events], command(room.lan, "test", str(report.report_id), acting=right))


def autumn(count: int) -> Iterator[Session]:
    """So many half-days from the first school week on."""
    for index in range(count):
        yield Session(FIRST + timedelta(days=index // 2), list(Half)[index % 2])


def test_the_roll_is_called_from_the_command_line_and_again_to_correct_it(room: Room) -> None:
    first = room.school.members[0].number
    call = ("call", "--class", "8A", "--as", room.school.cast.homeroom(room.school.found).code)
    size = room.school.desk.ledger.size()
    assert "Chạy thử" in room.run(*call, "--unpermitted", first, "--dry-run")[1]
    assert room.school.desk.ledger.size() == size
    code, told = room.run(*call, "--unpermitted", first)
    assert (code, "Lớp 8A, sáng 20/05/2026: vắng 1/3" in told) == (0, True), told
    assert room.run(*call, "--permitted", first, "--note", f"{first}=Mẹ gọi điện, sốt")[0] == 0
    shown = room.run("show", "--class", "8A")[1]
    assert "nghỉ có phép (Mẹ gọi điện, sốt) · 1 buổi (1 có phép, 0 không phép)" in shown
    assert "có mặt · 0 buổi" in shown
    assert room.run(*call)[0] == 0, "he came after all"
    assert "0 buổi" in room.run("show", "--report", room.school.members[0].report_id)[1]
    assert room.run(*call, "--unpermitted", 77)[0] == 2
    assert room.run(*call, "--unpermitted", first, "--note", "x")[0] == 2
    assert room.run("show")[0] == 2
    assert {type(entry.data).__name__ for entry in room.school.desk.ledger.entries(size)} == {
        "RollCalled", "RollBegun", "AbsenceNoted", "AbsenceStruck",
    }  # fmt: skip


def test_at_30_40_and_45_it_is_told_and_at_46_the_pupil_is_not_promoted(room: Room) -> None:
    for index, session in enumerate(autumn(44), 1):
        room.call(session, first=Absent(permitted=index <= 40))
        if index in (29, 30, 40):
            assert [each.reached for each in room.warned] == [each for each in (30, 40) if each <= index][-1:]
    assert room.promotion() == "PROMOTED"
    room.call(TODAY, first=Absent(permitted=False))
    [warned] = room.warned
    assert (warned.total, warned.reached, warned.over, warned.by_day) == (45, 45, False, True)
    assert warned.principals == (room.school.cast.principal.code,)
    assert warned.homeroom == room.school.cast.homeroom(room.school.found).code
    assert "đã nghỉ 45 buổi (40 có phép, 5 không phép)" in warned.text
    assert warned.text.endswith("còn 0 buổi.")
    assert room.promotion() == "PROMOTED"
    room.clock("2026-05-20 13:15")
    room.call(Session(TODAY.day, Half.AFTERNOON), first=Absent(permitted=False))
    assert (room.warned[0].over, room.promotion()) == (True, "RETAINED")
    assert "quá 45 buổi: không được lên lớp" in room.run("warnings")[1]


def test_the_decision_is_explained_with_the_list_of_days(room: Room) -> None:
    desk = room.school.desk
    report = desk.report(room.school.members[0].report_id)
    found = {each.explanation.what: each for each in explain(report, desk.year())}
    text = found["absences"].explanation.text("vi")
    assert "đếm từ 46 buổi đã điểm danh vắng: sáng 08/09/2025 (nghỉ có phép); chiều 08/09/2025" in text
    noted = [entry.position for entry in desk.ledger.stream(report.report_id) if isinstance(entry.data, AbsenceNoted)]
    assert found["absences"].positions == tuple(noted[2:]), "the two of the first test were struck"
    assert set(found["absences"].positions) <= set(found["promotion"].positions)
    pupil = of_pupil(desk, report.report_id)
    assert (len(pupil.missed), pupil.missed[-1].half) == (46, Half.AFTERNOON)


def test_after_the_open_days_only_a_correction_changes_it(room: Room) -> None:
    size = room.school.desk.ledger.size()
    with pytest.raises(Faults) as caught:
        room.call(Session(FIRST, Half.MORNING))
    assert [fault.code for fault in caught.value.faults] == ["roll.closed"]
    assert room.school.desk.ledger.size() == size


def test_over_the_api_the_same(room: Room) -> None:
    school, key = room.school, str(uuid4())
    token = issue_token(school.app.pool, school.desk.ledger.school_id, school.cast.homeroom(school.found))
    toan = school.cast.teacher(school.found, "TOAN")
    teacher = issue_token(school.app.pool, school.desk.ledger.school_id, toan)
    second = str(school.members[1].report_id)
    body: dict[str, Any] = {"class_code": "8A", "day": "2026-05-19", "half": "MORNING"}
    body["absent"] = [{"report_id": second, "permitted": True, "note": "Khám bệnh"}]
    with served(school.app) as client:

        def get(path: str, bearer: str = token, **asked: str) -> httpx.Response:
            return client.get(f"/api/v1/roll/{path}", params=asked, headers={"Authorization": f"Bearer {bearer}"})

        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        first, again = (client.post("/api/v1/roll/calls", json=body, headers=headers) for _ in range(2))
        assert first.status_code == 200, first.text
        assert again.json() == first.json() | {"repeated": True}
        assert [entry["topic"] for entry in first.json()["entries"]] == [
            "hocba.roll.called.v1", "hocba.report.absence_noted.v1",
        ]  # fmt: skip
        where = {"class_code": "8A", "day": "2026-05-19", "half": "MORNING"}
        sheet = get("sheets", **where).json()
        assert [line["attendance"] for line in sheet["lines"]] == ["PRESENT", "PERMITTED", "PRESENT"]
        assert (sheet["absent"], sheet["lines"][1]["note"]) == (1, "Khám bệnh")
        pupil = get(f"pupils/{second}").json()
        assert (pupil["year"]["total"], pupil["year"]["by_day"], len(pupil["missed"])) == (1, True, 1)
        assert [warned["total"] for warned in get("warnings").json()] == [46]
        for path, asked in (("sheets", where), (f"pupils/{second}", {})):
            refused = get(path, teacher, **asked)
            assert (refused.status_code, refused.json()["code"]) == (403, "right.role")
        assert get("warnings", teacher).json() == [], "the pupil is of another homeroom teacher's class"
        lacking = {each["class_code"] for each in get("uncalled", teacher).json()}
        own = {found.code for found in school.cast.classes if school.cast.homeroom(found) == toan}
        assert lacking == own - {"8A"}


def test_who_has_left_is_on_the_rolls_of_his_days_alone(room: Room) -> None:
    school, left = room.school, room.school.members[2]
    last_day = date(2026, 5, 8)
    asked = c.LeaveSchool(last_day=last_day, reason=LeavingReason.TRANSFERRED, document="8/QĐ")
    rosters.leave(school.desk, str(school.cast.principal.staff_id), left.report_id, asked)
    for day, there in ((last_day, True), (last_day + timedelta(days=1), False)):
        sheet = sheets.sheet(school.desk, school.found, Session(day, Half.MORNING))
        assert (left.report_id in {line.report_id for line in sheet.lines}) is there
    stays = {school.members[0].report_id: Absent(permitted=False)}
    assert calling.call(school.desk, school.found, TODAY, stays, room.lan).pupils == 2
    with pytest.raises(Rejected) as caught:
        calling.call(school.desk, school.found, TODAY, {left.report_id: Absent(permitted=True)}, room.lan)
    assert caught.value.code == "roll.not_in_class"


def test_the_class_that_forgot_to_call_is_named(room: Room) -> None:
    school = room.school
    [lacking] = uncalled(school.desk, school.cast.classes)
    assert (lacking.class_code, len(lacking.sessions)) == ("8B", 47), "44, the two of 20 May, the one over the API"
    assert lacking.sessions[0] == "2025-09-08/MORNING"
    assert "8B: sáng 08/09/2025; chiều 08/09/2025" in room.run("uncalled")[1]
    assert "chiều 20/05/2026" in room.run("show", "--class", "8B")[1]


def test_a_correction_of_one_half_day_and_everything_is_whole(room: Room) -> None:
    school = room.school
    report, lan = school.members[0].report_id, school.cast.homeroom(school.found)
    wanted = changes_at(school.desk, school.desk.report(report), [("nghi/2025-09-08/sang", "có mặt")])
    reason = "Em đi thi học sinh giỏi."
    asked = request_correction(
        school.desk, report, wanted.changes, room.lan, ReasonCode.OTHER, reason, None, None, key=school.cast.key(lan)
    )
    before = school.desk.ledger.size()
    school.cast.approve(asked.request_id)
    assert room.promotion() == "PROMOTED"
    told = next(diff(school.desk.ledger, [report], *span(school.desk.ledger, str(before), None)))
    [changed] = [each for each in told.changes if each.place == "session/2025-09-08/MORNING"]
    assert (changed.before_said, changed.after_said) == ("nghỉ có phép", "có mặt")
    assert changed.source
    [approval] = [each for each in school.desk.ledger.stream(report) if isinstance(each.data, CorrectionApproved)]
    assert changed.source.position == approval.position
    promoted = next(each for each in told.changes if each.place == "derived/promotion")
    assert promoted.follows_from == (approval.position,)
    state = school.desk.report(report)
    assert attendance(state, Session(FIRST, Half.MORNING)) is Attendance.PRESENT
    assert [each.total for each in room.warned] == [45]
    check_ledger(school.desk.ledger)
    rows = compare_rows(school.desk.runner, school.desk.ledger)
    assert (rows.differing, rows.stopped) == ([], None), "the read models hold what a replay gives"
