"""Corrections from outside: what cannot be meant is refused by name, and answers come in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from api.flows import signing
from api.flows.signers import Wanted
from domain.formats.hoc_ba import Stage
from tests.kit.cli import Answer, Cli, cli_of
from tests.kit.stages import School, at

pytestmark = pytest.mark.one_server


def test_answers_in_both_languages(recorded: tuple[School, Cli]) -> None:
    school, cli = recorded
    path = school.files["TOAN"].path
    teacher = cli.as_("GV01")
    assert "Tệp này đã nhập trước đây" in teacher.run("import", "gradebook", path).out
    assert "This file was imported before" in teacher.with_(LANG="en").run("import", "gradebook", path).out
    asked = teacher.fine(*_arguments(cli, school, "TOAN/2/TX2", "0,5"))["request_id"]
    listed = cli.run("correction", "list").out
    assert f"{asked} · 8A/1 · Toán TX2 học kì II: " in listed
    assert " → 0,5 · GV01: Nhập nhầm." in listed
    in_english = cli.with_(LANG="en").run("correction", "list").out
    assert f"{asked} · 8A/1 · TOAN HK2 TX2: " in in_english
    assert " → 0.5 · GV01: Nhập nhầm." in in_english
    # What stands against the whole class is said once, not once for each pupil.
    refused = teacher.run("report", "open", "--class", "8A")
    assert refused.exit == 1
    assert refused.err.count("GV01") == 1
    assert "3 học bạ: " in refused.err
    assert "3 reports: " in teacher.with_(LANG="en").run("report", "open", "--class", "8A").err
    lines = cli.run("report", "list", "--class", "8A").out.splitlines()
    assert len(lines) == 3
    assert all("Đang cập nhật" in line for line in lines)
    assert "being filled in" in cli.with_(LANG="en").run("report", "list", "--class", "8A").out


def test_the_list_says_how_many_subjects_have_signed_and_the_lookup_codes(tmp_path: Path) -> None:
    with at("opened") as school:
        cli, staff = cli_of(school, tmp_path), school.cast.teacher(school.found, "TOAN")
        arguments = ("report", "list", "--class", "8A")
        codes = [row["lookup_id"] for row in cli.fine(*arguments)]
        signing.sign_reports(
            school.desk, school.members[:1], str(staff.staff_id), school.cast.key(staff), Wanted(Stage.SUBJECT, "TOAN")
        )
        for language, words in (
            ("vi", ("GVBM đã ký (1/12 môn)", "Đã khởi tạo", "mã tra cứu", "ký môn Ngữ văn; ", "; … và 8 lượt khác")),
            ("en", ("subjects signed (1/12)", "opened", "lookup code", "sign NGU_VAN; ", "; … and 8 more")),
        ):
            every = cli.with_(LANG=language).run(*arguments).out.splitlines()
            (first, second, _), turns = (lines := every[::2]), every[1::2]
            assert words[3] in turns[0]
            assert turns[0].endswith(words[4])
            assert words[0] in first
            assert words[1] in second
            assert [line.rpartition(f"{words[2]} ")[2] for line in lines] == codes
        refused = cli.run("report", "export", school.members[0].report_id, "--out", tmp_path / "out")
        assert "chưa có tệp PDF phát hành (GVBM đã ký)" in refused.err


def test_a_dry_run_shows_what_would_be_recorded(recorded: tuple[School, Cli]) -> None:
    school, cli = recorded
    size, arguments = school.desk.ledger.size(), _arguments(cli, school, "TOAN/2/TX3", "0,5")
    (entry,) = cli.as_("GV01").fine(*arguments, "--dry-run")["entries"]
    assert (entry["position"], entry["data"]["changes"][0]["after"]) == (size + 1, "0.5")
    told = cli.as_("GV01").run(*arguments, "--dry-run").out
    assert told.startswith("Chạy thử, chưa ghi gì. Khi chạy thật, sổ cái sẽ có thêm 1 bản ghi:")
    assert f"{size + 1} · Đề nghị điều chỉnh Toán TX3 học kì II: " in told
    assert school.desk.ledger.size() == size


@pytest.mark.parametrize(
    ("place", "value", "code", "exit"),
    [
        ("TOAN/1", "7", "correction.place", 2),
        ("TOAN/3/TX1", "7", "correction.place", 2),
        ("TOAN/1/TX9", "7", "correction.place", 2),
        ("TOAN/1/TX1", "11", "correction.value", 2),
        ("TOAN/1/TX1", "tám", "correction.value", 2),
        ("TOAN/1/TX1", "Đ", "regulation.score_expected", 1),
        ("TOAN/1/TX5", "7", "correction.nothing_recorded", 1),
        ("conduct/1", "Giỏi", "correction.value", 2),
        ("absences", "3", "correction.value", 2),
        ("TOAN/comment", "", "correction.value", 2),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(
    recorded: tuple[School, Cli], place: str, value: str, code: str, exit: int
) -> None:
    school, cli = recorded
    size = school.desk.ledger.size()
    who = "GV02" if place in ("conduct/1", "absences") else "GV01"
    answer = _request(cli.as_(who), school, place, value)
    assert (answer.exit, answer.code) == (exit, code)
    assert school.desk.ledger.size() == size


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--reason", "", "input.invalid"),
        ("--reason", "x" * 1001, "input.invalid"),
        ("--paper-number", "", "input.invalid"),
        ("--paper", "/nowhere/paper.pdf", "paper.unreadable"),
        ("--report", "x", "report.unknown_code"),
    ],
)
def test_what_a_request_lacks_is_named(recorded: tuple[School, Cli], option: str, value: str, code: str) -> None:
    school, cli = recorded
    answer = _request(cli.as_("GV01"), school, "TOAN/1/TX1", "0,5", option, value)
    assert (answer.exit, answer.code) == (2, code)


def test_a_decision_on_nothing_is_refused(recorded: tuple[School, Cli]) -> None:
    _, cli = recorded
    principal = cli.as_("CB01")
    for request_id, code, exit in (("x", "correction.bad_id", 2), (str(uuid4()), "correction.unknown", 1)):
        answer = principal.refused("correction", "approve", request_id, exit=exit)
        assert answer["error"]["code"] == code


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[School, Cli]]:
    with at("recorded") as school:
        cli = cli_of(school, tmp_path_factory.mktemp("recorded"))
        for who in ("GV01", "GV02", "CB01"):
            cli.token(who)
        yield school, cli


def _request(cli: Cli, school: School, place: str, value: str, *more: object) -> Answer:
    return cli.run(*_arguments(cli, school, place, value), *more, "--json")


def _arguments(cli: Cli, school: School, place: str, value: str) -> tuple[object, ...]:
    paper = cli.folder / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return (
        "correction", "request", "--report", school.members[0].report_id, "--cell", place, "--value", value,
        "--reason", "Nhập nhầm.", "--paper-number", "12/BC", "--paper-date", "2026-05-20", "--paper", paper,
    )  # fmt: skip
