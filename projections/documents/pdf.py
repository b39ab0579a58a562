"""
The pages of a report as PDF/A-3b and PDF/UA-1.

The same document and extras give the same bytes; the file's date is the effective date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import projections.documents.messages  # noqa: F401  # its texts must be there before an error is raised
from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.report.document import ReportDocument
from projections.documents import pages
from projections.documents.typesetting import Unrendered, typeset


@dataclass(frozen=True)
class SignerLine:
    """
    Who signed, as the page shows it; ``subject`` at SUBJECT only, ``signed_at`` aware.

    ``in_place_of`` is the teacher who left, where the leadership signed for him.
    """

    stage: Stage
    subject: str | None
    name: str
    capacity: str | None
    signed_at: datetime
    in_place_of: str | None = None


@dataclass(frozen=True)
class PdfExtras:
    """
    What the pages show beyond the document.

    ``lookup_url`` goes into the QR. ``issued_position`` is the place of the ``issued`` entry in the ledger, or None
    to leave it out: a page whose digest that entry holds cannot name it.
    """

    lookup_url: str
    effective_date: date
    signers: tuple[SignerLine, ...]
    issued_position: int | None = None


def render(document: ReportDocument, extras: PdfExtras) -> bytes:
    """
    The PDF, ending with a line of its own.

    Raises:
        Rejected: ``document.pages`` if a character has no glyph, or the pages break one of the standards.

    """
    template = "hoc-ba-tieu-hoc.typ" if document.result.stage == "PRIMARY" else "hoc-ba-trung-hoc.typ"
    try:
        return typeset(template, pages.view(document, extras), extras.effective_date)
    except Unrendered as error:
        raise Rejected("document.pages", lookup_id=document.lookup_id, reason=error.reason) from error
