"""The base of all events: frozen, strict, named for ever; and what a fold sees of a recorded one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Value(BaseModel):
    """A frozen value that crosses a wire; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class GrownValue(Value):
    """
    A value that stored entries hold and that has grown since: ``LATER`` names the fields that came later.

    Such a field is written only where it has another value than its default, so stored entries keep their bytes.
    """

    LATER: ClassVar[frozenset[str]]

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        fields = type(self).model_fields
        return {
            name: value
            for name, value in written.items()
            if name not in self.LATER or getattr(self, name) != fields[name].default
        }


class Event(Value):
    """
    Something that happened, in the past tense.

    ``TOPIC`` is the permanent stored name (``hocba.report.score_recorded.v2``), never a module path. A changed
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
