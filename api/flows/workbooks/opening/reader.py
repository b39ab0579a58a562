"""
The three workbooks as the content of a school file, with the cell of each of its values.

What is wrong with the sheets themselves (one is missing, a formula has no value, text in an old coding) is found here;
everything else by the checks of the school file, which know nothing of sheets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.flows.workbooks.legacy_text import Coding, recognise
from api.flows.workbooks.opening.forms import (
    CLASS_FIELDS,
    CLASSES,
    PUPIL_FIELDS,
    PUPILS,
    SCHOOL,
    SCHOOL_FIELDS,
    STAFF,
    STAFF_FIELDS,
    Book,
    Field,
    Typed,
    code_of,
)
from api.flows.workbooks.opening.grid import Grid, read_grid
from api.flows.workbooks.opening.places import Place
from api.flows.workbooks.opening.tables import Findings, Table, find_table
from api.flows.workbooks.opening.typed import lost_zeros, read
from api.flows.workbooks.package import Workbook

#: The largest school has 5,000 pupils (``school_model``); the rest leaves room for headings and notes.
ROWS_MAX = 6_000
#: As many examples of old text as a person needs to see that they read right.
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Conversion:
    """A text in an old coding, and what it reads."""

    place: Place
    coding: Coding
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Section:
    """A sheet with a row for each entry: ``rows`` by index of the entry, ``fields`` by key."""

    table: Table
    rows: Sequence[int]
    fields: Mapping[str, Field]


@dataclass(slots=True)
class Opening:
    """
    What the workbooks say.

    Args:
        document: content of a school file, without ``format``; what could not be read stands in it as it was typed.
        sections: ``staff``, ``classes``, ``pupils``, as far as their sheets could be read.
        cells: JSON pointer → cell, of all that stands in no section.
        grid: the assignment sheet; None where it could not be read.
        findings: faults of the sheets themselves.
        conversions: texts in an old coding; ``document`` holds what they read.
        padded: heading of a column → its label and the number of cells in which a spreadsheet had dropped zeros in
            front of a number, which were put back.

    """

    document: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    cells: dict[str, Place] = field(default_factory=dict)
    grid: Grid | None = None
    findings: Findings = field(default_factory=Findings)
    conversions: list[Conversion] = field(default_factory=list)
    padded: dict[Place, tuple[str, int]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether every sheet was found: else what they would say together cannot be judged."""
        return self.grid is not None and "/school" in self.cells and len(self.sections) == _SECTIONS

    def place(self, pointer: str) -> Place:
        """The cell of a value, or the nearest thing around it: its row, its sheet."""
        section, index, key = self._split(pointer)
        if section is not None:
            row = section.rows[int(index)] if index else -1
            return section.table.place(row, section.table.columns.get(key, -1) if index else -1)
        while pointer not in self.cells:
            pointer = pointer.rpartition("/")[0]
        return self.cells[pointer]

    def field(self, pointer: str) -> Field | None:
        """What may stand at a pointer."""
        section, _, key = self._split(pointer)
        return section.fields.get(key) if section is not None else _SCHOOL.get(pointer.lstrip("/"))

    def _split(self, pointer: str) -> tuple[Section | None, str, str]:
        name, index, key, *_ = [*pointer.split("/")[1:], "", "", ""]
        return self.sections.get(name), index, key


#: Staff, classes, pupils.
_SECTIONS = 3
_SCHOOL = {each.key: each for each in SCHOOL_FIELDS} | {"school/level": SCHOOL_FIELDS[2]}


def read_opening(staff: Path | bytes, classes: Path | bytes, assignments: Path | bytes) -> Opening:
    """
    The three files, read.

    Raises:
        Misused: one of them is no workbook, or beyond the limits.

    """
    opening = Opening()
    books = {
        book: Workbook(source, rows_max=ROWS_MAX)
        for book, source in ((Book.STAFF, staff), (Book.CLASSES, classes), (Book.ASSIGNMENTS, assignments))
    }
    _school(books[Book.STAFF], opening)
    _section(books[Book.STAFF], Book.STAFF, STAFF, "staff", STAFF_FIELDS, opening)
    _section(books[Book.CLASSES], Book.CLASSES, CLASSES, "classes", CLASS_FIELDS, opening)
    _section(books[Book.CLASSES], Book.CLASSES, PUPILS, "pupils", PUPIL_FIELDS, opening)
    opening.grid = read_grid(books[Book.ASSIGNMENTS], opening.findings)
    if opening.grid is not None:
        _assignments(opening.grid, opening)
    return opening


