"""A sheet as a table for people: its columns with what the rules make of them, its rows, and how each cell looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.flows.drafts.provisional import YEAR
from api.flows.drafts.sheet import Sheet, Typed
from api.flows.drafts.showing import CellShown, CellState, RowShown, SheetShown
from api.flows.places import place_at, written
from api.flows.workbooks.layout import column_label, letter
from api.pages.words import mark as mark_said
from domain.messages import Language
from domain.regulations.marks import TESTS
from domain.report.places import Place
from domain.values import Attainment, Cell, Column, CommentResult, Kind, Score, Term
from domain.words import PART_NAMES

_TERMS = {Term.ONE: ("Học kì I", "Term I"), Term.TWO: ("Học kì II", "Term II")}
_RESULTS = {Kind.SCORED: (("ĐTBmhk", "Average"), ("ĐTBmcn", "Year")), Kind.COMMENT: (("Kết quả", "Result"),) * 2}
_SUMMER, _COMMENT = ("Đánh giá lại", "Re-assessment"), ("Nhận xét", "Comment")


@dataclass(frozen=True, slots=True)
class Heading:
    """
    A column: ``kind`` is mark, result (tạm tính) or comment; ``name`` what it is called alone, ``label`` in its group.

    ``place`` is where it is typed, ``result`` what a result is of (``"1"``, ``"2"``, ``"year"``); ``keys``: the letters
    of which one is enough. ``by``: who recorded all of it, where that is somebody else. ``day`` of the assessment.
    """

    kind: str
    group: str
    label: str
    place: str = ""
    result: str = ""
    keys: str = ""
    by: str = ""
    day: date | None = None

    @property
    def name(self) -> str:
        """``Học kì I – ĐĐGtx 1``."""
        return f"{self.group} – {self.label}" if self.group else self.label


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell: its text, its look (a class of the style), and what is said of it besides."""

    text: str
    look: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil: list number, report, name, what tells namesakes apart, the cells in order of the headings."""

    number: int
    report_id: str
    name: str
    ends: str
    cells: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that a gradebook's page shows; ``letters`` are how kept values are written, ``drafts`` how many."""

    headings: Sequence[Heading]
    rows: Sequence[Row]
    letters: Mapping[str, str]
    drafts: int

    @property
    def groups(self) -> Sequence[tuple[str, int]]:
        """The upper row of headings: name and width; columns of no group stand for themselves."""
        found: list[tuple[str, int]] = []
        for heading in self.headings:
            if found and heading.group and found[-1][0] == heading.group:
                found[-1] = (heading.group, found[-1][1] + 1)
            else:
                found.append((heading.group, 1))
        return found

    @property
    def first_open(self) -> int:
        """The first column of marks in which something is still missing, else the first."""
        for place, heading in enumerate(self.headings):
            if heading.kind == "mark" and any(row.cells[place].look in ("", "draft") for row in self.rows):
                return place
        return 0


def table(
    sheet: Sheet,
    shown: SheetShown,
    ends: Mapping[str, str],
    me: str,
    language: Language,
    disputed: Mapping[tuple[UUID, str], int],
) -> Table:
    """
    The table of a sheet; ``ends`` by report what tells namesakes apart, ``me`` the staff code of who looks.

    ``disputed``: by report and place the number of the case in which a family asks for a review of that mark.
    """
    headings = list(_headings(sheet, shown, me, language))
    rows = [
        Row(
            number=row.number,
            report_id=str(row.report_id),
            name=row.full_name,
            ends=ends.get(str(row.report_id), ""),
            cells=[
                _disputed(cell, disputed.get((row.report_id, heading.place)), language)
                for cell, heading in zip(_cells(sheet, shown, headings, row, me, language), headings, strict=True)
            ],
        )
        for row in shown.pupils
    ]
    drafts = sum(cell.state is CellState.DRAFT for row in shown.pupils for cell in row.cells)
    return Table(headings, rows, _letters(sheet), drafts)


def _headings(sheet: Sheet, shown: SheetShown, me: str, language: Language) -> Iterator[Heading]:
    turn = 0 if language == "vi" else 1
    results = _RESULTS.get(sheet.kind) if sheet.kind else None
    for term in Term:
        group = _TERMS[term][turn]
        for place in sheet.places:
            if isinstance(place, Cell) and place.term is term and place.column is not Column.DGL:
                yield _mark(sheet, shown, place, group, column_label(place, PART_NAMES, sheet.kind or Kind.SCORED), me)
        if results:
            yield Heading("result", group, results[0][turn], result=str(term.value))
    if results:
        yield Heading("result", "", results[1][turn] if results[0] != results[1] else "Cả năm", result=YEAR)
    for place in sheet.places:
        if isinstance(place, Cell) and place.column is Column.DGL:
            yield _mark(sheet, shown, place, "", _SUMMER[turn], me)
        elif isinstance(place, Place):
            yield Heading("comment", "", _COMMENT[turn], written(place), by=_sole(shown, written(place), me))


