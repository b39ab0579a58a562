"""Small PDFs, written by hand so that anything can stand in them."""

from __future__ import annotations

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
