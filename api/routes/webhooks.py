"""``/api/v1/webhooks``: who is told of what is issued and what ends; for the IT officer and the principal."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter

from api.flows import webhooks as flow
from api.flows.desk import Desk
from api.flows.webhooks import NewSecret, NewWebhook, Webhook
from api.routes.deps import Reader, TheReader
from api.routes.tokens import KEEPERS
from api.routes.writing import AfterToken
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/webhooks", tags=["webhooks"], route_class=AfterToken)


def _desk(reader: Reader) -> Desk:
    """Raises Rejected ``right.role``."""
    desk = reader.desk(None)
    desk.year().require_role(str(reader.staff_id), *KEEPERS)
    return desk


@router.get("")
def listed(reader: TheReader) -> Sequence[Webhook]:
    """The school's addresses, how far each has been told, and what went wrong last."""
    with wrapped():
        return flow.listed(_desk(reader))


@router.post("")
def add(given: NewWebhook, reader: TheReader) -> NewSecret:
    """Tell this address from now on; the answer has the secret of its signatures, shown this once."""
    with wrapped():
        return flow.add(_desk(reader), reader.staff_id, given, public_only=reader.program.settings.production)


@router.delete("/{webhook_id}")
def remove(webhook_id: UUID, reader: TheReader) -> None:
    """Tell it nothing more."""
    with wrapped():
        flow.remove(_desk(reader), webhook_id)
