"""
A table of pupils in a sheet: finds its columns by the hidden keys and its pupils by the hidden ids.

Faults are gathered for the whole file and raised together, in the order in which a person meets them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar
from uuid import UUID

from api.flows.workbooks.layout import BIRTH_DATE, NAME, PUPIL_ID, is_cell_key, same_name
from api.flows.workbooks.matching import Known, Pupils, Sought
from api.flows.workbooks.package import UNCALCULATED, Sheet, Workbook, a1
from api.flows.workbooks.specs import PupilRow
from api.flows.workbooks.values import Unfit, as_text, is_blank, with_comma
from domain.errors import Faults, Rejected

T = TypeVar("T")

#: The keys stand below title and headings; a row typed in above them may push them down a little.
_MAX_KEY_ROW = 30
#: Ids of pupils kept as they were read: those of several classes.
_IDS_KEPT = 1024


@dataclass(slots=True)
class Findings:
    """Faults found so far."""

    _found: list[tuple[tuple[int, int, int], Rejected]] = field(default_factory=list)

    def add(self, place: tuple[int, int, int], code: str, /, **facts: object) -> None:
        """``place``: (sheet's turn, row, column), from 0; -1 stands before everything in it."""
        self._found.append((place, Rejected(code, **facts)))

    def raise_if_any(self) -> None:
        """Raises Faults with everything found, sheet by sheet, row by row, from left to right."""
        if self._found:
            raise Faults(fault for _, fault in sorted(self._found, key=lambda item: item[0]))


class Entry(NamedTuple):
    """One cell of a pupil's row."""

    sheet: str
    place: tuple[int, int, int]
    pupil: str
    value: object
    broken: str | None
    findings: Findings

    @property
    def blank(self) -> bool:
        """Nothing stands there; an error value is not nothing."""
        return self.broken is None and is_blank(self.value)

    def fault(self, code: str, /, **facts: object) -> None:
        """Adds a fault of this cell; ``value`` and ``shown`` are the cell's own unless given."""
        own: dict[str, object] = {"value": as_text(self.value), "shown": with_comma(self.value), "pupil": self.pupil}
        self.findings.add(self.place, code, sheet=self.sheet, cell=a1(*self.place[1:]), **{**own, **facts})

    def refuse_filled(self) -> None:
        """Adds a fault if anything stands in a closed cell."""
        if not self.blank:
            self.fault("cell.closed")

    def read(self, reader: Callable[[object], T]) -> T | None:
        """What ``reader`` makes of the value; None if the cell is blank, or faulty and that was added."""
        if self.broken is not None:
            self.fault("cell.uncalculated" if self.broken == UNCALCULATED else "cell.error", value=self.broken)
            return None
        if self.blank:
            return None
        try:
            return reader(self.value)
        except Unfit as unfit:
            self.fault(unfit.code, **unfit.facts)
            return None


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil's row: its data cells by key."""

    pupil_id: UUID
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Table:
    """
    What is expected of a sheet.

    Args:
        sheet: its name; ``turn`` its place in the reading order.
        columns: printed name of each data column by its key, from left to right.
        pupils: the class, by id; ``class_code`` names it in faults.

    """

    sheet: str
    turn: int
    columns: Mapping[str, str]
    pupils: Mapping[UUID, PupilRow]
    class_code: str

    def read(self, workbook: Workbook, findings: Findings) -> list[Row]:
        """The rows that carry a pupil's id. Faults of sheet, columns and rows go to ``findings``."""
        sheet = workbook.sheet(self.sheet)
        if sheet is None:
            findings.add((self.turn, -1, -1), "workbook.sheet_missing", sheet=self.sheet)
            return []
        key_row = next((i for i, row in enumerate(sheet.rows[:_MAX_KEY_ROW]) if PUPIL_ID in row), None)
        if key_row is None:
            findings.add((self.turn, -1, -1), "workbook.table_missing", sheet=self.sheet)
            return []
        places = self._places(sheet.rows[key_row], key_row, findings)
        if PUPIL_ID not in places:
            return []
        return _Reading(self, sheet, places, findings).rows(key_row + 1)

    def _places(self, keys: list[object], key_row: int, findings: Findings) -> dict[str, int]:
        places: dict[str, int] = {}
        for column, key in enumerate(keys):
            if not isinstance(key, str) or not key:
                continue
            facts = {"sheet": self.sheet, "column": self.columns.get(key, key), "cell": a1(key_row, column)}
            if key in places:
                findings.add((self.turn, key_row, column), "workbook.column_twice", **facts)
            elif is_cell_key(key) and key not in self.columns:
                findings.add((self.turn, key_row, column), "workbook.column_unknown", **facts)
            places.setdefault(key, column)
        for key, label in {NAME: "Họ và tên", **self.columns}.items():
            if key not in places:
                findings.add((self.turn, key_row, -1), "workbook.column_missing", sheet=self.sheet, column=label)
        return places


@dataclass
class _Reading:
    table: Table
    sheet: Sheet
    places: Mapping[str, int]
    findings: Findings
    first_rows: dict[UUID, int] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> Pupils:
        """The class, by name and birth date."""
        return Pupils(Known(each.pupil_id, each.full_name, each.birth_date) for each in self.table.pupils.values())

    def rows(self, first: int) -> list[Row]:
        rows = []
        columns = [(key, self.places[key]) for key in self.table.columns if key in self.places]
        for number in range(first, len(self.sheet.rows)):
            pupil_id = self._pupil(number)
            if pupil_id is not None:
                label = self._label(number, pupil_id)
                rows.append(Row(pupil_id, {key: self._entry(number, column, label) for key, column in columns}))
        return rows

    def _value(self, row: int, key: str) -> object:
        column, values = self.places.get(key), self.sheet.rows[row]
        return values[column] if column is not None and column < len(values) else None

    def _entry(self, row: int, column: int, label: str) -> Entry:
        values = self.sheet.rows[row]
        return Entry(
            self.table.sheet,
            (self.table.turn, row, column),
            label,
            values[column] if column < len(values) else None,
            self.sheet.broken.get((row, column)),
            self.findings,
        )

    def _label(self, row: int, pupil_id: UUID | None) -> str:
        known = self.table.pupils.get(pupil_id) if pupil_id else None
        return known.full_name if known else as_text(self._value(row, NAME) or "?")

    def _pupil(self, row: int) -> UUID | None:
        """The pupil whose row this is, known to the class or not; None where nobody's id stands."""
        stated = self._value(row, PUPIL_ID)
        if is_blank(stated):
            entries = (self._entry(row, self.places[key], "") for key in self.table.columns if key in self.places)
            filled = next((entry for entry in entries if not entry.blank), None)
            stated = self._named(row, filled.place[2]) if filled else None
            if stated is None:
                return None
        pupil_id = _id(str(stated).strip())
        if pupil_id is None:
            self._name_fault(row, "row.unknown_pupil", value=as_text(stated), class_code=self.table.class_code)
            return None
        known = self.table.pupils.get(pupil_id)
        if known is None:
            self._name_fault(row, "row.unknown_pupil", value=str(pupil_id), class_code=self.table.class_code)
        elif pupil_id in self.first_rows:
            self._name_fault(row, "row.pupil_twice", first_row=self.first_rows[pupil_id] + 1)
        else:
            self._compare(row, known)
        self.first_rows.setdefault(pupil_id, row)
        return pupil_id

    def _named(self, row: int, column: int) -> UUID | None:
        """Whom a filled row without id names, as one that was pasted in does; else a fault at its first value."""
        name, born = self._value(row, NAME), _day(self._value(row, BIRTH_DATE))
        found = self.by_name.matching(Sought((), as_text(name), born)) if born and not is_blank(name) else []
        if len(found) == 1:
            return found[0].pupil_id
        if found:
            self._name_fault(row, "pupil.ambiguous", count=len(found), name=as_text(name))
        else:
            self._entry(row, column, self._label(row, None)).fault("row.no_pupil")
        return None

    def _name_fault(self, row: int, code: str, /, **facts: object) -> None:
        """A fault of the whole row, told at the pupil's name."""
        column = self.places.get(NAME, self.places[PUPIL_ID])
        self._entry(row, column, self._label(row, None)).fault(code, **facts)

    def _compare(self, row: int, known: PupilRow) -> None:
        """Name and birth date must go with the id: a list sorted without its hidden column has them apart."""
        name, born = self._value(row, NAME), _day(self._value(row, BIRTH_DATE))
        same = name == known.full_name or is_blank(name) or same_name(str(name)) == same_name(known.full_name)
        if not same or (born and born != known.birth_date):
            found = f"{as_text(name)}, {as_text(born)}" if born else as_text(name)
            expected = f"{known.full_name}, {as_text(known.birth_date)}"
            self._name_fault(row, "row.other_pupil", value=found, expected=expected)


@lru_cache(_IDS_KEPT)
def _id(text: str) -> UUID | None:
    """The id that stands hidden in a row; each pupil's stands in three sheets of every workbook of his class."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(value: object) -> date | None:
    """A cell's day; spreadsheets give it a time as well."""
    found = value.date() if isinstance(value, datetime) else value
    return found if isinstance(found, date) else None
