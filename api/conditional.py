"""
``ETag`` and ``If-None-Match`` (RFC 9110 §8.8.3, §13.1.2) of what the JSON API answers a GET with.

The tag is the digest of the answer itself: it changes when anything in it does, drafts and names outside the ledger
too, which no position or version of a stream would tell. Who may read is judged before; the answer is made either way,
so this spares the line, not the server. Answers stay ``no-store``: programs keep the tag with what they made of it.
"""

from __future__ import annotations

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: 128 bits of the digest: nobody gains by finding two answers with one tag, for he may read both.
TAG_CHARACTERS = 32


class Conditional:
    """Inside the guard, around the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a good answer's head back until its body is there, if that comes in one piece."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/api/v1/"):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("if-none-match", "")
        held: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and message["status"] == 200:
                held = message
                return
            if held is not None:
                start, held = held, None
                message = message if message.get("more_body") else _tagged(start, message, asked)
                await send(start)
            await send(message)

        await self.app(scope, receive, sending)


def _tagged(start: Message, message: Message, asked: str) -> Message:
    """The head gets its tag, and says 304 where the asker has this very answer; then there is no body."""
    tag = f'"{sha256(message.get("body", b"")).hexdigest()[:TAG_CHARACTERS]}"'
    headers = MutableHeaders(scope=start)
    headers["ETag"] = tag
    if tag not in {each.strip().removeprefix("W/") for each in asked.split(",")}:
        return message
    start["status"] = 304
    for name in ("content-length", "content-type"):
        del headers[name]
    return {**message, "body": b""}
