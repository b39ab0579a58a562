"""The ledger's side of ``anchor compare``: its newest checkpoint, and proofs from its tiles up to it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from anchors.checkpoint import VerifierKey, open_note
from anchors.comparison import LIVE, Evidence, Kind, NotEvidence, proven
from anchors.errors import AnchorError
from anchors.publisher import consistency_proof
from api.app import App
from api.cli.common import program
from domain.errors import Misused, Tampered
from domain.ledger import Ledger
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "compare.no_checkpoint": (
            "Sổ cái của trường {school} chưa có mốc niêm phong nào trong cơ sở dữ liệu này. Hãy chạy: hocba anchor "
            "publish, hoặc thêm --proof TỆP.",
            "The ledger of school {school} has no checkpoint in this database. Run: hocba anchor publish, or give "
            "--proof FILE.",
        ),
    }
)


def from_ledger(key: VerifierKey, named: str | None, sizes: Sequence[int]) -> list[Evidence]:
    """
    The newest checkpoint first, then for each smaller size the root that the ledger's own tree has there.

    The tiles are not believed: each proof is verified up to the signed checkpoint, like one from a file.

    Raises NotEvidence (another key, a tree that does not give its checkpoint), Misused, Unavailable.
    """
    with program() as app:
        ledger = app.ledgers[_school(app, named, key)]
        last = ledger.latest_checkpoint()
        if last is None:
            raise Misused("compare.no_checkpoint", school=ledger.school_id)
        try:
            live = Evidence(LIVE, Kind.LIVE, open_note(last.note, key))
        except AnchorError as error:
            raise NotEvidence(LIVE, error) from error
        return [live, *(_proven(ledger, size, key) for size in sizes if size < live.size)]


def _proven(ledger: Ledger, size: int, key: VerifierKey) -> Evidence:
    try:
        return proven(LIVE, consistency_proof(ledger, size), key, Kind.LIVE)
    except NotEvidence as error:
        raise NotEvidence(LIVE, error.reason, damaged=True) from error
    except Tampered as error:
        raise NotEvidence(LIVE, error, damaged=True) from error


def _school(app: App, named: str | None, key: VerifierKey) -> UUID:
    """The named school; else the one that the key is of, whose id ends its name; else the only one."""
    if named is None:
        with suppress(ValueError):
            return UUID(key.name.rpartition("/")[2])
    return app.school_id(named)
