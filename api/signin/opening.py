"""
The operator's code, with which the year of a school that has nobody yet is opened in the browser.

Who draws it owns the database, as for ``hocba year open``; who holds it may do what that command does, once. Its digest
lies beside the keys, which every process of this program reads.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hmac import compare_digest
from pathlib import Path

from api.signin.invitations import code_digest, draw
from api.whole_file import write_whole
from domain.errors import Rejected
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "opening.code": (
            "Mã mở trường không đúng, đã dùng hoặc đã hết hạn. Người quản trị máy chủ tạo mã mới bằng lệnh: hocba year "
            "code.",
            "The opening code is wrong, used or expired. Whoever runs the server makes a new one: hocba year code.",
        ),
    }
)

LIFETIME = timedelta(days=1)
_NAME = "opening-code.json"


def new_code(folder: Path) -> str:
    """A code good for a day and for one opening; an earlier one is worth nothing now. Raises Misused as files do."""
    code = draw()
    kept = {"sha256": code_digest(code).hex(), "until": time.time() + LIFETIME.total_seconds()}
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / _NAME, json.dumps(kept).encode())
    return code


def require(folder: Path, code_sha256: bytes) -> None:
    """Raises Rejected ``opening.code``, the same for a wrong code, an old one, and where none was drawn."""
    try:
        kept = json.loads((folder / _NAME).read_bytes())
    except FileNotFoundError as error:
        raise Rejected("opening.code") from error
    if not compare_digest(bytes.fromhex(kept["sha256"]), code_sha256) or kept["until"] < time.time():
        raise Rejected("opening.code")


@contextmanager
def spent(folder: Path, code_sha256: bytes) -> Iterator[None]:
    """The code is gone when the block was left well; of two at once one has it. Raises Rejected ``opening.code``."""
    require(folder, code_sha256)
    path, held = folder / _NAME, folder / f"{_NAME}.held"
    try:
        path.rename(held)
    except FileNotFoundError as error:
        raise Rejected("opening.code") from error
    try:
        yield
    except BaseException:
        held.rename(path)
        raise
    held.unlink()
