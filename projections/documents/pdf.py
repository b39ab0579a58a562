"""
The pages of a report as PDF/A-3b and PDF/UA-1, by typst.

The same document, extras and attachments give the same bytes: fonts are typst's own, and the file's date is the
effective date. A character without a glyph is an error, never an empty box. typst runs threads of its own: after the
first render a process must not ``fork`` (use ``spawn``).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

import projections.documents.messages  # noqa: F401  # its texts must be there before an error is raised
from domain.errors import Rejected
from domain.formats.thcs import Stage
from domain.report.document import ReportDocument
from projections.documents import pages

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE = TEMPLATES / "hoc-ba-thcs.typ"

#: PDF/A-3b for keeping with attachments; PDF/UA-1 so that a screen reader can follow the tables.
STANDARDS: list[typst.PDFStandard] = ["a-3b", "ua-1"]

#: Name of an attachment → relationship (ISO 32000-2 §14.13), media type, description.
ATTACHMENTS = {
    "hoc-ba.xml": ("source", "application/xml", "Học bạ số có chữ ký số (XML)"),
    "receipt.tlog-proof": ("supplement", "text/plain", "Biên nhận chứng minh (C2SP tlog-proof)"),
    "checkpoint.tsr": ("supplement", "application/timestamp-reply", "Dấu thời gian của mốc niêm phong (RFC 3161)"),
}
_OTHER = ("supplement", "application/octet-stream", "Tệp đính kèm")

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


def render(document: ReportDocument, extras: PdfExtras, attachments: Mapping[str, bytes] | None = None) -> bytes:
    """
    The PDF; ``attachments`` by file name, embedded byte for byte.

    Raises:
        Rejected: ``document.pages`` if a character has no glyph, or the pages break one of the standards.

    """
    files = dict(attachments or {})
    data = {**pages.view(document, extras), "attachments": [_described(name, files[name]) for name in files]}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    for index, content in enumerate(files.values()):
        inputs[f"attachment-{index}"] = _passed(content)
    stamp = datetime.combine(extras.effective_date, time(), UTC)
    try:
        with _LOCK:
            made, warnings = _compiler().compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=stamp
            )
    except typst.TypstError as error:
        raise Rejected("document.pages", lookup_id=document.lookup_id, reason=error.message) from error
    if warnings:
        raise Rejected("document.pages", lookup_id=document.lookup_id, reason=warnings[0].message)
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    # Only the fonts inside typst: a font of the machine would make other bytes elsewhere.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(TEMPLATE, root=TEMPLATES, font_paths=fonts)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _passed(content: bytes) -> str:
    """Inputs of typst are strings: text goes as it is, anything else as a JSON list of its bytes."""
    return content.decode() if _is_text(content) else json.dumps(list(content))


def _described(name: str, content: bytes) -> dict[str, object]:
    relationship, media_type, description = ATTACHMENTS.get(name, _OTHER)
    return {
        "name": name,
        "text": _is_text(content),
        "relationship": relationship,
        "media_type": media_type,
        "description": description,
    }
