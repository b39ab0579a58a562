"""Events of a cross-check: assigned, sample drawn, findings and their answers, closed or withdrawn."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.event import Event, Value
from domain.report.events.data import IdentityField
from domain.values import Cell, Digest, Text

#: Sixteen letters and digits that a computer drew, or any words that people agreed on before.
Seed = Annotated[str, Field(pattern=r"^[\x21-\x7e]{4,64}$")]
#: A class has fifty pupils and a subject ten marks a year: more is a full check.
SAMPLE_MAX = 200
#: A team (tổ) has no more members than that.
CHECKERS_MAX = 30


class About(StrEnum):
    """The marks and comments of a subject, or the pupils' personal data (rà soát thông tin nhân thân)."""

    MARKS = "MARKS"
    IDENTITY = "IDENTITY"


class Full(Value):
    """Everything is compared."""

    kind: Literal["FULL"] = "FULL"


class Sample(Value):
    """``n`` recorded marks, or pupils, which ``seed`` draws: nobody picks them (``domain.cross_check.sample``)."""

    kind: Literal["SAMPLE"] = "SAMPLE"
    seed: Seed
    n: Annotated[int, Field(ge=1, le=SAMPLE_MAX)]


Scope = Annotated[Full | Sample, Field(discriminator="kind")]


class Item(Value):
    """What is compared: a mark of a report; without a cell the report itself, for its personal data."""

    report_id: UUID
    cell: Cell | None = None


class CheckAssigned(Event):
    """
    Leadership lets somebody check a subject of a class, or its pupils' personal data, by a document (its plan).

    ``team_id``: the checkers are that team; ``due``: by when, as plan 002 sets days for its reviews.
    """

    TOPIC: ClassVar[str] = "hocba.cross_check.assigned.v1"
    school_year_id: UUID
    class_id: UUID
    about: About
    subject: str | None
    checkers: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=CHECKERS_MAX)]
    team_id: UUID | None
    scope: Scope
    due: date | None
    document: Text


class SampleDrawn(Event):
    """What the seed drew from all that was recorded then; ``population`` is how much that was."""

    TOPIC: ClassVar[str] = "hocba.cross_check.sample_drawn.v1"
    population: int
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=SAMPLE_MAX)]


class FindingKind(StrEnum):
    """The source says otherwise; nothing is recorded; there is no source; another column or pupil; anything else."""

    DIFFERS = "DIFFERS"
    BLANK = "BLANK"
    NO_SOURCE = "NO_SOURCE"
    MISPLACED = "MISPLACED"
    OTHER = "OTHER"


class FindingNoted(Event):
    """
    A checker found something: at a mark (``cell``), at the subject's comment (no cell), or in a field of the identity.

    ``seen`` is what the source says, ``recorded`` what stood in the ledger; of the identity ``seen_identity`` commits
    to what the source says, and the value lies aside.
    """

    TOPIC: ClassVar[str] = "hocba.cross_check.finding_noted.v1"
    finding_id: UUID
    report_id: UUID
    cell: Cell | None
    field: IdentityField | None
    kind: FindingKind
    seen: Text | None
    seen_identity: Digest | None
    recorded: Text | None
    comment: Text


class Outcome(StrEnum):
    """It is wrong, and a correction was asked for; or it is right, and here is why."""

    CORRECTION = "CORRECTION"
    EXPLAINED = "EXPLAINED"


class FindingAnswered(Event):
    """The owner's answer: the request for a correction, or the explanation."""

    TOPIC: ClassVar[str] = "hocba.cross_check.finding_answered.v1"
    finding_id: UUID
    outcome: Outcome
    request_id: UUID | None
    explanation: Text | None


class CheckClosed(Event):
    """A checker closes the check: ``compared`` items, ``findings`` of them, all answered; ``late``: after its day."""

    TOPIC: ClassVar[str] = "hocba.cross_check.closed.v1"
    compared: Annotated[int, Field(ge=0)]
    findings: Annotated[int, Field(ge=0)]
    late: bool
    remark: Text | None


class CheckWithdrawn(Event):
    """Leadership takes the check back."""

    TOPIC: ClassVar[str] = "hocba.cross_check.withdrawn.v1"
    reason: Text


EVENTS: tuple[type[Event], ...] = (
    CheckAssigned,
    SampleDrawn,
    FindingNoted,
    FindingAnswered,
    CheckClosed,
    CheckWithdrawn,
)
