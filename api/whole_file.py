"""Files handed to people: whole under their name, or not there; a full disk or a kill leaves no half of one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """
    ``path`` with this content, over what was there; written beside it first, as ``.<name>.unfinished``, then renamed.

    Raises OSError, which names ``path``; then what was there before is still there.
    """
    draft = path.with_name(f".{path.name}.unfinished")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
