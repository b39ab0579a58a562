"""Commands to a case."""

from __future__ import annotations

from uuid import UUID

from domain.case.events import Answer, Capacity, CaseKind, Channel, Disputed, Opinion
from domain.event import Value
from domain.report.events.corrections import Attachments
from domain.values import Commitments, Text


class OpenCase(Value):
    """Ask for something; ``asked`` as in ``CaseOpened``."""

    kind: CaseKind
    channel: Channel
    capacity: Capacity
    asked: Commitments
    disputed: Disputed | None = None
    attachments: Attachments = ()


class AdviseCase(Value):
    """Say what the teacher who answers for the value thinks of it; ``subject``: as whose (None: homeroom teacher)."""

    subject: str | None
    opinion: Opinion
    reason: Text


class AnswerCase(Value):
    """Decide; ``body`` names the supervising body whose decision is entered."""

    answer: Answer
    reason: Text
    document: Text | None = None
    body: Text | None = None


class CloseCase(Value):
    """It is done."""

    request_id: UUID | None = None
    lookup_id: UUID | None = None
    result: Text | None = None


class WithdrawCase(Value):
    """Who asked takes it back."""

    reason: Text


Command = OpenCase | AdviseCase | AnswerCase | CloseCase | WithdrawCase
