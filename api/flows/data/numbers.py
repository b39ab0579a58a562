"""
The four numbers of the data (Đúng, Đủ, Sạch, Sống; docs/data-quality.md), each counted, with what is lacking behind it.

Nothing here is a judgement of its own: reports are counted as the board counts them, pupils as ``data check`` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from api.flows.board.counting import Count, Place, Work
from api.flows.board.reminders import everything, standing
from api.flows.data import checking
from api.flows.data.checking import PupilData
from api.flows.data.twins import Namesakes
from api.flows.desk import Desk
from domain.event import Value
from domain.school_year.state import SchoolYear
from projections.board import Group


class Quality(StrEnum):
    """Đúng, đủ, sạch, sống."""

    CORRECT = "CORRECT"
    COMPLETE = "COMPLETE"
    CLEAN = "CLEAN"
    LIVE = "LIVE"


class What(StrEnum):
    """What is counted; of each there is a list (``Part.lacking``)."""

    RECONCILED = "RECONCILED"
    CROSS_CHECKED = "CROSS_CHECKED"
    MARKS = "MARKS"
    COMMENTS = "COMMENTS"
    HOMEROOM_RECORDS = "HOMEROOM_RECORDS"
    IDENTITY_FIELDS = "IDENTITY_FIELDS"
    NO_DIFFERENCE = "NO_DIFFERENCE"
    NO_TWIN = "NO_TWIN"
    NO_REQUEST = "NO_REQUEST"
    IN_TIME = "IN_TIME"


class Lacking(Value):
    """How many are lacking in a class, of a subject where it is one's."""

    class_code: str
    subject: str | None = None
    count: int


class Part(Value):
    """``good`` of ``total``, and where the others are."""

    what: What
    good: int
    total: int
    lacking: tuple[Lacking, ...]


class Number(Value):
    """One of the four: the sums of its parts. ``percent`` is rounded down, so that 100 is said of nothing less."""

    quality: Quality
    good: int
    total: int
    percent: float | None
    parts: tuple[Part, ...]


def numbers(desk: Desk, done: Callable[[int], None] | None = None) -> list[Number]:
    """The four numbers of a school year now; ``done`` is told how many classes were gone through."""
    today = desk.today
    year = desk.year().on(today)
    groups, rows = standing(desk)
    places = everything(year, groups, rows, today)
    pupils: dict[str, list[PupilData]] = {}
    namesakes = Namesakes(desk)
    for found in year.classes.values():
        pupils[found.code] = checking.check(desk, found, namesakes)
        if done:
            done(len(pupils))
    recording = (Work.RECORD_TERM_1, Work.RECORD_TERM_2)
    of_subjects = {place: count for place, count in places.items() if place.subject}
    of_homeroom = {place: count for place, count in places.items() if not place.subject}
    return [
        _number(
            Quality.CORRECT,
            _of_places(What.RECONCILED, year, places, (Work.RECONCILE,)),
            _of_places(What.CROSS_CHECKED, year, places, (Work.CROSS_CHECK,)),
        ),
        _number(
            Quality.COMPLETE,
            _of_places(What.MARKS, year, of_subjects, recording),
            _of_places(What.COMMENTS, year, places, (Work.COMMENTS,)),
            _of_places(What.HOMEROOM_RECORDS, year, of_homeroom, recording),
            _of_pupils(What.IDENTITY_FIELDS, pupils, lambda pupil: not pupil.blank),
        ),
        _number(
            Quality.CLEAN,
            _of_pupils(What.NO_DIFFERENCE, pupils, lambda pupil: not pupil.differences),
            _of_pupils(What.NO_TWIN, pupils, lambda pupil: not pupil.twins),
            _requests(year, groups),
        ),
        _number(Quality.LIVE, _in_time(year, places, today)),
    ]


def _number(quality: Quality, *parts: Part) -> Number:
    good, total = sum(part.good for part in parts), sum(part.total for part in parts)
    return Number(
        quality=quality,
        good=good,
        total=total,
        percent=good * 1000 // total / 10 if total else None,
        parts=parts,
    )


def _part(what: What, total: int, lacking: Mapping[tuple[str, str | None], int]) -> Part:
    lines = [Lacking(class_code=code, subject=subject, count=n) for (code, subject), n in lacking.items() if n]
    lines.sort(key=lambda line: (line.class_code, line.subject or ""))
    return Part(what=what, good=total - sum(line.count for line in lines), total=total, lacking=tuple(lines))


def _of_places(what: What, year: SchoolYear, places: Mapping[Place, Count], steps: Collection[Work]) -> Part:
    """What of these steps is done; reports and subjects are counted as the board counts them."""
    total, lacking = 0, Counter[tuple[str, str | None]]()
    for place, count in places.items():
        if place.step in steps:
            total += count.total
            lacking[year.classes[place.class_id].code, place.subject] += count.open
    return _part(what, total, lacking)


def _of_pupils(what: What, pupils: Mapping[str, list[PupilData]], good: Callable[[PupilData], bool]) -> Part:
    lacking: dict[tuple[str, str | None], int] = {
        (code, None): sum(not good(pupil) for pupil in found) for code, found in pupils.items()
    }
    return _part(what, sum(map(len, pupils.values())), lacking)


def _requests(year: SchoolYear, groups: Iterable[Group]) -> Part:
    """Reports for which no correction waits."""
    here = [group for group in groups if not group.standing.left]
    lacking = Counter[tuple[str, str | None]]()
    for group in here:
        if group.standing.waiting:
            lacking[year.classes[group.class_id].code, None] += group.reports
    return _part(What.NO_REQUEST, sum(group.reports for group in here), lacking)


def _in_time(year: SchoolYear, places: Mapping[Place, Count], today: date) -> Part:
    """Of every step whose last day is over, what is done."""
    over = {place: count for place, count in places.items() if place.last and place.last < today}
    return _of_places(What.IN_TIME, year, over, tuple(Work))
