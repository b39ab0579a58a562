"""Events of a case: entered in the year's register and opened, advised on, answered, closed or withdrawn."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from domain.event import Event, Value
from domain.report.events.corrections import Attachments
from domain.values import Cell, Column, Commitments, Term, Text


class CaseKind(StrEnum):
    """What is asked for: xem lại · cải chính sau phát hành · sao y · cấp lại quyền tra cứu."""

    REVIEW = "REVIEW"
    CIVIL_STATUS = "CIVIL_STATUS"
    CERTIFIED_COPY = "CERTIFIED_COPY"
    NEW_ACCESS = "NEW_ACCESS"


class Channel(StrEnum):
    """Over the portal (cổng tra cứu), by whoever opened the report there; or at the counter, by the clerk's hand."""

    PORTAL = "PORTAL"
    COUNTER = "COUNTER"


class Capacity(StrEnum):
    """As what somebody asks: father or mother, guardian (người giám hộ), the pupil himself, a person so authorised."""

    PARENT = "PARENT"
    GUARDIAN = "GUARDIAN"
    PUPIL = "PUPIL"
    AUTHORISED = "AUTHORISED"


class Disputed(Value):
    """
    What of the report is to be looked at again.

    A subject alone: its result of the year or its comment; with a term: that term's result; with a column: one mark.
    Without a subject: what the homeroom teacher says (conduct, absences, comment).
    """

    subject: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,31}$")] | None = None
    term: Term | None = None
    column: Column | None = None

    @model_validator(mode="after")
    def _one_in_another(self) -> Self:
        if self.column and not (self.subject and self.term):
            raise ValueError("a column is one of a subject and a term")
        return self

    @property
    def cell(self) -> Cell | None:
        """The cell of the gradebook, where one mark is meant."""
        if self.subject is None or self.term is None or self.column is None:
            return None
        return Cell(subject=self.subject, term=self.term, column=self.column)


class CaseEntered(Event):
    """A case got its number in the register (sổ tiếp nhận) of a school year, in the transaction that opened it."""

    TOPIC: ClassVar[str] = "hocba.case.entered.v1"
    number: Annotated[int, Field(ge=1)]
    case_id: UUID


class CaseOpened(Event):
    """
    Something is asked of the school, about a report of which ``edition`` was the last one issued.

    ``asked`` are commitments: ``applicant`` (who asks), ``request`` (in which words), ``wanted`` (the value that he
    thinks right), ``shown`` (the paper by which the clerk knew him); what was not said is missing. ``due`` is the last
    day of the answer, which ``rests_on`` the clause of a document, or on the program's own default (None).
    """

    TOPIC: ClassVar[str] = "hocba.case.opened.v1"
    school_year_id: UUID
    number: Annotated[int, Field(ge=1)]
    kind: CaseKind
    report_id: UUID
    edition: Annotated[int, Field(ge=1)]
    channel: Channel
    capacity: Capacity
    asked: Commitments
    disputed: Disputed | None
    attachments: Attachments = ()
    due: date
    rests_on: Text | None


class Opinion(StrEnum):
    """What the teacher thinks of it: keep the value (giữ nguyên), or correct it (đề nghị điều chỉnh)."""

    KEEP = "KEEP"
    CORRECT = "CORRECT"


class CaseAdvised(Event):
    """Who answers for the value says what he thinks, and why; nothing changes by it. The last one counts."""

    TOPIC: ClassVar[str] = "hocba.case.advised.v1"
    opinion: Opinion
    reason: Text


class Answer(StrEnum):
    """What the school decides: it stays as it is (giữ nguyên), or it will be corrected (đồng ý điều chỉnh)."""

    KEPT = "KEPT"
    AGREED = "AGREED"


class CaseAnswered(Event):
    """
    The school's answer. KEPT ends the case; AGREED lets the correction begin, which goes its own way.

    ``complain_to``: who may be turned to next. ``document``: the paper of the answer. ``body``: the supervising body
    that decided, where nobody in the school may; who acted entered it.
    """

    TOPIC: ClassVar[str] = "hocba.case.answered.v1"
    answer: Answer
    reason: Text
    complain_to: Text
    document: Text | None
    body: Text | None


class CaseClosed(Event):
    """
    What was asked for is done: ``request_id`` the correction that was made, ``lookup_id`` the code of the report that
    now stands, ``result`` in words (the number of a certified copy). ``late``: after the due day.
    """

    TOPIC: ClassVar[str] = "hocba.case.closed.v1"
    request_id: UUID | None
    lookup_id: UUID | None
    result: Text | None
    late: bool


class CaseWithdrawn(Event):
    """Who asked takes it back; the clerk enters it."""

    TOPIC: ClassVar[str] = "hocba.case.withdrawn.v1"
    reason: Text


EVENTS: tuple[type[Event], ...] = (CaseEntered, CaseOpened, CaseAdvised, CaseAnswered, CaseClosed, CaseWithdrawn)
