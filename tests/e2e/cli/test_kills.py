"""
The real commands killed (SIGKILL) at their work: the ledger is whole, and the same command again completes.

Two kills of each; the hundreds are in ``tests/knocks/kills``, on the same work without a program to start each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg
import pytest

from domain.school_year.events import Role
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import Cli, cli_of
from tests.kit.hard import SEED
from tests.kit.held import watching
from tests.kit.stages import CLASS, School, at

KILLS = 2
PUPILS = 3


@dataclass(frozen=True)
class Case:
    """A command at the stage where its work is to be done, and what it leaves when it was not disturbed."""

    stage: str
    arguments: Callable[[School], tuple[object, ...]]
    who: Callable[[School], str | None]
    left: Callable[[School], object]


def topics(school: School) -> dict[str, int]:
    """How many entries there are of each kind."""
    found: dict[str, int] = {}
    for entry in school.desk.ledger.entries():
        found[entry.topic] = found.get(entry.topic, 0) + 1
    return found


def read_models(school: School) -> list[tuple[object, ...]]:
    """Which generations of the read models there are: position, and whether readers see it."""
    with school.app.pool.connection() as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(school.desk.ledger.school_id)])
        query = "SELECT projection, position, live FROM read.progress ORDER BY 1, 2, 3"
        return connection.execute(query).fetchall()


def of_one_teacher(school: School) -> list[Path]:
    """The workbooks of a teacher of two subjects."""
    return [school.files[subject].path for subject in ("CONG_NGHE", "TIN_HOC")]


CASES = {
    "import": Case(
        "loaded",
        lambda school: ("import", "gradebook", *of_one_teacher(school)),
        lambda school: school.files["TIN_HOC"].teacher.code,
        topics,
    ),
    "sign": Case(
        "opened",
        lambda school: ("report", "sign", "--class", CLASS, "--subject", "TOAN"),
        lambda school: school.cast.teacher(school.found, "TOAN").code,
        topics,
    ),
    "issue": Case(
        "sealed",
        lambda school: ("report", "issue", "--class", CLASS),
        lambda school: school.staff(Role.CLERK).code,
        topics,
    ),
    "publish": Case(
        "sealed",
        lambda school: ("anchor", "publish"),
        lambda school: None,
        lambda school: [each.size for each in school.desk.ledger.checkpoints()],
    ),
    "rebuild": Case("sealed", lambda school: ("projections", "rebuild"), lambda school: None, read_models),
}


@pytest.mark.parametrize("name", CASES)
def test_a_killed_command_leaves_nothing_half_done_and_is_given_again(tmp_path: Path, name: str) -> None:
    case, random = CASES[name], Random(f"{SEED} {name}")
    with at(case.stage, PUPILS) as school:
        _cli(case, school, tmp_path).fine(*case.arguments(school))
        expected = case.left(school)
    with at(case.stage, PUPILS) as school:
        cli, arguments = _cli(case, school, tmp_path), case.arguments(school)
        for attempt in range(KILLS):
            # The first one at its first write, for certain; the second somewhere in its work, or behind it.
            if attempt:
                killed_later(cli, random.uniform(0, 0.3), *arguments)
            else:
                killed_at_its_first_write(cli, school, *arguments)
            check_ledger(school.desk.ledger)
        cli.fine(*arguments)
        assert case.left(school) == expected, f"seed {SEED}"
        cli.fine(*arguments)
        assert case.left(school) == expected
        check_ledger(school.desk.ledger)


def killed_at_its_first_write(cli: Cli, school: School, *arguments: object) -> None:
    """What it writes to is held until it waits there; then it is killed."""
    with watching(school.database) as held, psycopg.connect(school.database.owner_url) as holder:
        holder.execute("LOCK TABLE ledger.heads, ledger.checkpoints, read.progress IN EXCLUSIVE MODE")
        process = cli.start(*arguments)
        held.wait_for(1)
        process.kill()
        process.communicate()


def killed_later(cli: Cli, seconds: float, *arguments: object) -> None:
    """Kill the command so long after it has connected to the database."""
    with psycopg.connect(cli.database.owner_url, autocommit=True) as owner:
        before = _sessions(owner)
        process = cli.start(*arguments)
        while process.poll() is None and _sessions(owner) <= before:
            time.sleep(0.002)
    time.sleep(seconds)
    process.kill()
    process.communicate()


def _sessions(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()").fetchone()
    return int(row[0]) if row else 0


def _cli(case: Case, school: School, folder: Path) -> Cli:
    """The command line as the person who does this."""
    cli, who = cli_of(school, folder), case.who(school)
    if who is None:
        return cli
    cli.token(who)
    return cli.as_(who)
