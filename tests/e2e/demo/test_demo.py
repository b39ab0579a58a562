"""``hocba demo`` as its user runs it, and what it leaves, judged by programs that are not ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from anchors.report_values import ReportValues, values
from api.app import Addresses, App
from api.flows.demo.run import Demo, Summary
from api.flows.demo.schools import DemoLevel
from api.settings import Settings
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.ledger import school_ids
from tests.integration.auditing.shown import compared_at_every_position
from tests.kit import require
from tests.kit.postgres_server import server_urls
from tests.kit.served import served

ROOT = Path(__file__).parents[3]
PUPILS = 42
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def hocba(
    *arguments: str, data: Path, check: bool = True, database: str = "hocba_demo"
) -> subprocess.CompletedProcess[str]:
    """The program; tests of two files run at once, so each file has a demo of its own name."""
    owner, application = server_urls()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HOCBA_")},
        "HOCBA_OWNER_DATABASE_URL": owner,
        "HOCBA_DATABASE_URL": application,
        "HOCBA_DATA": str(data),
        "HOCBA_DEMO_DATABASE": database,
    }
    command = [str(Path(sys.executable).with_name("hocba")), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=check)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    hocba("demo", "--no-serve", "--out", str(folder / "out"), data=folder / "data")
    return folder / "out"


def test_it_leaves_42_reports_with_receipts_and_what_a_verifier_needs(out: Path) -> None:
    names = sorted(path.name for path in out.iterdir())
    reports = {name.rpartition(".")[0] for name in names if re.fullmatch(rf"{UUID}\.pdf", name)}
    assert len(reports) == PUPILS
    files = {f"{report}.{suffix}" for report in reports for suffix in ("pdf", "xml", "tlog-proof")}
    assert set(names) == files | {"verifier.key", "roots.pem", "summary.json"}


@pytest.mark.one_server
def test_at_every_position_a_replay_equals_what_the_pages_showed(out: Path) -> None:
    """The whole demo, entry by entry; ``out`` has left its database."""
    owner, application = server_urls()
    settings = Settings(data=out.parent / "data", owner_database_url=owner, database_url=application)
    with App(settings, Addresses.of(settings, settings.demo_database)) as app:
        (school_id,) = school_ids(app.pool)
        ledger = app.ledgers[school_id]
        compared = compared_at_every_position(app, ledger)
        of_reports = sum(1 for entry in ledger.entries() if entry.topic.startswith("hocba.report."))
        assert compared == of_reports > 6_000


def test_its_summary_counts_what_was_done(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["reports_issued"] == summary["reports_verified"] == summary["reports_timestamped"] == PUPILS
    assert (summary["corrections_approved"], summary["corrections_refused"]) == (1, 1)
    assert summary["events"] > PUPILS * 126
    assert 0 < summary["tamper_found_at"] <= summary["events"]
    assert set(summary["seconds"]) == {
        "prepare", "load", "keys", "workbooks", "import", "corrections", "open", "sign", "seal", "issue", "pages",
        "verify", "tamper",
    }  # fmt: skip


@pytest.mark.one_server
def test_the_readmes_inspector_commands_accept_every_file(out: Path) -> None:
    for program in ("pdfsig", "pdfdetach", "xmlsec1"):
        require.program(program)
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## For an inspector")[1]
    script = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[0]
    done = subprocess.run(["bash", "-c", script], cwd=out, capture_output=True, text=True, timeout=300, check=True)
    assert "BAD" not in done.stdout
    assert done.stdout.count("hoc-ba.xml") == done.stdout.count("receipt.tlog-proof") == PUPILS
    assert done.stderr.count("OK\n") == PUPILS * 15, "12 subject teachers, homeroom teacher, head and seal"


@pytest.mark.one_server
def test_the_readmes_inspector_commands_refuse_a_changed_file(out: Path, tmp_path: Path) -> None:
    """The commands above can fail: one changed mark is noticed by exactly the signatures that cover it."""
    for program in ("pdfsig", "pdfdetach", "xmlsec1"):
        require.program(program)
    report = next(out.glob("*.xml")).stem
    (tmp_path / "roots.pem").write_bytes((out / "roots.pem").read_bytes())
    xml = (out / f"{report}.xml").read_text(encoding="utf-8")
    row = re.search(r'Id="mon-TOAN-.*?</DIEM_TONG_KET>', xml, re.DOTALL)
    assert row is not None
    changed = re.sub(r">(\d)\.(\d)<", lambda mark: f">{mark[1]}.{(int(mark[2]) + 1) % 10}<", row[0], count=1)
    (tmp_path / f"{report}.xml").write_text(xml.replace(row[0], changed), encoding="utf-8")
    pdf = bytearray((out / f"{report}.pdf").read_bytes())
    pdf[len(pdf) // 3] ^= 1
    (tmp_path / f"{report}.pdf").write_bytes(pdf)
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## For an inspector")[1]
    script = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[0]
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    bad = re.findall(r"^BAD \S+\.xml (\S+?)-[0-9a-f]{8}-", done.stdout, re.MULTILINE)
    assert sorted(bad) == ["ck-cbql", "ck-gvbm-TOAN", "ck-gvcn", "ck-ky_phat_hanh"]
    assert f"BAD {report}.pdf" in done.stdout


def test_the_readmes_verify_command_gives_the_verdict(out: Path) -> None:
    report = next(out.glob("*.pdf"))
    arguments = ["verify", str(report), "--key", str(out / "verifier.key"), "--trust", str(out / "roots.pem"), "--json"]
    verdict = json.loads(hocba(*arguments, data=out).stdout)
    assert verdict["verdict"] == "valid"


# ``--full-school`` at a small size: classes of every grade, by several processes. It shares this file with the others
# because all of them make the one database of the demo anew.

CLASSES = (("6A", 3), ("7C", 2), ("8A", 4), ("9G", 2))
IN_CLASSES = sum(size for _, size in CLASSES)
LETTER = "thu-moi.txt"


class Told:
    """What a person would see of each stage."""

    def __init__(self) -> None:
        self.totals: dict[str, int] = {}
        self.done: dict[str, list[int]] = {}

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        self.totals[name] = total
        self.done[name] = []
        yield self.done[name].append


@pytest.fixture(scope="module")
def played(out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, Told, Path]:
    """Into a folder where an earlier demo has left its files, and somebody a letter."""
    folder, told = tmp_path_factory.mktemp("school"), Told()
    shutil.copytree(out, folder / "out")
    (folder / "out" / LETTER).write_text("của người khác", encoding="utf-8")
    owner, application = server_urls()
    settings = Settings(data=folder / "data", owner_database_url=owner, database_url=application)
    return Demo(settings, told, folder / "out", CLASSES, count=2).run(), told, folder / "out"


@pytest.mark.one_server
def test_it_clears_what_an_earlier_run_left_but_nothing_else(out: Path, played: tuple[Summary, Told, Path]) -> None:
    """Reports of an earlier run rest on other keys: mixed with new ones they would look forged."""
    names = {path.name for path in played[2].iterdir()}
    assert LETTER in names
    assert not {path.name for path in out.glob("*.pdf")} & names
    for kept in ("verifier.key", "roots.pem"):
        assert (played[2] / kept).read_bytes() != (out / kept).read_bytes()


@pytest.mark.one_server
def test_every_report_of_every_class_is_issued_verified_and_handed_out(played: tuple[Summary, Told, Path]) -> None:
    summary, _, out = played
    assert summary.reports_issued == summary.reports_verified == IN_CLASSES
    suffixes = Counter(path.suffix for path in out.iterdir() if path.name != LETTER)
    assert suffixes == {".pdf": IN_CLASSES, ".xml": IN_CLASSES, ".tlog-proof": IN_CLASSES, ".key": 1, ".pem": 1}
    assert len(set(summary.lookup_ids)) == IN_CLASSES
    assert summary.tamper_found_at == summary.tamper_done_at


@pytest.mark.one_server
def test_each_stage_goes_to_its_end_and_never_back(played: tuple[Summary, Told, Path]) -> None:
    _, told, _ = played
    for name, steps in told.done.items():
        assert steps == sorted(set(steps)), name
        assert steps[-1] == told.totals[name], name
    assert told.totals["sign"] == IN_CLASSES * 14, "twelve subjects, homeroom teacher, principal"


@pytest.mark.one_server
def test_the_summary_names_the_memory_of_each_process(played: tuple[Summary, Told, Path]) -> None:
    summary, _, _ = played
    roles = Counter(role for role, _ in summary.memory)
    assert roles["main"] == 1
    assert 1 <= roles["worker"] <= 2
    assert all(20_000_000 < peak < 1_000_000_000 for _, peak in summary.memory)
    assert summary.as_json()["memory_peaks"] == [{"role": each.role, "bytes": each.peak} for each in summary.memory]


# The other two levels, each with classes of two grades, so that grades of both kinds, and all sets of electives,
# go the same way; the lookup page of each is asked for over the real server.

LEVELS: dict[DemoLevel, tuple[tuple[str, int], ...]] = {
    DemoLevel.PRIMARY: (("1B", 3), ("4A", 4)),
    DemoLevel.UPPER: (("10A1", 6), ("12A2", 2)),
}
#: Signatures of the people on a report: subject teachers (8 compulsory subjects, 4 or 5 chosen ones), GVCN, head.
SIGNED = {DemoLevel.PRIMARY: 7 * 2, DemoLevel.UPPER: 8 * (12 + 2) + 1}


LATER = (Stage.HOMEROOM, Stage.HEAD, Stage.SEAL)


@dataclass(frozen=True)
class Level:
    """A demo of one level that was played."""

    level: DemoLevel
    demo: Demo
    summary: Summary
    told: Told

    @property
    def reports(self) -> list[tuple[bytes, ReportValues]]:
        """Every XML, with what it says."""
        files = [(self.demo.out / f"{lookup_id}.xml").read_bytes() for lookup_id in self.summary.lookup_ids]
        return [(content, values(content)) for content in files]


@pytest.fixture(scope="module", params=list(LEVELS), ids=lambda level: level.value)
def level(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Level:
    folder, told = tmp_path_factory.mktemp(request.param.value), Told()
    owner, application = server_urls()
    settings = Settings(data=folder / "data", owner_database_url=owner, database_url=application)
    demo = Demo(settings, told, folder / "out", LEVELS[request.param], count=2, level=request.param)
    return Level(request.param, demo, demo.run(), told)


@pytest.mark.one_server
def test_reports_of_a_level_are_signed_issued_and_verified(level: Level) -> None:
    pupils = sum(size for _, size in LEVELS[level.level])
    assert level.summary.reports_issued == level.summary.reports_verified == pupils
    assert (level.summary.corrections_approved, level.summary.corrections_refused) == (1, 1)
    assert level.summary.tamper_found_at == level.summary.tamper_done_at
    assert level.told.totals["sign"] == level.told.done["sign"][-1] == SIGNED[level.level]
    written = {hoc_ba.of_version(report.version) for _, report in level.reports}
    assert written == {hoc_ba.PRIMARY if level.level is DemoLevel.PRIMARY else hoc_ba.UPPER}


@pytest.mark.one_server
def test_every_signature_of_a_level_holds_for_xmlsec1(level: Level, tmp_path: Path) -> None:
    roots = level.demo.out / "roots.pem"
    identifiers = [part for tag in hoc_ba.ID_TAGS for part in ("--id-attr:Id", tag)]
    for tag in ("Signature", "SignatureProperties"):
        identifiers += ["--id-attr:Id", f"{hoc_ba.SIGNATURE_NAMESPACE}:{tag}"]
    path = tmp_path / "hoc-ba.xml"
    content, report = level.reports[0]
    path.write_bytes(content)
    plan = [*((Stage.SUBJECT, code) for code in report.subjects_to_sign), *((stage, None) for stage in LATER)]
    for stage, subject in plan:
        where = f"//*[@Id='{hoc_ba.signature_id(report.lookup_id, stage, subject)}']"
        command = [require.program("xmlsec1"), "--verify", "--trusted-pem", str(roots), *identifiers]
        subprocess.run([*command, "--enabled-key-data", "x509", "--node-xpath", where, str(path)], check=True)


@pytest.mark.one_server
def test_pupils_of_one_upper_class_have_their_own_subjects(level: Level) -> None:
    if level.level is not DemoLevel.UPPER:
        assert all(len(report.subjects) == (8 if report.grade == 1 else 12) for _, report in level.reports)
        assert all(len(report.traits) == (13 if report.grade == 1 else 15) for _, report in level.reports)
        return
    own = {tuple(row.subject for row in report.subjects) for _, report in level.reports if report.grade == 10}
    assert len(own) == 5
    assert all(sum(row.topics for row in report.subjects) == 3 for _, report in level.reports)


@pytest.mark.one_server
def test_the_lookup_page_of_a_level_shows_the_report(level: Level) -> None:
    settings = level.demo.settings
    with App(settings, Addresses.of(settings, settings.demo_database)) as app, served(app) as client:
        for _, report in level.reports[:3]:
            page = client.post(f"/t/{report.lookup_id}", data={"ngay_sinh": f"{report.birth_date:%d/%m/%Y}"})
            assert page.status_code == 200
            shown = [report.pupil_name, report.homeroom_comment, *(row.name for row in report.subjects)]
            shown += [row.comment for row in report.subjects if row.comment]
            shown += [trait.name for trait in report.traits] + list(report.trait_comments)
            shown += [report.result, report.outcome] if report.result else [report.promotion]
            shown.append({"TIEU_HOC": "Học bạ tiểu học", "THPT": "Học bạ trung học phổ thông"}[report.school_level])
            for text in shown:
                assert text in page.text
            assert ("có chuyên đề học tập" in page.text) == any(row.topics for row in report.subjects)
            asked = {"birth_date": str(report.birth_date)}
            answer = client.post(f"/api/v1/lookup/{report.lookup_id}", json=asked).json()
            assert [row["subject"] for row in answer["subjects"]] == [row.subject for row in report.subjects]


@pytest.mark.one_server
def test_a_whole_school_is_played_of_lower_secondary_only(tmp_path: Path) -> None:
    done = hocba("demo", "--full-school", "--level", "upper", "--no-serve", data=tmp_path, check=False)
    assert done.returncode == 2
    assert "--full-school" in done.stderr
