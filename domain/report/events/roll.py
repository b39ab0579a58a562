"""Roll call (điểm danh) as a report keeps it: the half-days that were missed; a class's call is in ``domain.roll``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, NamedTuple

from domain.event import Event
from domain.values import Text
from domain.words import TABLES, Language, said

TABLES.update(
    {
        "half": {
            "MORNING": ("sáng", "the morning of"),
            "AFTERNOON": ("chiều", "the afternoon of"),
        },
        "attendance": {
            "PRESENT": ("có mặt", "present"),
            "PERMITTED": ("nghỉ có phép", "absent with permission"),
            "UNPERMITTED": ("nghỉ không phép", "absent without permission"),
        },
    }
)


class Half(StrEnum):
    """A half of a school day (buổi)."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"


class Attendance(StrEnum):
    """Có mặt, nghỉ có phép, nghỉ không phép."""

    PRESENT = "PRESENT"
    PERMITTED = "PERMITTED"
    UNPERMITTED = "UNPERMITTED"

    @property
    def permitted(self) -> bool | None:
        """Of an absence whether it was with permission; None for who was there."""
        return None if self is Attendance.PRESENT else self is Attendance.PERMITTED

    def said(self, language: Language) -> str:
        """For people."""
        return said(self.value, language, "attendance")


class Session(NamedTuple):
    """One half-day; ``str`` is how it is written in a place: ``2025-09-08/MORNING``."""

    day: date
    half: Half

    def __str__(self) -> str:
        return f"{self.day.isoformat()}/{self.half.value}"

    def said(self, language: Language) -> str:
        """For people: ``sáng 08/09/2025``."""
        return f"{said(self.half.value, language, 'half')} {self.day:%d/%m/%Y}"

    @property
    def order(self) -> tuple[date, bool]:
        """Sorts by day, the morning first."""
        return self.day, self.half is Half.AFTERNOON


class RollBegun(Event):
    """
    From here on the pupil's absences are counted by day: written with the first roll call of a class that he is in.

    Without it nobody could tell a pupil who was never absent from one whose absences nobody counts.
    """

    TOPIC: ClassVar[str] = "hocba.report.roll_begun.v1"
    day: date


class AbsenceNoted(Event):
    """The pupil missed a half-day; a later note about the same one takes its place. ``note``: what the parents said."""

    TOPIC: ClassVar[str] = "hocba.report.absence_noted.v1"
    day: date
    half: Half
    permitted: bool
    note: Text | None = None

    @property
    def attendance(self) -> Attendance:
        """The same in one word."""
        return Attendance.PERMITTED if self.permitted else Attendance.UNPERMITTED


class AbsenceStruck(Event):
    """The pupil was there after all: what was noted of this half-day is struck."""

    TOPIC: ClassVar[str] = "hocba.report.absence_struck.v1"
    day: date
    half: Half

    @property
    def attendance(self) -> Attendance:
        """The same in one word."""
        return Attendance.PRESENT


def attended(day: date, half: Half, attendance: Attendance) -> AbsenceNoted | AbsenceStruck:
    """What a correction says of a half-day, as the roll would have said it."""
    if attendance is Attendance.PRESENT:
        return AbsenceStruck(day=day, half=half)
    return AbsenceNoted(day=day, half=half, permitted=attendance is Attendance.PERMITTED)
