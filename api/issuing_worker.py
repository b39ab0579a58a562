"""
The worker that seals and issues a school's batch beside the running server, class by class, in processes of its own.

At most one of a school works, whatever server it belongs to (``batches.kept.working``). When the server ends, the
classes under way are finished; when it dies, so do its processes, and the batch waits to be continued. Nothing is begun
again by itself: seals are set because a person asked for it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from uuid import UUID

from anchors.errors import AnchorError
from api.app import App
from api.flows.batches import kept
from api.flows.batches.kept import Part
from api.incidents import log_fault
from api.routes.errors import shown
from api.workers import Workers
from domain.errors import HocbaError

LOG = logging.getLogger("hocba.issuing")

#: Until the worker has taken the batch up, or has found that somebody else has; a page asked for then says so.
BEGIN_S_MAX = 5.0


@dataclass
class IssuingWorker:
    """One per server; ``close`` it at the end."""

    program: App
    _threads: list[Thread] = field(default_factory=list)
    _ending: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def start(self, school_id: UUID, actor: str) -> None:
        """Work on the school's open batch in the name of ``actor``, unless somebody does; returns when that is so."""
        begun = Event()
        thread = Thread(target=self._run, args=[school_id, actor, begun], name="hocba-issuing", daemon=True)
        with self._lock:
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()
        begun.wait(BEGIN_S_MAX)

    def close(self) -> None:
        """Finish the classes under way, begin no other one."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _run(self, school_id: UUID, actor: str, begun: Event) -> None:
        try:
            with kept.working(self.program.pool, school_id) as held:
                taken = kept.take_up(self.program.pool, school_id, actor) if held else None
                begun.set()
                if taken:
                    self._work(school_id, *taken)
        except Exception as error:  # a thread has nobody above it: a fault of ours must be seen
            LOG.critical("issuing: school %s: %s", school_id, type(error).__name__)
            log_fault(error)
        finally:
            begun.set()

    def _work(self, school_id: UUID, batch_id: UUID, parts: list[Part]) -> None:
        pool = self.program.pool
        try:
            if self._issue(school_id, batch_id, parts):
                kept.end(pool, school_id, batch_id)
        except (HocbaError, AnchorError) as error:
            LOG.error("issuing: school %s: batch stopped, %s", school_id, error.code)
            kept.note_fault(pool, school_id, batch_id, shown(error, log_fault(error)))

    def _issue(self, school_id: UUID, batch_id: UUID, parts: list[Part]) -> bool:
        """Whether every class was gone through."""
        from api.flows.batches.issuing import issue_part  # loads the PDF libraries, 0.7 s

        pool = self.program.pool
        with Workers(self.program) as workers:
            for count, outcome in enumerate(workers.each(issue_part, parts), 1):
                refused = [(member.report_id, error) for member, error in outcome.refused]
                kept.note_refused(pool, school_id, batch_id, refused)
                if count < len(parts) and (self._ending.is_set() or kept.stop_asked(pool, school_id, batch_id)):
                    return False
        return True
