"""
The school's seal on a PDF: PAdES B-B (ETSI EN 319 142-1, ``ETSI.CAdES.detached``), by pyHanko, the key held open; B-T
where a timestamp service is given.

The seal covers every byte of the file but its own value. Its field is invisible, or a transparent box over the place
where the page already shows the seal's text: no font goes in, so the file stays PDF/A.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal

from asn1crypto.parser import peek
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle

from anchors.errors import AnchorError, Malformed, ProofInvalid, excerpt
from anchors.signing.cms import PortSigner, PortTimeStamper, timestamp_token, verify_signed_data
from anchors.signing.pdf_attach import Attachment, attach
from anchors.signing.pdf_reader import BoundedReader
from anchors.signing.port import SigningKey, TimestampService

PDF_BYTES_MAX = 8 * 1024 * 1024
"""A report has 0.15 MB, its parts at most 2.5; a copy of a paper has its scan besides."""
ATTACHMENT_BYTES_MAX = 16 * 1024 * 1024
ATTACHMENTS_MAX = 64
NAME_TREE_NODES_MAX = 1024
"""64 files need one; more nodes are a loop or an attack."""
CMS_BYTES_BESIDE_CERTIFICATES = 1536
"""Value of RSA 4096 and the attributes need about 1,100. Generous room costs time: readers take it digit by digit."""
TIMESTAMP_BYTES = 8 * 1024
"""A token carries its authority's chain; so much is kept free for the first one of a service."""
TIMESTAMP_BYTES_DIFFER = 256
"""By which a service's later answers may be longer: another serial number, another fraction of a second."""
FIELD_NAME = "KY_PHAT_HANH"
"""The organisation's issuing signature has the same name in the XML."""


@dataclass(frozen=True)
class Box:
    """A place on a page: ``page`` from 0, corners in points from the lower left."""

    page: int
    left: int
    bottom: int
    right: int
    top: int


@dataclass(frozen=True)
class PdfSeal:
    """
    A genuine seal. ``signed_at`` is what the sealer claims (``/M``), with zone; certificates in DER.

    ``timestamp`` is the token in the seal (DER), judged by nobody yet, over ``value_sha256``. The seal does not cover
    it: anybody may have taken one out or put one in.

    ``covers_whole_document`` is False only where ``verify_seal`` was told to allow additions: then ``bytes_added``
    bytes follow that the seal says nothing about, and they may change every page.
    """

    certificate: bytes
    chain: tuple[bytes, ...]
    signed_at: datetime
    reason: str
    location: str
    covers_whole_document: bool
    bytes_added: int
    value_sha256: bytes
    timestamp: bytes | None
    intact: Literal[True] = True


def seal(
    pdf: bytes,
    key: SigningKey,
    *,
    signed_at: datetime,
    reason: str,
    location: str,
    files: Sequence[Attachment] = (),
    box: Box | None = None,
    timestamps: TimestampService | None = None,
    bytes_reserved: int | None = None,
    field_name: str = FIELD_NAME,
) -> bytes:
    """
    The PDF with the seal appended and verified. A person signs a paper of his own in the same way.

    Args:
        pdf: as made; an already sealed one is refused.
        key: the organisation's.
        signed_at: with zone, kept to the second.
        reason: why, such as "Phát hành học bạ số".
        location: where, such as the commune and province.
        files: to attach under the seal; the pages before them stay byte for byte as they were given.
        box: where on the page the seal's text stands; None for an invisible field.
        timestamps: a service (RFC 3161), for PAdES B-T; it is asked once.
        field_name: of the signature field; a person's paper has another than the school's.
        bytes_reserved: hex characters (pyHanko counts these) kept for the CMS, where the estimate is too small.

    Raises Malformed: no readable PDF, sealed already, box outside, too little room; and what the ports raise.

    """
    if signed_at.tzinfo is None:
        raise Malformed("signing.request", detail="signed_at without a zone")
    try:
        sealed = asyncio.run(
            _seal(
                pdf,
                key,
                PdfSignatureMetadata(
                    field_name=field_name,
                    md_algorithm="sha256",
                    subfilter=SigSeedSubFilter.PADES,
                    reason=reason,
                    location=location,
                ),
                signed_at=signed_at.replace(microsecond=0),
                files=files,
                box=box,
                timestamps=timestamps,
                reserved=bytes_reserved or _room(key, timestamps),
            )
        )
    except (PdfError, SigningError, ValueError, IndexError, KeyError) as error:
        raise Malformed("signing.pdf_not_sealable", detail=excerpt(str(error))) from error
    verify_seal(sealed)
    return sealed


