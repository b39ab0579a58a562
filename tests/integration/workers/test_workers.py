"""Work over spawned processes: every task once, errors as they are, nothing left behind by a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.app import App
from api.workers import Workers
from domain.errors import Faults, Rejected, Unavailable
from tests.kit.stages import School, at


def size_and_process(app: App, task: int) -> tuple[int, int, int]:
    (school_id,) = app.schools()
    return task, app.ledgers[school_id].size(), os.getpid()


def refuse(app: App, task: int) -> int:
    raise Faults([Rejected("class.unknown", year="2025-2026", class_code=f"8{task}")])


def vanish(app: App, task: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return task


def sleep(app: App, task: float) -> float:
    time.sleep(task)
    return task


def test_every_task_is_done_once_by_several_processes_with_their_memory_known() -> None:
    with at("loaded", 3) as school, Workers(school.app, 2) as workers:
        answers = list(workers.each(size_and_process, range(20)))
        size = school.desk.ledger.size()
        assert sorted(answer[0] for answer in answers) == list(range(20))
        assert {answer[1] for answer in answers} == {size}
        processes = {answer[2] for answer in answers}
        assert os.getpid() not in processes
        assert set(workers.memory_peaks) == processes
        assert all(peak > 10_000_000 for peak in workers.memory_peaks.values())


def test_one_task_or_one_worker_needs_no_process() -> None:
    with at("loaded", 3) as school:
        with Workers(school.app, 2) as workers:
            assert [answer[2] for answer in workers.each(size_and_process, [1])] == [os.getpid()]
        with Workers(school.app, 1) as workers:
            assert {answer[2] for answer in workers.each(size_and_process, [1, 2, 3])} == {os.getpid()}


def test_an_error_comes_out_as_it_was_and_the_pool_goes_on() -> None:
    with at("loaded", 3) as school, Workers(school.app, 2) as workers:
        with pytest.raises(Faults) as caught:
            list(workers.each(refuse, [1, 2, 3]))
        (fault,) = caught.value.faults
        assert (fault.code, fault.facts["year"]) == ("class.unknown", "2025-2026")
        assert "Năm học 2025-2026 không có lớp 8" in caught.value.text("vi")
        assert len(list(workers.each(size_and_process, [1, 2, 3]))) == 3


def test_a_killed_worker_is_told_and_nobody_waits_for_it() -> None:
    with at("loaded", 3) as school, Workers(school.app, 2) as workers, pytest.raises(Unavailable) as caught:
        list(workers.each(vanish, [1, 2, 3]))
    assert caught.value.code == "workers.lost"


#: A parent of its own, on the database of the test; says when its workers work.
PARENT = """
import sys
from api.app import Addresses, App
from api.settings import Settings
from api.workers import Workers
from tests.integration.workers.test_workers import sleep

with App(Settings(), Addresses(sys.argv[1], sys.argv[2])) as app, Workers(app, 2) as workers:
    for answer in workers.each(sleep, [0.0, 0.0, 3600.0, 3600.0]):
        print(answer, *workers.memory_peaks, flush=True)
"""


def test_workers_end_with_their_killed_parent() -> None:
    with at("loaded", 3) as school:
        parent = _parent(school)
        assert parent.stdout is not None
        seen = {int(word) for line in (parent.stdout.readline(), parent.stdout.readline()) for word in line.split()[1:]}
        assert seen
        assert all(_lives(process) for process in seen)
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 60
        while any(map(_lives, seen)):
            assert time.monotonic() < deadline, f"workers {seen} outlived their parent"
            time.sleep(0.02)
        parent.stdout.close()


def _parent(school: School) -> subprocess.Popen[str]:
    addresses = school.app.addresses
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, addresses.owner, addresses.application],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def _lives(process: int) -> bool:
    """Running, and not just waiting for somebody to ask how it ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
