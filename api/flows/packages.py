"""The issued reports of a class to take along: as one archive that is sent while it is made, as one file to print."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from io import RawIOBase
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from api.flows.desk import Desk, Member
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "package.nothing": (
            "Lớp {class_code} chưa có học bạ nào phát hành xong. Hãy đóng dấu và phát hành trước.",
            "No report of class {class_code} has been issued yet. Seal and issue them first.",
        ),
    }
)

#: The digests of every other file of the archive, as ``sha256sum --check`` reads them.
SUMS = "SHA256SUMS"
#: A day that says nothing: the same reports give the same archive.
_DATED = (1980, 1, 1, 0, 0, 0)


class Issued(NamedTuple):
    """An issued edition: its number on the class list, lookup code, and the digest of its PDF."""

    number: int
    lookup_id: str
    pdf_sha256: str


def issued(members: Sequence[Member]) -> list[Issued]:
    """The editions that stand, with their PDF, in order of the list."""
    records = [(one.number, one.report.record) for one in members]
    return [
        Issued(number, record["issued"]["lookup_id"], record["document"]["pdf_sha256"])
        for number, record in records
        if "document" in record
    ]


class _Sent(RawIOBase):
    """Where the archive is written to, a piece at a time; nothing is kept that was taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # zipfile writes bytes
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """What has been written since it was asked last."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(desk: Desk, class_code: str, found: Sequence[Issued]) -> Iterator[bytes]:
    """
    An archive with PDF, XML and receipt of each, named by number and lookup code, and the digests of all of them.

    In memory is one report at a time, 0.2 MB. No file is named after a pupil.
    """
    from anchors.signing.pdf import attachments  # loads the PDF libraries, 0.7 s
    from api.flows.issuing import RECEIPT_NAME, XML_NAME

    sent, sums = _Sent(), []
    with ZipFile(sent, "w") as archive:
        for one in found:
            pdf = desk.ledger.blob(one.pdf_sha256)
            attached = attachments(pdf)
            stem = f"{class_code}/{one.number:02}-{one.lookup_id}"
            files = {"pdf": pdf, "xml": attached[XML_NAME], "tlog-proof": attached[RECEIPT_NAME]}
            for ending, content in files.items():
                name = f"{stem}.{ending}"
                _put(archive, name, content, ZIP_STORED if ending == "pdf" else ZIP_DEFLATED)
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
            yield sent.taken()
        _put(archive, SUMS, "".join(sums).encode(), ZIP_DEFLATED)
    yield sent.taken()


def _put(archive: ZipFile, name: str, content: bytes, method: int) -> None:
    entry = ZipInfo(name, _DATED)
    entry.compress_type = method
    archive.writestr(entry, content)


def printed(desk: Desk, found: Sequence[Issued]) -> bytes:
    """The pages of all of them, one report after the other, as one PDF; the seals stay in the files themselves."""
    from anchors.signing.pdf_print import joined  # loads the PDF libraries, 0.7 s

    return joined(desk.ledger.blob(one.pdf_sha256) for one in found)
