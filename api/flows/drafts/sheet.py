"""
A sheet: where somebody drafts. The gradebook of a class and subject, or (``GVCN``) what its homeroom teacher records.

Which places it has, who may write there, and what a typed text means in each. A draft is kept as its value's permanent
text (``7.5``, ``CD``, ``0K``, ``TOT``, ``3+1``), so that how somebody types today does not change what he typed before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from api.flows.desk import Desk, Member
from api.flows.differences import Asked, ask_homeroom, ask_subject
from api.flows.drafts.kept import Key
from api.flows.places import place_at, written
from api.flows.shared_states import shared_reports, shared_year
from api.flows.templates import Rows, gradebook_form
from api.flows.workbooks import Absences as Sessions
from api.flows.workbooks import HomeroomContent
from domain import typing
from domain.errors import Rejected
from domain.regulations.curriculum import traits
from domain.report.commands import RecordSubject
from domain.report.events import Absences
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.report.state import Report
from domain.school_year.state import SchoolClass, SchoolYear
from domain.typing import Unfit
from domain.values import Cell, Column, Kind, Level, Score, Term
from domain.words import TRAIT_GROUP_NAMES, Words

#: The homeroom teacher's sheet, among those of the subjects.
HOMEROOM = "GVCN"
#: What a fault says of its place where a workbook names its sheet.
DRAFTS = Words("nháp", "drafts")
#: As much of a bad value as a message has room for.
_SHOWN = 60


class Typed(NamedTuple):
    """What was typed in a place: a mark, level, ``Absences`` or text, and whether it stands by rule (Điều 7.4)."""

    value: Any
    by_rule: bool = False

    @property
    def text(self) -> str:
        """As it is kept; ``Sheet.read`` reads it again."""
        if self.by_rule:
            return typing.ZERO_BY_RULE if isinstance(self.value, Score) else typing.FAIL_BY_RULE
        if isinstance(self.value, Absences):
            return f"{self.value.permitted}+{self.value.unpermitted}"
        return self.value.name if isinstance(self.value, Level) else str(self.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A sheet with the pupils and reports of its class as they stand.

    ``name`` is the subject's code, or GVCN; ``kind`` how the subject is assessed, None in the homeroom teacher's.
    ``places`` are in the order of the gradebook, ``closed`` those of pupils who are not assessed there.
    """

    year: SchoolYear
    found: SchoolClass
    name: str
    kind: Kind | None
    rows: Rows
    places: tuple[Cell | Place, ...]
    closed: Set[tuple[UUID, Cell]]

    @property
    def subject(self) -> str | None:
        """The subject's code; None in the homeroom teacher's sheet."""
        return None if self.name == HOMEROOM else self.name

    def place(self, text: str) -> Cell | Place:
        """A place of this sheet. Raises Misused ``correction.place``, Rejected ``draft.place``."""
        place = place_at(text)
        if place not in self.places:
            raise Rejected("draft.place", cell=place, sheet=self.name, where=self.found.code)
        return place

    def column(self, text: str) -> Cell:
        """A column of marks, which may have a day. Raises as ``place``."""
        place = self.place(text)
        if not isinstance(place, Cell) or self.kind is None:
            raise Rejected("draft.place", cell=place, sheet=self.name, where=self.found.code)
        return place

    def require(self, actor: str, day: date, place: Cell | Place | None = None) -> None:
        """Raises Rejected unless the actor may record there on this day."""
        if self.subject is None:
            self.year.require_homeroom(actor, self.found.class_id, day)
        else:
            part = place.part if isinstance(place, Cell) else None
            self.year.require_teacher(actor, self.found.class_id, self.subject, day, part)

    def read(self, place: Cell | Place, text: str, *, quick: bool = False) -> Typed:
        """What a text means there. Raises ``Unfit``."""
        if isinstance(place, Cell):
            if self.kind is None:
                return Typed(typing.rating_of(text))
            return Typed(*typing.mark_of(text, self.kind, place.column, quick=quick))
        if place.what == "conduct":
            return Typed(typing.level_of(text))
        return Typed(typing.absences_of(text) if place.what == "absences" else typing.comment_of(text))

    def fault(self, member: Member, place: Cell | Place, text: str, unfit: Unfit) -> Rejected:
        """A fault of a typed value, with its place."""
        value = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
        own = {"sheet": DRAFTS, "cell": place, "pupil": f"{member.number}. {member.full_name}", "value": value}
        return Rejected(unfit.code, **{**own, "shown": value.replace(".", ","), **unfit.facts})

    def ask(
        self, pupil_id: UUID, report: Report, drafts: Mapping[Cell | Place, Typed], days: Mapping[str, date]
    ) -> Asked:
        """The command that a pupil's drafts are, beside what stands in his report; ``days`` by column."""
        marks = {place: typed.value for place, typed in drafts.items() if isinstance(place, Cell)}
        others = {place: typed.value for place, typed in drafts.items() if isinstance(place, Place)}
        comments = {place.subject: text for place, text in others.items() if place.subject}
        if self.subject:
            reasons = {cell: typing.BY_RULE_REASON for cell in marks if drafts[cell].by_rule}
            asked = ask_subject(report, self.subject, marks, reasons, comments.get(self.subject))
            assert isinstance(asked.command, RecordSubject)
            dated = {cell: day for cell in asked.command.marks if (day := days.get(written(cell)))}
            return replace(asked, command=asked.command.model_copy(update={"assessed_on": dated}))
        absences, comment = others.get(ABSENCES), others.get(HOMEROOM_COMMENT)
        content = HomeroomContent(
            conduct={(pupil_id, place.term): level for place, level in others.items() if place.term},
            absences={pupil_id: Sessions(absences.permitted, absences.unpermitted)} if absences else {},
            comments={pupil_id: comment} if comment else {},
            digest="",
            marks={(pupil_id, cell): mark for cell, mark in marks.items()},
            trait_comments={(pupil_id, code): text for code, text in comments.items()},
        )
        return ask_homeroom(report, pupil_id, content)


