"""Events of the register (sổ văn bản) of a school year."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.event import Event
from domain.values import Digest, Text


class DocumentKind(StrEnum):
    """What the system makes: results at a transfer, what asks for a correction, the answer to it, certified copies."""

    RESULTS_TO_DATE = "RESULTS_TO_DATE"
    CORRECTION_REPORT = "CORRECTION_REPORT"
    CORRECTION_ANSWER = "CORRECTION_ANSWER"
    CERTIFIED_COPY = "CERTIFIED_COPY"


class DocumentEntered(Event):
    """
    A paper got its number, in the transaction that recorded what it is about.

    ``request_id``: the correction request, or the case, that it is about; at a transfer an id of its own. ``symbol``
    is what stands behind the number (kí hiệu): ``12/BC-THCSSL``. ``subject`` (trích yếu) names no pupil.
    """

    TOPIC: ClassVar[str] = "hocba.register.document_entered.v1"
    number: Annotated[int, Field(ge=1)]
    symbol: Text
    dated: date
    kind: DocumentKind
    subject: Text
    report_id: UUID
    request_id: UUID
    sha256: Digest
    media_type: str


EVENTS: tuple[type[Event], ...] = (DocumentEntered,)
