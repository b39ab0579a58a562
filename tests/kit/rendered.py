"""Extras for rendering a sample document, and what poppler reads back from the pages."""

from __future__ import annotations

import subprocess
import unicodedata
from datetime import date
from pathlib import Path

from domain.formats.hoc_ba import Stage
from domain.report.document import ReportDocument
from projections.documents.pdf import PdfExtras, SignerLine
from tests.kit import require
from tests.kit.signed_documents import SIGNED_AT


def extras_of(document: ReportDocument, issued_position: int | None = None) -> PdfExtras:
    """Everybody has signed, on the planned day."""
    lines = [
        SignerLine(Stage.SUBJECT, subject, person.full_name, None, SIGNED_AT)
        for subject, person in document.subject_teachers.items()
    ]
    lines += [
        SignerLine(Stage.HOMEROOM, None, document.homeroom_teacher.full_name, None, SIGNED_AT),
        SignerLine(Stage.HEAD, None, document.head.full_name, document.head_capacity, SIGNED_AT),
        SignerLine(Stage.SEAL, None, document.school.name, None, SIGNED_AT),
    ]
    return PdfExtras(
        f"https://hocba.example.vn/t/{document.lookup_id}", date(2026, 5, 31), tuple(lines), issued_position
    )


def poppler(name: str, *arguments: str | Path) -> str:
    """What a program of poppler-utils says of a file."""
    done = subprocess.run([require.program(name), *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode()


def page_text(pdf: bytes, folder: Path, *options: str) -> str:
    """The text of the pages in reading order, composed (NFC), white space run together."""
    path = folder / "pages.pdf"
    path.write_bytes(pdf)
    return " ".join(unicodedata.normalize("NFC", poppler("pdftotext", "-raw", *options, path, "-")).split())
