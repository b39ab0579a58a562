"""A scan from anybody does nothing, hides nothing, and has the pages that every viewer shows."""

from __future__ import annotations

import pytest

from anchors.errors import ProofInvalid
from anchors.signing.pdf_scan import page_count
from tests.kit.hostile_pdf import PAGE, one_page, written


def test_pages_are_counted_through_the_tree() -> None:
    inner = b"<</Type/Pages/Parent 2 0 R/Kids[4 0 R 5 0 R]/Count 2>>"
    tree = b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 3>>"
    assert page_count(one_page()) == 1
    assert page_count(written(b"<</Type/Catalog/Pages 2 0 R>>", tree, inner, PAGE, PAGE, PAGE)) == 3


ANNOTATED = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[<</Type/Annot/Rect[0 0 9 9]/Subtype/%s>>]>>"


@pytest.mark.parametrize(
    ("page", "more"),
    [
        (ANNOTATED % b"Link/A<</S/Launch/F(x.exe)>>", b"null"),
        (ANNOTATED % b"Link/A<</S/SubmitForm/F(https://elsewhere.example/)>>", b"null"),
        (ANNOTATED % b"Link/A<</S/GoToR/F(x.pdf)/D[0/Fit]>>", b"null"),
        (ANNOTATED % b"Link/A<</S/URI/URI(https://elsewhere.example/)>>", b"null"),
        (ANNOTATED % b"FreeText/Contents(10)", b"null"),
        (ANNOTATED % b"RichMedia", b"null"),
        (PAGE.replace(b">>", b"/AA<</O<</S/Launch/F(x.exe)>>>>>>"), b"null"),
        (PAGE.replace(b">>", b"/Contents 4 0 R>>"), b"<</Length 0/F(x)>>\nstream\n\nendstream"),
    ],
)
def test_what_a_scan_never_has_on_a_page_is_refused(page: bytes, more: bytes) -> None:
    refused(one_page(page, more))


@pytest.mark.parametrize(
    "catalogue",
    [
        b"/OpenAction<</S/Launch/F(x.exe)>>",
        b"/Outlines<</First<</Title(x)/A<</S/Launch/F(x.exe)>>>>>>",
        b"/Outlines<</First<</Title(x)/A<</Type/StructElem/S/GoToR/F(x.pdf)>>>>>>",
        b"/X<</Next[<</S/Launch/F(x.exe)>>]>>",
        b"/X<</Type/Page>>",
    ],
)
def test_what_a_scan_never_has_elsewhere_is_refused(catalogue: bytes) -> None:
    refused(written(b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE))


@pytest.mark.parametrize("tail", [b"PK\x03\x04" + bytes(100), b"<script>alert(1)</script>"])
def test_nothing_but_white_space_stands_behind_the_end(tail: bytes) -> None:
    assert page_count(one_page() + b"\r\n \n") == 1
    refused(one_page() + tail + b"\n")


@pytest.mark.parametrize(
    ("kids", "count", "page"),
    [
        (b"3 0 R 4 0 R", 2, PAGE.replace(b"/Type/Page", b"")),
        (b"3 0 R " * 10_000, 10_000, PAGE),
        (b"3 0 R", 2, PAGE),
        (b"3 0 R 2 0 R", 2, PAGE),
        (b"3 0 R " + PAGE, 2, PAGE),
        (b"3 0 R 4 0 R", 2, PAGE.replace(b">>", b"/Kids[3 0 R 3 0 R]>>")),
    ],
    ids=["no type", "one page often", "another count", "a loop", "no object of its own", "page and node"],
)
def test_a_tree_that_viewers_may_count_in_another_way_is_refused(kids: bytes, count: int, page: bytes) -> None:
    tree = b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count
    refused(written(b"<</Type/Catalog/Pages 2 0 R>>", tree, PAGE, page))


def refused(content: bytes) -> None:
    with pytest.raises(ProofInvalid) as found:
        page_count(content)
    assert found.value.code == "signing.pdf_not_plain"
