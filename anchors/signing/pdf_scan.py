"""
A scan from anybody: a PDF of pictures of pages, within limits, that does nothing and hides nothing.

Stricter than a viewer and laxer than what the school itself seals (``pdf_plain``): scanners write what they like, but
no scan has scripts, actions, layers, forms, or files of its own.
"""

from __future__ import annotations

from pyhanko.pdf_utils.generic import DictionaryObject

from anchors.errors import AnchorError, Malformed, ProofInvalid, excerpt
from anchors.signing import pdf
from anchors.signing.pdf_plain import FORBIDDEN, NODES_MAX, every_object

#: Beside what no report has: files within the file, and forms.
_FORBIDDEN = {**FORBIDDEN, "/EF": "file within the file", "/AcroForm": "form", "/Ref": "content from elsewhere"}


def page_count(content: bytes) -> int:
    """
    How many pages the scan has.

    Raises Malformed for what is no readable PDF or is encrypted; ProofInvalid ``signing.pdf_not_plain`` naming what
    no scan has.
    """
    reader = pdf.open_reader(content)
    pages = 0
    try:
        if reader.encrypted:
            raise Malformed("signing.pdf_unreadable", detail="encrypted")
        for count, (_, node, _) in enumerate(every_object(reader, content), 1):
            if count > NODES_MAX:
                raise ProofInvalid("signing.pdf_not_plain", found=f"> {NODES_MAX}")
            if isinstance(node, DictionaryObject):
                if found := next((f"{what}, {key}" for key, what in _FORBIDDEN.items() if key in node), None):
                    raise ProofInvalid("signing.pdf_not_plain", found=excerpt(found))
                pages += "/Type" in node and node["/Type"] == "/Page"
    except AnchorError:
        raise
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise Malformed("signing.pdf_unreadable", detail=excerpt(str(error))) from error
    return pages
