"""Which report a file says it is, before anything of it is judged: for who must find its key and roots."""

from __future__ import annotations

from uuid import UUID

from anchors.verify import pdf_file, xml_form
from anchors.verify.verifier import XML_NAME, kind_of


def named_in(content: bytes) -> UUID | None:
    """The lookup code that the file names; None where it names none."""
    kind = kind_of(content)
    if kind == "unknown":
        return None
    try:
        xml = content if kind == "xml" else pdf_file.attachments(content)[1].get(XML_NAME)
        return None if xml is None else xml_form.values(xml).lookup_id
    except Exception:  # Parsers of hostile bytes fail in any way they like; ``verify_file`` says which.
        return None
