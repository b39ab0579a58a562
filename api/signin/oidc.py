"""
The school's sign-in service: OpenID Connect Core 1.0, code flow, with PKCE (RFC 7636), state and nonce.

The service is found by its discovery document, asked once an hour. Its answer is believed when the ID token is signed
by a key of that document's set, is of this issuer, for this client, of this very sign-in, and has not expired.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, cast

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

import api.signin.messages  # noqa: F401  # registers the texts
from api.settings import Settings
from domain.errors import Misused, Rejected, Unavailable

TIMEOUT_S = (5.0, 10.0)
"""To connect and to read; a person waits."""
KEPT_S = 3600.0
#: How long a service that has just failed is not asked again, in seconds.
PAUSE_S = 30.0
LEEWAY_S = 60
#: Signatures by a key pair only: with a shared secret, who holds the client's secret could make tokens (RFC 8725 §2.1).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
#: Where the service sends people back to; it must know this address.
RETURN = "/vao/dich-vu/ve"
SUBJECT_MAX = 255


@dataclass(frozen=True, slots=True)
class Begun:
    """What the answer must fit: its state, the nonce of the ID token, the verifier of the code."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the service means: a digest of issuer and subject; ``claim`` is the staff code where it tells one."""

    subject_sha256: bytes
    claim: str | None


class Service:
    """One service, one client of it. Serves several threads."""

    def __init__(self, issuer: str, client_id: str, secret: str, claim: str | None, redirect_uri: str) -> None:
        self.issuer = issuer.rstrip("/")
        self.claim = claim
        self._client = (client_id, secret)
        self._redirect_uri = redirect_uri
        self._lock = Lock()
        self._asked_at = 0.0
        self._failed_at = float("-inf")
        self._found: dict[str, Any] = {}
        self._keys: KeySet | None = None

    def begin(self) -> tuple[str, Begun]:
        """Where to send the browser. Raises Unavailable ``oidc.unreachable``."""
        nonce, verifier = generate_token(32), generate_token(64)
        with self._session() as session:
            address, state = session.create_authorization_url(
                self._metadata()["authorization_endpoint"], nonce=nonce, code_verifier=verifier
            )
        return str(address), Begun(str(state), nonce, verifier)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> Known:
        """
        Judge what the browser brought back (``code``, ``state``, ``iss``, or ``error``).

        Raises Rejected ``oidc.refused``, Unavailable ``oidc.unreachable``.
        """
        found = self._metadata()
        if "error" in answer or not answer.get("code") or answer.get("state") != begun.state:
            raise Rejected("oidc.refused", reason="state" if "error" not in answer else "error")
        # A code of another service must not be redeemed here (RFC 9207 §2.4).
        wanted = found.get("authorization_response_iss_parameter_supported", False)
        if (wanted or "iss" in answer) and answer.get("iss") != found["issuer"]:
            raise Rejected("oidc.refused", reason="iss")
        try:
            with self._session() as session:
                token = session.fetch_token(
                    found["token_endpoint"], code=answer["code"], code_verifier=begun.verifier, allow_redirects=False
                )
            claims = self._claims(token, begun.nonce)
        except (AuthlibBaseError, JoseError, ValueError, LookupError, TypeError) as error:
            raise Rejected("oidc.refused", reason=type(error).__name__) from error
        except requests.RequestException as error:
            raise Unavailable("oidc.unreachable", reason=type(error).__name__) from error
        subject = str(claims["sub"])[:SUBJECT_MAX]
        told = claims.get(self.claim) if self.claim else None
        digest = sha256(f"{found['issuer']}\0{subject}".encode()).digest()
        return Known(digest, str(told) if isinstance(told, str) else None)

    def _claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        try:
            decoded = jwt.decode(token["id_token"], self._key_set(), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            # The service may have changed its keys within the hour; a second failure is final.
            decoded = jwt.decode(token["id_token"], self._key_set(anew=True), algorithms=list(ALGORITHMS))
        rules = {
            "iss": {"essential": True, "values": [self._metadata()["issuer"]]},
            "aud": {"essential": True, "value": self._client[0]},
        }
        context = {"nonce": nonce, "client_id": self._client[0], "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, rules, context)
        claims.validate(leeway=LEEWAY_S)
        return dict(claims)

    def _session(self) -> OAuth2Session:
        client_id, secret = self._client
        return OAuth2Session(
            client_id,
            secret,
            scope="openid profile",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_S,
        )

    def _metadata(self) -> Mapping[str, Any]:
        """The discovery document (OpenID Connect Discovery 1.0 §4), whose issuer must be the one that was asked."""
        with self._lock:
            if time.monotonic() - self._asked_at > KEPT_S or not self._found:
                found = self._asked(f"{self.issuer}/.well-known/openid-configuration")
                if str(found.get("issuer", "")).rstrip("/") != self.issuer:
                    self._failed_at = time.monotonic()
                    raise Unavailable("oidc.unreachable", reason="issuer")
                self._found, self._keys, self._asked_at = found, None, time.monotonic()
            return self._found

    def _asked(self, address: str) -> dict[str, Any]:
        """A document of the service. Where it has just failed, nobody waits for it again: threads are few."""
        if time.monotonic() - self._failed_at < PAUSE_S:
            raise Unavailable("oidc.unreachable", reason="recently")
        try:
            return _document(address)
        except Unavailable:
            self._failed_at = time.monotonic()
            raise

    def _key_set(self, *, anew: bool = False) -> KeySet:
        found = self._metadata()
        with self._lock:
            if self._keys is None or anew:
                self._keys = KeySet.import_key_set(cast("KeySetSerialization", self._asked(found["jwks_uri"])))
            return self._keys


def service_of(settings: Settings) -> Service | None:
    """By the settings; None where none is set. Raises Misused ``oidc.settings`` for half of them, or without TLS."""
    issuer, client_id, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if not (issuer or client_id or secret):
        return None
    if not (issuer and client_id and secret) or (settings.production and not issuer.startswith("https://")):
        raise Misused("oidc.settings")
    return Service(issuer, client_id, secret, settings.oidc_claim, f"{settings.public_url.rstrip('/')}{RETURN}")


def _document(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=TIMEOUT_S, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Unavailable("oidc.unreachable", reason=type(error).__name__) from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise Unavailable("oidc.unreachable", reason=str(answer.status_code))
    return found
