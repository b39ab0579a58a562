"""``/api/v1/cases``: what families ask for (sổ tiếp nhận yêu cầu): entered, advised on, answered, closed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.flows import corrections
from api.flows.cases import acting as flow
from api.flows.cases import copying, views
from api.flows.cases.views import READERS, CaseLine, CaseShown
from api.flows.correction_exports import ENDINGS
from api.flows.desk import Desk, made
from api.flows.visits import Opened
from api.routes.classes import YearName
from api.routes.correction_views import Sha256
from api.routes.corrections import AttachedFile
from api.routes.deps import Reader, TheReader
from api.routes.paging import ThePage
from api.routes.writing import AfterToken, TheWriter, Writer, Written, said
from api.visiting import page_of
from domain.case import commands as c
from domain.case.events import Answer, Capacity, CaseKind, Channel, Disputed, Opinion
from domain.errors import Rejected
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES, Language
from domain.values import Text

MESSAGES.update(
    {
        "case.not_yours": (
            "Yêu cầu này không thuộc phần Thầy/Cô phụ trách nên không xem được.",
            "This case is about nothing that you answer for, so you cannot read it.",
        ),
        "case.file_unknown": (
            "Yêu cầu này không có tệp như vậy.",
            "The case has no such file.",
        ),
    }
)

router = APIRouter(prefix="/cases", tags=["cases"], route_class=AfterToken)


class NewCase(Value):
    """
    What is asked for at the counter; ``report`` by stream id or lookup code.

    ``applicant`` is who asks, ``shown`` the paper by which he was known, ``wanted`` the value that he thinks right.
    """

    report: Annotated[str, Field(max_length=36)]
    kind: CaseKind
    capacity: Capacity
    applicant: Text
    request: Text | None = None
    wanted: Text | None = None
    shown: Text | None = None
    disputed: Disputed | None = None
    attachments: Annotated[tuple[AttachedFile, ...], Field(max_length=10)] = ()


class Advice(Value):
    """What the teacher thinks of it, and why."""

    opinion: Opinion
    reason: Text


class CaseAnswer(Value):
    """The school's answer; ``body``: the supervising body whose decision is entered, where nobody in the school may."""

    answer: Answer
    reason: Text
    document: Text | None = None
    body: Text | None = None


class CaseClosing(Value):
    """What was done: a review and an identity name the correction and the code that now stands."""

    request_id: UUID | None = None
    lookup_id: UUID | None = None
    result: Text | None = None


class CaseTakenBack(Value):
    """Why it is taken back."""

    reason: Text


