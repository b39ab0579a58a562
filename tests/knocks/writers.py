"""
People who go on writing while the server is knocked about, and an account of what each was told.

What was answered must be there for ever. What was not answered is there wholly or not at all, and asked again it gets
one answer.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from uuid import UUID, uuid4

from domain.errors import Unavailable
from domain.ledger import Appended, Blob, Command, Ledger, NewEvents
from domain.school_year.events import CertificateRegistered
from tests.kit import database as kit

ENTRIES = 3
#: A server that recovers is back long before.
WAIT_S_MAX = 90
PAUSE_S = 0.05


@dataclass
class Sent:
    """A command, and what came back."""

    command: Command
    new: Sequence[NewEvents]
    blob: Blob
    answer: Appended | None = None
    error: Unavailable | None = None


@dataclass
class Writers:
    """So many people at once, each command after the other, whatever happens."""

    ledger: Ledger
    count: int = 4
    blob_bytes: int = 1000
    sent: list[Sent] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(self.count)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        if not error and self.faults:
            raise self.faults[0]

    @property
    def answered(self) -> int:
        return sum(sent.answer is not None for sent in self.sent)

    @property
    def errors(self) -> list[Unavailable]:
        return [sent.error for sent in self.sent if sent.error]

    def wait_for_answers(self, count: int) -> None:
        """Until so many more commands were answered."""
        wanted = self.answered + count
        self._wait(lambda: self.answered >= wanted)

    def wait_for_errors(self, wanted: int) -> None:
        """Until so many commands, in all, were not answered."""
        self._wait(lambda: len(self.errors) >= wanted)

    def have_errors(self, wanted: int, within_s: float) -> bool:
        """Whether so many commands, in all, were not answered in that time."""
        deadline = time.monotonic() + within_s
        while len(self.errors) < wanted and time.monotonic() < deadline:
            time.sleep(PAUSE_S / 10)
        return len(self.errors) >= wanted

    def _wait(self, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S_MAX
        while not until() and not self.faults:
            assert time.monotonic() < deadline, f"waiting in vain; the last errors: {self.errors[-3:]}"
            time.sleep(PAUSE_S / 10)

    def _write(self) -> None:
        try:
            while not self._stop.is_set():
                sent = self._command()
                self.sent.append(sent)
                try:
                    sent.answer = self._append(sent)
                except Unavailable as error:
                    sent.error = error
                    time.sleep(PAUSE_S)
        except BaseException as error:
            self.faults.append(error)

    def _command(self) -> Sent:
        blob = Blob(secrets.token_bytes(self.blob_bytes), "application/pkix-cert")
        named = CertificateRegistered(staff_id=None, sha256=blob.sha256, software=True)
        return Sent(kit.command(), [NewEvents(uuid4(), 0, (named,)), kit.stream(ENTRIES - 1)], blob)

    def _append(self, sent: Sent) -> Appended:
        return self.ledger.append(sent.new, command=sent.command, blobs=[sent.blob])

    def then_nothing_was_lost_and_nothing_stands_twice(self) -> None:
        """After the writers have stopped: see the head of this file."""
        found: dict[UUID | None, list[int]] = {}
        for entry in self.ledger.entries():
            found.setdefault(entry.command_id, []).append(entry.position)
        assert found.keys() <= {sent.command.command_id for sent in self.sent}
        for sent in self.sent:
            positions = found.get(sent.command.command_id, [])
            assert sent.error is None or sent.answer is None
            if sent.answer:
                assert positions == list(range(sent.answer.first_position, sent.answer.last_position + 1))
            again = self._append(sent)
            assert again.repeated is bool(positions), "half of a command, or one answer too many"
            assert not positions or (again.first_position, again.last_position) == (positions[0], positions[-1])
            assert again.last_position - again.first_position + 1 == ENTRIES
            assert self.ledger.blob(sent.blob.sha256) == sent.blob.content
        count = Counter(entry.command_id for entry in self.ledger.entries())
        assert set(count.values()) == {ENTRIES}
        assert len(count) == len(self.sent)
