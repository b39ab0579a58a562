"""
A dishonest clerk: he has the school's organisation key, so that everything here stands under a true seal.

What he puts into the file must not make it look different at another time, in another viewer, or carry other files.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from anchors.signing import pdf, pdf_plain
from anchors.verify import Verdict
from domain.formats.hoc_ba import Stage
from tests.kit.issued import PDF_AT, failed, key_at, reasons, sample, unsealed_pdf, verified

Change = Callable[[IncrementalPdfFileWriter], None]


def dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{name}"): value for name, value in entries.items()})


def sealed_with(change: Change) -> bytes:
    """The true pages and attachments, changed, then sealed by the school."""
    files = {"hoc-ba.xml": sample().xml, "receipt.tlog-proof": sample().receipt}
    writer = IncrementalPdfFileWriter(BytesIO(unsealed_pdf(sample().document, files)))
    change(writer)
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    place = sample().document.place_of_issue
    return pdf.seal(
        out.getvalue(), key_at(sample().document, (Stage.SEAL, None)), signed_at=PDF_AT, reason="r", location=place
    )


def page(writer: IncrementalPdfFileWriter) -> Any:
    reference = writer.root["/Pages"].raw_get("/Kids").raw_get(0)
    writer.mark_update(reference)
    return reference.get_object()


def script(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/OpenAction")] = dictionary(
        S=pdf_name("/JavaScript"), JS=generic.TextStringObject("this.getField('x')")
    )


def layers(writer: IncrementalPdfFileWriter) -> None:
    group = writer.add_object(dictionary(Type=pdf_name("/OCG"), Name=generic.TextStringObject("8,5")))
    writer.root[pdf_name("/OCProperties")] = dictionary(
        OCGs=generic.ArrayObject([group]), D=dictionary(OFF=generic.ArrayObject([group]))
    )


def annotated(subtype: str, **entries: Any) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        numbers = [generic.NumberObject(each) for each in (100, 100, 200, 200)]
        note = dictionary(
            Type=pdf_name("/Annot"), Subtype=pdf_name(subtype), Rect=generic.ArrayObject(numbers), **entries
        )
        first = page(writer)
        first[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])

    return change


def launch(writer: IncrementalPdfFileWriter) -> None:
    action = dictionary(S=pdf_name("/Launch"), F=generic.TextStringObject("x.exe"))
    annotated("/Link", A=action)(writer)


def launch_behind_references(writer: IncrementalPdfFileWriter) -> None:
    """The action is an object that is only a reference to the object that it is."""
    action = writer.add_object(dictionary(S=pdf_name("/Launch"), F=generic.TextStringObject("x.exe")))
    annotated("/Link", A=writer.add_object(action))(writer)


def second_file(writer: IncrementalPdfFileWriter) -> None:
    """In /AF of a page, where viewers list it and the name tree does not."""
    stream = EmbeddedFileObject.from_file_data(writer, data=sample("B").xml)
    other = FileSpec(file_spec_string="hoc-ba.xml", file_name="hoc-ba.xml", embedded_data=stream)
    page(writer)[pdf_name("/AF")] = generic.ArrayObject([writer.add_object(other.as_pdf_object())])


def field(writer: IncrementalPdfFileWriter) -> None:
    box = dictionary(FT=pdf_name("/Tx"), T=generic.TextStringObject("diem"), V=generic.TextStringObject("8,5"))
    writer.root[pdf_name("/AcroForm")] = dictionary(Fields=generic.ArrayObject([writer.add_object(box)]))


def foreign_font(writer: IncrementalPdfFileWriter) -> None:
    font = dictionary(Type=pdf_name("/Font"), Subtype=pdf_name("/Type1"), BaseFont=pdf_name("/Helvetica"))
    first = page(writer)
    first["/Resources"]["/Font"][pdf_name("/X")] = writer.add_object(font)
    writer.update_container(first["/Resources"]["/Font"])


def elsewhere(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(
        generic.DictionaryObject({pdf_name("/F"): generic.TextStringObject("http://elsewhere.example/page")}),
        stream_data=b"",
    )
    page(writer)[pdf_name("/Contents")] = writer.add_object(stream)


@pytest.mark.parametrize(
    "change",
    [
        script,
        layers,
        annotated("/FreeText"),
        annotated("/Stamp"),
        annotated("/FileAttachment"),
        annotated("/Link", AA=dictionary(E=dictionary(S=pdf_name("/URI")))),
        launch,
        launch_behind_references,
        second_file,
        field,
        foreign_font,
        elsewhere,
    ],
)
def test_what_a_report_never_has_is_named_though_the_school_sealed_it(change: Change) -> None:
    found = verified(sample(), content=sealed_with(change))
    assert found.verdict is Verdict.INVALID
    assert failed(found) == {("pdf_seal.intact", ""), ("agreement.pages", "")}
    assert "signing.pdf_not_plain" in reasons(found)


def test_a_true_report_is_plain() -> None:
    assert 1000 < pdf_plain.check(sample().pdf) < pdf_plain.NODES_MAX / 10


def minimal(table: bytes, number: bytes = b"") -> bytes:
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    return body + table + b"\nstartxref\n%d\n%%%%EOF" % len(body) + number


@pytest.mark.parametrize("name", [b"/XRef", b"/#58Ref", b"/X#52e#66"])
def test_a_table_of_more_objects_than_there_is_time_for_is_not_read(name: bytes) -> None:
    rows = zlib.compress(bytes(15 << 20), 9)
    header = b"<</Type%s/Size 9999999/W[1 1 1]/Root 1 0 R/Filter/FlateDecode/Index[0 5000000]/Length %d>>"
    hostile = minimal(b"3 0 obj\n" + header % (name, len(rows)) + b"\nstream\n" + rows + b"\nendstream\nendobj")
    assert len(hostile) < 20_000
    found = verified(sample(), content=hostile)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "verify.rewritten" in reasons(found)


def test_a_file_of_many_revisions_is_not_read() -> None:
    revision = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    found = verified(sample(), content=b"%PDF-1.7\n" + 5000 * revision)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "verify.rewritten" in reasons(found)
