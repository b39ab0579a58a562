"""The ledger's own event. It stands in the stream whose values were erased."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from domain.event import Event
from domain.values import Digest, Text


class PersonalErased(Event):
    """
    Identity values were erased by a lawful decision (xóa dữ liệu cá nhân, Law 91/2025/QH15).

    ``decision`` names the decision by number and date. The commitments stay in the entries that hold them, and every
    proof still holds.
    """

    TOPIC: ClassVar[str] = "hocba.ledger.personal_erased.v1"
    commitments: tuple[Digest, ...] = Field(min_length=1, max_length=500)
    decision: Text
    reason: Text


EVENTS: tuple[type[Event], ...] = (PersonalErased,)
