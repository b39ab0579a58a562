"""
The assignment sheet (Bảng phân công chuyên môn): a row for each class, a column for each subject.

A part that may have a teacher of its own has a column, too. A cell holds a teacher's code: ``GV05``; with ``*`` where
of several teachers this one signs; with the first day where it is not that of the year: ``GV09* từ 16/03/2026``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from xlsxwriter import Workbook as XlsxWorkbook

from api.flows.workbooks.layout import IDENTITY_SHEET
from api.flows.workbooks.opening.forms import ASSIGNMENTS, Book, subject_columns
from api.flows.workbooks.opening.places import Place
from api.flows.workbooks.opening.tables import Findings, Table, find_table
from api.flows.workbooks.opening.typed import code, day, is_day, plain
from api.flows.workbooks.package import Workbook
from domain.errors import Misused

#: Key and heading of the column of class codes.
CLASS, CLASS_HEADING = "class", "Lớp"

_ENTRY = re.compile(r"\s*(?P<teacher>[^\s*]+)\s*(?P<signs>\*)?\s*(?:\b(?:từ|từ ngày|from)\s+(?P<since>\S+))?\s*", re.I)


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One filled cell: who teaches the subject of the class, or a part of it, and from which day where one is named."""

    place: Place
    class_code: str
    subject: str
    part: str | None
    teacher: str
    signs: bool
    since: date | None

    def written(self) -> str:
        """As it stands in the cell."""
        since = f" từ {self.since:%d/%m/%Y}" if self.since else ""
        return f"{self.teacher}{'*' if self.signs else ''}{since}"


@dataclass(frozen=True, slots=True)
class Grid:
    """The sheet as it was read; ``classes`` gives the row of each class."""

    table: Table
    classes: Mapping[str, int]
    entries: tuple[GridEntry, ...]

    def place(self, class_code: str, subject: str, part: str | None = None) -> Place:
        """Where the teacher of a subject of a class belongs; the sheet itself where there is no such row."""
        row = self.classes.get(class_code, -1)
        column = self.table.columns.get(column_key(subject, part), -1)
        return self.table.place(row, column if row >= 0 else -1)

    def class_place(self, class_code: str) -> Place:
        """Where the code of a class stands."""
        return self.table.place(self.classes[class_code], self.table.columns[CLASS])


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a sheet was made from: the school year, and the number of events that its stream had."""

    school_year_id: UUID
    school_year: str
    version: int


def write_stamp(book: XlsxWorkbook, stamp: Stamp) -> None:
    """A very hidden sheet of keys and values, as other workbooks have one."""
    sheet = book.add_worksheet(IDENTITY_SHEET)
    for row, (key, value) in enumerate(asdict(stamp).items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, str(value))
    sheet.very_hidden()


def read_stamp(workbook: Workbook) -> Stamp | None:
    """What the sheet was made from; None of a sheet that was not made here. Raises Misused ``workbook.not_ours``."""
    sheet = workbook.sheet(IDENTITY_SHEET)
    if sheet is None:
        return None
    stated = {str(row[0]): str(row[1]) for row in sheet.rows if len(row) > 1}
    try:
        return Stamp(UUID(stated["school_year_id"]), stated["school_year"], int(stated["version"]))
    except (KeyError, ValueError) as error:
        raise Misused("workbook.not_ours", file=workbook.file, reason=IDENTITY_SHEET) from error


def column_key(subject: str, part: str | None) -> str:
    """``TOAN``, ``KHTN/VAT_LI``."""
    return f"{subject}/{part}" if part else subject


def read_grid(workbook: Workbook, findings: Findings) -> Grid | None:
    """The assignment sheet of a workbook; None where it cannot be found, which is a fault."""
    labels = {CLASS: CLASS_HEADING, **subject_columns()}
    table = find_table(workbook, Book.ASSIGNMENTS, ASSIGNMENTS, labels, findings)
    if table is None:
        return None
    if CLASS not in table.columns:
        findings.add(table.place(), "opening.column_missing", column=CLASS_HEADING)
        return None
    for column, heading in table.others():
        findings.add(table.place(table.headings, column), "opening.subject_unknown", found=heading)
    classes: dict[str, int] = {}
    entries: list[GridEntry] = []
    for row in table.rows():
        stated = table.filled(row, table.columns[CLASS], findings)
        class_code = code(stated) if stated is not None else ""
        if class_code in classes:
            other = table.place(classes[class_code], table.columns[CLASS])
            findings.add(table.place(row, table.columns[CLASS]), "opening.class_twice", found=class_code, other=other)
            continue
        if not class_code:
            if table.place(row, table.columns[CLASS]) not in findings.places:
                findings.add(table.place(row, table.columns[CLASS]), "opening.blank", label=CLASS_HEADING)
            continue
        classes[class_code] = row
        entries += _entries(table, row, class_code, findings)
    return Grid(table, classes, tuple(entries))


def _entries(table: Table, row: int, class_code: str, findings: Findings) -> Iterable[GridEntry]:
    for key, column in table.columns.items():
        value = table.filled(row, column, findings) if key != CLASS else None
        if value is None:
            continue
        place = table.place(row, column)
        found = _ENTRY.fullmatch(plain(value))
        since = day(found["since"]) if found and found["since"] else ""
        if found is None or (since and not is_day(since)):
            findings.add(place, "opening.assignment_form", found=plain(value)[:40])
        subject, _, part = key.partition("/")
        teacher = code(found["teacher"]) if found else code(value)
        first = date.fromisoformat(since) if is_day(since) else None
        yield GridEntry(place, class_code, subject, part or None, teacher, bool(found and found["signs"]), first)
