"""What every answer shares: headers, limits, and no personal data where it would stay."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import MutableMapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.http import BODY_BYTES_MAX, CONTENT_SECURITY_POLICY, Guard
from tests.integration.serve.conftest import Issued

pytestmark = pytest.mark.one_server


def test_every_answer_bears_the_security_headers(client: httpx.Client, issued: Issued) -> None:
    style = re.search(r'href="(/static/[^"]+)"', client.get("/").text)
    assert style
    answers = [
        client.get("/"),
        client.get(f"/t/{issued.code}"),
        client.post(f"/t/{issued.code}", data={"ngay_sinh": issued.born}),
        client.get("/t/x"),
        client.get("/t", params={"ma": str(issued.code)}),
        client.get("/health"),
        client.get(f"/api/v1/lookup/{issued.code}"),
        client.get("/api/v1/nowhere"),
        client.get("/api/v1/openapi.json"),
        client.get(style[1]),
    ]
    for answer in answers:
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "set-cookie" not in answer.headers
    for answer in answers[:-1]:
        assert answer.headers["cache-control"] == "no-store"
    assert "immutable" in answers[-1].headers["cache-control"]
    assert "'unsafe" not in CONTENT_SECURITY_POLICY


def test_a_whole_visit_is_small_and_asks_nobody_else(client: httpx.Client, issued: Issued) -> None:
    page = client.post(f"/t/{issued.code}", data={"ngay_sinh": issued.born})
    style = client.get(re.search(r'href="(/static/[^"]+)"', page.text)[1])
    assert len(page.content) + len(style.content) < 50_000
    assert not re.search(r"<script|style=|https?://|@import|url\(", page.text + style.text)


def test_there_is_no_documentation_page_and_no_listing(client: httpx.Client) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/static/", "/static/../words.py", "/static/%2e%2e/words.py"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/t/x", "/api/v1/lookup/x"])
def test_a_long_request_is_refused_announced_or_not(client: httpx.Client, path: str) -> None:
    headers = {"content-type": "application/json" if "api" in path else "application/x-www-form-urlencoded"}
    body = b"a" * (BODY_BYTES_MAX + 1)
    assert client.post(path, content=body, headers=headers).status_code == 413
    assert client.post(path, content=iter([body[:9000], body[9000:]]), headers=headers).status_code == 413


async def _ask(app: FastAPI) -> list[MutableMapping[str, Any]]:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope: dict[str, object] = {
        "type": "http",
        "method": "GET",
        "path": "/boom",
        "headers": [],
        "query_string": b"",
        "app": None,
    }
    await app({**scope, "raw_path": b"/boom", "root_path": "", "http_version": "1.1"}, receive, send)
    return sent


def test_a_fault_of_ours_names_an_incident_and_no_person(caplog: pytest.LogCaptureFixture) -> None:
    broken, private = FastAPI(), "Nguyễn Văn An, 05/09/2012"

    @broken.get("/boom")
    def boom() -> None:
        raise RuntimeError(private)

    broken.add_middleware(Guard, language="vi")
    with caplog.at_level(logging.ERROR):
        start, body = asyncio.run(_ask(broken))
    assert start["status"] == 500
    incident = re.search(r"mã ([0-9a-f]{8})", bytes(body["body"]).decode())
    assert incident
    assert incident[1] in caplog.text
    assert "RuntimeError" in caplog.text
    assert "in boom" in caplog.text
    assert "Nguyễn" not in caplog.text + str(body)
