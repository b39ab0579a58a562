"""
Pasted and imported lists become drafts: each row goes to the pupil it names, and a list of another class nowhere.

One row of somebody else (a pupil who has left) is named and passed over; two or more, and nothing is kept
(people.md B2, C1.1). A row without a value is nobody's: titles and signatures stand in the same columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.flows.desk import Desk
from api.flows.drafts.entering import Entered, Saved, save
from api.flows.drafts.lists import ListRow, PupilList, Rows, in_unicode, recognised
from api.flows.drafts.sheet import Sheet
from api.flows.other_class import STRANGERS_MAX, known_of, likest
from api.flows.places import written
from api.flows.workbooks.layout import cell_key, column_label, same_name
from api.flows.workbooks.matching import Known, Pupils
from api.web_words import web_text
from domain.errors import HocbaError, Rejected
from domain.event import Value
from domain.messages import Language
from domain.report.places import Place
from domain.values import Cell, Column, Kind, Term
from domain.words import PART_NAMES, said

#: How people head periodic columns, beside the printed names.
_ALSO = {"giữa kì": Column.GK, "giữa kỳ": Column.GK, "cuối kì": Column.CK, "cuối kỳ": Column.CK}


class PassedOver(Value):
    """A row (from 1) that no one pupil of the class could be found for, and why."""

    line: int
    code: str
    message: str


class Pasted(Saved):
    """As ``Saved``, with the rows that were passed over, and the headings of columns that are none of the sheet's."""

    passed_over: tuple[PassedOver, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """
    How a list is meant: what its value columns are (``places``, from left to right), or the term of its headings.

    ``first``: its headings say it where they do, else its value columns are this one and those that follow.

    ``quick``: two digits are tenths. ``convert``: text in TCVN3 or VNI is converted.
    ``assessed_on``: the day of the assessment, of every column of marks in the list.
    """

    places: tuple[str, ...] = ()
    term: Term | None = None
    quick: bool = False
    convert: bool = False
    assessed_on: date | None = None
    first: str | None = None


def paste(desk: Desk, actor: str, sheet: Sheet, rows: Rows, choice: Choice, language: Language) -> Pasted:
    """
    Keep the values of a list as drafts. What is refused in a cell, or of a row, does not keep the rest out.

    Raises Rejected ``paste.…``: it is a list of another class, or cannot be understood; nothing is kept.
    """
    sheet.require(actor, desk.today)
    listed = recognised(in_unicode(rows, convert=choice.convert))
    places = _places(sheet, listed, choice)
    filled = [row for row in listed.rows if any(row.values[column] for column in places)]
    known = Pupils(known_of(desk, sheet.found))
    found = {row.line: known.matching(row.sought) for row in filled}
    strangers = [row for row in filled if not found[row.line]]
    if len(strangers) > STRANGERS_MAX:
        raise _of_others(desk, sheet, filled, len(strangers))
    reports = {member.pupil_id: report.report_id for member, report in sheet.rows}
    typed: list[Entered] = []
    passed: list[PassedOver] = []
    first_lines: dict[UUID, int] = {}
    for row in filled:
        fault = _fault(sheet, row, found[row.line], first_lines)
        if fault:
            passed.append(PassedOver(line=row.line, code=fault.code, message=web_text(fault, language)))
            continue
        report_id = reports[found[row.line][0].pupil_id]
        given = ((place, row.values[column]) for column, place in places.items())
        typed += [Entered(report_id=report_id, place=written(place), value=value) for place, value in given if value]
    columns = [written(place) for place in places.values() if isinstance(place, Cell)]
    days = dict.fromkeys(columns, choice.assessed_on) if choice.assessed_on else {}
    kept = save(desk, actor, sheet, typed, language, quick=choice.quick, days=days)
    ignored = tuple(text for column, text in enumerate(listed.headings) if text and column not in places)
    return Pasted(**dict(kept), passed_over=tuple(passed), ignored=ignored)


def _of_others(desk: Desk, sheet: Sheet, rows: Sequence[ListRow], strangers: int) -> Rejected:
    """The refusal of a list that is not of this class, with the class that it is most like."""
    where, total = sheet.found.code, len(rows)
    other = likest(desk, sheet.year, sheet.found, [row.sought for row in rows])
    if other is None:
        return Rejected("paste.not_in_class", count=strangers, total=total, where=where)
    return Rejected("paste.other_class", count=strangers, total=total, where=where, other=other)


def _fault(sheet: Sheet, row: ListRow, found: Sequence[Known], first_lines: dict[UUID, int]) -> HocbaError | None:
    """Why a row is passed over. Remembers where each pupil stands first."""
    name = row.sought.full_name or ", ".join(row.sought.ids)
    if not found:
        return Rejected("paste.unknown_pupil", line=row.line, name=name, where=sheet.found.code)
    if len(found) > 1:
        same_day = len({pupil.birth_date for pupil in found}) == 1
        return Rejected("pupil.ambiguous" if same_day else "paste.same_name", count=len(found), name=name)
    first = first_lines.setdefault(found[0].pupil_id, row.line)
    if first != row.line:
        return Rejected("paste.pupil_twice", line=row.line, name=name, first=first)
    return None


def _places(sheet: Sheet, listed: PupilList, choice: Choice) -> dict[int, Cell | Place]:
    """Value column → place. Raises Rejected ``paste.no_places``, ``paste.columns``."""
    if choice.places:
        if len(choice.places) != len(listed.headings):
            raise Rejected("paste.columns", found=len(listed.headings), given=len(choice.places))
        return {column: sheet.place(text) for column, text in enumerate(choice.places)}
    labels = _labels(sheet, choice.term)
    found = {column: labels.get(_plain(text)) for column, text in enumerate(listed.headings)}
    places = {column: place for column, place in found.items() if place}
    if not places and choice.first:
        return dict(enumerate(sheet.places[sheet.places.index(sheet.place(choice.first)) :][: len(listed.headings)]))
    if not places or len(set(places.values())) < len(places):
        raise Rejected("paste.no_places")
    return places


def _labels(sheet: Sheet, term: Term | None) -> dict[str, Cell | Place]:
    """What may stand above a value column → the place that is meant."""
    labels: dict[str, Cell | Place] = {}
    for place in sheet.places:
        labels[_plain(written(place))] = labels[_plain(said(place, "vi"))] = place
        if isinstance(place, Place):
            if place.subject == sheet.subject:
                labels[_plain("Nhận xét")] = place
        elif place.term is term and sheet.kind is not None:
            labels[_plain(cell_key(place))] = place
            labels[_plain(column_label(place, PART_NAMES, sheet.kind))] = place
            if not place.part and sheet.kind is not Kind.LEVEL:
                labels |= {_plain(text): place for text, column in _ALSO.items() if column is place.column}
    return labels


def _plain(text: str) -> str:
    return same_name(text).replace(" ", "")
