"""Commands to a class's roll."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from domain.event import Value
from domain.report.events.roll import Half, Session
from domain.values import Text


class Absent(Value):
    """How a pupil was absent: with permission (phép) or not, and what was noted (a parent's call, a letter)."""

    permitted: bool
    note: Text | None = None


class CallRoll(Value):
    """Call the roll of a half-day, for the first time or anew: ``absent`` by report; everybody else is there."""

    class_id: UUID
    day: date
    half: Half
    absent: Mapping[UUID, Absent] = {}

    @property
    def session(self) -> Session:
        """The half-day."""
        return Session(self.day, self.half)
