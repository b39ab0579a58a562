"""The progress board (Bảng tiến độ): done of total by step, per class, class and subject, team or person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from api.flows.auditing.moments import Moment
from api.flows.board.counting import Count, Place, Work
from api.flows.board.past import stood_at
from api.flows.board.reminders import everything, standing
from api.flows.desk import Desk
from domain.context import local_day
from domain.errors import Misused
from domain.event import Value
from domain.messages import MESSAGES
from domain.school_year import state as school_years
from domain.school_year.state import SchoolYear
from projections.board import Group
from projections.cross_checks import CheckRow

MESSAGES.update(
    {
        "board.before_year": (
            "Năm học {year} chưa mở tại bản ghi {position}. Hãy chọn thời điểm sau ngày mở năm học.",
            "School year {year} had not been opened at entry {position}. Choose a later moment.",
        ),
    }
)


class By(StrEnum):
    """What has a row of its own."""

    CLASS = "CLASS"
    SUBJECT = "SUBJECT"
    TEAM = "TEAM"
    PERSON = "PERSON"


class Cell(Value):
    """
    One step of a row: ``done`` of ``total`` reports (of subject steps: report and subject).

    Of those not done: ``ready`` can be done now, ``late`` are past their last day; ``until`` is the first last day,
    ``days_left`` to it below zero once it is over; ``oldest`` since when the first of what is ready has waited.
    """

    done: int
    total: int
    ready: int
    late: int
    until: date | None
    days_left: int | None
    oldest: date | None


class Row(Value):
    """``code`` of a class, team or person, None where there is none; ``name`` of the team or person, ``subject``."""

    code: str | None
    subject: str | None = None
    name: str | None = None
    steps: dict[Work, Cell]


class Board(Value):
    """As of the end of a day, or of an entry: ``position``; ``whole`` is everything together."""

    day: date
    position: int
    by: By
    rows: tuple[Row, ...]
    whole: dict[Work, Cell]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which class, by which rows, and only what is these people's; None is everybody."""

    by: By = By.CLASS
    class_code: str | None = None
    staff_ids: frozenset[UUID] | None = None


def now(desk: Desk, asked: Asked) -> Board:
    """The board of today. Raises Misused for an unknown class."""
    groups, found = standing(desk)
    return _board(desk, asked, desk.year(), groups, found, Moment(desk.ledger.size(), desk.ledger.now()))


def at(desk: Desk, asked: Asked, moment: Moment, reached: Callable[[int], None] | None = None) -> Board:
    """
    The board as it was; ``reached`` is told how many entries were replayed.

    Raises Misused for a moment before the year was opened, and for an unknown class.
    """
    history = desk.ledger.stream(desk.school_year_id)
    until = [each for each in history if each.position <= moment.position]
    if not until:
        raise Misused("board.before_year", year=desk.year().name, position=moment.position)
    year = school_years.fold(desk.school_year_id, until)

    return _board(desk, asked, year, *stood_at(desk, moment.position, reached), moment)


def _board(
    desk: Desk,
    asked: Asked,
    year: SchoolYear,
    groups: Iterable[Group],
    rows: Iterable[CheckRow],
    moment: Moment,
) -> Board:
    today = local_day(moment.at)
    year = year.on(today)
    wanted = year.school_class(asked.class_code).class_id if asked.class_code else None
    found = {
        place: count
        for place, count in everything(year, groups, rows, today).items()
        if wanted in (None, place.class_id) and (asked.staff_ids is None or place.staff_id in asked.staff_ids)
    }
    places_of: defaultdict[tuple[UUID | None, str | None], dict[Place, Count]] = defaultdict(dict)
    key_of = _keys(year, asked.by, today)
    for place, count in found.items():
        places_of[key_of(place)][place] = count
    names = _names(desk, year, asked.by, [key for key, _ in places_of if key])
    made = [
        Row(code=code, subject=subject, name=name, steps=_cells(places, today))
        for (key, subject), places in places_of.items()
        for code, name in [names[key] if key else (None, None)]
    ]
    made.sort(key=lambda row: (row.code is None, _natural(row.code or ""), row.subject or ""))
    return Board(day=today, position=moment.position, by=asked.by, rows=tuple(made), whole=_cells(found, today))


def _keys(year: SchoolYear, by: By, day: date) -> Callable[[Place], tuple[UUID | None, str | None]]:
    """What row a place belongs to."""
    if by is By.CLASS:
        return lambda place: (place.class_id, None)
    if by is By.SUBJECT:
        return lambda place: (place.class_id, place.subject)
    if by is By.PERSON:
        return lambda place: (place.staff_id, None)
    team_of = {staff_id: team.team_id for staff_id in year.staff if (team := year.team_of(staff_id, day))}
    return lambda place: (team_of.get(place.staff_id) if place.staff_id else None, None)


def _names(desk: Desk, year: SchoolYear, by: By, keys: Sequence[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """Code and name of what has rows; a class has no name."""
    if by is By.PERSON:
        people = desk.signatories(year.staff[key] for key in keys)
        return {key: (year.staff[key].code, people[key].full_name) for key in keys}
    if by is By.TEAM:
        return {key: (year.teams[key].code, year.teams[key].name) for key in keys}
    return {key: (year.classes[key].code, None) for key in keys}


def _natural(code: str) -> tuple[int, str]:
    """10A behind 9D."""
    digits = code[: len(code) - len(code.lstrip("0123456789"))]
    return int(digits or 0), code


def _cells(places: Mapping[Place, Count], today: date) -> dict[Work, Cell]:
    """The steps of a row, in their order."""
    sums: defaultdict[Work, Count] = defaultdict(Count)
    late: defaultdict[Work, int] = defaultdict(int)
    days: defaultdict[Work, list[date]] = defaultdict(list)
    for place, count in places.items():
        sums[place.step].add(count)
        if count.open and place.last:
            days[place.step].append(place.last)
            late[place.step] += count.open if place.last < today else 0
    cells = {}
    for step in Work:
        if step in sums:
            count, until = sums[step], min(days[step], default=None)
            cells[step] = Cell(
                done=count.total - count.open,
                total=count.total,
                ready=count.ready,
                late=late[step],
                until=until,
                days_left=(until - today).days if until else None,
                oldest=count.oldest,
            )
    return cells


def markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table with a heading, aligned so that it reads as text too."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]

    def line(row: Sequence[str]) -> str:
        return "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"

    yield line(rows[0])
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    yield from map(line, rows[1:])
