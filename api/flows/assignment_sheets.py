"""
The assignment sheet of a running year: as it stands, as a workbook; and a changed one, as commands.

What somebody changed in it becomes an end on the day before, and an assignment from a day on; all in one transaction,
or nothing. A sheet made here says what it was made from, so that a cell which nobody touched never takes back what
others changed meanwhile. It may hold some classes only; classes and columns that are not in it stay as they are.
Substitutes (dạy thay) stand in no sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from api.flows.desk import Desk, attempt, command
from api.flows.opening import add_faults
from api.flows.school_checks import Placed, Readable, check_assignments
from api.flows.school_model import AssignmentRow, ClassRow, StaffRow
from api.flows.workbooks.opening import GridEntry, Opening, Place, read_grid, write_assignments
from api.flows.workbooks.opening.forms import ASSIGNMENTS, Book
from api.flows.workbooks.opening.grid import Grid, Stamp, column_key, read_stamp
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
from domain.school_year.events import Duty, Role
from domain.school_year.state import SchoolYear, evolve

#: Class, subject, part.
_Key = tuple[str, str, str | None]
_Entries = Mapping[_Key, GridEntry]


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
    classes = sorted(year.classes.values(), key=lambda each: (each.grade, each.code))
    level = hoc_ba.of_grade(classes[0].grade).level
    stamp = Stamp(desk.school_year_id, year.name, year.version)
    write_assignments(path, level, [each.code for each in classes], list(_standing(year).values()), stamp)


def assign_from_sheet(desk: Desk, actor: str, source: Path | bytes, since: date) -> list[Change]:
    """
    Record what was changed in a sheet; a cell that names no day begins on ``since``.

    Raises:
        Misused: no workbook, or beyond the limits.
        Faults: every cell that cannot be, holes and doubles among them; nothing was recorded.
        Rejected: a missing right, or a sheet of another year.

    """
    workbook = Workbook(source)
    stamp = read_stamp(workbook)

    def once() -> list[Change]:
        year, context = desk.year(), desk.context(actor)
        year.require_role(actor, Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER)
        if stamp is not None:
            _same_year(stamp, desk.school_year_id, year)
        opening = Opening(cells={"": Place(Book.ASSIGNMENTS, ASSIGNMENTS)})
        grid = opening.grid = read_grid(workbook, opening.findings)
        if grid is None:
            raise Faults(opening.findings.in_order())
        now = _standing(year)
        base = now if stamp is None else _standing(desk.year(stamp.version))
        wanted = _merged(grid, base, now, opening.findings)
        _check(year, opening, [each for each in wanted.values() if each.class_code in grid.classes])
        if opening.findings.found:
            raise Faults(opening.findings.in_order())
        changes = list(_changes(grid, now, wanted, since))
        asked = list(_commands(year, changes, now, wanted))
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


def _same_year(stamp: Stamp, school_year_id: UUID, year: SchoolYear) -> None:
    if stamp.school_year != year.name:
        raise Rejected("workbook.other_school_year", found=stamp.school_year, expected=year.name)
    if stamp.school_year_id != school_year_id:
        raise Rejected("workbook.other_school", found=stamp.school_year_id, expected=school_year_id)


def _standing(year: SchoolYear) -> dict[_Key, GridEntry]:
    """Who teaches what without an end, as it is written in the sheet; substitutes left out."""
    sheet = Place(Book.ASSIGNMENTS, ASSIGNMENTS)
    return {
        (year.classes[class_id].code, subject, right.part): GridEntry(
            sheet,
            year.classes[class_id].code,
            subject,
            right.part,
            year.staff[right.staff_id].code,
            right.part is not None and right.duty is Duty.RESPONSIBLE,
            right.since if right.since > year.calendar.starts else None,
        )
        for (class_id, subject), rights in year.teaching.items()
        for right in rights
        if right.last_day is None and right.duty is not Duty.SUBSTITUTE
    }


def _merged(grid: Grid, base: _Entries, now: _Entries, findings: Findings) -> dict[_Key, GridEntry]:
    """The year as the sheet wants it: what was changed in it since ``base``, else what stands now."""
    typed = {(each.class_code, each.subject, each.part): each for each in grid.entries}
    wanted = dict(now)
    for key in dict.fromkeys((*base, *now, *typed)):
        after = typed.get(key)
        touched = _in_sheet(grid, key) and not _same(base.get(key), after)
        if not touched or _same(now.get(key), after):
            continue
        if not _same(base.get(key), now.get(key)):
            found = now[key].written() if key in now else "–"
            findings.add(grid.place(*key), "opening.changed_meanwhile", found=found)
        wanted.pop(key, None)
        if after is not None:
            wanted[key] = after
    return wanted


def _in_sheet(grid: Grid, key: _Key) -> bool:
    return key[0] in grid.classes and column_key(key[1], key[2]) in grid.table.columns


def _same(one: GridEntry | None, other: GridEntry | None) -> bool:
    """The same teacher with the same duty: a day in the cell tells since when, and is not changed here."""
    if one is None or other is None:
        return one is other
    return one.teacher == other.teacher and (one.part is None or one.signs == other.signs)


def _check(year: SchoolYear, opening: Opening, entries: Sequence[GridEntry]) -> None:
    """The classes of the sheet as they would be, as the checks of a school file see them."""
    grid = opening.grid
    assert grid is not None
    opening.cells |= {
        f"/assignments/{index}": grid.place(each.class_code, each.subject, each.part)
        for index, each in enumerate(entries)
    }
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


def _changes(grid: Grid, now: _Entries, wanted: _Entries, since: date) -> Iterator[Change]:
    for key in dict.fromkeys((*now, *wanted)):
        before, after = now.get(key), wanted.get(key)
        if not _same(before, after):
            yield Change(
                place=grid.place(*key),
                class_code=key[0],
                subject=key[1],
                part=key[2],
                before=before.written() if before else "",
                after=after.written() if after else "",
                since=(after.since if after else None) or since,
            )


def _commands(
    year: SchoolYear, changes: Sequence[Change], now: _Entries, wanted: _Entries
) -> Iterator[tuple[Place, c.Command]]:
    """First what ends, then what begins: two may change places."""
    keys = [(each.class_code, each.subject, each.part) for each in changes]
    places = [
        {"class_id": year.school_class(each.class_code).class_id, "subject": each.subject, "part": each.part}
        for each in changes
    ]
    for change, key, place in zip(changes, keys, places, strict=True):
        if key in now:
            staff_id, last_day = year.member(now[key].teacher).staff_id, change.since - timedelta(days=1)
            yield change.place, c.EndTeaching(**place, staff_id=staff_id, last_day=last_day)
    for change, key, place in zip(changes, keys, places, strict=True):
        if key in wanted:
            staff_id, duty = year.member(wanted[key].teacher).staff_id, Duty.RESPONSIBLE if wanted[key].signs else None
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
