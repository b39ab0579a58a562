"""
Pages of a list that grows: ``limit`` and an opaque ``cursor``; the next page's address stands in ``Link`` (RFC 8288).

A cursor names the last line of the page before, and its place. What came or went in between moves nothing: the next
page begins behind that line, or, where it is gone itself, at its place.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

from domain.errors import Rejected
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "cursor.invalid": (
            "Con trỏ trang không hợp lệ. Hãy lấy địa chỉ trang sau từ tiêu đề Link.",
            "The cursor is none of ours. Take the next page's address from the header Link.",
        ),
    }
)

#: Lines of a page, unless fewer are asked for.
LINES_MAX = 200

T = TypeVar("T")


class Page:
    """Which part of a list is asked for, and where the address of the next one goes."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=LINES_MAX, description="Lines of a page")] = LINES_MAX,
        cursor: Annotated[str | None, Query(max_length=120, description="As in the Link of the page before")] = None,
    ) -> None:
        self.limit, self._request, self._response = limit, request, response
        self._after = _read(cursor) if cursor else None

    def of(self, lines: Sequence[T], key: Callable[[T], object]) -> list[T]:
        """The page; ``key`` tells a line from every other."""
        first = self._first([str(key(line)) for line in lines])
        page = list(lines[first : first + self.limit])
        if page and first + self.limit < len(lines):
            last = f"{first + self.limit - 1}:{key(page[-1])}".encode()
            cursor = base64.urlsafe_b64encode(last).decode().rstrip("=")
            url = self._request.url.include_query_params(cursor=cursor)
            self._response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        return page

    def _first(self, keys: Sequence[str]) -> int:
        if self._after is None:
            return 0
        place, key = self._after
        return keys.index(key) + 1 if key in keys else min(place, len(keys))


def _read(cursor: str) -> tuple[int, str]:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        place, _, key = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(":")
        if key and place.isascii() and place.isdigit():
            return int(place), key
    except (binascii.Error, ValueError) as error:
        raise Rejected("cursor.invalid") from error
    raise Rejected("cursor.invalid")


ThePage = Annotated[Page, Depends(Page)]
