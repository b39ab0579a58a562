"""
Verifying many issued reports on several cores. No database, no network: an inspector's laptop runs this.

A folder is taken as ``report export`` and the demo leave it: every PDF, and an XML with its receipt where there is no
PDF of that name. One with a ``SHA256SUMS`` (a year's archive, a class's package) is compared with that list first,
folders within it too: what differs from the list is named, and what agrees is verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anchors.checkpoint import VerifierKey
from anchors.errors import MESSAGES, AnchorError, Misused
from anchors.receipt import RECEIPT_BYTES_MAX
from anchors.signing.trust import TrustRoots
from anchors.verify import FILE_BYTES_MAX, Verification, verify_file
from api.files import read_file
from api.processes import Processes

#: So many files are verified sooner than two processes have loaded the libraries (1.5 s).
FILES_ALONE_MAX = 40
#: Beside an XML, under its own name.
RECEIPT_SUFFIX = ".tlog-proof"

MESSAGES.update(
    {
        "verify.receipt_of_which": (
            "--receipt chỉ dùng với một tệp; với nhiều tệp, đặt biên nhận cạnh tệp XML, cùng tên, đuôi .tlog-proof.",
            "--receipt goes with one file; for several, put each receipt beside its XML, same name, ending in "
            ".tlog-proof.",
        ),
        "verify.folder_empty": (
            "Thư mục {path} không có tệp học bạ nào (.pdf, .xml).",
            "The folder {path} holds no report (.pdf, .xml).",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What every file is judged against; None where the person has none."""

    key: VerifierKey | None
    roots: TrustRoots | None


#: A file's verification, or why it could not even be read.
Verified = Verification | AnchorError


def files_of(path: Path) -> list[Path]:
    """The file itself, or the reports of a folder in order of their names. Raises Misused for an empty folder."""
    if not path.is_dir():
        return [path]
    try:
        found = [each for each in path.iterdir() if each.is_file()]
    except OSError as error:
        raise Misused("file.unreadable", path=path, reason=error.strerror or error) from error
    if not (reports := reports_among(found)):
        raise Misused("verify.folder_empty", path=path)
    return reports


def reports_among(found: Iterable[Path]) -> list[Path]:
    """Every PDF, and each XML without a PDF of its name, in order."""
    files = list(found)
    pdfs = {each.with_suffix("") for each in files if each.suffix == ".pdf"}
    return sorted(
        each for each in files if each.suffix == ".pdf" or (each.suffix == ".xml" and each.with_suffix("") not in pdfs)
    )


def verifiers(evidence: Evidence, count: int | None = None) -> Processes[Evidence]:
    """Processes for ``verify_files``, started when there are files enough."""
    return Processes(partial(_same, evidence), evidence, count, alone=FILES_ALONE_MAX)


def verify_files(pool: Processes[Evidence], paths: Iterable[Path]) -> Iterator[tuple[Path, Verified]]:
    """Each file with what was found, as it comes, in any order. Raises Unavailable where a process was killed."""
    return pool.each(verify_path, list(paths))


def verify_path(evidence: Evidence, path: Path) -> tuple[Path, Verified]:
    """One file, an XML with the receipt that lies beside it."""
    receipt = path.with_suffix(RECEIPT_SUFFIX)
    try:
        proof = read_file(receipt, RECEIPT_BYTES_MAX) if path.suffix == ".xml" and receipt.exists() else None
        return path, verify_file(read_file(path, FILE_BYTES_MAX), proof, evidence.key, evidence.roots)
    except AnchorError as error:
        return path, error


def _same(evidence: Evidence) -> Evidence:
    return evidence
