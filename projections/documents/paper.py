"""A plain page as PDF: for a paper that the system writes, such as the demo's written report to the principal."""

from __future__ import annotations

import typst


def plain_page(text: str) -> bytes:
    """One or more A4 pages with this text, taken as data and never as markup."""
    return bytes(typst.compile(b"#sys.inputs.text", sys_inputs={"text": text}))
