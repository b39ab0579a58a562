"""Who acts, and when: what every decision needs beside the state it decides on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

#: Vietnam has one zone, UTC+7, without summer time; rights and deadlines are counted in its days.
VIETNAM = timezone(timedelta(hours=7), "+07")

#: The actor of what the owner of the database does (``school load``, ``key register``).
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Context:
    """``actor`` is a staff id as text, or ``operator``; ``at`` is the ledger's time and has a zone."""

    actor: str
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a time without a zone is refused, not guessed")

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local_day(self.at)


def local_day(at: datetime) -> date:
    """The day in Vietnam of a time with a zone."""
    return at.astimezone(VIETNAM).date()
