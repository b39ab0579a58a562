"""``hocba doctor`` over a real school: what is fine is said, and each thing that is broken is found by name (C5.1)."""

from __future__ import annotations

import ast
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from typer.testing import CliRunner

from anchors.publisher import publish
from api.cli.main import app as commands
from api.flows import doctor, year_decisions
from api.flows.data.recording import Seen, reconcile
from api.flows.doctor.machine import disk
from domain.messages import MESSAGES
from domain.report.events import Evidence, Source
from domain.school_year import commands as c
from tests.kit import timestamps
from tests.kit.cli import cli_of
from tests.kit.stages import School, at, let_clock_be_set
from tests.kit.story import moment
from tests.kit.time_server import time_server
from tests.knocks.small_disk import MEGABYTE, small_disk

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

Line = dict[str, Any]


@dataclass(frozen=True)
class Patient:
    """A school, and the doctor's lines about it."""

    school: School
    environment: pytest.MonkeyPatch

    def asked(self, *arguments: str) -> list[Line]:
        """Every line; the exit code says whether something must be mended, be it only this machine's own disk."""
        done = CliRunner().invoke(commands, ["doctor", *arguments, "--json"])
        found: list[Line] = json.loads(done.stdout)
        assert done.exit_code == (1 if any(line["state"] == "MEND" for line in found) else 0)
        return found

    def of(self, what: str, *arguments: str) -> list[tuple[str, str]]:
        """State and code of each line about it."""
        return [(line["state"], line["code"]) for line in self.asked(*arguments) if line["what"] == what]


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    with at("loaded") as school, pytest.MonkeyPatch.context() as environment:
        let_clock_be_set(school)
        # Schools of a stage share their keys; others may have given this one a log key, and here it must have none.
        keys, settings = tmp_path_factory.mktemp("doctor") / "keys", school.app.settings
        shutil.copytree(settings.keys_folder, keys, ignore=shutil.ignore_patterns("log.*"))
        school.app.settings = settings.model_copy(update={"keys_dir": keys})
        for name, value in cli_of(school, school.app.settings.data).environment.items():
            if name.startswith("HOCBA_"):
                environment.setenv(name, value)
        environment.setenv("HOCBA_LANG", "vi")
        yield Patient(school, environment)


def test_a_school_that_was_just_loaded_has_nothing_to_mend(patient: Patient) -> None:
    lines = patient.asked()
    fine = {line["code"] for line in lines if line["state"] == "FINE"}
    assert {"version", "settings_kept", "migrations", "protection", "year", "data", "people", "certificate"} <= fine
    assert {line["code"] for line in lines if line["state"] not in ("FINE", "MEND") and line["what"] != "disk"} == {
        "clock_unasked", "backup_unset", "timestamp_unset", "key_new", "checkpoint_none", "test_clock",
    }  # fmt: skip
    assert {line["what"] for line in lines if line["state"] == "MEND"} <= {"disk"}, "that of this machine"
    assert all(line["to_do"] for line in lines if line["state"] != "FINE")
    told = CliRunner().invoke(commands, ["doctor"]).stdout
    assert "[Tốt] Con người: " in told
    assert told.rstrip().endswith("mục phải sửa.")


def test_a_clock_four_minutes_off_is_told(patient: Patient) -> None:
    with time_server(off_s=240) as name:
        [line] = [each for each in patient.asked("--time-server", name) if each["facts"].get("reference") == name]
        assert (line["state"], line["code"]) == ("MEND", "clock_off")
        assert 235 < int(line["facts"]["seconds"]) < 245
        assert f"máy này lệch {line['facts']['seconds']} giây" in line["why"]
    with time_server(off_s=-5) as name:
        assert ("NOTICE", "clock_off") in patient.of("clock", "--time-server", name)
    with time_server() as name:
        assert patient.of("clock", "--time-server", name) == [("FINE", "clock_same")] * 2, (
            "the server's, the database's"
        )


