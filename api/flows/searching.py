"""
A pupil looked for by name (Tìm học sinh): within the classes that somebody may look at, and no further.

Names are compared without case, accents and spacing, and a part of one is enough. Whom name and birth date do not tell
apart are not shown one for the other: the number that is his alone is asked for (people.md C2.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.flows.auditing.timeline import folded_text
from api.flows.data.twins import same_paper
from api.flows.desk import Desk
from api.flows.directory import Entry, directory
from domain.errors import Misused
from domain.messages import MESSAGES
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff

MESSAGES.update(
    {
        "pupil.search_short": (
            "Hãy nhập ít nhất {least} chữ của họ tên, hoặc mã định danh.",
            "Enter at least {least} letters of the name, or the personal number.",
        ),
    }
)

#: Where it is done, as the book of visits calls it.
PAGE = "/tim-hoc-sinh"
#: Who looks at every class; whoever else searches does in his own.
EVERYWHERE = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER, Role.SUPERVISOR)
LETTERS_MIN = 2
SHOWN_MAX = 30
#: What is one person's alone: mã định danh, mã học sinh.
_NUMBERS = ("personal_number", "pupil_code")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the pupil; a name or a number is needed."""

    name: str = ""
    birth_date: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """So many pupils whom this name and birth date do not tell apart."""

    full_name: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """``entries`` by class and number, ``more`` where there are others behind them; ``alike``: a number is needed."""

    entries: tuple[Entry, ...]
    more: bool
    alike: tuple[Alike, ...]

    @property
    def only(self) -> UUID | None:
        """The report of the one who was found, where there is one."""
        return self.entries[0].report_id if len(self.entries) == 1 and not self.alike else None


def require_classes(year: SchoolYear, staff: Staff, day: date) -> frozenset[str]:
    """The classes in which somebody may look for pupils. Raises Rejected ``right.role`` for who has none."""
    classes = searched_classes(year, staff, day)
    if not classes:
        year.require_role(str(staff.staff_id), *EVERYWHERE)
    return classes


def searched_classes(year: SchoolYear, staff: Staff, day: date) -> frozenset[str]:
    """The codes of the classes in which somebody may look for pupils on a day: all, or those he teaches or heads."""
    if staff.roles.intersection(EVERYWHERE):
        return frozenset(found.code for found in year.classes.values())
    taught = {
        class_id
        for (class_id, _), rights in year.teaching.items()
        if any(right.staff_id == staff.staff_id and right.covers(day) for right in rights)
    }
    headed = {class_id for class_id in year.classes if year.homeroom_teacher(class_id, day) == staff}
    return frozenset(year.classes[class_id].code for class_id in taught | headed)


def search(desk: Desk, classes: Collection[str], sought: Sought) -> Found:
    """Who is sought, among who is on the lists of these classes now. Raises Misused ``pupil.search_short``."""
    words, number = folded_text(sought.name).split(), "".join(sought.number.split())
    if sum(map(len, words)) < LETTERS_MIN and not number:
        raise Misused("pupil.search_short", least=LETTERS_MIN)
    found = [
        each
        for each in directory(desk)
        if each.class_code in classes
        and all(word in folded_text(each.full_name) for word in words)
        and sought.birth_date in (None, each.birth_date)
    ]
    if number:
        known = _numbers(desk, found)
        found = [each for each in found if number in known[each.pupil_id]]
    papers = Counter(same_paper(each) for each in found if each.birth_date)
    told_apart = [each for each in found if papers[same_paper(each)] < 2]
    firsts = {same_paper(each): each.full_name for each in reversed(found)}
    alike = tuple(Alike(firsts[paper], count) for paper, count in papers.items() if count > 1)
    return Found(tuple(told_apart[:SHOWN_MAX]), len(told_apart) > SHOWN_MAX, alike)


def _numbers(desk: Desk, found: Collection[Entry]) -> dict[UUID, frozenset[str]]:
    """What each of them is known by alone."""
    states = desk.pupils([each.pupil_id for each in found])
    wanted = {
        pupil_id: [state.identity[name] for name in _NUMBERS if name in state.identity]
        for pupil_id, state in states.items()
    }
    values = desk.ledger.personal_values({one for own in wanted.values() for one in own})
    return {pupil_id: frozenset(values[one] for one in own if one in values) for pupil_id, own in wanted.items()}
