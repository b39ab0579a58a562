"""Pupils whom name and birth date do not tell apart: "twins by paper", and the same child entered twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import Protocol
from uuid import UUID

from api.flows.desk import Desk, Member
from api.flows.directory import Entry, directory
from api.flows.vietnamese_names import tidy
from domain.event import Value

Key = tuple[str, date | None]


class Named(Protocol):
    """A pupil on a list; no birth date: erased."""

    @property
    def pupil_id(self) -> UUID: ...
    @property
    def full_name(self) -> str: ...
    @property
    def birth_date(self) -> date | None: ...


class Twin(Value):
    """
    Another pupil with the same name and birth date, in whatever class.

    ``number_ends`` are the last four digits of his personal number: as much as tells them apart, and no more.
    """

    class_code: str
    number: int
    number_ends: str


class Namesakes:
    """Of the pupils on the school's lists now: who has namesakes of the same birth date, compared without case."""

    def __init__(self, desk: Desk) -> None:
        self._alike: defaultdict[Key, list[Entry]] = defaultdict(list)
        everybody = directory(desk)
        for each in everybody:
            self._alike[same_paper(each)].append(each)
        self._ends = number_ends(desk, everybody)

    def of(self, member: Member) -> tuple[Twin, ...]:
        """The others whom his name and birth date do not tell from him."""
        return tuple(
            Twin(class_code=other.class_code, number=other.number, number_ends=self._ends[other.pupil_id])
            for other in self._alike.get(same_paper(member), ())
            if other.pupil_id != member.pupil_id and other.birth_date
        )


def number_ends(desk: Desk, people: Collection[Named]) -> dict[UUID, str]:
    """Of those on a list whom name and birth date do not tell apart: the last four digits of the personal number."""
    count = Counter(same_paper(each) for each in people if each.birth_date)
    several = [each.pupil_id for each in people if count[same_paper(each)] > 1]
    return {
        pupil_id: identity.get("personal_number", "")[-4:] for pupil_id, identity in desk.identities(several).items()
    }


def same_paper(one: Named) -> Key:
    """Equal of those whom name and birth date do not tell apart."""
    return tidy(one.full_name).casefold(), one.birth_date
