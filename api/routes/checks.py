"""``/api/v1/checks``: cross-checks (kiểm tra chéo): assigned, sampled, found, answered, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter
from pydantic import Field

from api.flows.cross_checks import acting as flow
from api.flows.cross_checks import views
from api.flows.cross_checks.views import CheckLine, CheckView
from api.flows.desk import Desk
from api.flows.structure import uncited
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.paging import ThePage
from api.routes.writing import AfterToken, TheWriter, Writer, Written
from api.web_words import on_the_web
from domain.cross_check.events import CHECKERS_MAX, SAMPLE_MAX, FindingKind, Seed
from domain.errors import Rejected
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from domain.values import Text

MESSAGES.update(
    {
        "check.not_yours": (
            "Thầy/Cô không kiểm tra lớp, môn này và không phụ trách nên không xem được.",
            "You neither check this nor answer for it, so you cannot read it.",
        ),
    }
)

router = APIRouter(prefix="/checks", tags=["checks"], route_class=AfterToken)

#: One check each: a school of 100 classes gives them out subject by subject.
PLACES_MAX = 100

ClassCode = Annotated[str, Field(max_length=8)]
StaffCode = Annotated[str, Field(max_length=16)]
SubjectCode = Annotated[str, Field(max_length=32)]


class NewChecks(Value):
    """
    Which classes and subjects (none: personal data), given to whom: staff codes, or a team.

    ``sample``: how many marks or pupils a seed draws (the server's own where none is named); without it everything.
    """

    class_codes: Annotated[tuple[ClassCode, ...], Field(min_length=1, max_length=PLACES_MAX)]
    subjects: Annotated[tuple[SubjectCode, ...], Field(max_length=20)] = ()
    checkers: Annotated[tuple[StaffCode, ...], Field(max_length=CHECKERS_MAX)] = ()
    team: StaffCode | None = None
    sample: Annotated[int, Field(ge=1, le=SAMPLE_MAX)] | None = None
    seed: Seed | None = None
    due: date | None = None
    document: Text


class NewFinding(Value):
    """
    Of which pupil (list number), at which place, what the source says.

    ``recorded`` is the mark's code that the checker saw standing; left out, what stands now.
    """

    number: int
    place: Annotated[str, Field(max_length=80)]
    kind: FindingKind = FindingKind.DIFFERS
    seen: Text | None = None
    recorded: Text | None = None
    comment: Text


class Answer(Value):
    """The request for a correction, or the explanation; one of the two."""

    request_id: UUID | None = None
    explanation: Text | None = None


class Closing(Value):
    """What the checker says of the whole."""

    remark: Text | None = None


class Withdrawal(Value):
    """Why it is taken back."""

    reason: Text


class Nothing(Value):
    """Drawing needs no more than its seed."""


@router.get("")
def checks(reader: TheReader, page: ThePage, year: YearName = None) -> list[CheckLine]:
    """The checks by their last days: all for leadership, IT officer, supervisors; else one's own."""
    with wrapped():
        desk = reader.desk(year)
        found = views.list_checks(desk, desk.year().actor(str(reader.staff_id)))
        return page.of(found, lambda each: each.check_id)


@router.get("/{check_id}")
def check(check_id: UUID, reader: TheReader, year: YearName = None) -> CheckView:
    """One check with its sample and its findings."""
    with wrapped():
        desk = reader.desk(year)
        shown = views.show(desk, check_id, desk.year().actor(str(reader.staff_id)))
    if shown is None:
        raise Rejected("check.not_yours")
    return shown


@router.post("")
def assign(given: NewChecks, writer: TheWriter) -> Written:
    """Leadership assigns: one check for each class and subject, all or none."""
    chosen: list[str | None] = [*given.subjects] if given.subjects else [None]
    with wrapped():
        year = writer.desk.year()
        classes = [year.school_class(code).class_id for code in given.class_codes]
        people = [year.member(code).staff_id for code in given.checkers]
        team_id = year.team(given.team).team_id if given.team else None
    places = [(class_id, subject) for class_id in classes for subject in chosen]
    # The same request again names the same checks, and draws the same sample.
    ids = [uuid5(writer.command_id, f"{class_id}/{subject}") for class_id, subject in places]
    scope = flow.seeded(given.sample, given.seed or writer.command_id.hex)

    def act(desk: Desk) -> None:
        flow.assign_checks(
            desk, writer.actor, places, people, scope, given.document, team_id=team_id, due=given.due, check_ids=ids
        )

    answer = writer.once("check assign", given.model_dump(mode="json"), act)
    notices = tuple(on_the_web(each.text(writer.reader.program.settings.lang)) for each in uncited(year, given))
    return answer.model_copy(update={"notices": notices})


def _once(writer: Writer, step: str, check_id: UUID, given: Value, act: Callable[[Desk], object]) -> Written:
    return writer.once(f"check {step} {check_id}", given.model_dump(mode="json"), act)


@router.post("/{check_id}/sample")
def sample(check_id: UUID, given: Nothing, writer: TheWriter) -> Written:
    """A checker draws the sample."""
    return _once(writer, "sample", check_id, given, lambda desk: flow.draw_sample(desk, check_id, writer.actor))


@router.post("/{check_id}/findings")
def find(check_id: UUID, given: NewFinding, writer: TheWriter) -> Written:
    """A checker notes what he found; the finding's id is the ``Idempotency-Key``."""

    def act(desk: Desk) -> None:
        who, new_id = writer.actor, writer.command_id
        flow.note_finding(
            desk, check_id, who, given.number, given.place, given.kind, given.seen, given.comment,
            recorded=given.recorded, finding_id=new_id,
        )  # fmt: skip

    return _once(writer, "find", check_id, given, act)


@router.post("/{check_id}/findings/{finding_id}/answer")
def answer_finding(check_id: UUID, finding_id: UUID, given: Answer, writer: TheWriter) -> Written:
    """The owner answers."""

    def act(desk: Desk) -> None:
        flow.answer_finding(desk, check_id, writer.actor, finding_id, **dict(given))

    return _once(writer, f"answer {finding_id}", check_id, given, act)


@router.post("/{check_id}/close")
def close(check_id: UUID, given: Closing, writer: TheWriter) -> Written:
    """A checker closes it."""
    return _once(
        writer, "close", check_id, given, lambda desk: flow.close_check(desk, check_id, writer.actor, given.remark)
    )


@router.post("/{check_id}/withdraw")
def withdraw(check_id: UUID, given: Withdrawal, writer: TheWriter) -> Written:
    """Leadership takes it back."""
    return _once(
        writer,
        "withdraw",
        check_id,
        given,
        lambda desk: flow.withdraw_check(desk, check_id, writer.actor, given.reason),
    )
