"""
Opening a file that somebody sent: limits first, then calamine on a clean copy, and what calamine does not tell.

1. The file is a zip of bounded size whose members really unpack to their stated, bounded size (CRC checked).
2. calamine gets a copy of just those members, so both readers see the same bytes.
3. Each sheet is scanned once by lxml before calamine sees it: calamine allots a whole rectangle, so one value in the
   last cell of a sheet would cost gigabytes, and it gives error values and formulas that were never calculated as
   empty strings, which a gradebook would take for "pending".
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from api.flows.workbooks.layout import same_name
from domain.errors import Misused

#: A gradebook of 50 pupils has 20 KB; pasted pictures may come along, nothing needs more.
MAX_FILE_BYTES = 10 * 1024 * 1024
#: A gradebook unpacks to 200 KB; a bomb grows a thousandfold. Parsed XML takes some ten times this in memory.
MAX_UNPACKED_BYTES = 20 * 1024 * 1024
#: A workbook of five sheets has about 15 members.
MAX_MEMBERS = 200
#: A class has at most some 50 pupils; the rest leaves room for notes below the table.
MAX_ROWS = 1000
#: The widest gradebook has 20 columns; the rest leaves room for notes beside the table.
MAX_COLUMNS = 100

#: Stands in place of the value of a formula that no program has calculated.
UNCALCULATED = "uncalculated"

_ALLOWED_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class Sheet:
    """Values of a sheet from A1 on, as calamine gives them; ``broken`` maps (row, column) from 0 to what is wrong."""

    name: str
    rows: list[list[object]]
    broken: Mapping[tuple[int, int], str]


class Workbook:
    """
    A file that passed the limits.

    Args:
        source: path of the file, or its bytes.
        rows_max: a sheet with more rows is refused; lists of a whole school have more than a class.

    Raises:
        Misused: ``workbook.unreadable`` or ``workbook.too_large``; nothing in it could be judged.

    """

    def __init__(self, source: Path | bytes, *, rows_max: int = MAX_ROWS) -> None:
        self._rows_max = rows_max
        self.file = source.name if isinstance(source, Path) else "workbook"
        content = self._load(source)
        self.digest = hashlib.sha256(content).hexdigest()
        self._parts = self._unpack(content)
        self._calamine = self._open()
        self._sheets: dict[str, Sheet] = {}

    @classmethod
    def of(cls, source: Path | bytes | Workbook) -> Workbook:
        """The workbook, opened if it is not open yet."""
        return source if isinstance(source, Workbook) else cls(source)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {same_name(name): name for name in self._calamine.sheet_names}

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, whatever its case and Unicode form; None if there is none. Read once."""
        stored = self._names.get(same_name(name))
        if stored is None:
            return None
        if stored not in self._sheets:
            self._sheets[stored] = self._read(stored)
        return self._sheets[stored]

    def first(self) -> Sheet:
        """The first sheet, of a workbook that is none of ours. Raises Misused."""
        sheet = self.sheet(next(iter(self._names), ""))
        if sheet is None:
            raise self._unreadable("no sheet")
        return sheet

    def _read(self, stored: str) -> Sheet:
        broken = self._scan(stored)
        try:
            rows: list[list[object]] = [list(row) for row in self._calamine.get_sheet_by_name(stored).to_python(False)]
        except CalamineError as error:
            raise self._unreadable(str(error)) from error
        return Sheet(stored, rows, broken)

    def _unreadable(self, reason: str) -> Misused:
        return Misused("workbook.unreadable", file=self.file, reason=reason)

    def _too_large(self, what: str, found: int, limit: int) -> Misused:
        return Misused("workbook.too_large", file=self.file, what=what, found=found, limit=limit)

    def _load(self, source: Path | bytes) -> bytes:
        if isinstance(source, bytes):
            content = source
        else:
            try:
                with source.open("rb") as stream:
                    content = stream.read(MAX_FILE_BYTES + 1)
            except OSError as error:
                raise self._unreadable(error.strerror or str(error)) from error
        if len(content) > MAX_FILE_BYTES:
            raise self._too_large("bytes", len(content), MAX_FILE_BYTES)
        return content

    def _unpack(self, content: bytes) -> dict[str, bytes]:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
                if len(members) > MAX_MEMBERS:
                    raise self._too_large("members", len(members), MAX_MEMBERS)
                unpacked = sum(member.file_size for member in members)
                if unpacked > MAX_UNPACKED_BYTES:
                    raise self._too_large("unpacked bytes", unpacked, MAX_UNPACKED_BYTES)
                parts: dict[str, bytes] = {}
                for member in members:
                    if member.flag_bits & _ENCRYPTED or member.compress_type not in _ALLOWED_PACKING:
                        raise self._unreadable(f"{member.filename} is encrypted or packed in an unknown way")
                    if member.filename in parts:
                        raise self._unreadable(f"{member.filename} is there twice")
                    if member.filename.endswith((".xml", ".rels")):  # no pictures, macros, printer settings
                        # Reads no more than file_size bytes and then checks the CRC: a lying size is found.
                        parts[member.filename] = archive.read(member)
                return parts
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise self._unreadable("not an .xlsx file") from error

    def _open(self) -> CalamineWorkbook:
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
            for name, part in self._parts.items():
                archive.writestr(name, part)
        copy.seek(0)
        try:
            return CalamineWorkbook.from_filelike(copy)
        except CalamineError as error:
            raise self._unreadable("not an .xlsx workbook") from error

    @cached_property
    def _sheet_parts(self) -> dict[str, str]:
        """The XML part of each sheet, by the two look-ups of ISO/IEC 29500-1 §18.2.19: name → relation → part."""
        book, relations = self._tree("xl/workbook.xml"), self._tree("xl/_rels/workbook.xml.rels")
        targets = {str(item.get("Id")): str(item.get("Target")) for item in relations.iter("{*}Relationship")}
        parts = {}
        for sheet in book.iter("{*}sheet"):
            relation = next((value for key, value in sheet.items() if etree.QName(key).localname == "id"), None)
            target = targets.get(str(relation), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in self._parts:
                parts[sheet.get("name") or ""] = part
        return parts

    def _tree(self, part: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            return etree.fromstring(self._parts[part], parser)
        except KeyError as error:
            raise self._unreadable(f"{part} is missing") from error
        except etree.XMLSyntaxError as error:
            raise self._unreadable(f"{part} is broken") from error

    def _scan(self, name: str) -> dict[tuple[int, int], str]:
        if name not in self._sheet_parts:
            raise self._unreadable(f"sheet {name} has no content")
        tree = self._tree(self._sheet_parts[name])
        broken: dict[tuple[int, int], str] = {}
        for cell in tree.iter("{*}c"):
            if len(cell) == 0:  # formatted, but empty
                continue
            place = self._place(cell)
            if cell.get("t") == "e":
                broken[place] = cell.findtext("{*}v") or "#?"
        # Formulas by themselves, not in each cell: there are few, and to look for children in thousands takes long.
        for formula in tree.iter("{*}f"):
            parent = formula.getparent()
            if parent is None or parent.tag.rpartition("}")[2] != "c":  # a rule for colours has formulas, too
                continue
            value = next(parent.iterchildren("{*}v"), None)
            if parent.get("t") not in ("e", "str") and (value is None or not value.text):
                broken[self._place(parent)] = UNCALCULATED
        return broken

    def _place(self, cell: etree._Element) -> tuple[int, int]:
        place = place_of(cell.get("r") or "")
        if place is None:
            raise self._unreadable("a cell has no reference")
        row, column = place
        if row >= self._rows_max:
            raise self._too_large("row", row + 1, self._rows_max)
        if column >= MAX_COLUMNS:
            raise self._too_large("column", column + 1, MAX_COLUMNS)
        return place


#: Places kept: the tables of a gradebook of 50 pupils have 1,500.
_PLACES_KEPT = 4096


@lru_cache(_PLACES_KEPT)
def place_of(reference: str) -> tuple[int, int] | None:
    """``F12`` → (11, 5); None for what is no reference."""
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]) - 1, column_index(match[1])) if match else None


def column_index(letters: str) -> int:
    """``A`` → 0, ``AA`` → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def a1(row: int, column: int) -> str:
    """(11, 5) → ``F12``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
