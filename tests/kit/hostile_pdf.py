"""Small PDFs, written by hand so that anything can stand in them."""

from __future__ import annotations

import zlib
from struct import Struct

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def written(*objects: bytes) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def one_page(page: bytes = PAGE, *more: bytes) -> bytes:
    """A file of one page (object 3) and more objects."""
    return written(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *more)


def packed(decoded: bytes, first: int, count: int, *, table: bytes | None = None, widths: bytes = b"1 4 2") -> bytes:
    """A file of one page whose object 4 stands in an object stream; ``table`` in place of its true table of objects."""
    squeezed = zlib.compress(decoded, 9)
    header = b"<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>" % (count, first, len(squeezed))
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    stream = header + b"\nstream\n" + squeezed + b"\nendstream"
    out, places = bytearray(b"%PDF-1.5\n"), {}
    for number, each in {1: b"<</Type/Catalog/Pages 2 0 R/X 4 0 R>>", 2: tree, 3: PAGE, 5: stream}.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    places[6] = len(out)
    row = Struct(">BIH").pack
    rows = [row(2, 5, 0) if number == 4 else row(1, places.get(number, 0), 0) for number in range(1, 7)]
    entries = zlib.compress(b"".join([row(0, 0, 65535), *rows]) if table is None else table, 9)
    size = 7 if table is None else 1_000_000_000
    out += b"6 0 obj\n<</Type/XRef/Size %d/W[%s]/Root 1 0 R/Filter/FlateDecode" % (size, widths)
    out += b"/Length %d>>\nstream\n" % len(entries) + entries + b"\nendstream\nendobj\n"
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % places[6]
