"""
The assignment sheet of a running year: as it stands, as a workbook; and a changed one, as commands.

What differs from the year as it is becomes an end on the day before, and an assignment from a day on; both in one
transaction, or nothing. A sheet may hold some classes only; classes and columns that are not in it stay as they are.
Substitutes (dạy thay) stand in no sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from api.flows.desk import Desk, attempt, command
from api.flows.opening import add_faults
from api.flows.school_checks import Placed, Readable, check_assignments
from api.flows.school_model import AssignmentRow, ClassRow, StaffRow
from api.flows.workbooks.opening import GridEntry, Opening, Place, read_grid, write_assignments
from api.flows.workbooks.opening.forms import ASSIGNMENTS, Book
from api.flows.workbooks.opening.grid import Grid, column_key
from api.flows.workbooks.opening.tables import Findings
from api.flows.workbooks.package import Workbook
from domain.context import Context
from domain.errors import Faults, Rejected
from domain.event import Event
from domain.formats import hoc_ba
from domain.ledger import NewEvents
from domain.report.corrections import Supposed
from domain.rights import acting
from domain.school_year import commands as c
from domain.school_year.decide import decide
from domain.school_year.events import Duty
from domain.school_year.state import Assignment, SchoolYear, evolve

#: Class, subject, part.
_Key = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs at a cell from ``since`` on: ``before`` and ``after`` as written there, empty for nobody."""

    place: Place
    class_code: str
    subject: str
    part: str | None
    before: str
    after: str
    since: date


def write_current(desk: Desk, path: Path) -> None:
    """The sheet of the desk's year as it stands. Raises Misused ``template.exists``, ``workbook.unwritable``."""
    year = desk.year()
    entries = [_entry(year, key, right) for key, right in _standing(year).items()]
    codes = [each.code for each in sorted(year.classes.values(), key=lambda each: (each.grade, each.code))]
    write_assignments(path, hoc_ba.of_grade(min(each.grade for each in year.classes.values())).level, codes, entries)


def assign_from_sheet(desk: Desk, actor: str, path: Path, since: date) -> list[Change]:
    """
    Record what differs in a filled sheet; a cell that names no day begins on ``since``.

    Raises:
        Misused: no workbook, or beyond the limits.
        Faults: every cell that cannot be, holes and doubles among them; nothing was recorded.
        Rejected: a missing right.

    """
    workbook = Workbook(path)

    def once() -> list[Change]:
        year, context = desk.year(), desk.context(actor)
        opening = Opening(cells={"": Place(Book.ASSIGNMENTS, ASSIGNMENTS)})
        opening.grid = read_grid(workbook, opening.findings)
        if opening.grid is None:
            raise Faults(opening.findings.in_order())
        grid, standing = opening.grid, _standing(year)
        wanted = {(each.class_code, each.subject, each.part): each for each in grid.entries}
        _check(year, opening, wanted, standing)
        if opening.findings.found:
            raise Faults(opening.findings.in_order())
        changes = list(_changes(year, grid, wanted, standing, since))
        asked = list(_commands(year, changes, standing, grid))
        if not asked:
            return changes
        version, right = year.version, acting(asked[0][1], year, context)
        events, findings = _decided(desk, year, asked, context)
        if findings.found:
            raise Faults(findings.in_order())
        order = command(actor, "AssignFromSheet", [one.model_dump(mode="json") for _, one in asked], acting=right)
        desk.append([NewEvents(desk.school_year_id, version, tuple(events))], order)
        return changes

    return attempt(desk.ledger, once)


def _standing(year: SchoolYear) -> dict[_Key, Assignment]:
    """Who teaches what without an end; substitutes left out."""
    return {
        (year.classes[class_id].code, subject, right.part): right
        for (class_id, subject), rights in year.teaching.items()
        for right in rights
        if right.last_day is None and right.duty is not Duty.SUBSTITUTE
    }


def _entry(year: SchoolYear, key: _Key, right: Assignment) -> GridEntry:
    class_code, subject, part = key
    since = right.since if right.since > year.calendar.starts else None
    signs = part is not None and right.duty is Duty.RESPONSIBLE
    place = Place(Book.ASSIGNMENTS, ASSIGNMENTS)
    return GridEntry(place, class_code, subject, part, year.staff[right.staff_id].code, signs, since)


