"""
A school's sign-in service as a process of its own: Canaille, an identity provider that real organisations run.

Its people are kept in its memory; it asks for login, password and consent on pages of its own, wants PKCE's verifier
and a nonce, and tells who it is in its answer (RFC 9207).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx

from tests.kit.served import free_port

CLIENT, SECRET = "hocba", "bi-mat-cua-may-chu"
PASSWORD = "mat khau o noi kia"
#: Pages between the first link and the way back: login, password, consent, and the redirects between them.
STEPS_MAX = 12


@dataclass(frozen=True)
class SignInService:
    """Where it listens; it sends people back to ``redirect_uri`` only."""

    issuer: str
    redirect_uri: str

    def sign_in(self, browser: httpx.Client, address: str, login: str) -> str:
        """Fill in its pages as this person; the address that it sends the browser back to."""
        answer = browser.get(address)
        for _ in range(STEPS_MAX):
            if answer.is_redirect:
                target = str(answer.url.join(answer.headers["location"]))
                if target.startswith(self.redirect_uri):
                    return target
                answer = browser.get(target)
                continue
            names = re.findall(r'name="([^"]+)"', answer.text)
            fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text))
            said = {"login": login, "password": PASSWORD, "answer": "accept"}
            answer = browser.post(answer.url, data=fields | {name: said[name] for name in names if name in said})
        raise AssertionError(f"the service does not send back: {answer.url} {answer.text[:500]}")


@contextmanager
def sign_in_service(redirect_uri: str, *logins: str) -> Iterator[SignInService]:
    """The service with these people, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "tests.kit.sign_in_service", str(port), redirect_uri, *logins]
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "true"}  # loopback speaks without TLS
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            yield SignInService(f"http://127.0.0.1:{port}", redirect_uri)
        finally:
            process.terminate()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing to say."""


def _run(port: int, redirect_uri: str, logins: list[str]) -> None:
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from joserfc.jwk import RSAKey

    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    settings = {
        "SECRET_KEY": "chỉ để thử" * 5,
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory"},
        "CANAILLE_OIDC": {"REQUIRE_NONCE": True, "ACTIVE_JWKS": [key.as_dict(private=True)]},
    }
    app = create_app(settings)
    with app.app_context():
        kept = Backend.instance
        for login in logins:
            kept.save(models.User(formatted_name=login, family_name=login, user_name=login, password=PASSWORD))
        client = models.Client(
            client_id=CLIENT,
            client_name="Học bạ số",
            client_uri="http://localhost",
            client_secret=SECRET,
            client_id_issued_at=datetime.now(UTC),
            redirect_uris=[redirect_uri],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile"],
            token_endpoint_auth_method="client_secret_basic",
        )
        kept.save(client)
        client.audience = [client]
        kept.save(client)
    with make_server("127.0.0.1", port, app, handler_class=_Quiet) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    _run(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
