"""A table of an opening workbook: its columns by hidden keys or printed headings, its cells with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from api.flows.workbooks.opening.forms import Book, code_of
from api.flows.workbooks.opening.places import Place
from api.flows.workbooks.opening.typed import plain
from api.flows.workbooks.package import Sheet, Workbook
from api.flows.workbooks.values import is_blank
from domain.errors import Rejected

#: Headings stand below title and legend; a row or two typed in above them may push them down.
_HEADING_ROWS = 30
#: A row of headings is told from a title by this many of them.
_HEADINGS_MIN = 2


@dataclass(slots=True)
class Findings:
    """Faults with their places; a cell is faulted once."""

    found: list[tuple[Place, Rejected]] = field(default_factory=list)

    def add(self, place: Place, code: str, /, **facts: object) -> None:
        """One more, told at its place."""
        self.found.append((place, Rejected(code, place=place, **facts)))

    @property
    def places(self) -> set[Place]:
        """Where something is wrong."""
        return {place for place, _ in self.found}

    def in_order(self) -> list[Rejected]:
        """As a person meets them."""
        return [fault for _, fault in sorted(self.found, key=lambda item: item[0].order)]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose headings were found: key → column, and the first row of content."""

    book: Book
    sheet: Sheet
    columns: Mapping[str, int]
    first: int
    headings: int

    def rows(self) -> Iterator[int]:
        """The rows in which something stands in a column of the table."""
        for row in range(self.first, len(self.sheet.rows)):
            if any(not self.blank(row, column) for column in self.columns.values()):
                yield row

    def value(self, row: int, column: int) -> object:
        """The content of a cell, None beyond the sheet."""
        values = self.sheet.rows[row]
        return values[column] if column < len(values) else None

    def blank(self, row: int, column: int) -> bool:
        """Nothing stands there; an error value is not nothing."""
        return (row, column) not in self.sheet.broken and is_blank(self.value(row, column))

    def place(self, row: int = -1, column: int = -1) -> Place:
        """Of a cell, a row, or the sheet."""
        return Place(self.book, self.sheet.name, row, column)

    def filled(self, row: int, column: int, findings: Findings) -> object:
        """The value of a filled cell; None if it is blank, or a formula without a value, which is a fault."""
        if (row, column) in self.sheet.broken:
            findings.add(self.place(row, column), "opening.formula", found=self.sheet.broken[row, column])
            return None
        return None if self.blank(row, column) else self.value(row, column)

    def others(self) -> Iterator[tuple[int, str]]:
        """Columns with a heading that is not of the table, and something beneath it."""
        known = set(self.columns.values())
        for column in range(max(map(len, self.sheet.rows), default=0)):
            heading = self._heading(column)
            filled = (not self.blank(row, column) for row in range(self.first, len(self.sheet.rows)))
            if column not in known and heading and any(filled):
                yield column, heading

    def _heading(self, column: int) -> str:
        for row in range(self.first - 1, self.headings - 1, -1):
            value = self.value(row, column)
            if not is_blank(value):
                return plain(value)
        return ""


def find_table(
    workbook: Workbook, book: Book, name: str, labels: Mapping[str, str], findings: Findings
) -> Table | None:
    """
    The table of the sheet ``name`` with the columns ``labels`` (key → heading).

    None, and a fault, where there is no such sheet, or no row of it holds the headings.
    """
    sheet = workbook.sheet(name)
    if sheet is None:
        findings.add(Place(book, name), "opening.sheet_missing", file=workbook.file)
        return None
    best: tuple[int, dict[str, int]] = (-1, {})
    first_headings = -1
    for number, row in enumerate(sheet.rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            key = code_of(value, labels) if isinstance(value, str) and value.strip() else None
            if key is not None:
                columns.setdefault(key, column)
        if len(columns) >= _HEADINGS_MIN and first_headings < 0:
            first_headings = number
        # The hidden row of keys stands below the headings and says as much as they do; it has the last word.
        if len(columns) >= max(_HEADINGS_MIN, len(best[1])):
            best = (number, columns)
    if best[0] < 0:
        findings.add(Place(book, name), "opening.headings_missing", expected=", ".join(labels.values()))
        return None
    return Table(book, sheet, best[1], best[0] + 1, first_headings)