def _mark(sheet: Sheet, shown: SheetShown, cell: Cell, group: str, label: str, me: str) -> Heading:
    keys = {Kind.COMMENT: "dđc", Kind.LEVEL: "" if cell.column in TESTS else "thc"}.get(sheet.kind or Kind.SCORED, "")
    place = written(cell)
    return Heading("mark", group, label, place, keys=keys, by=_sole(shown, place, me), day=shown.days.get(place))


def _sole(shown: SheetShown, place: str, me: str) -> str:
    """The name of the one other person who recorded what stands in a column."""
    by = {cell.by for row in shown.pupils for cell in row.cells if cell.place == place and cell.by}
    return shown.people.get(by.pop(), "") if len(by) == 1 and me not in by else ""


def _cells(
    sheet: Sheet, shown: SheetShown, headings: Sequence[Heading], row: RowShown, me: str, language: Language
) -> Iterator[Shown]:
    cells = {cell.place: cell for cell in row.cells}
    for heading in headings:
        if heading.kind == "result":
            yield Shown(mark_said(row.provisional.get(heading.result, "").replace("10.0", "10")), "result")
        elif heading.place in row.closed:
            yield Shown("", "closed", "Không đánh giá" if language == "vi" else "Not assessed")
        elif cell := cells.get(heading.place):
            yield _cell(sheet, shown, cell, me, language)
        else:
            yield Shown("", "")


def _disputed(cell: Shown, number: int | None, language: Language) -> Shown:
    if number is None:
        return cell
    vi, en = f"Gia đình đề nghị xem lại (yêu cầu số {number})", f"Disputed by the family (case no. {number})"
    title = "; ".join(filter(None, (vi if language == "vi" else en, cell.title)))
    return Shown(cell.text, f"{cell.look} disputed", title)


def _cell(sheet: Sheet, shown: SheetShown, cell: CellShown, me: str, language: Language) -> Shown:
    vi = language == "vi"
    text = text_of(sheet, cell.place, cell.value)
    if cell.state is CellState.DRAFT:
        return Shown(text, "draft", "Bản nháp" if vi else "Draft")
    if cell.state is CellState.CORRECTION_ASKED:
        return Shown(text, "asked", "Đang đề nghị điều chỉnh" if vi else "Correction asked for")
    if cell.request:
        return Shown(
            text, "refused", f"{'Không đồng ý điều chỉnh' if vi else 'Correction refused'}: {cell.refusal or ''}"
        )
    if cell.by != me:
        name = shown.people.get(cell.by or "", cell.by or "")
        return Shown(text, "rec other", f"{name} {'đã ghi sổ' if vi else 'recorded it'}")
    return Shown(text, "rec")


def text_of(sheet: Sheet, place: str, kept: str) -> str:
    """A kept value as people write it: ``7,5``, ``Đ``, ``T``, ``0K``; a comment as it is."""
    at = place_at(place)
    if not isinstance(at, Cell):
        return kept
    typed = sheet.read(at, kept)
    return typed.text if typed.by_rule else _written(typed)


def _written(typed: Typed) -> str:
    return mark_said(str(typed.value).replace("10.0", "10")) if isinstance(typed.value, Score) else letter(typed.value)


def _letters(sheet: Sheet) -> dict[str, str]:
    """How the page writes a value that the server has kept, where that is no number."""
    if sheet.kind is Kind.LEVEL:
        return {each.value: each.letter for each in Attainment}
    return {each.value: letter(each) for each in CommentResult} if sheet.kind is Kind.COMMENT else {}


def name_of(sheet: Sheet, place: str, language: Language) -> str:
    """A column in a sentence: ``Học kì I – ĐĐGtx 1``, ``Nhận xét``."""
    at, turn = place_at(place), 0 if language == "vi" else 1
    if not isinstance(at, Cell):
        return _COMMENT[turn]
    label = _SUMMER[turn] if at.column is Column.DGL else column_label(at, PART_NAMES, sheet.kind or Kind.SCORED)
    return f"{_TERMS[at.term][turn]} – {label}"
