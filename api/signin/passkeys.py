"""
Passkeys (WebAuthn level 3): a key pair in the person's phone, laptop or security key, bound to this site's name.

Each is made to be found without a name (discoverable) and asks for the device's own PIN or fingerprint (user
verification), so it is two factors by itself. Its user handle is school id and staff id: random, no personal data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

import api.signin.messages  # noqa: F401  # registers the texts
from domain.errors import Rejected

NAME = "Học bạ số"
HANDLE_BYTES = 32
#: So many a person may have: phone, laptop, a key in the drawer, and their successors.
PASSKEYS_MAX = 10

#: What the library raises of bytes that are no answer of a browser.
_REFUSED = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Site:
    """Whom a passkey is bound to (``rp_id``, the host's name), and from which pages it may be used."""

    rp_id: str
    origins: tuple[str, ...]

    @classmethod
    def of(cls, public_url: str, served_at: str | None = None) -> Site:
        """
        From ``HOCBA_PUBLIC_URL``. ``served_at``, the host and port that a demo is asked at, counts where both are
        localhost, so that a demo may run at any port.
        """
        parts = urlsplit(public_url)
        origins = [f"{parts.scheme}://{parts.netloc}"]
        if parts.hostname == "localhost" and served_at and urlsplit(f"//{served_at}").hostname == "localhost":
            origins.append(f"http://{served_at}")
        return cls(parts.hostname or "", tuple(origins))


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What is kept of one."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def handle(school_id: UUID, staff_id: UUID) -> bytes:
    """Whose it is, as the device keeps it."""
    return school_id.bytes + staff_id.bytes


def adding(site: Site, whose: bytes, login: str, known: list[bytes]) -> tuple[str, bytes]:
    """Options for the browser as JSON, and the challenge. ``known`` are passkeys the person has."""
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=NAME,
        user_id=whose,
        user_name=login.upper(),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options), options.challenge


def added(site: Site, challenge: bytes, response: Mapping[str, Any]) -> NewPasskey:
    """The passkey that the browser made. Raises Rejected ``signin.passkey``."""
    try:
        made = verify_registration_response(
            credential=json.dumps(response),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except _REFUSED as error:
        raise Rejected("signin.passkey") from error
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def asking(site: Site) -> tuple[str, bytes]:
    """Options for the browser as JSON, and the challenge; no names, so nobody learns who has a passkey."""
    options = generate_authentication_options(rp_id=site.rp_id, user_verification=UserVerificationRequirement.REQUIRED)
    return options_to_json(options), options.challenge


def claimed(response: Mapping[str, Any]) -> tuple[UUID, UUID, bytes]:
    """School, person and passkey that an answer claims to be of, not judged yet. Raises Rejected ``signin.passkey``."""
    try:
        whose = base64url_to_bytes(response["response"]["userHandle"])
        passkey = base64url_to_bytes(response["rawId"])
    except _REFUSED as error:
        raise Rejected("signin.passkey") from error
    if len(whose) != HANDLE_BYTES:
        raise Rejected("signin.passkey")
    return UUID(bytes=whose[:16]), UUID(bytes=whose[16:]), passkey


def signed(site: Site, challenge: bytes, response: Mapping[str, Any], public_key: bytes, count: int) -> int:
    """The new count of an answer that this passkey signed. Raises Rejected ``signin.passkey``."""
    try:
        found = verify_authentication_response(
            credential=json.dumps(response),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=list(site.origins),
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except _REFUSED as error:
        raise Rejected("signin.passkey") from error
    return found.new_sign_count
