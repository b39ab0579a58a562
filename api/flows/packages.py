"""The issued reports of classes to take along: as files, as one archive that is sent while it is made, to print."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from api.flows.desk import Desk, Member
from api.sums import SUMS
from domain.errors import Rejected
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "package.nothing": (
            "Lớp {class_code} chưa có học bạ nào phát hành xong. Hãy đóng dấu và phát hành trước.",
            "No report of class {class_code} has been issued yet. Seal and issue them first.",
        ),
    }
)

#: A day that says nothing: the same reports give the same archive.
_DATED = (1980, 1, 1, 0, 0, 0)


class Issued(NamedTuple):
    """An issued edition: its number on the class list, lookup code, and the digest of its PDF."""

    number: int
    lookup_id: str
    pdf_sha256: str

    def stem(self, class_code: str) -> str:
        """Where its files lie: ``8A/07-<lookup code>``, and then the ending. No file is named after a pupil."""
        return f"{class_code}/{self.number:02}-{self.lookup_id}"


class PackedFile(NamedTuple):
    """A file of a package, under its path in it."""

    name: str
    content: bytes


def issued(members: Sequence[Member]) -> list[Issued]:
    """The editions that stand, with their PDF, in order of the list."""
    records = [(one.number, one.report.record) for one in members]
    return [
        Issued(number, record["issued"]["lookup_id"], record["document"]["pdf_sha256"])
        for number, record in records
        if "document" in record
    ]


def of_class(desk: Desk, code: str) -> list[Issued]:
    """Those of a class. Raises Misused for an unknown class, Rejected ``package.nothing``."""
    found = issued(desk.members(desk.year().school_class(code)))
    if not found:
        raise Rejected("package.nothing", class_code=code)
    return found


def files(desk: Desk, class_code: str, found: Sequence[Issued]) -> Iterator[PackedFile]:
    """Those of each, one report in memory at a time, 0.2 MB."""
    for one in found:
        yield from of_report(desk.ledger.blob(one.pdf_sha256), one.stem(class_code))


def of_report(pdf: bytes, stem: str) -> Iterator[PackedFile]:
    """The PDF of an issued report, and XML and receipt, which are attached to it, beside it."""
    from anchors.signing.pdf import attachments  # loads the PDF libraries, 0.7 s
    from api.flows.issuing import RECEIPT_NAME, XML_NAME

    attached = attachments(pdf)
    yield PackedFile(f"{stem}.pdf", pdf)
    yield PackedFile(f"{stem}.xml", attached[XML_NAME])
    yield PackedFile(f"{stem}.tlog-proof", attached[RECEIPT_NAME])


def with_sums(packed: Iterable[PackedFile]) -> Iterator[PackedFile]:
    """The same files, and behind them the list of their digests (``api.sums``)."""
    sums = []
    for file in packed:
        sums.append(f"{hashlib.sha256(file.content).hexdigest()}  {file.name}\n")
        yield file
    yield PackedFile(SUMS, "".join(sums).encode())


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


def zipped(packed: Iterable[PackedFile]) -> Iterator[bytes]:
    """An archive of the files, a file in memory at a time. What is compressed already is stored as it is."""
    sent = _Sent()
    with ZipFile(sent, "w") as archive:
        for file in packed:
            entry = ZipInfo(file.name, _DATED)
            entry.compress_type = ZIP_STORED if file.name.endswith((".pdf", ".xlsx")) else ZIP_DEFLATED
            archive.writestr(entry, file.content)
            yield sent.taken()
    yield sent.taken()


def printed(desk: Desk, found: Sequence[Issued]) -> bytes:
    """The pages of all of them, one report after the other, as one PDF; the seals stay in the files themselves."""
    from anchors.signing.pdf_print import joined  # loads the PDF libraries, 0.7 s

    return joined(desk.ledger.blob(one.pdf_sha256) for one in found)
