"""Commands to a digitised paper report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.event import Value
from domain.paper_report.events import YEARS_MAX, PaperOrigin, PaperYear, Scan
from domain.values import Digest, Text


class DigitisePaper(Value):
    """Type what a paper report says; fields as in ``PaperReportDigitised``."""

    lookup_id: UUID
    origin: PaperOrigin
    years: Annotated[tuple[PaperYear, ...], Field(min_length=1, max_length=YEARS_MAX)]
    scan: Scan
    replaces: UUID | None = None


class ConfirmPaper(Value):
    """Confirm that it is consistent with the paper."""

    signed_at: datetime
    certificate: Digest
    data_sha256: Digest
    signer: Digest


class SealPaper(Value):
    """Add the school's signature; ``serial`` and ``last_day`` are its certificate's."""

    signed_at: datetime
    certificate: Digest
    serial: Text
    last_day: date
    signer: Digest
    xml_sha256: Digest
    page_sha256: Digest


class SealPaperDocument(Value):
    """Record the sealed PDF."""

    pdf_sha256: Digest
    checkpoint_size: int


class WithdrawPaper(Value):
    """Take it back; ``document`` and ``dated`` name the decision, once it was sealed."""

    reason: Text
    document: Text | None = None
    dated: date | None = None


Command = DigitisePaper | ConfirmPaper | SealPaper | SealPaperDocument | WithdrawPaper
