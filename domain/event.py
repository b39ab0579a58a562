"""The base of all events: frozen, strict, named for ever; and what a fold sees of a recorded one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that crosses a wire; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Event(Value):
    """
    Something that happened, in the past tense.

    ``TOPIC`` is the permanent stored name (``hocba.report.score_recorded.v1``), never a module path. A changed
    shape is a new version with an upcaster; the old sample stays in ``tests/vectors``.
    """

    TOPIC: ClassVar[str]


class Happened(Protocol):
    """An event with its circumstances, as ``evolve`` sees it; ``domain.ledger.Recorded`` is one."""

    @property
    def data(self) -> Event:
        """What happened."""

    @property
    def actor(self) -> str:
        """Staff id of who did it, or ``operator``."""

    @property
    def at(self) -> datetime:
        """When, by the ledger's clock (UTC)."""

    @property
    def position(self) -> int:
        """Place in the school's ledger, from 1."""
