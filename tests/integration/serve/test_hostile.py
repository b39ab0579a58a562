"""
What people with bad intentions send, to the forms of the pages and to the JSON API: refused in words, never a fault.

Each kind that has a place of its own is tried there: guessed codes (``test_lookup``), planted sessions
(``tests/integration/signin``), bombs in files (``test_dropped``), forms of other sites (``test_permissions``).
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from api.http import BODY_BYTES_MAX
from api.routes.examples import BODIES
from api.sessions import COOKIE, open_session, session_of
from domain.school_year.events import Role
from tests.kit.served import served
from tests.kit.small_school import SmallSchool, copy, sealed_template

pytestmark = pytest.mark.one_server

TEXTS = {
    "sql": "'; DROP TABLE ledger.events; --",
    "html": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "template": "{{ 7 * 7 }}{% raw %}${7*7}",
    "nul": "a\0b",
    "direction": "\u202eAn\u202c \u2066x",
    "combining": "a" + "\u0301" * 200,
    "invisible": "\u200b\ufeff\u00ad",
    "astral": "𝔄𝔫 👩‍👩‍👧",
    "newlines": "a\r\nSet-Cookie: x=1\r\n\r\nb",
    "long": "ấ" * 900,
}
#: Forms with a text of the person's own: address, the other fields. The text goes into those that say so.
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/kiem-tra-cheo", {"lop": "8A", "nguoi": "GV02", "van_ban": "TEXT"}),
    ("/quan-tri/nhan-su/to", {"ma": "TEXT", "ten": "TEXT"}),
    ("/quan-tri/ket-thuc", {"van_ban": "TEXT"}),
    ("/quan-tri/nhan-su/vai-tro", {"nguoi": "TEXT", "vai_tro": "CLERK", "van_ban": "TEXT"}),
    ("/nhat-ky", {"hoc_sinh": "TEXT", "lop": "TEXT", "nguoi": "TEXT"}),
    ("/duyet/khong-dong-y", {"li_do": "TEXT", "y_kien": "TEXT"}),
    ("/cau-mau", {"cau": "TEXT", "noi_dung": "TEXT", "text": "TEXT"}),
    ("/vao", {"truong": "TEXT", "ma": "TEXT", "mat_khau": "TEXT", "code": "TEXT", "password": "TEXT"}),
)


@dataclass(frozen=True)
class Visitor:
    """The principal's browser at the served school."""

    client: httpx.Client
    school: SmallSchool
    csrf: str

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.client.post(path, data={"_csrf": self.csrf, "lenh": str(uuid4()), **fields})


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    with copy(sealed_template()) as school, served(school.app) as client:
        secret = open_session(school.app.pool, school.school_id, school.staff(Role.PRINCIPAL).staff_id, "DEMO")
        found = session_of(school.app.pool, secret)
        assert found
        client.headers["Cookie"] = f"{COOKIE}={secret}"
        yield Visitor(client, school, found.csrf)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize(("path", "fields"), FORMS, ids=[path for path, _ in FORMS])
def test_a_text_is_a_text_in_every_form(visitor: Visitor, path: str, fields: dict[str, str], kind: str) -> None:
    text = TEXTS[kind]
    answer = visitor.post(path, **{name: text if value == "TEXT" else value for name, value in fields.items()})
    assert answer.status_code < 500, answer.text[:300]
    assert "set-cookie" not in answer.headers or "x=1" not in answer.headers["set-cookie"]
    pages = [answer.text, visitor.client.get(answer.headers["location"]).text] if answer.is_redirect else [answer.text]
    for page in pages:
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in html.unescape(page) or "&lt;img" in page


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize(
    "operation",
    ["POST /corrections", "POST /year/teams", "POST /year/documents", "POST /checks", "POST /year/policies"],
)
def test_a_text_is_a_text_in_every_body(visitor: Visitor, operation: str, kind: str) -> None:
    body = {name: TEXTS[kind] if isinstance(value, str) else value for name, value in BODIES[operation].items()}
    headers = {"Idempotency-Key": str(uuid4()), "X-CSRF-Token": visitor.csrf}
    answer = visitor.client.post(f"/api/v1{operation.split()[1]}", json=body, headers=headers)
    assert answer.status_code < 500, answer.text[:300]
    assert answer.headers["content-type"].startswith("application/")


