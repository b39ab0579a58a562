"""
What every answer shares: security headers, a limit on the length of requests, and faults that name no person.

Plain ASGI, so that nothing is buffered. Addresses, bodies and the messages of exceptions are never logged: a lookup
code stands in the one, a birth date in the other, a pupil's name may stand in the third.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from anchors.errors import AnchorError
from anchors.receipt import RECEIPT_BYTES_MAX
from api.incidents import log_fault
from api.routes.errors import PROBLEM_TYPE, problem
from api.routes.limits import FILE_BYTES_MAX
from domain.errors import HocbaError, Tampered
from domain.messages import Language

#: The longest request without a file is a correction of some comments; a body is read only this far.
BODY_BYTES_MAX = 16 * 1024

#: What a request that brings files may have: 20 MB of them in base64. These routes read nothing before the token.
UPLOAD_BYTES_MAX = 28 * 1024 * 1024
UPLOADS = re.compile(
    "/api/v1/corrections(/[0-9a-f-]{36}/(approve|refuse))?"
    "|/api/v1/year/(documents|assignments/sheet)"
    "|/api/v1/data/(slip|propose)"
    "|/dieu-chinh/[0-9a-f-]{36}"
    "|/vao/mo-truong/tep"
    "|/van-thu/lop/[^/]{1,8}/[a-z-]{1,32}"
    "|/van-thu/(van-ban|tiep-nhan/moi)"
    "|/api/v1/(cases|paper-reports)"
    "|/van-thu/hoc-ba-giay/them/[0-9a-f-]{36}"
    "|/api/v1/editions/(cancel|(recall|amendment)/(request|grant|refuse))"
    "|/lop/[^/]{1,8}/ho-so/[0-9a-f-]{36}/(de-nghi|phieu)"
    "|/duyet/de-nghi/[0-9a-f-]{36}/co-quan"
)
#: What a sheet of drafts may have: a class's comments. These routes read nothing before the token, either.
DRAFTS_BYTES_MAX = 512 * 1024
DRAFTS = re.compile(
    "/api/v1/drafts/[^/]{1,8}/[^/]{1,32}(/paste|/workbook)?"
    "|/lop/[^/]{1,8}/(so-chu-nhiem(/dan)?|so-diem/[^/]{1,32}/(dan|tep))"
)

#: A dropped file with the form around it. Whoever sends one is not known; the next layer counts how many he sends.
DROPPED_BYTES_MAX = FILE_BYTES_MAX + 8 * 1024
DROPPED = ("/xac-minh", "/nhat-ky/xac-minh")
#: The same in base64, which makes four bytes of three, perhaps with its receipt.
ENCODED_BYTES_MAX = (FILE_BYTES_MAX + RECEIPT_BYTES_MAX) * 4 // 3 + 8 * 1024
ENCODED = ("/api/v1/verifications", "/api/v1/audit/verifications")

#: Scripts and styles of this server's files only, none in a page; no frame, nothing from elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    # Answers change from one moment to the next (a recall), and most are personal; static files say otherwise.
    "Cache-Control": "no-store",
}


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, language: Language) -> None:
        self.app = app
        self.language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with limits; pass the answer back, with headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answering, body = False, Body(scope, receive)

        async def sending(message: Message) -> None:
            nonlocal answering
            if message["type"] == "http.response.start":
                answering = True
                add_headers(message)
                if not body.read and scope["http_version"].startswith("1"):
                    MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        try:
            await self.app(scope, body.receive, sending)
        except Exception as error:
            incident = log_fault(error)
            if not answering:
                await problem_answer(Tampered("server.fault", incident=incident), 500, self.language)(
                    scope, receive, sending
                )


def problem_answer(
    error: HocbaError | AnchorError, status: int, language: Language, headers: Mapping[str, str] | None = None
) -> Response:
    """An error as problem details."""
    body = problem(error, HTTPStatus(status), language).model_dump()
    return JSONResponse(body, status, headers, media_type=PROBLEM_TYPE)


def add_headers(message: MutableMapping[str, Any]) -> None:
    """The security headers, where the answer does not set its own."""
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def bytes_max(path: str) -> int:
    """How long a request to this path may be."""
    if UPLOADS.fullmatch(path):
        return UPLOAD_BYTES_MAX
    if path in DROPPED:
        return DROPPED_BYTES_MAX
    if path in ENCODED:
        return ENCODED_BYTES_MAX
    return DRAFTS_BYTES_MAX if DRAFTS.fullmatch(path) else BODY_BYTES_MAX


class Body:
    """
    What a request brings beside its head, read no further than ``bytes_max``.

    ``read`` once the end was met. An answer that does not wait for it must say that the connection ends (RFC 9112
    §9.6), or the client sends its next request into one that the server has closed.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = dict(scope["headers"])
        announced, self._limit = headers.get(b"content-length", b"0"), bytes_max(scope["path"])
        self._over = not announced.isdigit() or int(announced[:20]) > self._limit
        self._receive, self._bytes = receive, 0
        self.read = announced == b"0" and b"transfer-encoding" not in headers

    async def receive(self) -> Message:
        """The next part. Raises HTTPException 413 once more than the limit has come, or is announced."""
        if self._over:
            raise HTTPException(413)
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._limit:
            raise HTTPException(413)
        self.read = self.read or not message.get("more_body", False)
        return message
