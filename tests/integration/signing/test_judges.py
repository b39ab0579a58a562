"""Programs that know nothing of ours check what we sign: xmlsec1, signxml, openssl, pdfsig, pdfdetach."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
import typst
from cryptography import x509
from lxml import etree
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PdfFileWriter
from signxml.verifier import SignatureConfiguration, XMLVerifier

from anchors.errors import Malformed, ProofInvalid
from anchors.signing import cms, pdf, xml
from tests.kit import keys, require
from tests.kit.keys import HEAD, HOMEROOM, SIGNED_AT, TEACHER, person

pytestmark = pytest.mark.one_server

BODY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<HOC_BA xmlns="urn:test:hoc-ba" xmlns:q="urn:test:q">\n'
    '  <DU_LIEU Id="data" q:a="1" xml:lang="vi">\n    <HO_VA_TEN>Nguyễn Thị Ánh &amp; "Bình"</HO_VA_TEN><q:x b="2"/>'
    '<y xmlns="" c="&#10;"/>\n    <MON Id="toan">7.5</MON>\n    <MON Id="van"><![CDATA[8.0 <]]></MON>\n  </DU_LIEU>\n'
    "  <KY>%s</KY>\n</HOC_BA>\n"
)
STAGES = [
    *[(f"gvbm{i}", TEACHER, (("toan", "van")[i % 2],)) for i in range(12)],
    ("gvcn", HOMEROOM, ("data", *[f"gvbm{i}" for i in range(12)])),
    ("cbql", HEAD, ("data", "gvcn")),
    ("org", "school", ("data", "cbql")),
]


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def signed_xml() -> bytes:
    done: list[bytes] = []
    for name, number, references in STAGES:
        key = keys.school() if number == "school" else person(number)
        content = BODY.encode().replace(b"%s", b"\n".join(done))
        done.append(xml.sign(content, key, signature_id=name, references=references, signed_at=SIGNED_AT))
    return BODY.encode().replace(b"%s", b"\n".join(done))


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    file = tmp_path / "roots.pem"
    file.write_bytes(keys.authority().roots_pem)
    return file


def xmlsec_accepts(program: str, file: Path, roots: Path, name: str) -> bool:
    """The command that docs/formats/signatures.md gives to inspectors."""
    done = run(
        program, "--verify", "--enabled-key-data", "x509", "--trusted-pem", roots,
        "--verification-gmt-time", "2026-05-25 02:30:00", "--id-attr:Id", "DU_LIEU", "--id-attr:Id", "MON",
        "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Signature",
        "--node-xpath", f"//*[local-name()='Signature' and @Id='{name}']", file,
    )  # fmt: skip
    return done.returncode == 0 and "OK" in (done.stdout + done.stderr).split()


def test_xmlsec1_accepts_each_of_fifteen_signatures_and_refuses_the_right_ones(
    signed_xml: bytes, tmp_path: Path, roots: Path
) -> None:
    program = require.program("xmlsec1")
    names = [name for name, _, _ in STAGES]
    file = tmp_path / "report.xml"
    file.write_bytes(signed_xml)
    assert [name for name in names if not xmlsec_accepts(program, file, roots, name)] == []
    file.write_bytes(signed_xml.replace(b"8.0 <", b"9.0 <"))
    odd = [f"gvbm{i}" for i in range(12) if i % 2]
    assert [name for name in names if not xmlsec_accepts(program, file, roots, name)] == [*odd, "gvcn", "cbql", "org"]
    opened = xml.open_document(file.read_bytes())
    for name in names:
        if name in odd or name in {"gvcn", "cbql", "org"}:
            with pytest.raises(ProofInvalid):
                opened.verify(name)
        else:
            opened.verify(name)


def test_xmlsec1_refuses_a_foreign_root(signed_xml: bytes, tmp_path: Path) -> None:
    program = require.program("xmlsec1")
    file, foreign = tmp_path / "report.xml", tmp_path / "foreign.pem"
    file.write_bytes(signed_xml)
    foreign.write_bytes(keys.authority("Cơ quan khác").roots_pem)
    assert not xmlsec_accepts(program, file, foreign, "org")


@pytest.mark.parametrize("kind", ["rsa-2048", "ecdsa-p256"])
def test_signxml_accepts_too(kind: Literal["rsa-2048", "ecdsa-p256"]) -> None:
    key = person(HEAD, kind)
    content = BODY.encode().replace(b"%s", b"")
    signature = xml.sign(content, key, signature_id="s1", references=("data", "toan"), signed_at=SIGNED_AT)
    whole = BODY.encode().replace(b"%s", signature)
    found = XMLVerifier().verify(
        whole,
        x509_cert=x509.load_der_x509_certificate(key.certificate),
        expect_config=SignatureConfiguration(expect_references=3, verification_time=SIGNED_AT),
    )
    assert isinstance(found, list)
    assert found[1].signed_data == b'<MON xmlns="urn:test:hoc-ba" Id="toan">7.5</MON>'


def test_the_signature_element_follows_the_w3c_schema(signed_xml: bytes) -> None:
    schema: Any = XMLVerifier()
    for signature in etree.fromstring(signed_xml).iter("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        schema.validate_schema(etree.fromstring(etree.tostring(signature, with_tail=False)))


@pytest.mark.parametrize("kind", ["rsa-2048", "ecdsa-p256"])
def test_openssl_accepts_the_detached_signature(
    kind: Literal["rsa-2048", "ecdsa-p256"], tmp_path: Path, roots: Path
) -> None:
    program = require.program("openssl")
    request, signature = tmp_path / "request.bin", tmp_path / "request.p7s"
    request.write_bytes("Đề nghị sửa điểm\r\n".encode())
    signature.write_bytes(cms.sign_detached(request.read_bytes(), person(HEAD, kind), SIGNED_AT))

    def verify() -> subprocess.CompletedProcess[str]:
        return run(
            program, "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, "-content", request,
            "-CAfile", roots, "-purpose", "any", "-attime", str(int(SIGNED_AT.timestamp())), "-out", tmp_path / "out",
        )  # fmt: skip

    done = verify()
    assert done.returncode == 0, done.stderr
    assert "CAdES Verification successful" in done.stderr
    request.write_bytes("Đề nghị sửa điểm!\r\n".encode())
    assert verify().returncode != 0


PAGE = """#set document(title: "Học bạ số", date: datetime(year: 2026, month: 5, day: 25))
#set text(lang: "vi")
#pdf.attach("hoc-ba.xml", bytes("<HOC_BA>Ánh</HOC_BA>"), relationship: "source", mime-type: "application/xml",
  description: "Học bạ số")
