"""What a token of the sign-in service must be to be believed: a service under our hand tells the truth, then lies."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from api.signin.oidc import Begun, Service
from domain.errors import Rejected, Unavailable

CLIENT, SECRET = "hocba", "a secret of the client"
BEGUN = Begun("state", "nonce", "verifier" * 8)
#: Instead of a token: the service knows no such code.
NO_SUCH_CODE = "invalid_grant"
ANSWER = {"code": "code", "state": "state"}


class Liar(ThreadingHTTPServer):
    """Discovery document, keys and tokens as the test wants them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.document: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        self.id_token: str | None = None

    def claims(self, **changed: object) -> dict[str, object]:
        now = int(time.time())
        true = {"iss": self.issuer, "aud": CLIENT, "sub": "co.hang", "iat": now, "exp": now + 60, "nonce": BEGUN.nonce}
        return {name: value for name, value in (true | changed).items() if value is not None}

    def sign(self, key: RSAKey | OctKey | None = None, alg: str = "RS256", **changed: object) -> str:
        return jwt.encode({"alg": alg, "kid": "one"}, self.claims(**changed), key or self.key, algorithms=[alg])


class _Pages(BaseHTTPRequestHandler):
    server: Liar

    def do_GET(self) -> None:
        keys = KeySet([self.server.key]).as_dict(private=False)
        self._answer(keys if self.path == "/keys" else self.server.document)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        if self.server.id_token == NO_SUCH_CODE:
            self._answer({"error": "invalid_grant"}, 400)
        else:
            self._answer({"access_token": "a", "token_type": "Bearer", "id_token": self.server.id_token})

    def _answer(self, content: object, status: int = 200) -> None:
        raw = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextmanager
def running() -> Iterator[Liar]:
    with Liar() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    with running() as server:
        yield server


def service(liar: Liar, claim: str | None = None) -> Service:
    return Service(liar.issuer, CLIENT, SECRET, claim, "http://localhost/back")


def confused(liar: Liar) -> str:
    """Signed with the public key as if it were a shared secret (RFC 8725 §2.1), which no library helps with."""
    parts = [json.dumps(each).encode() for each in ({"alg": "HS256", "kid": "one"}, liar.claims())]
    text = b".".join(base64url(part) for part in parts)
    return (text + b"." + base64url(hmac.digest(liar.key.as_pem(private=False), text, "sha256"))).decode()


def base64url(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def refused(liar: Liar, token: str | None) -> None:
    liar.id_token = token
    with pytest.raises(Rejected) as error:
        service(liar).finish(BEGUN, ANSWER)
    assert error.value.code == "oidc.refused"


def test_a_true_token_is_believed(liar: Liar) -> None:
    liar.id_token = liar.sign(code="GV01")
    asked = service(liar, "code")
    known = asked.finish(BEGUN, ANSWER)
    assert (len(known.subject_sha256), known.claim) == (32, "GV01")
    assert asked.finish(BEGUN, ANSWER) == known
    liar.id_token = liar.sign(aud=[CLIENT, "other"], azp=CLIENT)
    assert service(liar).finish(BEGUN, ANSWER).subject_sha256 == known.subject_sha256


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"iat": 4_000_000_000},  # 2096: not signed yet
        {"at_hash": "AAAA"},
    ],
    ids=str,
)
def test_a_token_of_somebody_or_something_else_is_not(liar: Liar, changed: dict[str, object]) -> None:
    refused(liar, liar.sign(**changed))


def test_a_token_signed_by_anybody_else_is_not(liar: Liar) -> None:
    refused(liar, liar.sign(RSAKey.generate_key(2048, parameters={"kid": "one"})))
    refused(liar, confused(liar))
    refused(liar, liar.sign(OctKey.import_key(SECRET), "HS256"))
    head, body, _ = liar.sign().split(".")
    unsigned = "eyJhbGciOiJub25lIn0"
    for token in (f"{unsigned}.{body}.", f"{head}.{body}.", f"{head}.{body}.AAAA", "", "a.b.c", None):
        refused(liar, token)


def test_a_code_that_the_service_does_not_know_opens_nothing(liar: Liar) -> None:
    refused(liar, NO_SUCH_CODE)


def test_new_keys_of_the_service_are_fetched_once(liar: Liar) -> None:
    asked = service(liar)
    liar.id_token = liar.sign()
    asked.finish(BEGUN, ANSWER)
    liar.key = RSAKey.generate_key(2048, parameters={"kid": "two"})
    liar.id_token = jwt.encode({"alg": "RS256", "kid": "two"}, liar.claims(), liar.key)
    assert asked.finish(BEGUN, ANSWER)


def test_a_document_of_another_issuer_is_none(liar: Liar) -> None:
    before = dict(liar.document)
    liar.document = before | {"issuer": "https://elsewhere.example"}
    try:
        with pytest.raises(Unavailable) as error:
            service(liar).begin()
    finally:
        liar.document = before
    assert error.value.code == "oidc.unreachable"


def test_a_service_that_is_down_is_told_as_that() -> None:
    with running() as gone:
        asked = service(gone)
    with pytest.raises(Unavailable) as error:
        asked.begin()
    assert error.value.code == "oidc.unreachable"
    assert gone.issuer not in error.value.text("vi")
