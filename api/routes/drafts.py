"""``/api/v1/drafts``: what somebody has typed and not recorded yet (nháp), and recording it (Ghi sổ)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Base64Bytes, Field

from api.flows.drafts import entering, pasting, preview, recording, showing, uploading
from api.flows.drafts.entering import Entered, Saved
from api.flows.drafts.lists import of_text
from api.flows.drafts.old import OLD_DAYS, OldDrafts, old_drafts
from api.flows.drafts.pasting import Choice, Pasted
from api.flows.drafts.preview import PreviewShown
from api.flows.drafts.sheet import open_sheet
from api.flows.drafts.showing import SheetShown
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, TheWriter, Written
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.values import Digest, Term

router = APIRouter(prefix="/drafts", tags=["drafts"], route_class=AfterToken)

#: A class of fifty, each with a year's marks of a subject and a comment.
CELLS_MAX = 1_000
#: A list of a class with room for comments; ``api.http`` lets no more come.
PASTED_CHARACTERS_MAX = 100_000
COLUMNS_MAX = 20
#: A gradebook of fifty pupils has 20 kB.
WORKBOOK_BYTES_MAX = 256 * 1024

PlaceText = Annotated[str, Field(max_length=64)]


class Typing(Value):
    """
    What was typed; ``quick``: two digits are tenths (``75`` is 7,5). A blank value takes the draft away.

    ``days``: by column (its place) the day of the assessment.
    """

    cells: Annotated[tuple[Entered, ...], Field(max_length=CELLS_MAX)]
    quick: bool = False
    days: Annotated[dict[PlaceText, date], Field(default_factory=dict, max_length=COLUMNS_MAX)]


class PastedText(Value):
    """
    A list as a spreadsheet copies it, with a column of names or personal numbers.

    ``places`` are its value columns from left to right, or ``term`` is that of its headings (TX1, GK, …). ``convert``:
    text in TCVN3 or VNI is converted, as the refusal of the same list has shown. ``assessed_on``: the day of the
    assessment.
    """

    text: Annotated[str, Field(max_length=PASTED_CHARACTERS_MAX)]
    places: Annotated[tuple[PlaceText, ...], Field(max_length=COLUMNS_MAX)] = ()
    term: Term | None = None
    quick: bool = False
    convert: bool = False
    assessed_on: date | None = None


class FilledWorkbook(Value):
    """A filled workbook (.xlsx) in base64; ``term`` and ``quick`` as of a pasted list, where it is none of ours."""

    workbook: Annotated[Base64Bytes, Field(max_length=WORKBOOK_BYTES_MAX)]
    term: Term | None = None
    quick: bool = False


class Seen(Value):
    """The drafts to record: those of the preview with this digest."""

    digest: Digest


class Cleared(Value):
    """How many drafts were taken away."""

    cleared: int


Days = Annotated[int, Query(ge=0, le=400, description="Not touched for so many days")]


@router.get("")
def old(reader: TheReader, days: Days = OLD_DAYS, year: YearName = None) -> list[OldDrafts]:
    """Old drafts: one's own, of the tổ that one heads, for the leadership and the IT officer all; no values."""
    with wrapped():
        return old_drafts(reader.desk(year), str(reader.staff_id), days)


@router.get("/{code}/{sheet}")
def load(code: str, sheet: str, reader: TheReader, year: YearName = None) -> SheetShown:
    """A class's sheet (a subject, or GVCN): what is recorded, one's own drafts, the averages so far (tạm tính)."""
    with wrapped():
        desk = reader.desk(year)
        return showing.shown(desk, str(reader.staff_id), open_sheet(desk, code, sheet))


@router.put("/{code}/{sheet}")
def save(code: str, sheet: str, given: Typing, reader: TheReader, year: YearName = None) -> Saved:
    """Keep what was typed; what is refused does not keep the rest out. Sent again, it changes nothing."""
    with wrapped():
        desk, language = reader.desk(year), reader.program.settings.lang
        opened = open_sheet(desk, code, sheet, {cell.report_id for cell in given.cells})
        return entering.save(
            desk, str(reader.staff_id), opened, given.cells, language, quick=given.quick, days=given.days
        )


@router.delete("/{code}/{sheet}")
def clear(code: str, sheet: str, reader: TheReader, year: YearName = None) -> Cleared:
    """Take all of one's own drafts of the sheet away."""
    with wrapped():
        desk = reader.desk(year)
        return Cleared(cleared=entering.clear(desk, str(reader.staff_id), open_sheet(desk, code, sheet), None))


@router.post("/{code}/{sheet}/paste")
def paste(code: str, sheet: str, given: PastedText, reader: TheReader, year: YearName = None) -> Pasted:
    """Keep a list as drafts: rows by personal number, else name and birth date; of another class, nothing."""
    with wrapped():
        desk, language = reader.desk(year), reader.program.settings.lang
        choice = Choice(given.places, given.term, given.quick, given.convert, given.assessed_on)
        opened = open_sheet(desk, code, sheet)
        return pasting.paste(desk, str(reader.staff_id), opened, of_text(given.text), choice, language)


@router.post("/{code}/{sheet}/workbook")
def upload(code: str, sheet: str, given: FilledWorkbook, reader: TheReader, year: YearName = None) -> Pasted:
    """Keep what a filled workbook of the subject holds as drafts; of one with a bad cell, nothing."""
    with wrapped():
        desk, language = reader.desk(year), reader.program.settings.lang
        opened = open_sheet(desk, code, sheet)
        choice = Choice(term=given.term, quick=given.quick)
        return uploading.upload(desk, str(reader.staff_id), opened, given.workbook, choice, language)


@router.post("/{code}/{sheet}/preview")
def show(code: str, sheet: str, reader: TheReader, year: YearName = None) -> PreviewShown:
    """What recording would do now: new values, extremes, blanks, what looks like a slip, what stands against it."""
    with wrapped():
        desk = reader.desk(year)
        opened = open_sheet(desk, code, sheet)
        return preview.preview(desk, str(reader.staff_id), opened, reader.program.settings.lang)


@router.post("/{code}/{sheet}/record")
def record(code: str, sheet: str, seen: Seen, writer: TheWriter) -> Written:
    """Ghi sổ: the drafts that the preview showed, as one command; nothing where one of them is refused."""
    done = writer.once(
        "draft record",
        [code, sheet, seen.digest],
        lambda desk: recording.record(desk, writer.actor, code, sheet, seen.digest),
    )
    if done.repeated:
        with wrapped():
            recording.settle(writer.desk, writer.actor, open_sheet(writer.desk, code, sheet))
    return done
