"""The base of all events: frozen, strict, named for ever."""

from __future__ import annotations

from typing import ClassVar

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
