"""The quick reader of PDF objects against pyHanko's strict one: the same object, or none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, NameObject
from pyhanko.pdf_utils.reader import PdfFileReader

from anchors.signing.pdf import open_reader
from anchors.signing.pdf_objects import read_plain
from tests.kit.issued import sample

#: Of the objects of a report, the quick reader must know nearly all: streams, fonts and long texts are the rest.
SHARE_MIN = 0.9


def same(quick: Any, strict: Any) -> bool:
    """Names, references and structure are equal; other values are not compared, because nobody asks for them."""
    if isinstance(quick, DictionaryObject):
        return (
            type(strict) is DictionaryObject
            and list(quick) == list(strict)
            and all(same(quick.raw_get(key), strict.raw_get(key)) for key in quick)
        )
    if isinstance(quick, ArrayObject):
        return type(strict) is ArrayObject and len(quick) == len(strict) and all(map(same, quick, strict))
    if isinstance(quick, IndirectObject):
        return isinstance(strict, IndirectObject) and (quick.idnum, quick.generation) == (
            strict.idnum,
            strict.generation,
        )
    if isinstance(quick, NameObject):
        return isinstance(strict, NameObject) and quick == strict
    if isinstance(quick, ByteStringObject):
        return not isinstance(strict, (DictionaryObject, ArrayObject, NameObject, IndirectObject))
    return type(quick) is type(strict)


def written(body: bytes) -> tuple[PdfFileReader, bytes]:
    """A PDF whose object 2 is this."""
    objects = [b"1 0 obj\n<</Type/Catalog/Pages 3 0 R>>\nendobj\n", b"2 0 obj\n" + body + b"\nendobj\n"]
    objects.append(b"3 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n")
    content, places = b"%PDF-1.7\n", []
    for each in objects:
        places.append(len(content))
        content += each
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    content += table + end
    return PdfFileReader(BytesIO(content), strict=True), content


def test_every_object_of_a_report_is_read_as_by_pyhanko_and_nearly_all_quickly() -> None:
    content = sample().pdf
    reader = open_reader(content)
    places = sorted(reference.idnum for reference in reader.xrefs.explicit_refs_in_revision(0))
    quick = 0
    for number in places:
        place = IndirectObject(number, 0, reader)
        read = read_plain(reader, content, place)
        if read is not None:
            quick += 1
            assert same(read, place.get_object()), number
    assert quick / len(places) >= SHARE_MIN


names = st.sampled_from([b"/A", b"/Type", b"/S", b"/JS", b"/F", b"/K", b"/J#53", b"/", b"/a.b-c_+"])
values = st.sampled_from(
    [b"1", b"-2.5", b"true", b"null", b"3 0 R", b"30 00 R", b"3 0", b"(abc)", b"(a(b)c)", b"(\\051)", b"<41>", b"<4",
     b"%x\n", b"1.2.3", b"12abc", b"endobj", b"stream\n", b"R", b">>", b"]", b"<<", b"[", b"+", b"--1",
     b"3 0 RR", b"nullx"]
)  # fmt: skip
spaces = st.sampled_from([b"", b" ", b"\n", b"\r\n", b"\0", b"\x0b", b"  "])
bodies = st.lists(st.tuples(st.one_of(names, values), spaces), max_size=12).map(
    lambda parts: b"".join(part + space for part, space in parts)
)
wrapped = st.tuples(st.sampled_from([(b"<<", b">>"), (b"[", b"]"), (b"", b"")]), bodies).map(
    lambda made: made[0][0] + made[1] + made[0][1]
)


@given(wrapped)
@example(b"<</Type/StructElem/S/P/P 3 0 R/K[24]/Pg 1 0 R>>")
@example(b"<</S/Launch/A<</S/JavaScript/JS(x)>>>>")
@example(b"<</A 1/A 2>>")
@example(b"<</A 3 0 R>>stream\nx\nendstream")
@example(b"[(]/JS(]")
@example(b"<</Type 3 0 R/FontDescriptor 3 0 R>>")
@example(b"<</M (D\\0722026)/T (\\051\\\\)>>")
def test_whatever_is_written_the_quick_reader_gives_the_same_object_or_none(body: bytes) -> None:
    reader, content = written(body)
    place = IndirectObject(2, 0, reader)
    quick = read_plain(reader, content, place)
    if quick is not None:
        assert same(quick, reader.get_object(generic.Reference(2, 0, reader))), body


def test_what_an_object_is_must_stand_in_it() -> None:
    """Whoever looks for fonts, forms and actions asks an object for its kind; and an object may stand elsewhere."""
    for body in (b"<</Type 3 0 R>>", b"<</Subtype 3 0 R>>", b"<</S 3 0 R>>", b"3 0 R"):
        reader, content = written(body)
        assert read_plain(reader, content, IndirectObject(2, 0, reader)) is None


def test_a_text_that_is_longer_than_an_object_is_left_to_pyhanko() -> None:
    reader, content = written(b"[" + b"1 " * 40_000 + b"]")
    assert read_plain(reader, content, IndirectObject(2, 0, reader)) is None
