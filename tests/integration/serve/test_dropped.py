"""A file dropped on the page: every step is shown, hostile files do no harm, and nobody may bring too many."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest

from anchors.verify import Verification, verify_file
from api import dropped
from tests.integration.serve.conftest import Issued
from tests.kit.served import served
from tests.kit.small_school import SmallSchool

MB = 1024 * 1024


def drop(client: httpx.Client, content: bytes, name: str = "hoc-ba.pdf") -> httpx.Response:
    return client.post("/xac-minh", files={"tep": (name, content, "application/octet-stream")})


@pytest.fixture(scope="module")
def shared(school: SmallSchool):
    with served(school.app) as made:
        yield made


def _zip_bomb() -> bytes:
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        archive.writestr("hoc-ba.xml", bytes(64 * MB))
    return held.getvalue()


def _pdf_bomb() -> bytes:
    """A stream of 1 GB in 1 MB, where a PDF has its objects."""
    stream = zlib.compress(zlib.compress(bytes(64 * MB), 9) * 16, 9)
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>endobj\n"
        b"3 0 obj<</Length " + str(len(stream)).encode() + b"/Filter[/FlateDecode/FlateDecode/FlateDecode]>>stream\n"
        + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )  # fmt: skip


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + "a" * 50 + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8))
    + "]><HOC_BA>&i;</HOC_BA>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (_zip_bomb(), "Chưa đủ căn cứ kết luận"),
        (_pdf_bomb(), "Chưa đủ căn cứ kết luận"),
        (ENTITIES.encode(), "Chưa đủ căn cứ kết luận"),
        (b"<" + b"<a>" * 100_000, "Chưa đủ căn cứ kết luận"),
        (gzip.compress(b"<HOC_BA/>"), "Chưa đủ căn cứ kết luận"),
        ("%PDF-‮\x00<script>alert(1)</script>".encode(), "Chưa đủ căn cứ kết luận"),
    ],
    ids=["zip", "pdf", "entities", "depth", "gzip", "script"],
)
def test_a_hostile_file_gets_a_verdict_and_does_no_harm(shared: httpx.Client, content: bytes, verdict: str) -> None:
    answer = drop(shared, content, "<script>alert(2)</script>.pdf")
    assert answer.status_code == 200
    assert verdict in answer.text
    assert "<script>alert" not in answer.text
    assert "‮" not in answer.text


def test_no_file_and_one_too_long_are_refused_in_words(shared: httpx.Client) -> None:
    assert shared.post("/xac-minh", data={"tep": ""}).status_code == 422
    assert "Chưa chọn tệp" in drop(shared, b"").text
    answer = drop(shared, b"%PDF-" + bytes(dropped.FILE_BYTES_MAX))
    assert (answer.status_code, "8 MB" in answer.text) == (413, True)
    assert drop(shared, bytes(dropped.FILE_BYTES_MAX + MB)).status_code == 413


def test_who_brings_too_many_files_waits(school: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropped, "FILES_MAX", 2)
    with served(school.app) as client:
        assert [drop(client, b"x").status_code for _ in range(3)] == [200, 200, 429]
        elsewhere = client.post(
            "/xac-minh", files={"tep": ("a.pdf", b"x")}, headers={"x-forwarded-for": "198.51.100.4"}
        )
        assert elsewhere.status_code == 200


def test_who_brings_too_much_is_sent_away_before_it_is_read(
    school: SmallSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropped, "FILES_MAX", 2)
    with served(school.app) as client:
        assert client.post("/api/v1/verifications", content=b"{").status_code == 422
        assert client.post("/xac-minh", data={"tep": ""}).status_code == 422
        for path in ("/api/v1/verifications", "/xac-minh"):
            answer = client.post(path, content=b"{")
            assert (answer.status_code, "retry-after" in answer.headers) == (429, True), "both in one window"
        assert client.get("/xac-minh").status_code == 200


def test_a_file_is_verified_once_with_the_keys_of_the_school_that_it_names(
    school: SmallSchool, issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = []

    def counted(*given: Any) -> Verification:
        verified.append(given)
        return verify_file(*given)

    monkeypatch.setattr(dropped, "verify_file", counted)
    files, xml = dropped.DroppedFiles(school.app), school.desk.ledger.blob(issued.record["issued"]["xml_sha256"])
    assert files.verify(xml, "198.51.100.7").live
    files.verify(b"%PDF-", "198.51.100.7")
    assert [(content, key is not None, roots is not None) for content, _, key, roots in verified] == [
        (xml, True, True),
        (b"%PDF-", False, False),
    ]


def test_an_xml_alone_lacks_its_receipt_and_is_shown_in_the_order_of_the_print(
    shared: httpx.Client, school: SmallSchool, issued: Issued
) -> None:
    page = drop(shared, school.desk.ledger.blob(issued.record["issued"]["xml_sha256"]), "hoc-ba.xml").text
    assert "Chưa đủ căn cứ kết luận" in page
    last = 0
    for text in (issued.report.pupil_name, *(row.name for row in issued.report.subjects), issued.report.promotion):
        last = page.index(text, last)
