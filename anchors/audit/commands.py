"""Which command brought which entries: every entry has exactly one, and names it."""

from __future__ import annotations

from collections.abc import Iterator

from anchors.audit.findings import Findings
from anchors.audit.store import CommandRow


class CommandCheck:
    """Walks the commands beside the entries; both come in order of position."""

    def __init__(self, commands: Iterator[CommandRow], findings: Findings) -> None:
        self._commands = commands
        self._findings = findings
        self._current = next(commands, None)
        self._said = 0  # last position of a run without command, so that a run is one finding
        self._furthest = 0  # last position that a command so far claims

    def check(self, position: int, command_id: str | None) -> None:
        """An entry, with the command id that stands in it; None where the entry cannot be read."""
        current = self._current
        while current is not None and current.last < position:
            current = self._advance(current)
        if current is None or position < current.first:
            if self._said != position - 1:
                self._findings.fault("audit.command_missing", position, what=command_id)
            self._said = position
        elif command_id is not None and current.command_id != command_id:
            self._findings.fault("audit.command_differs", position, expected=command_id, found=current.command_id)

    def finish(self, last: int) -> None:
        """Commands that claim entries behind the ``last`` one."""
        current = self._current
        while current is not None:
            if current.last > last:
                self._findings.fault(
                    "audit.command_empty", max(current.first, last + 1), current.last, what=current.command_id
                )
            current = self._advance(current)

    def _advance(self, passed: CommandRow) -> CommandRow | None:
        self._furthest = max(self._furthest, passed.last)
        following = self._current = next(self._commands, None)
        if following is not None and following.first <= self._furthest:
            self._findings.fault(
                "audit.command_overlaps", following.first, what=following.command_id,
                expected=f"> {self._furthest}", found=following.first,
            )  # fmt: skip
        return following
