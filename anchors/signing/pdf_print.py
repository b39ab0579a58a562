"""Many reports as one file to print: their pages, and nothing that makes a file prove itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject
from pyhanko.pdf_utils.writer import PdfFileWriter

from anchors.signing import pdf

#: What of a page is drawn. Links, tags and the seal's field belong to the file that the page comes from.
_DRAWN = ("/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group")


def joined(files: Iterable[bytes]) -> bytes:
    """
    The pages of these PDFs, one file after the other, a sheet of its own for each when printed on both sides.

    Raises Malformed for what is no PDF.
    """
    writer, written = PdfFileWriter(stream_xrefs=False), 0
    for content in files:
        reader = pdf.open_reader(content)
        pages = [_drawn(page) for page in _pages(reader.root["/Pages"])]
        if written % 2:  # the back of the last sheet; nothing stands behind the last file
            pages.insert(0, _empty(pages[0]))
        written += len(pages)
        # All of a report at once: what its pages share, such as fonts, is taken over once.
        sheets = ArrayObject(pages)
        sheets.container_ref = reader.root.container_ref
        imported = writer.import_object(sheets)
        assert isinstance(imported, ArrayObject), "an array stays one"
        for page in imported:
            writer.insert_page(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_count(content: bytes) -> int:
    """How many pages it has. Raises Malformed for what is no PDF."""
    return sum(1 for _ in _pages(pdf.open_reader(content).root["/Pages"]))


def _pages(node: DictionaryObject) -> Iterator[DictionaryObject]:
    """The pages under a node, in their order."""
    if node["/Type"] == "/Page":
        yield node
    else:
        for kid in node["/Kids"]:
            yield from _pages(kid.get_object())


def _drawn(page: DictionaryObject) -> DictionaryObject:
    """The page by itself; what pages take over from the nodes above them (ISO 32000-2 §7.7.3.4) stands in it."""
    alone = DictionaryObject({NameObject("/Type"): NameObject("/Page")})
    for name in _DRAWN:
        node = page
        while name not in node and "/Parent" in node and name not in ("/Contents", "/Group"):
            node = node["/Parent"]
        if name in node:
            alone[NameObject(name)] = node.raw_get(name)
    return alone


def _empty(like: DictionaryObject) -> DictionaryObject:
    """A blank page of the same size."""
    blank = {"/Type": like["/Type"], "/Resources": DictionaryObject(), "/MediaBox": like["/MediaBox"]}
    return DictionaryObject({NameObject(name): value for name, value in blank.items()})
