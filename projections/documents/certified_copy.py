"""
The sheet that makes a print a certified copy (sao y; NĐ 30/2020, Điều 25): what was copied, copy number, place and day,
the capacity of who signs it by hand and stamps it. It is bound behind the pages of the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.documents.administrative import Head, PupilLine, pupil_of, typeset_paper
from projections.documents.pages import qr_svg
from projections.documents.wording import day_of, text_of


@dataclass(frozen=True, slots=True)
class CertifiedCopy:
    """``head.number`` is the copy's. ``capacity``: one line or two; ``pages``: of the report before this sheet."""

    head: Head
    pupil: PupilLine
    lookup_id: UUID
    lookup_url: str
    edition: int
    effective_date: date
    pages: int
    capacity: str
    name: str


def certified_copy_pdf(copy: CertifiedCopy) -> bytes:
    """The sheet. Raises Rejected ``paper.pages``."""
    return typeset_paper(
        "sao-y.typ",
        copy.head,
        {
            "title": f"Sao y học bạ số – {copy.head.number}",
            "pupil": pupil_of(copy.pupil),
            "lookup_id": str(copy.lookup_id),
            "lookup_url": copy.lookup_url,
            "qr": qr_svg(copy.lookup_url),
            "edition": str(copy.edition),
            "effective": day_of(copy.effective_date),
            "pages": str(copy.pages),
            "capacity": [text_of(line) for line in copy.capacity.splitlines()],
            "name": text_of(copy.name),
        },
    )