def test_a_time_server_that_answers_somebody_else_or_has_no_time_is_not_believed(patient: Patient) -> None:
    with time_server(off_s=240, to_somebody_else=True) as name:
        assert ("UNKNOWN", "clock_silent") in patient.of("clock", "--time-server", name)
    with time_server(off_s=240, stratum=0) as name:
        assert ("UNKNOWN", "clock_silent") in patient.of("clock", "--time-server", name)
    done = CliRunner().invoke(commands, ["doctor", "--time-server", ":x"])
    assert done.exit_code == 2


def test_a_timestamp_service_is_asked_and_tells_the_time(patient: Patient) -> None:
    with patient.environment.context() as environment:
        environment.setenv("HOCBA_TSA_URL", timestamps.service().url)
        assert patient.of("timestamp") == [("FINE", "timestamp")]
        assert ("FINE", "clock_same") in patient.of("clock")
        environment.setenv("HOCBA_TSA_URL", "http://127.0.0.1:9/")
        assert patient.of("timestamp") == [("NOTICE", "timestamp_failed")]


def test_a_full_disk_is_told(patient: Patient, tmp_path: Path) -> None:
    assert [disk("/var", 100, free).state.value for free in (30, 15, 10)] == ["FINE", "NOTICE", "MEND"]
    with small_disk(tmp_path, 8 * MEGABYTE) as small, patient.environment.context() as environment:
        environment.setenv("HOCBA_BACKUP_DIR", str(tmp_path))
        (tmp_path / "dem.dump").write_bytes(b"x" * 1000)
        small.fill(leave=MEGABYTE // 2)
        [line] = [each for each in patient.asked() if each["facts"].get("folder") == str(tmp_path)]
        assert (line["state"], line["facts"]["percent"] >= "90") == ("MEND", True)


def test_the_newest_copy_is_looked_at(patient: Patient, tmp_path: Path) -> None:
    with patient.environment.context() as environment:
        environment.setenv("HOCBA_BACKUP_DIR", str(tmp_path))
        assert patient.of("backup") == [("MEND", "backup_none")]
        for name, hours, size in (("t2.dump", 30, 4000), ("t3.dump", 6, 4100)):
            (tmp_path / name).write_bytes(b"x" * size)
            written = (tmp_path / name).stat().st_mtime - hours * 3600
            os.utime(tmp_path / name, (written, written))
        assert patient.of("backup") == [("FINE", "backup")]
        (tmp_path / "t3.dump").unlink()
        assert patient.of("backup") == [("NOTICE", "backup")], "last night's is missing"
        (tmp_path / "t4.dump").write_bytes(b"x" * 1500)
        assert patient.of("backup") == [("MEND", "backup")], "cut off: less than half of the one before"


def test_a_subject_without_a_teacher_is_named(patient: Patient) -> None:
    school = patient.school
    teacher, today = school.cast.teacher(school.found, "TOAN"), school.desk.today
    place = {"class_id": school.found.class_id, "subject": "TOAN", "part": None}
    ended = c.EndTeaching(**place, staff_id=teacher.staff_id, last_day=today - timedelta(1))
    principal = str(school.cast.principal.staff_id)
    year_decisions.decide_for_year(school.desk, principal, ended)
    [line] = [each for each in patient.asked() if each["what"] == "people"]
    assert (line["state"], line["why"]) == ("MEND", "1 môn của các lớp chưa có giáo viên: 8A Toán.")
    again = c.AssignTeaching(**place, staff_id=teacher.staff_id, since=today, duty=None)
    year_decisions.decide_for_year(school.desk, principal, again)
    assert patient.of("people") == [("FINE", "people")]


def test_data_that_keep_the_homeroom_teacher_from_signing_are_told(patient: Patient) -> None:
    school = patient.school
    lan, pupil = str(school.cast.homeroom(school.found).staff_id), school.members[0].report_id
    evidence = Evidence(kind="Giấy khai sinh", number="12/2012", dated=school.desk.today)
    reconcile(
        school.desk, pupil, lan, Source.PAPER, Seen(differs={"birth_place": "Xã Kim Liên, tỉnh Nghệ An"}), evidence
    )
    [line] = [each for each in patient.asked() if each["what"] == "data"]
    assert (line["state"], line["code"]) == ("NOTICE", "data_open")
    assert line["why"] == "0 học sinh thiếu thông tin bắt buộc, 1 học sinh còn chỗ lệch chưa quyết định: 8A."


def test_certificates_that_end_before_the_last_day_are_named(patient: Patient) -> None:
    ledger = patient.school.desk.ledger
    now = ledger.now()
    try:
        ledger.clock.set(moment("2045-06-01 08:00"))
        [line] = [each for each in patient.asked() if each["what"] == "certificate"]
        assert (line["state"], line["code"]) == ("MEND", "certificate_ends")
        assert "SCHOOL" in line["why"]
    finally:
        ledger.clock.set(now)


def test_a_lost_or_open_log_key_is_told(patient: Patient, tmp_path: Path) -> None:
    school = patient.school
    keys = Path(shutil.copytree(school.app.settings.keys_folder, tmp_path / "keys"))
    with patient.environment.context() as environment:
        environment.setenv("HOCBA_KEYS_DIR", str(keys))
        folder = school.app.keys(school.desk.ledger.school_id)
        publish(school.desk.ledger, folder.log_key(school.app.origin(school.desk.ledger.school_id), school.desk.ledger))
        assert patient.of("keys") == [("MEND", "key_lost")], "in this copy of the folder there is none"
        environment.setenv("HOCBA_KEYS_DIR", str(school.app.settings.keys_folder))
        assert patient.of("keys") == [("FINE", "key")]
        assert patient.of("checkpoint") == [("FINE", "checkpoint")]
        environment.delenv("HOCBA_KEY_PASSPHRASE")
        assert patient.of("keys") == [("NOTICE", "key_passphrase")]
        own = folder.folder
        own.chmod(0o755)
        assert patient.of("keys") == [("MEND", "key_open")]
        own.chmod(0o700)


def test_a_database_that_may_lose_or_be_changed_is_told(patient: Patient) -> None:
    database = patient.school.database
    with patient.environment.context() as environment:
        sign = "&" if "?" in database.application_url else "?"
        hasty = f"{database.application_url}{sign}options={quote('-c synchronous_commit=off')}"
        environment.setenv("HOCBA_DATABASE_URL", hasty)
        lines = patient.asked()
        assert [line["why"] for line in lines if line["code"] == "settings"] == [
            "synchronous_commit = off: mất điện thì bản ghi đã xác nhận có thể mất."
        ]
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER refuse_change")
        assert patient.of("protection") == [("MEND", "protection_broken")]
        owner.execute("ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER refuse_change")
    assert patient.of("protection") == [("FINE", "protection")]


def test_without_a_database_the_machine_is_looked_at_all_the_same(patient: Patient) -> None:
    with patient.environment.context() as environment:
        for name in ("HOCBA_DATABASE_URL", "HOCBA_OWNER_DATABASE_URL"):
            environment.setenv(name, "postgresql://nobody@127.0.0.1:9/none")
        lines = patient.asked()
    assert ("MEND", "unreachable") in [(line["state"], line["code"]) for line in lines]
    assert {"disk", "backup"} <= {line["what"] for line in lines}


def test_each_finding_has_its_words() -> None:
    """What is never fine, or not always, says what to do."""
    codes = set()
    for path in Path(doctor.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                state, _, code = node.args[:3]
                for each in ast.walk(code):
                    if isinstance(each, ast.Constant):
                        codes.add((str(each.value), ast.unparse(state) == "State.FINE"))
    assert len(codes) > 25
    for code, fine in codes:
        assert f"doctor.{code}" in MESSAGES
        assert fine or code == "clock_same" or f"doctor.{code}_do" in MESSAGES, code
    assert {each for each in MESSAGES if each.startswith("doctor.") and not each.endswith("_do")} == {
        f"doctor.{code}" for code, _ in codes
    } | {"doctor.time_server"}