def _check(
    year: SchoolYear, opening: Opening, wanted: Mapping[_Key, GridEntry], standing: Mapping[_Key, Assignment]
) -> None:
    """The sheet, completed by what is not in it, as the checks of a school file see it."""
    grid = opening.grid
    assert grid is not None
    kept = {key: _entry(year, key, right) for key, right in standing.items() if not _in_sheet(grid, key)}
    entries = [*wanted.values(), *(each for each in kept.values() if each.class_code in grid.classes)]
    opening.cells |= {f"/assignments/{index}": each.place for index, each in enumerate(entries)}
    rows = {
        index: AssignmentRow.model_construct(
            class_code=each.class_code,
            subject=each.subject,
            part=each.part,
            teacher=each.teacher,
            duty=Duty.RESPONSIBLE if each.signs else None,
            since=each.since,
        )
        for index, each in enumerate(entries)
    }
    staff = [
        StaffRow.model_construct(code=each.code, full_name="", personal_number="", roles=tuple(each.roles))
        for each in year.staff.values()
    ]
    classes = [
        ClassRow.model_construct(code=each.code, grade=each.grade, homeroom="")
        for each in year.classes.values()
        if each.code in grid.classes
    ]
    readable = Readable(
        school_year=year.name,
        level=None,
        school=None,
        calendar=year.calendar,
        staff=dict(enumerate(staff)),
        classes=dict(enumerate(classes)),
        assignments=rows,
        pupils={},
        staff_codes=frozenset(each.code for each in year.staff.values()),
        class_codes=frozenset(each.code for each in year.classes.values()),
        unjudged=frozenset(),
        complete_staff=True,
    )
    add_faults(opening, check_assignments(readable))


def _in_sheet(grid: Grid, key: _Key) -> bool:
    return key[0] in grid.classes and column_key(key[1], key[2]) in grid.table.columns


def _changes(
    year: SchoolYear,
    grid: Grid,
    wanted: Mapping[_Key, GridEntry],
    standing: Mapping[_Key, Assignment],
    since: date,
) -> Iterator[Change]:
    for key in dict.fromkeys((*standing, *wanted)):
        before = _entry(year, key, standing[key]) if key in standing else None
        after = wanted.get(key)
        if not _in_sheet(grid, key) or (before and after and _same(before, after)):
            continue
        yield Change(
            place=grid.place(*key),
            class_code=key[0],
            subject=key[1],
            part=key[2],
            before=before.written() if before else "",
            after=after.written() if after else "",
            since=(after.since if after else None) or since,
        )


def _same(before: GridEntry, after: GridEntry) -> bool:
    """The same teacher with the same duty: a day that the cell names tells when it began, and is not changed here."""
    signs = before.part is not None
    return before.teacher == after.teacher and (not signs or before.signs == after.signs)


def _commands(
    year: SchoolYear, changes: Sequence[Change], standing: Mapping[_Key, Assignment], grid: Grid
) -> Iterator[tuple[Place, c.Command]]:
    """First what ends, then what begins: two may change places."""
    entries = {each.place: each for each in grid.entries}
    places = [
        {"class_id": year.school_class(each.class_code).class_id, "subject": each.subject, "part": each.part}
        for each in changes
    ]
    for change, place in zip(changes, places, strict=True):
        right = standing.get((change.class_code, change.subject, change.part))
        if right is not None:
            last_day = change.since - timedelta(days=1)
            yield change.place, c.EndTeaching(**place, staff_id=right.staff_id, last_day=last_day)
    for change, place in zip(changes, places, strict=True):
        if change.after:
            entry = entries[change.place]
            duty = Duty.RESPONSIBLE if entry.signs else None
            staff_id = year.member(entry.teacher).staff_id
            yield change.place, c.AssignTeaching(**place, staff_id=staff_id, since=change.since, duty=duty)


def _decided(
    desk: Desk, year: SchoolYear, asked: Sequence[tuple[Place, c.Command]], context: Context
) -> tuple[list[Event], Findings]:
    """The events of all commands, each decided on what those before it leave; what cannot be, at its cell."""
    events: list[Event] = []
    findings = Findings()
    position = desk.ledger.size() + 1
    for place, one in asked:
        try:
            new = decide(year, one, context)
        except Rejected as error:
            if error.code.startswith("right."):
                raise
            findings.found.append((place, Placed(place, error)))
            continue
        events += new
        for event in new:
            year = evolve(year, Supposed(event, context.actor, context.at, position, uuid4()))
    return events, findings
