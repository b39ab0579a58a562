"""
Work on several cores: spawned processes, each with something of its own to work with. No database here (``workers``).

Spawned, never forked: once typst has run in a process, a fork of it hangs, and a forked connection is nobody's. A
process ends when its parent ends, however that ends, so a killed command leaves none behind.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, NamedTuple, Self, TypeVar

from domain.errors import Unavailable
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "workers.lost": (
            "Một tiến trình phụ đã dừng đột ngột (hết bộ nhớ hoặc bị tắt). Những gì đã ghi vẫn còn nguyên; hãy chạy "
            "lại lệnh này để làm tiếp.",
            "A worker process ended suddenly (out of memory, or killed). What was recorded stands; run the same "
            "command again to go on.",
        ),
    }
)

O = TypeVar("O")  # noqa: E741  # what a process owns
T = TypeVar("T")
R = TypeVar("R")

#: More processes than this wait for the school's head row and for the disk, not for a processor.
PROCESSES_MAX = 8

#: Tasks handed out before their turn, for each process: enough that none waits, few enough that memory stays flat.
WAITING = 1


class _Answer(NamedTuple, Generic[R]):
    """What a task gave, and which process, with how much memory at the most (bytes), gave it."""

    process: int
    memory_peak: int
    result: R


class Processes(Generic[O]):
    """
    Runs the same work over many tasks. Use ``with``; the processes start at the first call that needs them.

    Args:
        begin: makes what a process owns, once, when it begins; can be pickled.
        own: what this process owns already; work that is not worth a process is done here with it.
        count: processes; the machine's cores unless given. With one, everything runs in this process.
        alone: so many tasks are done here, because two processes would not have started by then.

    """

    def __init__(self, begin: Callable[[], O], own: O, count: int | None = None, alone: int = 1) -> None:
        self.begin = begin
        self.own = own
        self.count = count or min(PROCESSES_MAX, len(os.sched_getaffinity(0)))
        self.alone = alone
        #: Process id → most memory it has taken, in bytes.
        self.memory_peaks: dict[int, int] = {}
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, work: Callable[[O, T], R], tasks: Sequence[T]) -> Iterator[R]:
        """
        What ``work`` gives for each task, as soon as it is there, in any order.

        Args:
            work: a function of a module, because it is named to another process.
            tasks: values that can be pickled; a few are done here, without a process.

        Raises the first error of ``work``, when the tasks under way are done; Unavailable where a process was killed.

        """
        if self.count == 1 or len(tasks) <= self.alone:
            for task in tasks:
                yield self._seen(_Answer(os.getpid(), memory_peak(), work(self.own, task)))
            return
        pool, waiting = self._started(), iter(tasks)
        running = {pool.submit(_run, work, task) for task in islice(waiting, self.count * (1 + WAITING))}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                answers: list[_Answer[R]] = [future.result() for future in done]
                running |= {pool.submit(_run, work, task) for task in islice(waiting, len(done))}
                yield from map(self._seen, answers)
        except BrokenProcessPool as error:
            raise Unavailable("workers.lost") from error
        finally:
            _wait_for(running)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self.begin,),
            )
        return self._pool

    def _seen(self, answer: _Answer[R]) -> R:
        self.memory_peaks[answer.process] = answer.memory_peak
        return answer.result


def memory_peak(process: int | None = None) -> int:
    """
    The most memory that a process (this one) has taken, in bytes.

    Where the system has no ``/proc``, ``getrusage``, which on Linux counts the parent's memory of before ``exec`` too.
    """
    try:
        status = Path(f"/proc/{process or 'self'}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def _wait_for(running: set[Future[Any]]) -> None:
    """Whoever was told of an error may give the command again at once: nothing of the first may still be under way."""
    for future in running:
        future.cancel()
    wait(running)


#: What this process owns; set once, when it begins.
_own: Any


def _begin(begin: Callable[[], Any]) -> None:
    global _own  # a pool's initializer can hand over nothing else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to every process: the parent ends, and so do we
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _own = begin()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None, "a process of a pool has a parent"
    parent.join()
    os._exit(1)


def _run(work: Callable[[Any, T], R], task: T) -> _Answer[R]:
    result = work(_own, task)
    return _Answer(os.getpid(), memory_peak(), result)
