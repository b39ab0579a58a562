"""
What recording a sheet would do (xem trước khi ghi sổ): new values, extremes, blanks, and what looks like a slip.

Nothing here is a rule of assessment: a mark far from the others may be right. What a rule refuses is listed as refused,
and then nothing of the sheet can be recorded.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from pydantic_core import to_json

from api.flows.desk import Desk
from api.flows.drafts.entering import TypedByReport, held_of, scores_of, standing_at, typed_of
from api.flows.drafts.kept import Held
from api.flows.drafts.sheet import Sheet, Typed
from api.flows.places import written
from api.flows.recording import Decided, decide_rows
from api.web_words import web_text
from domain.errors import Faults, HocbaError
from domain.event import Value
from domain.messages import Language
from domain.report.places import Place
from domain.values import ONE_DECIMAL, Cell, Score

#: A mark this far from the mean of the pupil's others in the subject is shown (people.md B2).
FAR_POINTS = Decimal(3)
#: The mean of fewer marks than this says nothing.
FAR_MARKS_MIN = 2
#: A column of fewer marks than this may well be equal throughout.
EQUAL_MARKS_MIN = 5


class PupilShown(Value):
    """A pupil by the number in the class list (STT) and name."""

    number: int
    full_name: str


class ColumnShown(Value):
    """
    A column in which something is new. ``lowest`` and ``highest`` are of the new scores, None without any.

    ``blank`` are the pupils with nothing in it; ``all_equal``: it holds one and the same mark throughout.
    """

    place: str
    new: int
    assessed_on: date | None
    lowest: str | None
    highest: str | None
    blank: tuple[PupilShown, ...]
    all_equal: bool


class FarShown(PupilShown):
    """A new mark at least three points away from the ``mean`` of the pupil's other marks in the subject."""

    place: str
    mark: str
    mean: str


class StandingShown(PupilShown):
    """A draft over a recorded value: it is not recorded, and would take a correction (Đề nghị điều chỉnh)."""

    place: str
    recorded: str
    draft: str


class RefusedShown(Value):
    """What stands against recording."""

    code: str
    message: str


class PreviewShown(Value):
    """
    What recording would do now. ``digest`` names the drafts that were seen: only those are recorded.

    ``new`` values would be recorded, unless something is ``refused``.
    """

    class_code: str
    sheet: str
    digest: str
    new: int
    columns: tuple[ColumnShown, ...]
    far: tuple[FarShown, ...]
    standing: tuple[StandingShown, ...]
    refused: tuple[RefusedShown, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sheet with its drafts, and what recording them comes to; ``faults`` where it cannot be."""

    sheet: Sheet
    held: Held
    typed: TypedByReport
    decided: Decided | None
    faults: tuple[HocbaError, ...]

    @property
    def digest(self) -> str:
        """Of the drafts and the days of their columns, in hex."""
        return hashlib.sha256(to_json([list(self.held), sorted(self.held.days.items())])).hexdigest()


def prepare(desk: Desk, actor: str, sheet: Sheet) -> Prepared:
    """Decide on the drafts as they are. Raises Rejected for a missing right."""
    sheet.require(actor, desk.today)
    held = held_of(desk, actor, sheet)
    typed = typed_of(sheet, held)
    try:
        decided = decide_rows(
            sheet.rows,
            sheet.year,
            desk.context(actor),
            lambda pupil_id, report: sheet.ask(pupil_id, report, typed[report.report_id], held.days),
        )
    except Faults as faults:
        return Prepared(sheet, held, typed, None, faults.faults)
    return Prepared(sheet, held, typed, decided, ())


def preview(desk: Desk, actor: str, sheet: Sheet, language: Language) -> PreviewShown:
    """What recording would do now. Raises Rejected for a missing right."""
    return told(prepare(desk, actor, sheet), language)


def told(prepared: Prepared, language: Language) -> PreviewShown:
    """The same of what has been prepared."""
    sheet, new = prepared.sheet, _new(prepared)
    return PreviewShown(
        class_code=sheet.found.code,
        sheet=sheet.name,
        digest=prepared.digest,
        new=sum(len(of_place) for of_place in new.values()),
        columns=tuple(_column(prepared, place, new[place]) for place in sheet.places if place in new),
        far=tuple(_far(prepared)),
        standing=tuple(_standing(prepared)),
        refused=tuple(RefusedShown(code=fault.code, message=web_text(fault, language)) for fault in prepared.faults),
    )


def _new(prepared: Prepared) -> Mapping[Cell | Place, Mapping[UUID, Typed]]:
    """The drafts in places where nothing is recorded, by place and report."""
    found: defaultdict[Cell | Place, dict[UUID, Typed]] = defaultdict(dict)
    for _, report in prepared.sheet.rows:
        for place, typed in prepared.typed[report.report_id].items():
            if standing_at(report, place) is None:
                found[place][report.report_id] = typed
    return found


def _column(prepared: Prepared, place: Cell | Place, new: Mapping[UUID, Typed]) -> ColumnShown:
    sheet = prepared.sheet
    scores = sorted(typed.value for typed in new.values() if isinstance(typed.value, Score))
    standing = [found.value for _, report in sheet.rows if (found := standing_at(report, place))]
    values = [*standing, *(typed.value for typed in new.values())]
    blank = [
        PupilShown(number=member.number, full_name=member.full_name)
        for member, report in sheet.rows
        if report.report_id not in new
        and standing_at(report, place) is None
        and (member.pupil_id, place) not in sheet.closed
    ]
    return ColumnShown(
        place=written(place),
        new=len(new),
        assessed_on=prepared.held.days.get(written(place)),
        lowest=str(scores[0]) if scores else None,
        highest=str(scores[-1]) if scores else None,
        blank=tuple(blank),
        all_equal=len(values) >= EQUAL_MARKS_MIN and isinstance(place, Cell) and len(set(values)) == 1,
    )


def _far(prepared: Prepared) -> Iterator[FarShown]:
    for member, report in prepared.sheet.rows:
        scores = scores_of(prepared.sheet, report, prepared.typed[report.report_id])
        for place, mark in scores.items():
            others = [other.value for at, other in scores.items() if at != place]
            if place in report.marks or len(others) < FAR_MARKS_MIN:
                continue
            mean = sum(others, Decimal(0)) / len(others)
            if abs(mark.value - mean) >= FAR_POINTS:
                yield FarShown(
                    number=member.number,
                    full_name=member.full_name,
                    place=written(place),
                    mark=str(mark),
                    mean=str(mean.quantize(ONE_DECIMAL, rounding=ROUND_HALF_UP)),
                )


def _standing(prepared: Prepared) -> Iterator[StandingShown]:
    for member, report in prepared.sheet.rows:
        for place, typed in prepared.typed[report.report_id].items():
            standing = standing_at(report, place)
            if standing is not None and standing.value != typed.value:
                yield StandingShown(
                    number=member.number,
                    full_name=member.full_name,
                    place=written(place),
                    recorded=Typed(standing.value, standing.by_rule is not None).text,
                    draft=typed.text,
                )
