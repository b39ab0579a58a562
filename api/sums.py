"""
``SHA256SUMS``: the list of a folder's files with their digests, as ``sha256sum --check`` reads it, and what differs.

Imports no database: whoever keeps an archive checks it on any machine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from anchors.errors import MESSAGES, AnchorError, Malformed, Misused, Tampered
from api.files import read_file

MESSAGES.update(
    {
        "sums.malformed": (
            "Dòng {line} của {path} không phải là mã SHA-256 và tên tệp trong thư mục.",
            "Line {line} of {path} is no SHA-256 digest with the name of a file in the folder.",
        ),
        "sums.changed": (
            "Nội dung đã thay đổi so với SHA256SUMS: danh sách ghi {listed}…, tệp có {found}….",
            "Changed since SHA256SUMS was written: the list says {listed}…, the file has {found}….",
        ),
        "sums.missing": (
            "Thiếu tệp: có trong SHA256SUMS, không có trong thư mục.",
            "Missing: it is on the list of SHA256SUMS and not in the folder.",
        ),
        "sums.unlisted": (
            "Tệp không có trong SHA256SUMS.",
            "The file is not on the list of SHA256SUMS.",
        ),
    }
)

SUMS = "SHA256SUMS"
#: Of a school of 5,000 pupils with twelve grades: 90 bytes a file.
SUMS_BYTES_MAX = 32 << 20
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^\x00-\x1f\\]{1,300})")


def listed(folder: Path) -> Mapping[str, str] | None:
    """
    Path → digest, as the folder's list has them, in its order; None where it has no list.

    Raises Malformed for a line that is none, or a path that leads out of the folder; Misused where it cannot be read.
    """
    path = folder / SUMS
    if not path.is_file():
        return None
    found = {}
    for number, line in enumerate(read_file(path, SUMS_BYTES_MAX).decode(errors="replace").splitlines(), 1):
        parsed = _LINE.fullmatch(line)
        if parsed is None or not _within(parsed[2]):
            raise Malformed("sums.malformed", path=path, line=number)
        found[parsed[2]] = parsed[1]
    return found


def differences(folder: Path, sums: Mapping[str, str]) -> Iterator[tuple[Path, AnchorError | None]]:
    """Each file of the list with what is wrong with it, or None; then those that lie there without being on it."""
    for name, digest in sums.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield path, Tampered("sums.missing")
        except OSError as error:
            yield path, Misused("file.unreadable", path=path, reason=error.strerror or error)
        else:
            yield path, None if found == digest else Tampered("sums.changed", listed=digest[:16], found=found[:16])
    known = {folder / name for name in (*sums, SUMS)}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in known:
            yield path, Tampered("sums.unlisted")


def _within(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
