"""Where a value of the opening stands: file, sheet, cell."""

from __future__ import annotations

from dataclasses import dataclass

from api.flows.workbooks.opening.forms import ASSIGNMENTS, CLASSES, PUPILS, SCHOOL, STAFF, Book
from api.flows.workbooks.package import a1
from domain.messages import Language

_SHEETS = (SCHOOL, STAFF, CLASSES, PUPILS, ASSIGNMENTS)


@dataclass(frozen=True, slots=True)
class Place:
    """
    A cell of one of the three files, rows and columns from 0; row -1: the whole sheet, column -1: the whole row.

    ``str`` is for programs (``Học sinh!C5``), ``said`` for people.
    """

    book: Book
    sheet: str
    row: int = -1
    column: int = -1

    @property
    def order(self) -> tuple[int, int, int]:
        """As a person meets them: sheet by sheet, row by row, from left to right."""
        return _SHEETS.index(self.sheet), self.row, self.column

    @property
    def cell(self) -> str:
        """``C5``; ``5`` of a whole row; empty of a whole sheet."""
        if self.row < 0:
            return ""
        return str(self.row + 1) if self.column < 0 else a1(self.row, self.column)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def said(self, language: Language) -> str:
        """The words in this language."""
        if self.row < 0:
            return f"Trang {self.sheet}" if language == "vi" else f"Sheet {self.sheet}"
        vi, en = ("Dòng", "Row") if self.column < 0 else ("Ô", "Cell")
        return (
            f"{vi} {self.cell} (trang {self.sheet})" if language == "vi" else f"{en} {self.cell} (sheet {self.sheet})"
        )