def key_of(desk: Desk, actor: str, sheet: Sheet) -> Key:
    """Whose drafts of this sheet."""
    return Key(desk.ledger.school_id, sheet.year.actor(actor).staff_id, sheet.found.class_id, sheet.name)


def open_sheet(desk: Desk, class_code: str, name: str, only: Collection[UUID] | None = None) -> Sheet:
    """
    The sheet of a class; with ``only`` the rows of these reports, so that one cell is saved without reading a class.

    Raises Misused for an unknown class, Rejected for a subject that it does not have.
    """
    year = shared_year(desk)
    found = year.school_class(class_code)
    members = [each for each in desk.members(found) if only is None or each.report_id in only]
    reports = shared_reports(desk, [member.report_id for member in members])
    rows = [(member, reports[member.report_id]) for member in members]
    if name == HOMEROOM:
        return Sheet(year, found, name, None, rows, _homeroom_places(found.grade), frozenset())
    form = gradebook_form(year, found, name, rows)
    cells = [cell for term in Term for cell in form.cells(term)]
    if form.kind is not Kind.LEVEL:
        cells.append(Cell(subject=name, term=Term.TWO, column=Column.DGL))
    return Sheet(year, found, name, form.kind, rows, (*cells, Place("comment", name)), form.closed)


def _homeroom_places(grade: int) -> tuple[Cell | Place, ...]:
    if rated := traits(grade):
        cells = [cell for trait in rated for cell in trait.cells()]
        return (*cells, *(Place("comment", code) for code in TRAIT_GROUP_NAMES), ABSENCES, HOMEROOM_COMMENT)
    return (*(Place("conduct", term=term) for term in Term), ABSENCES, HOMEROOM_COMMENT)
