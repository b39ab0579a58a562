"""
Work on several cores: spawned processes, each with an ``App`` of its own on the same database.

Spawned, never forked: once typst has run in a process, a fork of it hangs, and a forked connection is nobody's. A
worker ends when its parent ends, however that ends, so a killed command leaves no process behind. What a worker was
doing then is either committed or not there: the same command, given again, goes on.
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
from types import TracebackType
from typing import Generic, NamedTuple, Self, TypeVar

from api.app import Addresses, App
from api.settings import Settings
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

T = TypeVar("T")
R = TypeVar("R")

#: More processes than this wait for the school's head row and for the disk, not for a processor.
WORKERS_MAX = 8

#: Tasks handed out before their turn, for each worker: enough that none waits, few enough that memory stays flat.
WAITING = 1


class _Answer(NamedTuple, Generic[R]):
    """What a task gave, and which process, with how much memory at the most (bytes), gave it."""

    process: int
    memory_peak: int
    result: R


class Workers:
    """
    Runs the same work over many tasks. Use ``with``; the processes start at the first call that needs them.

    Args:
        app: the program's own connections; work that is not worth a process runs here.
        count: processes; the machine's cores unless given. With one, everything runs in this process.

    """

    def __init__(self, app: App, count: int | None = None) -> None:
        self.app = app
        self.count = count or min(WORKERS_MAX, len(os.sched_getaffinity(0)))
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

    def each(self, work: Callable[[App, T], R], tasks: Sequence[T]) -> Iterator[R]:
        """
        What ``work`` gives for each task, as soon as it is there, in any order.

        Args:
            work: a function of a module, because it is named to another process.
            tasks: values that can be pickled; one task is done here, without a process.

        Raises the first error of ``work``, when the tasks under way are done; Unavailable where a worker was killed.

        """
        if self.count == 1 or len(tasks) <= 1:
            for task in tasks:
                yield self._seen(_Answer(*_here(), work(self.app, task)))
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
                initargs=(self.app.settings, self.app.addresses),
            )
        return self._pool

    def _seen(self, answer: _Answer[R]) -> R:
        self.memory_peaks[answer.process] = answer.memory_peak
        return answer.result


def _wait_for(running: set[Future[_Answer[R]]]) -> None:
    """Whoever was told of an error may give the command again at once: nothing of the first may still be under way."""
    for future in running:
        future.cancel()
    wait(running)


#: The worker's own program; set once, when the process begins.
_app: App


def _begin(settings: Settings, addresses: Addresses) -> None:
    global _app  # a pool's initializer can hand over nothing else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to every process: the parent ends, and so do we
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _app = App(settings, addresses)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"
    parent.join()
    os._exit(1)


def _run(work: Callable[[App, T], R], task: T) -> _Answer[R]:
    return _Answer(*_here(), work(_app, task))


def _here() -> tuple[int, int]:
    """The id of this process, and the most memory that it has taken (bytes; Linux counts in KiB)."""
    return os.getpid(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
