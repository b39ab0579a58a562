"""
From data to pages by typst, as PDF/A-3b (for keeping, with attachments) and PDF/UA-1 (for screen readers).

The same data give the same bytes: fonts are typst's own. A character without a glyph is an error, never an empty box.
typst runs threads of its own: after the first render a process must not ``fork`` (use ``spawn``).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parent / "templates"

#: PDF/A-3b for keeping with attachments; PDF/UA-1 so that a screen reader can follow the tables.
STANDARDS: list[typst.PDFStandard] = ["a-3b", "ua-1"]

# A compiler keeps fonts and parsed templates, and serves one thread at a time.
_LOCK = threading.Lock()


class Unrendered(Exception):
    """typst could not make the pages; ``reason`` is its message."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def typeset(template: str, data: Mapping[str, object], dated: date) -> bytes:
    """
    The PDF, ending with a line of its own. ``data``: JSON values only; ``dated``: the file's date.

    Raises Unrendered if a character has no glyph, or the pages break one of the standards.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    stamp = datetime.combine(dated, time(), UTC)
    try:
        with _LOCK:
            made, warnings = _compiler(template).compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=stamp
            )
    except typst.TypstError as error:
        raise Unrendered(error.message) from error
    if warnings:
        raise Unrendered(warnings[0].message)
    assert isinstance(made, bytes)
    # typst leaves the last line open, and what an update adds would stand in the same line as the end mark.
    return made + b"\n"


@cache
def _compiler(template: str) -> typst.Compiler:
    # Only the fonts inside typst: a font of the machine would make other bytes elsewhere.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=fonts)
