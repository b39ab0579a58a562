"""Timeline, diff and history by command and over HTTP: the same answers, in pages, for those who may see them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.flows.auditing.diff import diff, reports_of
from api.flows.auditing.history import history
from api.flows.auditing.moments import moment
from api.flows.auditing.timeline import Wanted, timeline
from api.flows.tokens import issue_token
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.cli import Cli
from tests.kit.database import Database
from tests.kit.served import served
from tests.kit.small_school import PASSPHRASE, REASON, SmallSchool

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")


@pytest.fixture(scope="module")
def client(school: SmallSchool) -> Iterator[httpx.Client]:
    with served(school.app) as made:
        yield made


@pytest.fixture(scope="module")
def cli(school: SmallSchool, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    database = Database(school.app.addresses.owner, school.app.addresses.application)
    keys = {"HOCBA_KEYS_DIR": str(school.app.settings.keys_folder), "HOCBA_KEY_PASSPHRASE": PASSPHRASE}
    return Cli(database, tmp_path_factory.mktemp("auditor"), keys)


def get(client: httpx.Client, school: SmallSchool, path: str, staff: Staff | None = None, **query: object) -> Any:
    token = issue_token(school.app.pool, school.school_id, staff or school.staff(Role.PRINCIPAL))
    asked = {name: str(value) for name, value in query.items() if value is not None}
    return client.get(f"/api/v1/{path}", params=asked, headers={"authorization": f"Bearer {token}"})


def test_the_timeline_has_every_entry_once_in_order(school: SmallSchool) -> None:
    ledger = school.desk.ledger
    lines = list(timeline(ledger, Wanted(), 0, ledger.size()))
    assert [line.source.position for line in lines] == list(range(1, ledger.size() + 1))
    assert all(line.source.by.name or line.source.role == "OPERATOR" for line in lines)
    assert all(line.pupil for line in lines if line.topic.startswith("hocba.report."))


@pytest.mark.parametrize(
    ("wanted", "kinds", "count"),
    [
        (Wanted(kind="correction"), {"correction_requested", "correction_approved"}, 4),
        (Wanted(kind="school_year", person="GV01"), {"chain_fixed"}, 1),
        (Wanted(role="PRINCIPAL", kind="edition"), {"edition_cancelled"}, 1),
        (Wanted(text="BAI KIEM TRA GHI DIEM KHAC"), {"correction_requested", "correction_approved"}, 2),
        (Wanted(text="118/SGDĐT-GDTrH"), {"recall_granted"}, 1),
        (Wanted(class_code="8B"), set(), 0),
    ],
)
def test_the_timeline_shows_what_was_asked_for(
    school: SmallSchool, wanted: Wanted, kinds: set[str], count: int
) -> None:
    lines = list(timeline(school.desk.ledger, wanted, 0, school.desk.ledger.size()))
    assert ({line.kind for line in lines}, len(lines)) == (kinds, count)


def test_filters_leave_nothing_out_and_add_nothing(school: SmallSchool) -> None:
    """Asked for by kind, report or position, a line reads as it does among all."""
    ledger, report_id = school.desk.ledger, school.members[0].report_id
    every = {line.source.position: line for line in timeline(ledger, Wanted(), 0, ledger.size())}
    signed = list(timeline(ledger, Wanted(kind="signed"), 490, 540))
    assert signed == [line for at, line in every.items() if 490 < at <= 540 and line.kind == "signed"]
    code = every[signed[0].source.position].class_code
    for after in (100, 0):
        of_class = list(timeline(ledger, Wanted(class_code=code), after, 540))
        assert of_class == [line for at, line in every.items() if after < at <= 540 and line.class_code == code]
    assert {"report", "school_year"} <= {line.topic.split(".")[1] for line in of_class}
    own = list(timeline(ledger, Wanted(report=report_id, subject="TOAN"), 0, ledger.size()))
    assert own == [line for line in every.values() if line.stream_id == report_id and "TOAN" in line.subjects]
    assert len(own) > 15


def test_an_approval_tells_who_asked_and_recorded_and_what_followed(school: SmallSchool) -> None:
    ledger = school.desk.ledger
    (first, _) = timeline(ledger, Wanted(kind="correction_approved"), 0, ledger.size())
    asked, (mark,), (result,) = first.source.request, first.corrected, first.effect
    assert asked
    assert asked.paper.number == "12/BC"
    teacher = school.teacher("TOAN")
    assert asked.by.code == teacher.code
    assert mark.recorded_by
    assert (mark.recorded_by.code, mark.recorded_position) == (teacher.code, 50)
    assert mark.before != mark.after
    assert result.place.startswith("ĐTB môn Toán")


def test_only_real_changes_are_differences(school: SmallSchool) -> None:
    ledger = school.desk.ledger
    ids = reports_of(ledger, school.desk.school_year_id)
    assert ids == [member.report_id for member in school.members]
    now, opened = moment(ledger, None), moment(ledger, "480")
    assert list(diff(ledger, ids, now, now)) == []
    first, second, third = diff(ledger, ids, opened, now)
    places = {change.place: change for change in first.changes}
    correction = places["identity/birth_place"]
    assert correction.source
    assert correction.source.request
    assert correction.source.request.reason_code == "CIVIL_STATUS"
    assert (correction.before_said, correction.after_said) != (correction.before, correction.after)
    assert "mark/TOAN//1/TX1" not in places, "corrected before"
    ended = next(change for change in third.changes if change.place == "edition/1")
    assert (ended.before, ended.after) == ("EDITION_OPENED", "RECALLED")
    assert not any(change.place.startswith("signature/") for change in third.changes), "signed and ended between"
    assert {change.place for change in second.changes if change.place.startswith("mark/")} == set()
    from_nothing = next(diff(ledger, ids[:1], moment(ledger, "0"), moment(ledger, "61")))
    assert [change.before for change in from_nothing.changes if change.place.startswith("mark/TOAN")] == [None] * 12


def test_the_story_of_a_report_is_told_line_by_line(school: SmallSchool) -> None:
    found = history(school.desk.ledger, school.members[0].report_id)
    positions = [position for chapter in found.chapters for position in chapter.positions]
    stream = school.desk.ledger.stream(school.members[0].report_id)
    assert sorted(positions) == [entry.position for entry in stream], "every entry is told once"
    marks = [chapter for chapter in found.chapters if chapter.told.startswith("Toán, học kì I:")]
    assert [(len(chapter.positions), chapter.source.by.code) for chapter in marks] == [(6, "GV01")]
    assert len(found.chapters) < len(stream) / 2
    signed = [chapter for chapter in found.chapters if len(chapter.people) > 1]
    assert [len(chapter.positions) for chapter in signed] == [12, 12]


def test_the_commands_tell_it_in_both_languages(school: SmallSchool, cli: Cli) -> None:
    report = school.members[0].report_id
    vi, en = (cli.with_(LANG=language).run("report", "history", report) for language in ("vi", "en"))
    assert (vi.exit, en.exit) == (0, 0)
    told = REASON.rstrip(".")
    for words in (
        "Toán, học kì I: TX1 ",
        "Đồng ý điều chỉnh",
        f"Hủy bỏ bản 1: {told}",
        "Khởi tạo bản 2",
        "Báo cáo số 13/BC",
    ):
        assert words in vi.out
    for words in ("TOAN, term I: TX1 ", "Correction approved", f"Edition 1 cancelled: {told}", "Edition 2 opened"):
        assert words in en.out
    lines = [json.loads(line) for line in cli.run("audit", "timeline", "--kind", "signed", "--json").out.splitlines()]
    assert {line["kind"] for line in lines} == {"signed"}
    then = cli.run("audit", "replay", "--report", report, "--at", "500")
    assert "như tại bản ghi 500" in then.out
    assert "Chữ ký GVBM Toán" in then.out
    assert "Chữ ký GVCN" not in then.out
    changed = cli.run("audit", "diff", "479", str(school.desk.ledger.size()), "--class", "8A")
    assert "Nơi sinh: " in changed.out
    assert "Đã thu hồi" in changed.out
    assert cli.refused("audit", "timeline", "--kind", "nothing", exit=2)["error"]["code"] == "audit.kind_unknown"
    assert cli.refused("audit", "diff", "9", "3", exit=2)["error"]["code"] == "audit.moments_order"


def test_pages_of_the_timeline_are_the_timeline(client: httpx.Client, school: SmallSchool) -> None:
    ledger, cursor, found = school.desk.ledger, 0, []
    while cursor is not None:
        page = get(client, school, "audit/timeline", cursor=cursor, limit=200, kind="signed").json()
        found += page["lines"]
        cursor = page["next_cursor"]
    expected = timeline(ledger, Wanted(kind="signed"), 0, ledger.size())
    assert found == [line.model_dump(mode="json") for line in expected]


def test_replay_diff_and_history_over_http(client: httpx.Client, school: SmallSchool) -> None:
    report = school.members[0].report_id
    stood = get(client, school, "audit/replay", report=report, at=500).json()
    assert (stood["position"], stood["status"]) == (500, "SUBJECT_SIGNED")
    first = get(client, school, "audit/diff", **{"from": 479, "class": "8A"}, limit=2).json()
    rest = get(client, school, "audit/diff", **{"from": 479, "class": "8A"}, cursor=first["next_cursor"]).json()
    assert [len(first["reports"]), len(rest["reports"]), rest["next_cursor"]] == [2, 1, None]
    whole = get(client, school, "audit/diff", **{"from": 479}).json()
    assert [change["topic"] for change in whole["year"]] == ["hocba.school_year.chain_fixed.v1"]
    told = get(client, school, f"reports/{report}/history").json()
    assert told == history(school.desk.ledger, report).model_dump(mode="json")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("audit/replay", {"report": "x"}, 404),
        ("audit/timeline", {"kind": "nothing"}, 422),
        ("audit/timeline", {"limit": 501}, 422),
        ("audit/timeline", {"from": "yesterday"}, 422),
        ("audit/diff", {"from": 9, "to": 3}, 422),
        ("audit/diff", {"report": "x", "class": "8A"}, 422),
        ("audit/timeline", {"text": "x" * 101}, 422),
    ],
)
def test_what_cannot_be_asked(
    client: httpx.Client, school: SmallSchool, path: str, query: dict[str, object], status: int
) -> None:
    assert get(client, school, path, **query).status_code == status


@pytest.mark.parametrize("path", ["audit/timeline", "audit/diff", "audit/replay", "reports/x/history"])
def test_it_is_for_the_leadership_and_the_it_officer(client: httpx.Client, school: SmallSchool, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 401
    for staff in (school.staff(Role.CLERK), school.teacher("TOAN")):
        refused = get(client, school, path, staff, report="x")
        assert (refused.status_code, refused.json()["code"]) == (403, "right.role")
    for role in (Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER):
        answer = get(client, school, path, school.staff(role), report=school.members[0].report_id)
        assert answer.status_code == (404 if path.startswith("reports/x") else 200)


def test_a_file_of_lines_is_written_as_it_comes(school: SmallSchool, cli: Cli, tmp_path: Path) -> None:
    """JSON lines: each line is an answer of its own, with Vietnamese letters as they are."""
    out = cli.run("audit", "timeline", "--from", "470", "--json").out
    lines = out.splitlines()
    assert len(lines) == school.desk.ledger.size() - 470
    assert "Đề nghị điều chỉnh" in out
    assert all(json.loads(line)["source"]["position"] for line in lines)