@router.get("")
def cases(reader: TheReader, page: ThePage, year: YearName = None) -> list[CaseLine]:
    """The register of the year, what waits first by its last day: for the leadership, the office, supervisors."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), *READERS)
        return page.of(views.register(desk, reader.program.settings.lang), lambda each: each.case_id)


@router.get("/{case_id}")
def case(request: Request, case_id: UUID, reader: TheReader, year: YearName = None) -> CaseShown:
    """One case with what was said, its opinion, answer and outcome."""
    with wrapped():
        return read_case(request, reader.desk(year), reader, case_id, reader.program.settings.lang)


@router.get("/{case_id}/files/{sha256}", response_class=Response)
def file_of_case(request: Request, case_id: UUID, sha256: Sha256, reader: TheReader, year: YearName = None) -> Response:
    """A paper that the case rests on, by its digest, as it lies in the ledger."""
    with wrapped():
        desk = reader.desk(year)
        found = read_case(request, desk, reader, case_id, reader.program.settings.lang)
        types = {one.sha256: one.media_type for one in found.attachments}
        if sha256 not in types:
            raise Rejected("case.file_unknown")
        name = f"{sha256[:16]}.{ENDINGS[types[sha256]]}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(desk.ledger.blob(sha256), media_type=types[sha256], headers=headers)


def read_case(request: Request, desk: Desk, reader: Reader, case_id: UUID, language: Language) -> CaseShown:
    """One case for who may read it; the report that it is about was looked at. Raises Rejected ``case.not_yours``."""
    found = views.show(desk, case_id, language, desk.year().actor(str(reader.staff_id)))
    if found is None:
        raise Rejected("case.not_yours")
    request.state.opened = Opened(page_of(request.scope), found.line.report_id)
    return found


@router.post("")
def enter(given: NewCase, writer: TheWriter) -> Written:
    """The clerk enters what is asked for at the counter."""
    case_id = case_id_of(writer.command_id)

    def act(desk: Desk) -> None:
        attached = corrections.attachments(corrections.attachment(one.content, one.name) for one in given.attachments)
        words = made(flow.Said, **given.model_dump(include=set(flow.Said.model_fields)))
        asking = flow.Asking(given.kind, Channel.COUNTER, given.capacity, words, given.disputed, attached)
        flow.enter_case(desk, desk.find_report(given.report), writer.actor, asking, case_id)

    return writer.once("case enter", said(given, *flow.Said.model_fields), act)


def case_id_of(command_id: UUID) -> UUID:
    """The id of the case that a command opens: the same request again names the same one."""
    return uuid5(command_id, "case")


@router.post("/{case_id}/advice")
def advise(case_id: UUID, given: Advice, writer: TheWriter) -> Written:
    """Who answers for the value says what he thinks of it; nothing in the report changes."""

    def act(desk: Desk) -> None:
        disputed = flow.case_of(desk, case_id).opened.disputed
        asked = c.AdviseCase(subject=disputed.subject if disputed else None, **dict(given))
        flow.take_up(desk, case_id, writer.actor, asked)

    return writer.once(f"case advise {case_id}", given.model_dump(mode="json"), act)


@router.post("/{case_id}/answer")
def answer(case_id: UUID, given: CaseAnswer, writer: TheWriter) -> Written:
    """The principal answers, or a deputy who may approve corrections."""
    return _take_up("answer", case_id, given, c.AnswerCase(**dict(given)), writer)


@router.post("/{case_id}/close")
def close(case_id: UUID, given: CaseClosing, writer: TheWriter) -> Written:
    """The clerk closes what is done."""
    return _take_up("close", case_id, given, c.CloseCase(**dict(given)), writer)


@router.post("/{case_id}/withdraw")
def withdraw(case_id: UUID, given: CaseTakenBack, writer: TheWriter) -> Written:
    """The clerk enters that it is taken back."""
    return _take_up("withdraw", case_id, given, c.WithdrawCase(**dict(given)), writer)


class CopySigner(Value):
    """Who will sign the certified copy by hand (staff code): the principal or a deputy."""

    signer: Annotated[str, Field(max_length=16)]


@router.post("/{case_id}/copy")
def certify(case_id: UUID, given: CopySigner, writer: TheWriter) -> Written:
    """The clerk makes the certified copy (sao y) that was asked for, under the next number, and closes the case."""

    def act(desk: Desk) -> None:
        signer, url = desk.year().member(given.signer), writer.reader.program.settings.public_url
        copying.certify(desk, case_id, writer.actor, signer, url)

    return writer.once(f"case copy {case_id}", given.model_dump(mode="json"), act)


@router.get("/{case_id}/copy", response_class=Response)
def copy(request: Request, case_id: UUID, reader: TheReader, year: YearName = None) -> Response:
    """The certified copy, to be printed, signed and stamped; as it lies in the ledger."""
    with wrapped():
        return copy_answer(request, reader.desk(year), reader, case_id)


def copy_answer(request: Request, desk: Desk, reader: Reader, case_id: UUID) -> Response:
    """The PDF for who may read the case. Raises Rejected ``case.not_yours``, ``copy.none``."""
    read_case(request, desk, reader, case_id, "vi")
    content = copying.copy_of(desk, flow.case_of(desk, case_id))
    headers = {"Content-Disposition": 'inline; filename="sao-y.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _take_up(
    step: str, case_id: UUID, given: Value, asked: c.AnswerCase | c.CloseCase | c.WithdrawCase, writer: Writer
) -> Written:
    return writer.once(
        f"case {step} {case_id}",
        given.model_dump(mode="json"),
        lambda desk: flow.take_up(desk, case_id, writer.actor, asked),
    )
