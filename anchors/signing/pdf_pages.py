"""
Whether a sealed PDF shows the pages that were issued: they stand first in it, and nothing behind them touches them.

The pages of a report are laid out and hashed before it is issued (``page_sha256`` of the entry). Attachments and seal
follow in one incremental update (ISO 32000-2 §7.5.6), in which a viewer looks for the newest version of each object.
So every object of the pages must still be the newest of its number, but for the two that the update cannot do without:
the catalogue, which gets the attachments and the form of the seal, and the page on which the seal's field hangs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from anchors.errors import AnchorError, ProofInvalid, excerpt
from anchors.signing import pdf

END = b"%%EOF"
ENDS_MAX = 8
"""A sealed report has two end marks, of the pages and of the update."""
REVISIONS = 2
ADDED_TO_CATALOGUE = frozenset({"/AF", "/AcroForm", "/Extensions", "/Names"})


def check(content: bytes, page_sha256: str) -> int:
    """
    How many bytes from the first one on are the pages with this digest (SHA-256, hex).

    What the seal and ``pdf_plain.check`` find is not looked at again.

    Raises:
        ProofInvalid: ``signing.pdf_other_pages``: the file does not begin with them; ``signing.pdf_pages_touched``:
            what follows changes what is seen, and names what; ``signing.pdf_structure``.

    """
    length = next((end for end in _ends(content) if hashlib.sha256(content[:end]).hexdigest() == page_sha256), 0)
    if not length:
        raise ProofInvalid("signing.pdf_other_pages", expected=page_sha256)
    try:
        touched = _touched(pdf.open_reader(content[:length]), pdf.open_reader(content))
    except AnchorError:
        raise
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise ProofInvalid("signing.pdf_structure", detail=excerpt(str(error))) from error
    if touched:
        raise ProofInvalid("signing.pdf_pages_touched", found=touched)
    return length


def _ends(content: bytes) -> Iterator[int]:
    """Where each of the first revisions may end: behind its end mark's line."""
    at = 0
    for _ in range(ENDS_MAX):
        at = content.find(END, at)
        if at < 0:
            return
        at += len(END)
        yield at + (content[at : at + 1] == b"\n")


def _touched(pages: PdfFileReader, whole: PdfFileReader) -> str | None:
    """What of the pages is another in the whole file, or None."""
    if whole.xrefs.total_revisions != REVISIONS:
        return f"{whole.xrefs.total_revisions} revisions"
    for name in ("/Root", "/Info"):
        if _written(pages.trailer, name) != _written(whole.trailer, name):
            return name
    root = whole.root_ref
    newer = [each for each in pages.xrefs.explicit_refs_in_revision(0) if pages.xrefs[each] != whole.xrefs[each]]
    seal = _seal_field(whole)
    for each in newer:
        before, after = (reader.get_object(each) for reader in (pages, whole))
        if not isinstance(before, DictionaryObject) or not isinstance(after, DictionaryObject):
            return f"{each.idnum} {each.generation} obj"
        if (each.idnum, each.generation) == (root.idnum, root.generation):
            added = _other(before, after, ADDED_TO_CATALOGUE - before.keys())
        elif before.get("/Type") == "/Page":
            added = _other(before, after, frozenset({"/Annots"})) or _other_annotations(before, after, seal)
        else:
            added = str(before.get("/Type", ""))
        if added is not None:
            return f"{each.idnum} {each.generation} obj {excerpt(added)}"
    return None


def _seal_field(whole: PdfFileReader) -> bytes:
    """The reference to the one field of the form, as it is written. Raises ValueError where it can be seen."""
    fields = whole.root["/AcroForm"]["/Fields"]
    if len(fields) != 1:
        raise ValueError(f"{len(fields)} fields in the form")
    if any(float(corner) for corner in fields[0]["/Rect"]):
        raise ValueError("the seal's field covers a part of the page")
    return _written(fields, 0)


def _other(before: DictionaryObject, after: DictionaryObject, allowed: frozenset[str]) -> str | None:
    """The first key, but for the allowed ones, under which something else stands."""
    for key in sorted({*before.keys(), *after.keys()} - allowed):
        if key not in before or key not in after or _written(before, key) != _written(after, key):
            return str(key)
    return None


def _other_annotations(before: DictionaryObject, after: DictionaryObject, seal: bytes) -> str | None:
    """Those of the page are what they were, with the seal's field behind them."""
    old, new = (page["/Annots"] if "/Annots" in page else ArrayObject() for page in (before, after))
    listed = [[_written(each, place) for place in range(len(each))] for each in (old, new)]
    return None if listed[1] == [*listed[0], seal] else "/Annots"


def _written(container: Any, key: Any) -> bytes:
    """What stands there, as a PDF writes it; references are not followed."""
    if isinstance(container, DictionaryObject) and key not in container:
        return b""
    out = BytesIO()
    container.raw_get(key).write_to_stream(out, None)
    return out.getvalue()
