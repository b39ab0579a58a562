"""
A scan from anybody: a PDF of pictures of pages, within limits, that does nothing and hides nothing.

Stricter than a viewer and laxer than what the school itself seals (``pdf_plain``): scanners write what they like, but
no scan has scripts, actions, annotations, layers, forms, or files of its own.
"""

from __future__ import annotations

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from anchors.errors import AnchorError, Malformed, ProofInvalid, excerpt
from anchors.signing import pdf
from anchors.signing.pdf_plain import FORBIDDEN, NODES_MAX, every_object

#: Beside what no report has: files within the file, forms, and whatever lies over a page or is pressed.
_FORBIDDEN = {
    **FORBIDDEN,
    "/EF": "file within the file",
    "/AcroForm": "form",
    "/Ref": "content from elsewhere",
    "/Annots": "annotation",
}
_END = b"%%EOF"
_WHITE_SPACE = b"\0\t\n\f\r "


def page_count(content: bytes) -> int:
    """
    How many pages the scan has.

    Raises Malformed for what is no readable PDF or is encrypted; ProofInvalid ``signing.pdf_not_plain`` naming what
    no scan has.
    """
    reader = pdf.open_reader(content)
    try:
        if reader.encrypted:
            raise Malformed("signing.pdf_unreadable", detail="encrypted")
        if content[content.rfind(_END) + len(_END) :].strip(_WHITE_SPACE):
            raise _not_plain("bytes behind the end")
        somewhere = 0
        for count, (name, node, _) in enumerate(every_object(reader, content), 1):
            if count > NODES_MAX:
                raise _not_plain(f"> {NODES_MAX}")
            if isinstance(node, DictionaryObject):
                if found := _forbidden(name, node):
                    raise _not_plain(found)
                somewhere += "/Type" in node and node["/Type"] == "/Page"
        shown = _pages(reader, reader.root.raw_get("/Pages"), set())
    except AnchorError:
        raise
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise Malformed("signing.pdf_unreadable", detail=excerpt(str(error))) from error
    if somewhere != shown:
        raise _not_plain("page that is not shown")
    return shown


def _not_plain(found: str) -> ProofInvalid:
    return ProofInvalid("signing.pdf_not_plain", found=excerpt(found))


def _forbidden(name: str, node: DictionaryObject) -> str | None:
    if found := next((f"{what}, {key}" for key, what in _FORBIDDEN.items() if key in node), None):
        return found
    # Under /A stand attributes of a structure element too, under /Next an outline's items: neither has an /S.
    if name in ("/A", "/Next") and "/S" in node:
        return f"action, {node['/S']}"
    return "content from elsewhere, /F" if isinstance(node, StreamObject) and "/F" in node else None


def _pages(reader: PdfFileReader, place: object, seen: set[tuple[int, int]]) -> int:
    """
    How many pages this node of the page tree (ISO 32000-2 §7.7.3) has, as every viewer must count them.

    Raises ProofInvalid where viewers may differ: a node without its type, twice, or with another number of pages.
    """
    if not isinstance(place, IndirectObject) or (place.idnum, place.generation) in seen:
        raise _not_plain("page twice")
    seen.add((place.idnum, place.generation))
    node = reader.get_object(place)
    kind = node["/Type"] if isinstance(node, DictionaryObject) and "/Type" in node else None
    if kind == "/Page" and "/Kids" not in node:
        return 1
    if kind != "/Pages":
        raise _not_plain("page without its type")
    kids = node["/Kids"]
    below = sum(_pages(reader, kids.raw_get(at), seen) for at in range(len(kids)))
    if below != node["/Count"]:
        raise _not_plain(f"{below} pages, /Count {node['/Count']}")
    return below
