"""Opening a PDF from anybody: what cannot be read says nothing, what contradicts itself speaks against the file."""

from __future__ import annotations

from contextlib import suppress

from anchors.errors import Malformed, Misused, ProofInvalid
from anchors.signing import pdf, pdf_plain
from anchors.signing.pdf import PdfSeal
from anchors.signing.pdf_reader import XREF_STREAM
from anchors.verify.findings import as_broken

START = b"%PDF-"
END = b"%%EOF"
ENDS_MAX = 4
"""A sealed report has two end marks, of the pages and of the seal; a few more may have been added behind it."""
ENCRYPTED = b"/Encrypt"
"""Stands in clear text in the trailer of an encrypted PDF (ISO 32000-2 §7.5.5); asked only where reading failed."""
XREF_WORDS_MAX = 32
"""Two for each revision of a file, of which a sealed report has two; 20,000 revisions take 5 s to read."""


def attachments(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """
    The part of the file that is a PDF, usually all of it, and its attachments by name.

    Raises:
        Malformed: no PDF, an encrypted one, or one whose tables of objects no sealed report has.
        ProofInvalid: a name twice, too many or too large files.

    """
    if XREF_STREAM.search(content) or content.count(b"xref") > XREF_WORDS_MAX:
        raise Malformed("verify.encrypted" if ENCRYPTED in content else "verify.rewritten")
    try:
        return _readable(content)
    except Malformed as error:
        if ENCRYPTED in content:
            raise Malformed("verify.encrypted") from error
        if error.code == "signing.pdf_attachments":  # The file was read; what hangs on it contradicts itself.
            raise as_broken(error) from error
        raise


def _readable(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """
    The file, or else its longest readable part that ends in an end mark, with the attachments.

    Viewers pass over what stands behind, a strict reader refuses the whole; ``seal`` names it, the rest is judged.
    """
    try:
        return content, pdf.attachments(content)
    except Malformed as error:
        if error.code != "signing.pdf_unreadable":
            raise
        end = len(content)
        for _ in range(ENDS_MAX):
            end = content.rfind(END, 0, end)
            if end < 0:
                break
            line_end = content[end + len(END) : end + len(END) + 1] == b"\n"
            part = content[: end + len(END) + line_end]
            with suppress(Malformed):
                return part, pdf.attachments(part)
        raise


def seal(content: bytes, part: bytes) -> PdfSeal:
    """
    The seal, over the whole of ``content``, whose readable part is ``part``.

    Raises:
        Misused: neither seal nor attachments: a print or a copy contradicts nothing, it says nothing.
        ProofInvalid: what ``pdf.verify_seal`` and ``pdf_plain.check`` find, and bytes behind the part.

    """
    try:
        found = pdf.verify_seal(part)
    except ProofInvalid as error:
        if error.code == "signing.pdf_seal_count" and error.facts.get("found") == 0 and not pdf.attachments(part):
            raise Misused("verify.no_evidence") from error
        raise
    except Malformed as error:  # It was read before, so this is a fault of the seal.
        raise as_broken(error) from error
    if part != content:
        raise ProofInvalid("signing.pdf_added", added=len(content) - len(part))
    pdf_plain.check(part)
    return found
