"""
Whether a sealed PDF is plain: the same pages in every viewer, at any time, and no file in it but the listed ones.

The seal proves who sealed, not that the pages stay what they were: layers, scripts, forms and files from elsewhere may
show one thing to the person who seals and another to the one who reads (ISO 32000-2 §8.11, §12.6, §12.7). PDF/A-3
forbids most of it, and a report never has any. What the pages say is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from anchors.errors import AnchorError, ProofInvalid, excerpt
from anchors.signing import pdf
from anchors.signing.pdf_objects import read_plain

NODES_MAX = 100_000
"""A report has about 4,500 dictionaries, arrays and values."""

Reference = tuple[int, int] | None
"""Number and generation of an object; None of one that stands inside another."""

FORBIDDEN = {
    "/JS": "script",
    "/JavaScript": "script",
    "/OpenAction": "action",
    "/AA": "action",
    "/OCProperties": "layers",
    "/OC": "layers",
    "/XFA": "form",
    "/NeedAppearances": "form",
    "/Collection": "portfolio",
    "/Alternates": "other pictures for print",
    "/OPI": "picture from elsewhere",
    "/PresSteps": "presentation",
    "/Threads": "threads",
    "/Requirements": "requirements",
}
"""Keys of a dictionary that no report has, anywhere, and what they bring."""
ANNOTATIONS = frozenset({"/Link", "/Widget"})
ACTIONS = frozenset({"/URI", "/GoTo"})
FONT_FILES = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})


def check(content: bytes) -> int:
    """
    The number of objects looked at: all that hang on the catalogue.

    Raises:
        ProofInvalid: ``signing.pdf_not_plain`` naming what a report never has; ``signing.pdf_structure``.

    """
    try:
        reader = pdf.open_reader(content)
        listed: set[Reference] = set(pdf.attachment_references(reader))
        nodes = 0
        for nodes, (name, node, reference) in enumerate(every_object(reader, content), 1):
            if nodes > NODES_MAX:
                raise ProofInvalid("signing.pdf_not_plain", found=f"> {NODES_MAX}")
            if isinstance(node, DictionaryObject):
                _dictionary(name, node, reference, listed)
        fields = reader.root["/AcroForm"]["/Fields"] if "/AcroForm" in reader.root else ()
    except AnchorError:
        raise
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise ProofInvalid("signing.pdf_structure", detail=excerpt(str(error))) from error
    if len(fields) > 1:
        raise ProofInvalid("signing.pdf_not_plain", found=f"form, {len(fields)} fields")
    return nodes


def every_object(reader: PdfFileReader, content: bytes) -> Iterator[tuple[str, Any, Reference]]:
    """Every object below the trailer's /Root, once: the key that leads to it, itself, its number if it has one."""
    waiting: list[tuple[str, Any]] = [("/Root", reader.trailer.raw_get("/Root"))]
    seen: set[tuple[int, int]] = set()
    while waiting:
        name, node = waiting.pop()
        reference: Reference = None
        if isinstance(node, IndirectObject):
            reference = (int(node.idnum), int(node.generation))
            if reference in seen:
                continue
            seen.add(reference)
            plain = read_plain(reader, content, node)
            # An object may be only a reference to another one: ``get_object`` of what is found follows it.
            node = reader.get_object(node).get_object() if plain is None else plain
        yield name, node, reference
        if isinstance(node, DictionaryObject):
            waiting += [(str(key), node.raw_get(key)) for key in node]
        elif isinstance(node, ArrayObject):
            waiting += [(name, node.raw_get(place)) for place in range(len(node))]


def _dictionary(name: str, node: DictionaryObject, reference: Reference, listed: set[Reference]) -> None:
    kind, subtype = (str(node[key]) if key in node else "" for key in ("/Type", "/Subtype"))
    found = next((f"{what}, {key}" for key, what in FORBIDDEN.items() if key in node), None)
    if name == "/Annots" and subtype not in ANNOTATIONS:
        found = f"annotation, {subtype}"
    # The attributes of a structure element stand under /A too; they name their owner in /O.
    if name in ("/A", "/Next") and "/S" in node and kind != "/StructElem" and str(node["/S"]) not in ACTIONS:
        found = f"action, {node['/S']}"
    if "/EF" in node and (reference is None or reference not in listed):
        found = "file that is not listed"
    if name == "/EF" and node.keys() - {"/F", "/UF"}:
        found = "file with another content for some systems"
    if isinstance(node, StreamObject) and "/F" in node:
        found = "content from elsewhere, /F"
    if subtype == "/Form" and "/Ref" in node:
        found = "content from elsewhere, /Ref"
    if kind == "/Font" and not {"/FontDescriptor", "/DescendantFonts", "/CharProcs"} & node.keys():
        found = "font that is not embedded"
    if kind == "/FontDescriptor" and not FONT_FILES & node.keys():
        found = "font that is not embedded"
    if found:
        raise ProofInvalid("signing.pdf_not_plain", found=excerpt(found))
