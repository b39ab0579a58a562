"""What a workbook asks for one pupil, beside what stands in his report: new, equal, or different values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from api.flows.workbooks import HomeroomContent
from domain.report import commands as c
from domain.report.events import Absences
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.report.state import Report, Standing
from domain.values import Cell, Mark, Term

V = TypeVar("V")


@dataclass(slots=True)
class Asked:
    """What a file asks for one pupil: ``changed`` are (place, recorded, in the file), ``unchanged`` a count."""

    command: c.Command
    changed: list[tuple[Cell | Place, object, object]]
    unchanged: int


def ask_subject(
    report: Report, code: str, marks: dict[Cell, Mark], reasons: dict[Cell, str], comment: str | None
) -> Asked:
    """The part of a gradebook that is about this pupil: ``reasons`` of marks that stand by rule."""
    difference = _Differences()
    fresh = {cell: mark for cell, mark in marks.items() if difference.is_new(cell, report.marks.get(cell), mark)}
    asked = c.RecordSubject(
        subject=code,
        marks=fresh,
        by_rule={cell: reasons[cell] for cell in fresh if cell in reasons},
        comment=comment if difference.is_new(Place("comment", code), report.comments.get(code), comment) else None,
    )
    return Asked(asked, difference.changed, difference.unchanged)


def ask_homeroom(report: Report, pupil_id: UUID, content: HomeroomContent) -> Asked:
    """The row of a homeroom workbook that is about this pupil."""
    difference = _Differences()
    marks = {
        cell: mark
        for (pupil, cell), mark in content.marks.items()
        if pupil == pupil_id and difference.is_new(cell, report.marks.get(cell), mark)
    }
    on_groups = {
        code: text
        for (pupil, code), text in content.trait_comments.items()
        if pupil == pupil_id and difference.is_new(Place("comment", code), report.comments.get(code), text)
    }
    conduct = {
        term: level
        for term in Term
        if (level := content.conduct.get((pupil_id, term))) is not None
        and difference.is_new(Place("conduct", term=term), report.conduct.get(term), level)
    }
    pair, comment = content.absences.get(pupil_id), content.comments.get(pupil_id)
    absences = Absences(permitted=pair.permitted, unpermitted=pair.unpermitted) if pair is not None else None
    asked = c.RecordHomeroom(
        marks=marks,
        comments=on_groups,
        conduct=conduct,
        absences=absences if difference.is_new(ABSENCES, report.absences, absences) else None,
        comment=comment if difference.is_new(HOMEROOM_COMMENT, report.homeroom_comment, comment) else None,
    )
    return Asked(asked, difference.changed, difference.unchanged)


class _Differences:
    """Sorts the values of a file into new, unchanged and changed ones."""

    def __init__(self) -> None:
        self.changed: list[tuple[Cell | Place, object, object]] = []
        self.unchanged = 0

    def is_new(self, place: Cell | Place, standing: Standing[V] | None, given: V | None) -> bool:
        """Whether a value is new; one that differs is listed, one that is equal is counted."""
        if given is None or standing is None:
            return given is not None
        if standing.value == given:
            self.unchanged += 1
        else:
            self.changed.append((place, standing.value, given))
        return False
