"""A small or hostile PDF is left as soon as it costs more than a genuine one, whichever way it hides what it has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject

from anchors.errors import Malformed, ProofInvalid
from anchors.signing import pdf, pdf_plain, pdf_reader
from anchors.signing.pdf_attach import Attachment
from anchors.signing.pdf_scan import page_count
from anchors.verify import Verdict
from api.flows.issuing import ATTACHED
from domain.formats.hoc_ba import Stage
from tests.kit.hostile_pdf import PAGE, packed, written
from tests.kit.issued import PDF_AT, key_at, reasons, sample, verified

MB = 1024 * 1024
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/X 4 0 R>>"
TREE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def with_object(content: bytes) -> bytes:
    """Object 4 hangs on the catalogue."""
    return written(CATALOGUE, TREE, PAGE, content)


def hidden_in_a_stream() -> bytes:
    """The array of object 4 stands in the content of object 5, where a look for streams would pass over it."""
    array = b"4 0 obj\n[" + b"0 " * (2 * MB) + b"]\nendobj\n"
    plain = with_object(b"<</Length %d>>\nstream\n" % len(array) + array + b"\nendstream")
    outer, inner = (plain.index(b"4 0 obj", at) for at in (0, plain.index(b"stream")))
    return plain.replace(b"%010d 00000 n" % outer, b"%010d 00000 n" % inner)


def overlapping_streams() -> bytes:
    """A thousand objects, each with the rest of the file as its content."""
    heads = [b"<</N %d 0 R/Length %010d>>\nstream\n" % (number + 1, 0) for number in range(4, 1004)]
    end = b"x" * (2 * MB) + b"\nendstream\nendobj\n"
    starts = [b"%d 0 obj\n" % number + head for number, head in enumerate(heads, 4)]
    body, whole = bytearray(), sum(map(len, starts)) + 2 * MB
    for start in starts:
        rest = whole - len(body) - len(start)
        body += start.replace(b"%010d" % 0, b"%010d" % rest)
    first = b"".join(b"%d 0 obj\n" % n + each + b"\nendobj\n" for n, each in enumerate((CATALOGUE, TREE, PAGE), 1))
    out = b"%PDF-1.4\n" + first + bytes(body) + end
    places = [out.index(b"%d 0 obj\n" % number) for number in range(1, 1004)]
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size 1004/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 1004\n0000000000 65535 f \n" + table + trailer


TOO_MUCH, NUMBER, UNPACKED = "more to read", "a number of more", "exceeds the limit of 1048576"
TABLE = "entries have no bytes"

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an array": (TOO_MUCH, lambda: with_object(b"[" + b"0 " * MB + b"]")),
    "arrays in an array": (TOO_MUCH, lambda: with_object(b"[" + b"[]" * MB + b"]")),
    "names": (TOO_MUCH, lambda: with_object(b"<<" + b"".join(b"/%x 0" % each for each in range(40_000)) + b">>")),
    "a string": (TOO_MUCH, lambda: with_object(b"(" + b"x" * (2 * MB) + b")")),
    "a number": (NUMBER, lambda: with_object(b"9" * (2 * MB))),
    "a comment": (TOO_MUCH, lambda: with_object(b"%" * (2 * MB) + b"\nnull")),
    "an array in a stream": (TOO_MUCH, hidden_in_a_stream),
    "streams over each other": (TOO_MUCH, overlapping_streams),
    "objects": (TOO_MUCH, lambda: written(CATALOGUE, TREE, PAGE, *[b"null"] * 100_000)),
    "an array, packed": (TOO_MUCH, lambda: packed(b"4 0 [" + b"0 " * 400_000 + b"]", 4, 1)),
    "much, packed": (UNPACKED, lambda: packed(b"4 0 (" + bytes(20 * MB) + b")", 4, 1)),
    "many objects, packed": (TOO_MUCH, lambda: packed(b"4 0 " * 200_000 + b"null", 800_000, 200_000)),
    "less than none, packed": (TOO_MUCH, lambda: packed(b"4 0 [" + b"0 " * 400_000 + b"]", 4, -1_000_000)),
    "a table of no bytes": (TABLE, lambda: packed(b"4 0 null", 4, 1, table=b"", widths=b"0 0 0")),
    "a table of fewer than none": (TABLE, lambda: packed(b"4 0 null", 4, 1, table=b"", widths=b"0 0 -1 5")),
    "a large table": (UNPACKED, lambda: packed(b"4 0 null", 4, 1, table=bytes(15 * MB), widths=b"1 0 0")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_left_before_it_costs_much(name: str) -> None:
    reason, made = HOSTILE[name]
    with pytest.raises(Malformed, match=reason):
        page_count(made())


def test_a_true_seal_changes_nothing_of_it() -> None:
    files = [Attachment("hoc-ba.xml", sample().xml, *ATTACHED["hoc-ba.xml"])]
    key = key_at(sample().document, (Stage.SEAL, None))
    hostile = pdf.seal(
        with_object(b"[" + b"0 " * 200_000 + b"]"), key, signed_at=PDF_AT, reason="r", location="l", files=files
    )
    with pytest.raises(ProofInvalid, match=TOO_MUCH):
        pdf_plain.check(hostile)
    found = verified(sample(), content=hostile)
    assert found.verdict is Verdict.INVALID
    assert "signing.pdf_structure" in reasons(found)


def test_a_genuine_report_takes_a_fraction_of_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "READS_MAX", pdf_reader.READS_MAX // 5)
    assert pdf_plain.check(sample().pdf)
    assert pdf.verify_seal(sample().pdf).intact
    assert pdf.attachments(sample().pdf)


def test_an_object_of_an_object_stream_is_read_as_it_is_written() -> None:
    reader = pdf.open_reader(packed(b"9 0 4 5 null <</Y[1 2]>>", 8, 2))
    with pytest.raises(Exception, match="object 4"):
        IndirectObject(4, 0, reader).get_object()
    content = packed(b"4 0 9 11 <</Y[1 2]>> null", 9, 2)
    found = IndirectObject(4, 0, pdf.open_reader(content)).get_object()
    assert isinstance(found, DictionaryObject)
    assert list(found["/Y"]) == [1, 2]
    assert page_count(content) == 1
