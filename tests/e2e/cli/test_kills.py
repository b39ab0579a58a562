"""Commands killed at random moments (SIGKILL, seeded): nothing half done, and the same command again completes."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from api.flows.demo.acting import Filled
from domain.report import events as e
from domain.school_year.events import Role
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import Cli, cli_of
from tests.kit.stages import School, at

SEED = 20260531
KILLS = 10


def killed_after(cli: Cli, seconds: float, *arguments: object) -> bool:
    """Whether the command was still running then."""
    process = cli.start(*arguments)
    time.sleep(seconds)
    running = process.poll() is None
    process.kill()
    process.communicate()
    return running


def killed_in_progress(cli: Cli, school: School, jitter_s: float, *arguments: object) -> bool:
    """
    Kill the command a moment after it has written something more: what a clock would hit only on a quiet machine.

    Whether it was still running then.
    """
    process, before = cli.start(*arguments), _counts(school)
    while process.poll() is None and _counts(school) == before:
        time.sleep(0.005)
    time.sleep(jitter_s)
    running = process.poll() is None
    process.kill()
    process.communicate()
    return running


def whole_time(cli: Cli, *arguments: object) -> float:
    start = time.monotonic()
    cli.run(*arguments)
    return time.monotonic() - start


def recorded(school: School) -> list[str]:
    """Subjects of the marks that stand, one for each."""
    return [
        entry.data.cell.subject for entry in school.desk.ledger.entries() if isinstance(entry.data, e.ScoreRecorded)
    ]


def test_a_killed_import_has_left_whole_files_only_and_is_run_again(tmp_path: Path) -> None:
    """GV08 teaches two subjects: a list of two files, each of which is in the ledger whole or not at all."""
    random = Random(SEED)
    kills = 0
    with at("loaded", 12) as sample:
        mine = [filled for filled in sample.files.values() if filled.subject in ("CONG_NGHE", "TIN_HOC")]
        code = mine[0].teacher.code
        assert mine[1].teacher.code == code
        cells = {filled.subject: _marks_of(sample, filled) for filled in mine}
        cli = _with_token(cli_of(sample, tmp_path), code)
        command = ("import", "gradebook", *(filled.path for filled in mine))
        longest = whole_time(cli, *command, "--json")
        assert sorted(set(recorded(sample))) == sorted(cells)
    for attempt in range(KILLS):
        with at("loaded", 12) as school:
            cli = _with_token(cli_of(school, tmp_path), code)
            kills += killed_after(cli, random.uniform(0.4 * longest, 0.9 * longest), *command)
            left = recorded(school)
            for subject, count in cells.items():
                assert left.count(subject) in (0, count), f"seed {SEED}, attempt {attempt}: half of {subject}"
            answers = cli.fine(*command)
            whole = [answer["subject"] for answer in answers if answer["repeated"]]
            assert whole == [subject for subject in cells if subject in left]
            assert {subject: recorded(school).count(subject) for subject in cells} == cells
            check_ledger(school.desk.ledger)
    assert kills > 0, f"seed {SEED}: no command was still running when it was killed"


def _marks_of(school: School, filled: Filled) -> int:
    """How many marks the file holds: recorded once on a copy."""
    with at("recorded", len(school.members)) as copy:
        return recorded(copy).count(str(filled.subject))


def _with_token(cli: Cli, code: str) -> Cli:
    cli.tokens.clear()
    cli.token(code)
    return cli.as_(code)


def test_a_killed_issue_goes_on_and_issues_nothing_twice(tmp_path: Path) -> None:
    random = Random(SEED)
    with at("sealed", 6) as school:
        key = school.issue_keys.log.verifier_key
        cli = _with_token(cli_of(school, tmp_path), school.staff(Role.CLERK).code)
        command = ("report", "issue", "--class", "8A")
        seen = set()
        kills = 0
        for attempt in range(KILLS):
            if attempt % 2:  # while it starts, and whatever it does then
                kills += killed_after(cli, random.uniform(0.3, 1.8), *command)
            else:  # in the middle of its work
                kills += killed_in_progress(cli, school, random.uniform(0, 0.2), *command)
            issued, documents = _counts(school)
            assert documents <= issued, f"seed {SEED}, attempt {attempt}"
            seen.add((issued, documents))
            check_ledger(school.desk.ledger, key)
        answer = cli.fine(*command)
        assert len(answer["done"]) + answer["passed"] == 6
        assert _counts(school) == (6, 6), f"seed {SEED}: {sorted(seen)}"
        for report in school.desk.reports([member.report_id for member in school.members]).values():
            assert report.document
            assert school.desk.ledger.blob(report.document.pdf_sha256).startswith(b"%PDF-")
        assert cli.fine(*command)["passed"] == 6
        assert _counts(school) == (6, 6)
        check_ledger(school.desk.ledger, key)
        assert kills > 0, f"seed {SEED}: no command was still running when it was killed"
        if len(seen) < 2:
            pytest.fail(f"seed {SEED}: the kills saw one state only: {seen}")


def _counts(school: School) -> tuple[int, int]:
    """How many reports were issued, and how many PDFs recorded."""
    kinds = [type(entry.data) for entry in school.desk.ledger.entries()]
    return kinds.count(e.ReportIssued), kinds.count(e.DocumentSealed)
