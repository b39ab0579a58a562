"""Files and keys that a person names; imports no database (an inspector's laptop)."""

from __future__ import annotations

from pathlib import Path

from anchors.checkpoint import VerifierKey
from anchors.errors import MESSAGES, Malformed, Misused

MESSAGES.update(
    {
        "file.unreadable": (
            "Không đọc được tệp {path}: {reason}.",
            "The file {path} cannot be read: {reason}.",
        ),
    }
)

KEY_BYTES_MAX = 4096
"""A verifier key is a line of about 150 bytes."""


def read_file(path: Path, limit: int) -> bytes:
    """At most one byte more than the limit, so that a longer file is refused as such. Raises Misused."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Misused("file.unreadable", path=path, reason=reason) from error


def verifier_key(given: str) -> VerifierKey:
    """A verifier key as file or string; a string that is neither is reported as the file that it probably means."""
    try:
        return VerifierKey.parse(given)
    except Malformed:
        if "+" in given and not _is_file(given):
            raise
    try:
        return VerifierKey.parse(read_file(Path(given), KEY_BYTES_MAX).decode())
    except UnicodeDecodeError as error:
        raise Malformed("key.verifier", reason="UTF-8", found=given) from error


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # a name too long for the system, or with a NUL in it
        return False
