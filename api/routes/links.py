"""
Links to a report's files, good for a quarter of an hour after what opens it was given.

A link holds the lookup code, the time it ends, and an HMAC under a key that this process drew at its start: no personal
data, no session store, and a restart ends them all. The HMAC is also over how often somebody was shut out before
(``Access.taken``), which stands in no address: a link that was made before a withdrawal is wrong after it, and tells
nobody why. Plain links, because the browsers inside chat apps, where many families open the page, do not download the
answer of a form.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from domain.errors import Rejected

#: Long enough to read a report and then download it on a slow line; short in a browser's history.
LINK_S_MAX = 900


class Kind(StrEnum):
    """The file of a link, as it stands in its address."""

    PDF = "hoc-ba.pdf"
    XML = "hoc-ba.xml"
    RECEIPT = "bien-nhan.tlog-proof"


class Links:
    """Makes and checks links; one per process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._key = secrets.token_bytes(32)
        self._clock = clock

    def path(self, lookup_id: UUID, kind: Kind, taken: int) -> str:
        """Address of a file, relative to the server, with its proof; ``taken`` as in ``Access``."""
        until = int(self._clock()) + LINK_S_MAX
        return f"/t/{lookup_id}/{kind.value}?den={until}&dau={self._proof(lookup_id, kind, until, taken)}"

    def check(self, lookup_id: UUID, kind: Kind, until: int, taken: int, proof: str) -> None:
        """Raises Rejected ``link.expired`` unless this process made it, in time, and nobody was shut out since."""
        # Bytes, because compare_digest refuses text beyond ASCII, which a visitor may well send.
        right = hmac.compare_digest(self._proof(lookup_id, kind, until, taken).encode(), proof.encode())
        if not right or until < self._clock():
            raise Rejected("link.expired")

    def _proof(self, lookup_id: UUID, kind: Kind, until: int, taken: int) -> str:
        digest = hmac.digest(self._key, f"{lookup_id}\n{kind.value}\n{until}\n{taken}".encode(), sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
