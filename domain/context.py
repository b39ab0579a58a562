"""Who acts, and when: what every decision needs beside the state it decides on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

#: Vietnam has one zone, UTC+7, without summer time; rights and deadlines are counted in its days.
VIETNAM = timezone(timedelta(hours=7), "+07")

#: The actor of what the owner of the database does (``school load``, ``key register``).
OPERATOR = "operator"

#: The actor of what somebody does who has opened a report on the portal: that he could is known, not who he is.
PORTAL = "portal"


class ActingRole(StrEnum):
    """As what somebody acts: the right that he uses, of all those that he may have."""

    PRINCIPAL = "PRINCIPAL"
    DEPUTY = "DEPUTY"
    CLERK = "CLERK"
    IT_OFFICER = "IT_OFFICER"
    SUBJECT_TEACHER = "SUBJECT_TEACHER"
    HOMEROOM_TEACHER = "HOMEROOM_TEACHER"
    REQUESTER = "REQUESTER"
    CHECKER = "CHECKER"
    STAFF = "STAFF"
    FAMILY = "FAMILY"
    OPERATOR = "OPERATOR"


class Acting(NamedTuple):
    """
    The right under which a command was decided, as its entries tell (``domain.rights``).

    ``delegation_id`` is the delegation that it rests on, ``on_behalf_of`` the staff id of who gave it.
    """

    role: ActingRole
    delegation_id: UUID | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """``actor`` is a staff id as text, ``operator`` or ``portal``; ``at`` is the ledger's time and has a zone."""

    actor: str
    at: datetime
    #: The day in Vietnam.
    today: date = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a time without a zone is refused, not guessed")
        object.__setattr__(self, "today", local_day(self.at))  # once: a decision asks for it for each pupil of a class


#: Actors kept: the staff of a few schools.
_ACTORS_KEPT = 1024


@lru_cache(_ACTORS_KEPT)
def staff_id_of(actor: str) -> UUID | None:
    """The staff id that an actor's text is, in the one form in which ids are written; None for anything else."""
    try:
        found = UUID(actor)
    except ValueError:
        return None
    return found if str(found) == actor else None


def local_day(at: datetime) -> date:
    """The day in Vietnam of a time with a zone."""
    return at.astimezone(VIETNAM).date()
