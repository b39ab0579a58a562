"""Attacks on the sealed PDF and what hangs on it."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from anchors.verify import FILE_BYTES_MAX, Status, Verdict, verify_file
from projections.documents.pdf import render
from tests.kit import issued
from tests.kit.issued import SEAL_AT, failed, reasons, sample, sealed_pdf, unsealed_pdf, verified
from tests.kit.rendered import extras_of

XML, RECEIPT = "hoc-ba.xml", "receipt.tlog-proof"


@pytest.mark.parametrize("part", range(24))
def test_one_changed_byte_anywhere_in_the_pdf_is_found(part: int) -> None:
    pdf = bytearray(sample().pdf)
    place = len(pdf) * part // 24 + 7
    pdf[place] ^= 1
    assert verified(sample(), content=bytes(pdf)).verdict is not Verdict.VALID


def test_a_changed_byte_of_the_pages_is_named_as_the_seals_fault_and_the_rest_still_judged() -> None:
    found = verified(sample(), content=sample().pdf.replace(b"%PDF-1.7", b"%PDF-1.6"))
    assert found.verdict is Verdict.INVALID
    assert failed(found) == {("pdf_seal.intact", ""), ("agreement.pages", "")}
    assert reasons(found) == {"signing.cms_content_differs", "signing.pdf_other_pages", "verify.before"}
    assert {step.code for step in found.steps if step.status is Status.OK} >= {"xml", "signatures", "receipt", "entry"}


def test_bytes_after_the_seal_are_found() -> None:
    for added in (b"\n", b"\n%%EOF\n", b"% a remark", b"x" * 5000):
        found = verified(sample(), content=sample().pdf + added)
        assert found.verdict is Verdict.INVALID
        assert failed(found) == {("pdf_seal.intact", "")}
        assert "signing.pdf_added" in reasons(found)


def with_file(pdf: bytes, name: str, content: bytes) -> bytes:
    """An incremental update that attaches another file."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    stream = EmbeddedFileObject.from_file_data(writer, data=content)
    embed_file(writer, FileSpec(file_spec_string=name, file_name=name, embedded_data=stream))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_update_that_attaches_another_xml_is_found() -> None:
    found = verified(sample(), content=with_file(sample().pdf, "hoc-ba-moi.xml", sample("B").xml))
    assert found.verdict is Verdict.INVALID
    assert {("pdf_seal.intact", ""), ("file.none_other", "")} <= failed(found)


def test_a_foreign_attachment_is_named_even_if_the_school_sealed_it() -> None:
    sealed = sealed_pdf(sample().document, {XML: sample().xml, RECEIPT: sample().receipt, "bang-diem.xml": b"<a/>"})
    found = verified(sample(), content=sealed)
    assert failed(found) == {("file.none_other", "")}
    assert "bang-diem.xml" in next(check for step in found.steps for check in step.checks if check.fault).found


def test_one_name_twice_is_found() -> None:
    once = unsealed_pdf(sample().document, {XML: sample().xml, RECEIPT: sample().receipt})
    twice = with_file(once, XML, sample("B").xml)
    found = verified(sample(), content=twice)
    assert found.verdict is Verdict.INVALID
    assert ("file.attachments", "") in failed(found)


@pytest.mark.parametrize(
    ("xml", "receipt", "failing"),
    [
        ("B", "A", {("entry.xml_sha256", RECEIPT), ("entry.lookup_id", RECEIPT)}),
        ("A", "B", {("entry.xml_sha256", RECEIPT), ("entry.lookup_id", RECEIPT)}),
    ],
)
def test_swapped_attachments_are_named_even_under_a_true_seal(
    xml: str, receipt: str, failing: set[tuple[str, str]]
) -> None:
    files = {XML: sample(xml).xml, RECEIPT: sample(receipt).receipt}
    found = verified(sample(), content=sealed_pdf(sample().document, files))
    assert found.verdict is Verdict.INVALID
    assert failed(found) == failing
    text = " ".join(check.fault.text("vi") for step in found.steps for check in step.checks if check.fault)
    assert all(str(sample(each).document.lookup_id) in text for each in "AB")


