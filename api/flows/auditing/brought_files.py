"""
A file that an inspector brings, verified with every step; its bytes are judged in memory and kept nowhere.

The key may be his own; without one it is the school's as this server has it, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Semaphore
from uuid import UUID

from anchors.checkpoint import VerifierKey
from anchors.errors import AnchorError
from anchors.signing.trust import TrustRoots
from anchors.verify import Verification, verify_file
from api.app import App
from api.flows.auditing.evidence import Proof, proof
from api.flows.auditing.whole_ledger import own_key
from domain.errors import Misused, Unavailable
from domain.ledger.failures import wrapped

#: A verification takes a tenth of a second of a processor, hostile bytes more: two at a time, and who waits too long is
#: told to come again.
_TURNS = Semaphore(2)
WAIT_S_MAX = 10.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found; ``own``: with the key of this very server."""

    found: Verification
    own: bool

    @property
    def proof(self) -> Proof | None:
        """How the entry of the issue leads to the signed root, where the file proves it."""
        found = self.found
        return proof(found.receipt, found.checkpoint) if found.receipt and found.checkpoint else None


def judged(app: App, school_id: UUID, content: bytes, receipt: bytes | None, key: str) -> Judged:
    """Every step that can be made. Raises anchors' Malformed ``key.verifier``; Unavailable ``dropped.busy``."""
    from api.asking import TheLedger  # it asks the portal, beside which the routes stand that ask this

    verifier = VerifierKey.parse(key) if key else own_key(app, school_id)
    if not _TURNS.acquire(timeout=WAIT_S_MAX):
        raise Unavailable("dropped.busy")
    try:
        found = verify_file(content, receipt, verifier, _roots(app, school_id))
    finally:
        _TURNS.release()
    with wrapped():
        return Judged(TheLedger(app).about(found), own=not key)


def _roots(app: App, school_id: UUID) -> TrustRoots | None:
    """Certificate roots that this server holds; without them the verdict cannot be ``valid``, and says why."""
    try:
        return TrustRoots.from_pem(app.keys(school_id).roots_pem())
    except (Misused, AnchorError):
        return None