#pdf.attach("receipt.tlog-proof", bytes("proof"), relationship: "supplement", mime-type: "text/plain",
  description: "Biên nhận")
= Học bạ
Nguyễn Thị Ánh
#pagebreak()
Trang hai
"""


@pytest.fixture(scope="module")
def unsealed() -> bytes:
    made = typst.compile(PAGE.encode(), format="pdf", pdf_standards=["a-3b"])
    assert isinstance(made, bytes)
    return made


def sealed(unsealed: bytes, box: pdf.Box | None = None) -> bytes:
    return pdf.seal(
        unsealed, keys.school(), signed_at=SIGNED_AT, reason="Phát hành học bạ số", location="Đà Nẵng", box=box
    )


def test_a_seal_says_whose_when_and_why(unsealed: bytes) -> None:
    content = sealed(unsealed)
    found = pdf.verify_seal(content)
    assert content.startswith(unsealed), "the seal is appended, the page stays byte for byte"
    assert found == pdf.PdfSeal(
        keys.school().certificate, (), SIGNED_AT, "Phát hành học bạ số", "Đà Nẵng", True, 0, found.value_sha256, None
    )
    assert pdf.attachments(content) == {"hoc-ba.xml": "<HOC_BA>Ánh</HOC_BA>".encode(), "receipt.tlog-proof": b"proof"}


@pytest.mark.parametrize("box", [None, pdf.Box(1, 300, 100, 500, 180)])
def test_pdfsig_and_pdfdetach_agree(unsealed: bytes, box: pdf.Box | None, tmp_path: Path) -> None:
    program, detach = require.program("pdfsig"), require.program("pdfdetach")
    file = tmp_path / "report.pdf"
    file.write_bytes(sealed(unsealed, box))
    said = run(program, "-nocert", file).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "hoc-ba.xml" in run(detach, "-list", file).stdout
    content = file.read_bytes()
    file.write_bytes(content.replace(b"/Reason", b"/Reasom"))
    done = run(program, "-nocert", file)
    assert done.returncode == 0, "pdfsig exits 0 on a tampered file: its text must be read"
    assert "Signature is Valid." not in done.stdout


def test_the_seal_is_a_cms_that_openssl_reads(unsealed: bytes, tmp_path: Path, roots: Path) -> None:
    program, dump = require.program("openssl"), require.program("pdfsig")
    file = tmp_path / "report.pdf"
    file.write_bytes(sealed(unsealed))
    subprocess.run([dump, "-dump", file], cwd=tmp_path, capture_output=True, timeout=60, check=True)
    (value,) = tmp_path.glob("*.sig0")
    content = file.read_bytes()
    left = content.rindex(b"/Contents <") + 10
    right = content.index(b">", left)
    covered = tmp_path / "covered"
    covered.write_bytes(content[:left] + content[right + 1 :])
    done = run(
        program, "cms", "-verify", "-binary", "-inform", "DER", "-in", value, "-content", covered, "-CAfile", roots,
        "-purpose", "any", "-attime", str(int(SIGNED_AT.timestamp())), "-out", tmp_path / "out",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_changed_byte_anywhere_in_the_pdf_is_refused(unsealed: bytes) -> None:
    content = sealed(unsealed)
    for position in range(0, len(content), len(content) // 40):
        changed = content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]
        try:
            found = pdf.verify_seal(changed)
        except (ProofInvalid, Malformed):
            continue
        # Inside the CMS a few bytes are signed by nobody (such as a NULL parameter); they change nothing found.
        assert content.rindex(b"/Contents <") < position < content.rindex(b"/ByteRange"), position
        assert found == pdf.verify_seal(content), position


def test_bytes_added_after_the_seal_are_refused_or_told(unsealed: bytes) -> None:
    content = sealed(unsealed)
    writer: Any = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Note")] = pdf_string("10,0")
    writer.update_container(page)
    output = BytesIO()
    writer.write(output)
    for added in (output.getvalue(), content + b"\n% more\n"):
        with pytest.raises(ProofInvalid) as caught:
            pdf.verify_seal(added)
        assert caught.value.code == "signing.pdf_added"
        found = pdf.verify_seal(added, allow_additions=True)
        assert (found.covers_whole_document, found.bytes_added) == (False, len(added) - len(content))
    with pytest.raises(Malformed, match="signature already"):
        sealed(content)


def test_a_byte_range_that_leaves_more_out_than_the_value_is_refused(unsealed: bytes) -> None:
    """An attacker with the school's file widens the hole; one with a key signs again: both are refused by shape."""
    content = sealed(unsealed)
    at = content.rindex(b"/ByteRange [")
    end = content.index(b"]", at)
    _, length, resume, rest = (int(n) for n in content[at + 12 : end].split())
    for numbers in ((0, length - 9, resume, rest), (0, length, resume + 9, rest - 9), (9, length - 9, resume, rest)):
        text = b" ".join(str(n).encode() for n in numbers).ljust(end - at - 12)
        with pytest.raises(ProofInvalid) as caught:
            pdf.verify_seal(content[: at + 12] + text + content[end:])
        assert caught.value.code == "signing.pdf_structure"