def test_a_pdf_sealed_by_another_certificate_than_the_xml_is_found() -> None:
    document, files = sample().document, {XML: sample().xml, RECEIPT: sample().receipt}
    renewed = issued.school_key(document.school.name, at=issued.TEACHERS_AT)
    found = verified(sample(), content=sealed_pdf(document, files, renewed))
    assert failed(found) == {("agreement.certificate", "")}
    head = issued.key_at(document, issued.places(document)[-2], "rsa-2048")
    found = verified(sample(), content=sealed_pdf(document, files, head))
    assert failed(found) == {("pdf_seal.organisation", ""), ("agreement.certificate", "")}


def test_a_pdf_sealed_before_its_xml_is_found() -> None:
    files = {XML: sample().xml, RECEIPT: sample().receipt}
    early = sealed_pdf(sample().document, files, at=SEAL_AT.replace(hour=1))
    assert failed(verified(sample(), content=early)) == {("agreement.time", "")}


def test_a_removed_seal_is_found() -> None:
    files = {XML: sample().xml, RECEIPT: sample().receipt}
    found = verified(sample(), content=unsealed_pdf(sample().document, files))
    assert found.verdict is Verdict.INVALID
    assert ("pdf_seal.intact", "") in failed(found)


def test_a_pdf_without_seal_and_attachments_says_nothing() -> None:
    found = verified(sample(), content=render(sample().document, extras_of(sample().document)))
    assert found.verdict is Verdict.CANNOT_TELL
    assert "verify.no_evidence" in reasons(found)


@pytest.mark.parametrize("missing", [XML, RECEIPT])
def test_a_missing_attachment_is_named_and_leaves_it_open(missing: str) -> None:
    files = {XML: sample().xml, RECEIPT: sample().receipt}
    del files[missing]
    found = verified(sample(), content=sealed_pdf(sample().document, files))
    assert found.verdict is Verdict.CANNOT_TELL
    assert ("file.attachment", missing) in failed(found, Status.NOT_CHECKED)


def test_an_encrypted_pdf_cannot_be_judged() -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(sample().pdf)))
    writer.encrypt("bí mật", "bí mật")
    out = BytesIO()
    writer.write(out)
    found = verified(sample(), content=out.getvalue())
    assert found.verdict is Verdict.CANNOT_TELL
    assert "verify.encrypted" in reasons(found)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"\x00" * 1000, b"\xff\xfe<\x00", sample().pdf[:5000]],
)
def test_what_is_no_report_cannot_be_judged(content: bytes) -> None:
    found = verified(sample(), content=content)
    assert found.verdict is Verdict.CANNOT_TELL
    assert not failed(found)


def test_a_huge_file_is_not_even_read() -> None:
    found = verified(sample(), content=b"%PDF-1.7" + bytes(FILE_BYTES_MAX))
    assert found.verdict is Verdict.CANNOT_TELL
    assert reasons(found) == {"verify.length"}


@given(st.sampled_from([b"", b"%PDF-1.7\n", b"<", b"<HOC_BA>"]), st.binary(max_size=300), st.binary(max_size=100))
@settings(max_examples=150)
def test_no_garbage_raises_or_proves_anything(start: bytes, content: bytes, receipt: bytes) -> None:
    found = verify_file(start + content, receipt, sample().key, sample().roots)
    assert found.verdict is not Verdict.VALID


@given(st.data())
@settings(max_examples=40)
def test_no_changed_byte_of_the_signed_data_stays_valid(data: st.DataObject) -> None:
    xml = sample().xml
    start, end = xml.index(b"<DU_LIEU_HOC_BA"), xml.index(b"</DU_LIEU_HOC_BA>")
    place = data.draw(st.integers(start, end - 1))
    changed = xml[:place] + bytes([xml[place] ^ data.draw(st.integers(1, 255))]) + xml[place + 1 :]
    assert issued.verified_xml(sample(), changed).verdict is not Verdict.VALID