@pytest.mark.parametrize(
    "raw", [b'"\\ud800"', b'{"a":' * 5000, b"\xff\xfe", b"[" + b"1," * 4000 + b"1]", b"1e999999", b""]
)
def test_a_body_that_is_no_body_is_refused(visitor: Visitor, raw: bytes) -> None:
    headers = {"Idempotency-Key": str(uuid4()), "X-CSRF-Token": visitor.csrf, "Content-Type": "application/json"}
    answer = visitor.client.post("/api/v1/year/teams", content=raw, headers=headers)
    assert answer.status_code in (413, 422), answer.text[:300]


@pytest.mark.parametrize("path", ["/kiem-tra-cheo", "/vao", "/t/x", "/quan-tri/nhan-su/to", "/api/v1/year/teams"])
def test_a_body_without_end_is_cut_off(visitor: Visitor, path: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(BODY_BYTES_MAX // 1024 + 4):
            yield b"a" * 1024

    form = {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": str(uuid4())}
    form["X-CSRF-Token"] = visitor.csrf
    answer = visitor.client.post(path, content=endless(), headers=form)
    assert answer.status_code == 413


@pytest.mark.parametrize(("path", "status"), [("/health", 405), ("/khong-co", 404), ("/vao", 413), ("/nhat-ky", 413)])
def test_who_leaves_a_body_unread_says_that_the_connection_ends(visitor: Visitor, path: str, status: int) -> None:
    """Or the next request goes into a connection that is closed at the same moment, and has no answer."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.client.post(path, content=b"a" * (BODY_BYTES_MAX + 1), headers=form)
    assert (answer.status_code, answer.headers.get("connection")) == (status, "close")
    assert "connection" not in visitor.client.get("/health").headers
    assert "connection" not in visitor.post("/quan-tri/nhan-su/to", ma="A", ten="Tổ").headers


@pytest.mark.parametrize(
    "path",
    ["/static/../rendering.py", "/static/%2e%2e/rendering.py", "/static/..%2frendering.py", "/static/js/../../menu.py",
     "/t/../../etc/passwd", "/t/%00", "/t/%2e%2e%2f", "/lop/..%2f..", "/lop/%00", "/lop/8A/so-diem/..%2f..%2fviec",
     "/nhat-ky/hoc-ba/%27%3b", "/van-thu/lop/%2e%2e/hoc-ba.zip", "/api/v1/reports/%00", "/api/v1/%2e%2e/viec"],
)  # fmt: skip
def test_an_address_leads_nowhere_else(visitor: Visitor, path: str) -> None:
    request = visitor.client.build_request("GET", path)
    request.url = request.url.copy_with(raw_path=path.encode())
    answer = visitor.client.send(request)
    assert answer.status_code in (307, 400, 403, 404, 405, 409, 422), (path, answer.status_code)
    assert answer.headers.get("location", "").startswith((str(visitor.client.base_url), "")[answer.status_code != 307])
    assert "from __future__" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "following",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_the_door_leads_to_no_other_house(visitor: Visitor, following: str) -> None:
    answer = visitor.client.get("/vao", params={"tiep": following})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/viec"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/tai-khoan/phien", {"muc": "abc"}),
        ("/kiem-tra-cheo", {"lop": "8A", "nguoi": "GV02", "van_ban": "1/QĐ", "mau": "²"}),
        (
            "/lop/8A/diem-danh",
            {"ngay": "2026-05-04", "buoi": "MORNING", "command_id": "x", f"vang-{'9' * 5000}": "PERMITTED"},
        ),
    ],
    ids=["half a byte", "no digit", "a number without end"],
)
def test_a_number_that_is_none_is_refused(visitor: Visitor, path: str, fields: dict[str, str]) -> None:
    assert visitor.post(path, **fields).status_code in (403, 409, 422)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_all_are_days(visitor: Visitor, day: str) -> None:
    assert visitor.client.get(f"/lop/8A/diem-danh?ngay={day}").status_code < 500


def test_what_stands_in_the_ledger_is_shown_as_it_was_typed(visitor: Visitor) -> None:
    """An official document whose title is markup: shown as text wherever it stands."""
    title = TEXTS["html"]
    body = BODIES["POST /year/documents"] | {"title": title, "number": "99/QĐ-THCS"}
    headers = {"Idempotency-Key": str(uuid4()), "X-CSRF-Token": visitor.csrf}
    assert visitor.client.post("/api/v1/year/documents", json=body, headers=headers).status_code == 200
    page = visitor.client.get("/van-thu/van-ban").text
    assert html.escape(title, quote=False).replace('"', "&#34;") in page or html.escape(title) in page
    assert "<script>alert" not in page