def test_what_is_no_sealed_pdf_is_refused(unsealed: bytes) -> None:
    with pytest.raises(ProofInvalid) as caught:
        pdf.verify_seal(unsealed)
    assert caught.value.code == "signing.pdf_seal_count"
    for content in (b"", b"%PDF-1.7", b"no pdf", unsealed[:-200]):
        with pytest.raises(Malformed):
            pdf.verify_seal(content)
        with pytest.raises(Malformed):
            pdf.attachments(content)
    with pytest.raises(Malformed):
        sealed(unsealed, pdf.Box(7, 0, 0, 10, 10))
    with pytest.raises(Malformed):
        pdf.seal(unsealed, keys.school(), signed_at=SIGNED_AT, reason="", location="", bytes_reserved=100)


def attached(files: list[tuple[str, bytes]]) -> bytes:
    writer: Any = PdfFileWriter()
    for name, content in files:
        embed_file(writer, FileSpec(name, embedded_data=EmbeddedFileObject.from_file_data(writer, data=content)))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def test_attachments_are_limited_in_size_and_unambiguous() -> None:
    assert pdf.attachments(attached([("../tên.xml", b"x"), ("b", b"")])) == {"../tên.xml": b"x", "b": b""}
    assert pdf.attachments(attached([])) == {}
    for files in ([("a", b"1"), ("a", b"2")], [("a", bytes(17 << 20))], [(str(i), b"") for i in range(65)]):
        with pytest.raises(Malformed):
            pdf.attachments(attached(files))
