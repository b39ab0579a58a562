"""Second factor by an app on the phone (RFC 6238): six digits that change every thirty seconds, each good once."""

from __future__ import annotations

import base64
import hmac
import io
import os

import pyotp
import segno

SECRET_BYTES = 20
"""As RFC 4226 §4 recommends for SHA-1, the only kind that every app reads."""
STEP_S = 30
DRIFT_STEPS = 1
"""A phone may be half a minute off, before or behind."""
DIGITS = 6
ISSUER = "Học bạ số"


def new_secret() -> bytes:
    """A secret that nobody has."""
    return os.urandom(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """As it is typed where no camera is at hand: base32 in groups of four."""
    text = _base32(secret)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(secret: bytes, login: str) -> str:
    """The QR code that an app scans, as an SVG in a ``data:`` address."""
    address = pyotp.TOTP(_base32(secret)).provisioning_uri(name=login.upper(), issuer_name=ISSUER)
    drawn = io.BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def accepted(secret: bytes, given: str, at: float, after: int) -> int | None:
    """
    The step of thirty seconds whose code was given, or None for a wrong one.

    ``at`` are seconds since 1970; ``after`` is the last step used: a code that somebody saw over a shoulder is worth
    nothing any more (RFC 6238 §5.2).
    """
    code, now, totp = given.replace(" ", ""), int(at) // STEP_S, pyotp.TOTP(_base32(secret))
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if step > after and hmac.compare_digest(totp.at(step * STEP_S).encode(), code.encode()):
            return step
    return None


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode()
