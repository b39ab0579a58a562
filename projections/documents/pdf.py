"""
The pages of a report as PDF/A-3b and PDF/UA-1, by typst.

The same document and extras give the same bytes: fonts are typst's own, and the file's date is the
effective date. A character without a glyph is an error, never an empty box. typst runs threads of its own: after the
first render a process must not ``fork`` (use ``spawn``).
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

import projections.documents.messages  # noqa: F401  # its texts must be there before an error is raised
from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.report.document import ReportDocument
from projections.documents import pages

TEMPLATES = Path(__file__).parent / "templates"
PRIMARY = TEMPLATES / "hoc-ba-tieu-hoc.typ"
SECONDARY = TEMPLATES / "hoc-ba-trung-hoc.typ"

#: PDF/A-3b for keeping with attachments; PDF/UA-1 so that a screen reader can follow the tables.
STANDARDS: list[typst.PDFStandard] = ["a-3b", "ua-1"]

# A compiler keeps fonts and parsed templates, and serves one thread at a time.
_LOCK = threading.Lock()


@dataclass(frozen=True)
class SignerLine:
    """Who signed, as the page shows it; ``subject`` at SUBJECT only, ``signed_at`` aware."""

    stage: Stage
    subject: str | None
    name: str
    capacity: str | None
    signed_at: datetime


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
    inputs = {"data": json.dumps(pages.view(document, extras), ensure_ascii=False)}
    stamp = datetime.combine(extras.effective_date, time(), UTC)
    try:
        with _LOCK:
            made, warnings = _compiler(
                PRIMARY if document.result.stage == "PRIMARY" else SECONDARY
            ).compile_with_warnings(format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=stamp)
    except typst.TypstError as error:
        raise Rejected("document.pages", lookup_id=document.lookup_id, reason=error.message) from error
    if warnings:
        raise Rejected("document.pages", lookup_id=document.lookup_id, reason=warnings[0].message)
    assert isinstance(made, bytes)
    # typst leaves the last line open, and what an update adds would stand in the same line as the end mark.
    return made + b"\n"


@cache
def _compiler(template: Path) -> typst.Compiler:
    # Only the fonts inside typst: a font of the machine would make other bytes elsewhere.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(template, root=TEMPLATES, font_paths=fonts)
