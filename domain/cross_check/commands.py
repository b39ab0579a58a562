"""Commands to a cross-check."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.cross_check.events import About, FindingKind, Item, Outcome, Scope
from domain.event import Value
from domain.report.events.data import IdentityField
from domain.values import Cell, Digest, Text


class AssignCheck(Value):
    """Let somebody check a subject of a class, or the personal data of its pupils."""

    class_id: UUID
    about: About
    subject: str | None = None
    checkers: tuple[UUID, ...]
    team_id: UUID | None = None
    scope: Scope
    due: date | None = None
    document: Text


class DrawSample(Value):
    """Draw the sample; ``population`` is all that is recorded, in the order of the class list."""

    population: tuple[Item, ...]


class NoteFinding(Value):
    """Note what was found; ``recorded`` is what the checker saw standing, so that it still stands."""

    finding_id: UUID
    report_id: UUID
    cell: Cell | None = None
    field: IdentityField | None = None
    kind: FindingKind
    seen: Text | None = None
    seen_identity: Digest | None = None
    recorded: Text | None = None
    comment: Text


class AnswerFinding(Value):
    """Answer a finding, with the request for its correction or an explanation."""

    finding_id: UUID
    outcome: Outcome
    request_id: UUID | None = None
    explanation: Text | None = None


class CloseCheck(Value):
    """Close the check; ``compared`` is how much of a full one was compared."""

    compared: int
    remark: Text | None = None


class WithdrawCheck(Value):
    """Take the check back."""

    reason: Text


Command = AssignCheck | DrawSample | NoteFinding | AnswerFinding | CloseCheck | WithdrawCheck
