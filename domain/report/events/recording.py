"""What is recorded in a report: marks, comments, conduct, absences, and what people decided for the pupil."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.event import Event, Value
from domain.regulations.curriculum import Programme
from domain.regulations.records import ExemptionScope
from domain.values import Cell, Level, Mark, Term, Text
from domain.words import Language

#: Absences are counted in half-day sessions (buổi); a year has fewer than 2 × 366.
Sessions = Annotated[int, Field(ge=0, le=732)]


class Absences(Value):
    """Sessions of absence in the school year, with and without permission."""

    permitted: Sessions
    unpermitted: Sessions

    @property
    def both(self) -> int:
        """With and without permission together, as Điều 12.1c counts them."""
        return self.permitted + self.unpermitted

    def __str__(self) -> str:
        return f"{self.permitted} có phép, {self.unpermitted} không phép"

    def said(self, language: Language) -> str:
        """For people."""
        return str(self) if language == "vi" else f"{self.permitted} with and {self.unpermitted} without permission"


class ReportStarted(Event):
    """A report begins with the pupil's enrolment in a class."""

    TOPIC: ClassVar[str] = "hocba.report.started.v1"
    pupil_id: UUID
    school_year_id: UUID
    class_id: UUID
    grade: int
    number: int


class ScoreRecorded(Event):
    """
    One mark is recorded (ghi sổ). ``by_rule`` tells why a 0 or CD stands where no test was taken (Điều 7.4).

    ``assessed_on``: the day of the assessment, where the teacher said it.
    """

    TOPIC: ClassVar[str] = "hocba.report.score_recorded.v2"
    cell: Cell
    mark: Mark
    by_rule: Text | None = None
    assessed_on: date | None = None


class CommentRecorded(Event):
    """The subject teacher's comment on the year is recorded."""

    TOPIC: ClassVar[str] = "hocba.report.comment_recorded.v1"
    subject: str
    text: Text


class ConductRecorded(Event):
    """The conduct level (kết quả rèn luyện) of a term is recorded: the homeroom teacher's judgement (Điều 8)."""

    TOPIC: ClassVar[str] = "hocba.report.conduct_recorded.v1"
    term: Term
    level: Level


class AbsencesRecorded(Event):
    """The year's sessions of absence are recorded."""

    TOPIC: ClassVar[str] = "hocba.report.absences_recorded.v1"
    absences: Absences


class HomeroomCommentRecorded(Event):
    """The homeroom teacher's comment on the year is recorded."""

    TOPIC: ClassVar[str] = "hocba.report.homeroom_comment_recorded.v1"
    text: Text


class ProgrammeChosen(Event):
    """
    What the pupil studies of what can be chosen: subjects beyond the compulsory ones, and those with special topics.

    A later choice takes the place of an earlier one; ``document`` is the principal's permission for it.
    """

    TOPIC: ClassVar[str] = "hocba.report.programme_chosen.v1"
    programme: Programme
    document: Text | None = None


class Exempted(Event):
    """The pupil is exempted (miễn học) from a subject, or a part of it, for a term or the year, by a decision."""

    TOPIC: ClassVar[str] = "hocba.report.exempted.v1"
    subject: str
    part: str | None
    scope: ExemptionScope
    decision: Text


class SummerConductRecorded(Event):
    """The conduct level after the summer (Điều 13), which stands beside the year's; the principal approves it."""

    TOPIC: ClassVar[str] = "hocba.report.summer_conduct_recorded.v1"
    level: Level


class DecisionKind(StrEnum):
    """
    What people decide for a pupil and no rule computes.

    TT 27/2020: the class recognised him as outstanding (Điều 13.1b), the principal promotes him (Điều 11.2). A pupil
    with disabilities follows an individual plan (its ``subjects`` are assessed by it), and is promoted on it.
    """

    OUTSTANDING_RECOGNISED = "OUTSTANDING_RECOGNISED"
    PROMOTED_BY_PRINCIPAL = "PROMOTED_BY_PRINCIPAL"
    INDIVIDUAL_PLAN = "INDIVIDUAL_PLAN"
    PROMOTED_ON_PLAN = "PROMOTED_ON_PLAN"


class DecisionRecorded(Event):
    """A decision of people with the document that it stands in; ``subjects`` with INDIVIDUAL_PLAN only."""

    TOPIC: ClassVar[str] = "hocba.report.decision_recorded.v1"
    kind: DecisionKind
    decided: bool
    document: Text
    subjects: tuple[str, ...] = ()
