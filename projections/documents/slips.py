"""Parents' confirmation slips (Phiếu xác nhận thông tin học sinh): two on a page of A4, by typst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import Rejected
from domain.messages import MESSAGES
from domain.report.document import SchoolIdentity
from projections.documents.administrative import DEMO_TEXT
from projections.documents.typesetting import Unrendered, typeset
from projections.documents.wording import day_of, text_of

MESSAGES.update(
    {
        "slip.pages": (
            "Không dựng được phiếu xác nhận của lớp {class_code}: {reason}.",
            "The confirmation slips of class {class_code} could not be made: {reason}.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One pupil's: list number, name, and each field in words with its value, None where it is blank."""

    number: int
    full_name: str
    fields: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """The slips of a class, to be given back to the homeroom teacher."""

    school: SchoolIdentity
    school_year: str
    class_code: str
    homeroom: str
    place: str
    made_on: date
    demo: bool
    slips: Sequence[Slip]


def slips_pdf(sheet: SlipSheet) -> bytes:
    """The pages. Raises Rejected ``slip.pages`` for a character without a glyph."""
    data = {
        "demo": sheet.demo,
        "demo_text": DEMO_TEXT,
        "school": text_of(sheet.school.name),
        "school_year": sheet.school_year,
        "class": text_of(sheet.class_code),
        "homeroom": text_of(sheet.homeroom),
        "place": text_of(sheet.place),
        "made_on": day_of(sheet.made_on),
        "slips": [
            {
                "number": str(slip.number),
                "full_name": text_of(slip.full_name),
                "fields": [[label, text_of(value or "")] for label, value in slip.fields],
            }
            for slip in sheet.slips
        ],
    }
    try:
        return typeset("phieu-xac-nhan.typ", data, sheet.made_on)
    except Unrendered as error:
        raise Rejected("slip.pages", class_code=sheet.class_code, reason=error.reason) from error
