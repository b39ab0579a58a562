"""
Which pupil a row of a list is about: by his number or code, else by name and birth date; never by the row's number.

Names are compared without case, spacing, or the difference of NFC and NFD.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from api.flows.workbooks.layout import same_name
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "pupil.ambiguous": (
            "Có {count} học sinh cùng họ tên và ngày sinh ({name}). Hãy nhập mã định danh.",
            "{count} pupils have this name and birth date ({name}). Enter the personal number.",
        ),
    }
)

#: A personal number has twelve digits; spreadsheets drop the zero that it may begin with.
_PERSONAL_NUMBER_DIGITS = 12


class Known(NamedTuple):
    """A pupil: his name, his birth date, and the numbers and codes that are his alone."""

    pupil_id: UUID
    full_name: str
    birth_date: date | None
    ids: tuple[str, ...] = ()


class Sought(NamedTuple):
    """What a row says of its pupil."""

    ids: tuple[str, ...] = ()
    full_name: str | None = None
    birth_date: date | None = None


class Pupils:
    """Some pupils, to be looked up."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_id: dict[str, Known] = {}
        self._by_name: defaultdict[str, list[Known]] = defaultdict(list)
        for pupil in known:
            self._by_id |= dict.fromkeys(pupil.ids, pupil)
            self._by_name[same_name(pupil.full_name)].append(pupil)

    def matching(self, sought: Sought) -> list[Known]:
        """Nobody, one pupil, or several who cannot be told apart by what the row says."""
        name = same_name(sought.full_name) if sought.full_name else None
        for written in sought.ids:
            found = self._by_id.get(written.strip()) or self._by_id.get(written.strip().zfill(_PERSONAL_NUMBER_DIGITS))
            if found:
                # An id beside another's name: the columns were sorted apart, and neither is to be believed.
                return [found] if name in (None, same_name(found.full_name)) else []
        named = self._by_name.get(name, []) if name else []
        if sought.birth_date is None:
            return list(named)
        return [pupil for pupil in named if pupil.birth_date == sought.birth_date]
