"""Files as answers: each under its name, and its type in the description of the API."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.responses import Response, StreamingResponse


class Download(Response):
    """A file that is kept, or with ``inline`` shown, under this name."""

    # FastAPI reads the status that it describes from this signature.
    def __init__(self, content: bytes, name: str, status_code: int = 200, *, inline: bool = False) -> None:
        """``name`` is ours: ASCII, without quotes, and names no person."""
        kept = "inline" if inline else "attachment"
        super().__init__(content, status_code, {"Content-Disposition": f'{kept}; filename="{name}"'})


class Pdf(Download):
    """Pages."""

    media_type = "application/pdf"


class Workbook(Download):
    """A workbook (.xlsx)."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Json(Download):
    """A report for programs."""

    media_type = "application/json"


class Note(Download):
    """Text that is verified: a checkpoint, a receipt, a proof of continuation."""

    media_type = "text/plain"


class TimestampReply(Download):
    """The answer of a timestamp service (RFC 3161 §3.4)."""

    media_type = "application/timestamp-reply"


class Archive(StreamingResponse):
    """An archive (.zip) that is sent while it is made."""

    media_type = "application/zip"

    def __init__(self, pieces: Iterator[bytes], name: str, status_code: int = 200) -> None:
        """``name`` as of a ``Download``."""
        super().__init__(pieces, status_code, {"Content-Disposition": f'attachment; filename="{name}"'})
