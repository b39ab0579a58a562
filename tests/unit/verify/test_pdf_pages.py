"""Attacks on the visible pages by whoever has the school's organisation key: true XML, true receipt, other pages."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from anchors.signing import pdf
from anchors.verify import Verdict, Verification
from domain.formats.hoc_ba import Stage
from projections.documents.pdf import render
from tests.kit import issued
from tests.kit.documents import sample_document
from tests.kit.issued import attached, failed, key_at, reasons, sample, verified
from tests.kit.rendered import extras_of

PAGES = {("agreement.pages", "")}


def pages() -> bytes:
    """The pages that the entry of the issue names."""
    return render(sample().document, extras_of(sample().document))


def sealed(content: bytes, box: pdf.Box | None = None) -> Verification:
    """The verification of these pages with the true XML and receipt under the school's true seal."""
    document = sample().document
    made = pdf.seal(
        content,
        key_at(document, (Stage.SEAL, None)),
        signed_at=issued.PDF_AT,
        reason="Phát hành học bạ số",
        location=document.place_of_issue,
        files=attached({"hoc-ba.xml": sample().xml, "receipt.tlog-proof": sample().receipt}),
        box=box,
    )
    return verified(sample(), content=made)


def updated(change: Callable[[Any], None]) -> bytes:
    """The true pages with an incremental update behind them."""
    writer = IncrementalPdfFileWriter(BytesIO(pages()))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def first_page(writer: Any) -> Any:
    """To be written anew."""
    reference = writer.root["/Pages"].raw_get("/Kids").raw_get(0)
    writer.mark_update(reference)
    return reference.get_object()


def test_the_true_pages_are_proven_by_the_receipt() -> None:
    found = sealed(pages())
    assert found.verdict is Verdict.VALID
    (check,) = [each for step in found.steps for each in step.checks if each.code == "agreement.pages"]
    assert check.found == f"{len(pages())} byte, SHA-256 {found.entry.page_sha256 if found.entry else ''}"


def test_other_pages_around_the_true_xml_and_receipt_are_found() -> None:
    other = sample_document(lookup_id=sample().document.lookup_id, class_code="8B")
    found = sealed(render(other, extras_of(other)))
    assert found.verdict is Verdict.INVALID
    assert failed(found) == PAGES
    assert reasons(found) == {"signing.pdf_other_pages"}
    assert sample().entry.decode().partition('"page_sha256":"')[2][:64] in str(found.steps)


def other_content(writer: Any) -> None:
    """The marks of a page are drawn anew."""
    reference = writer.root["/Pages"].raw_get("/Kids").raw_get(0).get_object().raw_get("/Contents")
    reference.get_object()._data = b"BT ET"
    reference.get_object()._encoded_data = None
    writer.mark_update(reference)


def other_page(writer: Any) -> None:
    first_page(writer)[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT ET"))


def turned_page(writer: Any) -> None:
    first_page(writer)[pdf_name("/Rotate")] = NumberObject(180)


def other_tree(writer: Any) -> None:
    """The catalogue leads to other pages."""
    kid = writer.root["/Pages"].raw_get("/Kids").raw_get(0)
    tree = {pdf_name("/Type"): NameObject("/Pages"), pdf_name("/Count"): NumberObject(1)}
    tree[pdf_name("/Kids")] = ArrayObject([kid])
    writer.root[pdf_name("/Pages")] = writer.add_object(DictionaryObject(tree))
    writer.update_root()


def laid_over(writer: Any) -> None:
    """A link, which is allowed, with an appearance that covers the marks."""
    page = first_page(writer)
    drawn = StreamObject(
        {
            pdf_name("/Type"): NameObject("/XObject"),
            pdf_name("/Subtype"): NameObject("/Form"),
            pdf_name("/BBox"): ArrayObject(map(NumberObject, (0, 0, 300, 300))),
        },
        stream_data=b"1 g 0 0 300 300 re f",
    )
    link = DictionaryObject(
        {
            pdf_name("/Type"): NameObject("/Annot"),
            pdf_name("/Subtype"): NameObject("/Link"),
            pdf_name("/Rect"): ArrayObject(map(NumberObject, (0, 0, 300, 300))),
            pdf_name("/AP"): DictionaryObject({pdf_name("/N"): writer.add_object(drawn)}),
        }
    )
    listed = page["/Annots"] if "/Annots" in page else ArrayObject()
    page[pdf_name("/Annots")] = ArrayObject([*(listed.raw_get(n) for n in range(len(listed))), writer.add_object(link)])


def other_title(writer: Any) -> None:
    """The title that viewers show above the pages."""
    info = writer.prev.trailer.raw_get("/Info")
    info.get_object()[pdf_name("/Title")] = pdf_string("Học bạ của người khác")
    writer.mark_update(info)


def other_language(writer: Any) -> None:
    writer.root[pdf_name("/Lang")] = pdf_string("en")
    writer.update_root()


ATTACKS = [other_content, other_page, turned_page, other_tree, laid_over, other_title, other_language]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_update_behind_the_true_pages_is_found(attack: Callable[[Any], None]) -> None:
    found = sealed(updated(attack))
    assert found.verdict is Verdict.INVALID
    assert failed(found) == PAGES
    assert reasons(found) == {"signing.pdf_pages_touched"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_same_in_the_very_update_that_seals_is_found(
    attack: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One update only, as a true one: the attacker's own sealing program changes the pages on the way."""
    real = pdf.attach

    def attach(writer: Any, files: Any, at: Any) -> None:
        real(writer, files, at)
        attack(writer)

    monkeypatch.setattr(pdf, "attach", attach)
    found = sealed(pages())
    assert found.verdict is Verdict.INVALID
    assert failed(found) == PAGES
    assert reasons(found) <= {"signing.pdf_pages_touched", "signing.pdf_structure"}


def test_a_seal_that_covers_a_part_of_a_page_is_found() -> None:
    found = sealed(pages(), box=pdf.Box(0, 100, 100, 300, 300))
    assert failed(found) == PAGES
    assert reasons(found) == {"signing.pdf_structure"}


def test_without_a_proven_entry_nothing_is_said_of_the_pages() -> None:
    found = verified(sample(), key=None)
    (check,) = [each for step in found.steps for each in step.checks if each.code == "agreement.pages"]
    assert check.fault is not None
    assert (found.verdict, check.fault.code) == (Verdict.CANNOT_TELL, "verify.before")
