"""Pupils whom name and birth date do not tell apart: "twins by paper", and the same child entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from api.flows.desk import Desk, Member
from api.flows.vietnamese_names import tidy
from domain.event import Value


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
        year = desk.year()
        desk.runner.catch_up(desk.ledger)
        self._alike: defaultdict[tuple[object, ...], list[tuple[str, Member]]] = defaultdict(list)
        for each in year.classes.values():
            for member in desk.members(each, caught_up=True):
                if member.birth_date:
                    self._alike[_key(member)].append((each.code, member))
        several = [member.pupil_id for alike in self._alike.values() if len(alike) > 1 for _, member in alike]
        self._ends = {
            pupil_id: identity.get("personal_number", "")[-4:]
            for pupil_id, identity in desk.identities(several).items()
        }

    def ends(self, members: Iterable[Member]) -> dict[object, str]:
        """Of those with a namesake: pupil id → the last four digits of the personal number, for any list."""
        return {each.pupil_id: self._ends[each.pupil_id] for each in members if each.pupil_id in self._ends}

    def of(self, member: Member) -> tuple[Twin, ...]:
        """The others whom his name and birth date do not tell from him."""
        return tuple(
            Twin(class_code=code, number=other.number, number_ends=self._ends[other.pupil_id])
            for code, other in self._alike.get(_key(member), ())
            if other.pupil_id != member.pupil_id
        )


def _key(member: Member) -> tuple[object, ...]:
    return tidy(member.full_name).casefold(), member.birth_date