def _room(key: SigningKey, timestamps: TimestampService | None) -> int:
    """Hex characters to keep free for the CMS; an estimate by pyHanko would sign once more."""
    size = CMS_BYTES_BESIDE_CERTIFICATES + len(key.certificate) + sum(map(len, key.chain))
    if timestamps:
        size += timestamps.answer_bytes + TIMESTAMP_BYTES_DIFFER if timestamps.answer_bytes else TIMESTAMP_BYTES
    return 2 * size


class _Update(IncrementalPdfFileWriter):
    """An update that leaves title, author and dates as the pages have them; pyHanko would write the clock's time."""

    def _update_meta(self) -> None:
        """Nothing."""


async def _seal(
    pdf: bytes,
    key: SigningKey,
    metadata: PdfSignatureMetadata,
    *,
    signed_at: datetime,
    files: Sequence[Attachment],
    box: Box | None,
    timestamps: TimestampService | None,
    reserved: int,
) -> bytes:
    writer = _Update(BytesIO(pdf))
    if writer.prev.embedded_signatures:
        raise ValueError("it has a signature already")
    if files:
        attach(writer, files, signed_at)
    name = metadata.field_name or FIELD_NAME
    field = SigFieldSpec(name)
    style = None
    if box is not None:
        corners = (box.left, box.bottom, box.right, box.top)
        field = SigFieldSpec(name, on_page=box.page, box=corners)
        size = BoxConstraints(width=box.right - box.left, height=box.top - box.bottom)
        style = StaticStampStyle(border_width=0, background=RawContent(b"", box=size))
    signer = PdfSigner(
        metadata,
        PortSigner(key),
        timestamper=PortTimeStamper(timestamps) if timestamps else None,
        new_field_spec=field,
        **({"stamp_style": style} if style else {}),
    )
    session = signer.init_signing_session(writer)
    session.system_time = signed_at  # pyHanko has no argument for it: its own clock would stand in /M.
    to_sign = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    digest, output = to_sign.digest_tbs_document()
    await to_sign.perform_signature(
        document_digest=digest.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=signed_at)
    )
    return output.getvalue()  # type: ignore[no-any-return, attr-defined]  # pyHanko types it IO; it is a BytesIO


def verify_seal(pdf: bytes, *, allow_additions: bool = False) -> PdfSeal:
    """
    Check the seal of a PDF; whose certificate it is, is for ``trust.judge``.

    Raises Malformed for what is no PDF; ProofInvalid: no seal or several, a changed byte, a seal that does not cover
    the file from its first byte, and bytes after it (an incremental update, which may redraw every page) unless
    ``allow_additions``.
    """
    reader = open_reader(pdf)
    try:
        found = list(reader.embedded_regular_signatures)
    except AnchorError:
        raise
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise ProofInvalid("signing.pdf_structure", detail=excerpt(str(error))) from error
    if len(found) != 1:
        raise ProofInvalid("signing.pdf_seal_count", found=len(found))
    try:
        signature = found[0]
        content = _signed_bytes(pdf, signature)
        covered = int(signature.byte_range[2]) + int(signature.byte_range[3])
        signed_at = signature.self_reported_timestamp
        reason, location = (str(_at(signature.sig_object, name) or "") for name in ("/Reason", "/Location"))
        if _at(signature.sig_object, "/SubFilter") != SigSeedSubFilter.PADES.value:
            raise ValueError(f"subfilter {_at(signature.sig_object, '/SubFilter')}")
        if signed_at is None or signed_at.tzinfo is None:
            raise ValueError("no signing time with a zone")
        timestamp = timestamp_token(signature.signed_data)
    except Exception as error:
        raise ProofInvalid("signing.pdf_structure", detail=excerpt(str(error))) from error
    signer = verify_signed_data(signature.signed_data, hashlib.sha256(content).digest())
    if covered != len(pdf) and not allow_additions:
        raise ProofInvalid("signing.pdf_added", added=len(pdf) - covered)
    return PdfSeal(
        certificate=signer.certificate,
        chain=signer.chain,
        signed_at=signed_at,
        reason=reason,
        location=location,
        covers_whole_document=covered == len(pdf),
        bytes_added=len(pdf) - covered,
        value_sha256=hashlib.sha256(signature.signed_data["signer_infos"][0]["signature"].native).digest(),
        timestamp=timestamp,
    )