def _school(workbook: Workbook, opening: Opening) -> None:
    """The sheet of the school: a value in the second column, its key hidden in the third."""
    sheet = workbook.sheet(SCHOOL)
    if sheet is None:
        opening.findings.add(Place(Book.STAFF, SCHOOL), "opening.sheet_missing", file=workbook.file)
        return
    table = Table(Book.STAFF, sheet, {}, 0, 0)
    opening.cells[""] = opening.cells["/school"] = table.place()
    labels = {each.key: each.label for each in SCHOOL_FIELDS}
    rows: dict[str, int] = {}
    for row in range(len(sheet.rows)):
        stated = (table.value(row, column) for column in (2, 0))
        keys = (code_of(value, labels) for value in stated if isinstance(value, str) and value.strip())
        key = next((key for key in keys if key), None)
        if key is not None:
            rows.setdefault(key, row)
    column = _Column(opening)
    for each in SCHOOL_FIELDS:
        target: dict[str, Any] = opening.document
        *path, last = each.key.split("/")
        for step in path:
            target = target.setdefault(step, {})
        if each.key not in rows:
            continue
        opening.cells[f"/{each.key}"] = table.place(rows[each.key], 1)
        column.put(table, (rows[each.key], 1), each, (target, last))
    column.recognise()
    if "level" in opening.document:
        opening.document["school"]["level"] = opening.document["level"]
    if "/level" in opening.cells:
        opening.cells["/school/level"] = opening.cells["/level"]


def _section(
    workbook: Workbook, book: Book, name: str, section: str, fields: Sequence[Field], opening: Opening
) -> None:
    """A sheet with a row for each entry of a section."""
    table = find_table(workbook, book, name, {each.key: each.label for each in fields}, opening.findings)
    if table is None:
        return
    missing = [each for each in fields if each.needed and each.key not in table.columns]
    for each in missing:
        opening.findings.add(table.place(), "opening.column_missing", column=each.label)
    if missing:
        return
    entries: list[dict[str, Any]] = []
    rows = list(table.rows())
    columns = [(_Column(opening), each, table.columns[each.key]) for each in fields if each.key in table.columns]
    for row in rows:
        entry: dict[str, Any] = {"roles": []} if section == "staff" else {}
        for column, each, at in columns:
            column.put(table, (row, at), each, (entry, each.key))
        entries.append(entry)
    for column, *_ in columns:
        column.recognise()
    if section == "classes":
        _grades(entries)
    opening.document[section] = entries
    opening.sections[section] = Section(table, rows, {each.key: each for each in fields})


def _grades(classes: list[dict[str, Any]]) -> None:
    """A class code begins with the grade; a sheet need not say it twice."""
    for row in classes:
        digits = "".join(sign for sign in str(row.get("code", ""))[:2] if sign.isascii() and sign.isdigit())
        if "grade" not in row and digits:
            row["grade"] = int(digits)


@dataclass(slots=True)
class _Column:
    """The values of one column as they are read; its texts are judged together in the end."""

    opening: Opening
    texts: list[tuple[Place, dict[str, Any], str]] = field(default_factory=list)

    def put(self, table: Table, at: tuple[int, int], each: Field, into: tuple[dict[str, Any], str]) -> None:
        """Read one cell into its entry."""
        opening = self.opening
        value = table.filled(*at, opening.findings)
        if value is None:
            return
        target, key = into
        target[key] = read(each, value)
        if lost_zeros(each, value):
            first = table.place(table.headings, at[1])
            _, count = opening.padded.get(first, ("", 0))
            opening.padded[first] = (each.label, count + 1)
        if each.typed is Typed.TEXT:
            self.texts.append((table.place(*at), target, key))

    def recognise(self) -> None:
        """Texts in an old coding are read; what reads well both ways is a fault."""
        found = recognise([target[key] for _, target, key in self.texts])
        for index, after in found.converted.items():
            place, target, key = self.texts[index]
            self.opening.conversions.append(Conversion(place, found.coding, target[key], after))
            target[key] = after
        for index in found.unsure:
            self.opening.findings.add(self.texts[index][0], "opening.legacy_unsure", coding=found.coding.value)


def refuse_conversions(opening: Opening) -> None:
    """One fault for each column with text in an old coding, with examples: nobody has said that it reads right."""
    columns: dict[tuple[str, int], list[Conversion]] = defaultdict(list)
    for each in opening.conversions:
        columns[each.place.sheet, each.place.column].append(each)
    for found in columns.values():
        examples = "; ".join(f"“{each.before}” → “{each.after}”" for each in found[:_EXAMPLES])
        facts = {"count": len(found), "coding": found[0].coding.value, "examples": examples}
        opening.findings.add(found[0].place, "opening.legacy_text", **facts)


def _assignments(grid: Grid, opening: Opening) -> None:
    opening.cells["/assignments"] = grid.table.place()
    opening.cells |= {f"/assignments/{index}": entry.place for index, entry in enumerate(grid.entries)}
    opening.document["assignments"] = [
        {"class": entry.class_code, "subject": entry.subject, "teacher": entry.teacher}
        | ({"part": entry.part} if entry.part else {})
        | ({"duty": "RESPONSIBLE"} if entry.signs else {})
        | ({"from": entry.since.isoformat()} if entry.since else {})
        for entry in grid.entries
    ]
