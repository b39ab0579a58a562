"""Events of a class's roll."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.event import Event
from domain.report.events.roll import Half


class RollCalled(Event):
    """
    The roll of a half-day was called, or called again: how many were absent.

    Who was stands in the reports, written in the same transaction; everybody else was there.
    """

    TOPIC: ClassVar[str] = "hocba.roll.called.v1"
    class_id: UUID
    day: date
    half: Half
    absent: Annotated[int, Field(ge=0)]


EVENTS: tuple[type[Event], ...] = (RollCalled,)