def _signed_bytes(pdf: bytes, signature: EmbeddedPdfSignature) -> bytes:
    """
    What the seal covers: from the first byte to an end, with exactly its own hex value left out (ISO 32000-2 §12.8.1).

    A range that leaves out more than the value hides bytes from the seal. Raises ValueError.
    """
    start, length, resume, rest = (int(number) for number in signature.byte_range)
    hole = pdf[length:resume]
    if start != 0 or length <= 0 or rest <= 0 or resume + rest > len(pdf):
        raise ValueError(f"byte range {start} {length} {resume} {rest} of {len(pdf)} bytes")
    if hole[:1] != b"<" or hole[-1:] != b">" or bytes.fromhex(hole[1:-1].decode("ascii")) != signature.pkcs7_content:
        raise ValueError("the byte range leaves out something else than the seal's value")
    if signature.pkcs7_content[peek(signature.pkcs7_content) :].strip(b"\0"):
        raise ValueError("something is hidden behind the seal's value")
    return pdf[:length] + pdf[resume : resume + rest]


def attachments(pdf: bytes) -> dict[str, bytes]:
    """
    Files embedded in a PDF, by their names as given (a name is data, never a path to write to).

    Says nothing about the seal. Raises Malformed: no PDF, a name twice, one file with two contents (``/F`` and
    ``/UF``), too many files (64) or too much unpacked (16 MiB in all: a small PDF must not become a large one).
    """
    reader = open_reader(pdf)
    files: dict[str, bytes] = {}
    unpacked = 0
    try:
        for each in _embedded(reader):
            specification = each.get_object()
            name = str(_at(specification, "/UF") or specification["/F"])
            if name in files or len(files) == ATTACHMENTS_MAX:
                raise ValueError(f"{name!r} twice, or more than {ATTACHMENTS_MAX} files")
            contents = specification["/EF"]
            data: bytes = contents["/F"].data
            # A viewer may take /UF where we take /F; then each would show another file under the same name.
            if "/UF" in contents and contents["/UF"].data != data:
                raise ValueError(f"{name!r} has two contents")
            unpacked += len(data)
            if unpacked > ATTACHMENT_BYTES_MAX:
                raise ValueError(f"{name!r} brings the attachments over {ATTACHMENT_BYTES_MAX} bytes")
            files[name] = data
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise Malformed("signing.pdf_attachments", detail=excerpt(str(error))) from error
    return files


def attachment_references(reader: PdfFileReader) -> Iterator[tuple[int, int]]:
    """(number, generation) of the file specifications in the name tree that are objects of their own."""
    return ((each.idnum, each.generation) for each in _embedded(reader) if isinstance(each, IndirectObject))


def _embedded(reader: PdfFileReader) -> Iterator[Any]:
    """File specifications, or references to them, of the name tree EmbeddedFiles (ISO 32000-2 §7.9.6)."""
    names = _at(_at(reader.root, "/Names"), "/EmbeddedFiles")
    nodes = [names] if names is not None else []
    for node in nodes:  # Grows while it runs: a tree, unless somebody made it a loop.
        if len(nodes) > NAME_TREE_NODES_MAX:
            raise ValueError(f"a name tree of more than {NAME_TREE_NODES_MAX} nodes")
        nodes += [kid.get_object() for kid in _at(node, "/Kids") or []]
        entries = _at(node, "/Names")
        for place in range(1, len(entries) if entries is not None else 0, 2):
            yield entries.raw_get(place)


def _at(dictionary: Any, name: str) -> Any:
    """An entry, followed where it is a reference (pyHanko's ``get`` does not), or None."""
    return dictionary[name] if dictionary is not None and name in dictionary else None


def open_reader(pdf: bytes) -> PdfFileReader:
    """A strict reader within limits. Raises Malformed: no PDF, or too large; later any error, as a parser does."""
    if len(pdf) > PDF_BYTES_MAX:
        raise Malformed("signing.pdf_unreadable", detail=f"{len(pdf)} bytes, limit {PDF_BYTES_MAX}")
    try:
        return BoundedReader(pdf, ATTACHMENT_BYTES_MAX)
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise Malformed("signing.pdf_unreadable", detail=excerpt(str(error))) from error
