"""Many PDFs printed as one on both sides: each begins on a sheet of its own, and nothing stands behind the last."""

from __future__ import annotations

from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from anchors.signing.pdf_print import joined, page_count


def file(pages: int) -> bytes:
    writer = PdfFileWriter()
    for _ in range(pages):
        content = writer.add_object(StreamObject(stream_data=b"0 0 m 9 9 l S"))
        writer.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("files", "expected"), [((4,), 4), ((3,), 3), ((4, 1), 5), ((3, 1), 5), ((1, 2, 1), 5), ((1, 1, 1), 5), ((), 0)]
)
def test_a_file_begins_on_a_sheet_of_its_own(files: tuple[int, ...], expected: int) -> None:
    assert page_count(joined(file(pages) for pages in files)) == expected
