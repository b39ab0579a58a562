"""``/api/v1/corrections``: corrections (điều chỉnh) asked for and decided on."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Base64Bytes, Field

from api.flows import corrections as flow
from api.flows.correction_places import changes_at
from api.flows.desk import Desk, made
from api.routes.writing import AfterToken, TheWriter, Written, said
from domain.event import Value
from domain.ledger import Blob
from domain.report import events as e
from domain.values import Text

router = APIRouter(prefix="/corrections", tags=["corrections"], route_class=AfterToken)

#: How the places begin whose values are personal (``correction_places``).
IDENTITY = ("identity/", "nhan-than/")

#: The names that error messages call the file by: its own name is not sent.
PAPER_NAME = "paper"


class NewValue(Value):
    """What shall stand where: ``TOAN/1/TX1`` and ``7.5``, as the command line takes them."""

    place: Annotated[str, Field(max_length=100)]
    value: Text


class WrittenPaper(Value):
    """The written report (báo cáo bằng văn bản); ``content`` is its file, PDF, PNG or JPEG, in base64."""

    number: Text
    dated: date
    content: Base64Bytes


class AttachedFile(Value):
    """A file that proves what is asked for: PDF, PNG or JPEG, in base64."""

    name: Text
    content: Base64Bytes


class Asked(Value):
    """
    A request: ``report`` by stream id or lookup code.

    Without ``paper`` the system makes the written report, numbers it, and signs it with the person's key.
    """

    report: Annotated[str, Field(max_length=36)]
    changes: Annotated[tuple[NewValue, ...], Field(min_length=1, max_length=20)]
    reason_code: e.ReasonCode
    reason: Text
    paper: WrittenPaper | None = None
    attachments: Annotated[tuple[AttachedFile, ...], Field(max_length=10)] = ()


class DecidedByBody(WrittenPaper):
    """The decision of the supervising body, by its name, where nobody in the school may decide."""

    name: Text


class Agreed(Value):
    """The principal's agreement."""

    remark: Text | None = None
    body: DecidedByBody | None = None


class Withdrawn(Value):
    """Taken back by who asked."""

    remark: Text | None = None


class NotAgreed(Value):
    """The principal's refusal, with the reason."""

    remark: Text
    body: DecidedByBody | None = None


@router.post("")
def request_correction(asked: Asked, writer: TheWriter) -> Written:
    """Ask for a correction; the request's id is the ``Idempotency-Key``."""

    def act(desk: Desk) -> None:
        report_id = desk.find_report(asked.report)
        wanted = changes_at(desk, desk.report(report_id), [(each.place, each.value) for each in asked.changes])
        attached = flow.attachments(flow.attachment(each.content, each.name) for each in asked.attachments)
        paper, file = _handed_in(asked.paper) if asked.paper else (None, None)
        flow.request_correction(
            desk,
            report_id,
            wanted.changes,
            writer.actor,
            asked.reason_code,
            asked.reason,
            paper,
            file,
            writer.command_id,
            key=None if paper else writer.key(),
            attached=attached,
            personal=wanted.personal,
        )

    # A mark stands in the entry as it is; of an identity it has commitments.
    changes = [each.place if each.place.startswith(IDENTITY) else [each.place, each.value] for each in asked.changes]
    return writer.once("correction request", said(asked, "changes") | {"changes": changes}, act)


def _body(decided: DecidedByBody | None) -> flow.Body | None:
    if decided is None:
        return None
    paper, file = _handed_in(decided)
    return flow.Body(made(e.BodyDecision, name=decided.name, paper=paper), file)


def _handed_in(paper: WrittenPaper) -> tuple[e.Paper, Blob]:
    blob = flow.paper_file(paper.content, PAPER_NAME)
    written = made(e.Paper, number=paper.number, dated=paper.dated, sha256=blob.sha256, media_type=blob.media_type)
    return written, blob


@router.post("/{request_id}/approve")
def approve_correction(request_id: UUID, agreed: Agreed, writer: TheWriter) -> Written:
    """Agree, signed with the person's key over the exact entry of the request."""

    def act(desk: Desk) -> None:
        body = _body(agreed.body)
        flow.require_decision(desk, request_id, writer.actor, body)
        flow.approve_correction(desk, request_id, writer.actor, writer.key(), agreed.remark, body)

    return writer.once("correction approve", [str(request_id), agreed.model_dump(mode="json")], act)


@router.post("/{request_id}/refuse")
def refuse_correction(request_id: UUID, refused: NotAgreed, writer: TheWriter) -> Written:
    """Do not agree, signed as an agreement is; the recorded values stand."""

    def act(desk: Desk) -> None:
        body = _body(refused.body)
        flow.require_decision(desk, request_id, writer.actor, body)
        flow.refuse_correction(desk, request_id, writer.actor, writer.key(), refused.remark, body)

    return writer.once("correction refuse", [str(request_id), refused.model_dump(mode="json")], act)


@router.post("/{request_id}/withdraw")
def withdraw_correction(request_id: UUID, withdrawn: Withdrawn, writer: TheWriter) -> Written:
    """Take one's own request back; the recorded values stand."""

    def act(desk: Desk) -> None:
        flow.withdraw_correction(desk, request_id, writer.actor, withdrawn.remark)

    return writer.once("correction withdraw", [str(request_id), withdrawn.model_dump(mode="json")], act)
