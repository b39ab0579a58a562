"""Corrections (điều chỉnh): request with its paper, approve with a signature over the request, refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from anchors.signing.port import SigningKey
from api.flows import documents
from api.flows.desk import Desk, attempt, command, made
from api.flows.documents import Plan
from domain.context import Context
from domain.errors import Misused, Rejected
from domain.event import Event, Happened
from domain.ledger import Blob, Guard, NewEvents
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import (
    Supposed,
    approval,
    identity_corrected,
    open_request,
    standing_value,
    target,
)
from domain.report.decide import decide
from domain.report.deciders import require_decider
from domain.report.editions import freeze
from domain.report.state import Report, Request, evolve
from domain.rights import acting
from domain.school_year.state import SchoolYear
from domain.values import Personal
from projections import reports as report_rows
from projections.runner import school_transaction

MESSAGES.update(
    {
        "paper.unreadable": (
            "Không đọc được tệp báo cáo {path}: {reason}.",
            "The written report {path} cannot be read: {reason}.",
        ),
        "paper.type": (
            "Tệp báo cáo {path} phải là PDF, PNG hoặc JPEG (kiểm tra theo nội dung tệp).",
            "The written report {path} must be PDF, PNG or JPEG (by its content).",
        ),
        "paper.size": (
            "Tệp báo cáo {path} lớn hơn {limit} byte. Hãy quét lại với độ phân giải thấp hơn.",
            "The written report {path} is larger than {limit} bytes. Scan it at a lower resolution.",
        ),
    }
)

#: A scanned page has a few hundred kilobytes; more than this is not one report. Blobs are kept for ever.
PAPER_BYTES_MAX = 10 * 1024 * 1024

CMS_TYPE = "application/pkcs7-signature"

#: What a file really is, by its first bytes; its name proves nothing.
_SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


#: Files that belong to a request, as they are named in it and as they are kept.
Attached = tuple[tuple[e.Attachment, Blob], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A decision of the supervising body, with the file of its paper."""

    decision: e.BodyDecision
    file: Blob

    @property
    def files(self) -> tuple[Blob, ...]:
        """The file of its paper."""
        return (self.file,)


@dataclass(frozen=True, slots=True)
class Requested:
    """A new request."""

    request_id: UUID
    report_id: UUID
    position: int


def read_paper(path: Path, number: str, dated: date) -> tuple[e.Paper, Blob]:
    """The written report as it goes into the ledger. Raises Misused for what is no PDF, PNG or JPEG, or too large."""
    try:
        with path.open("rb") as file:
            content = file.read(PAPER_BYTES_MAX + 1)
    except OSError as error:
        raise Misused("paper.unreadable", path=path, reason=error.strerror) from error
    blob = paper_file(content, path.name)
    return made(e.Paper, number=number, dated=dated, sha256=blob.sha256, media_type=blob.media_type), blob


def paper_file(content: bytes, name: str) -> Blob:
    """A file by its content; ``name`` is for messages only. Raises Misused ``paper.size``, ``paper.type``."""
    if len(content) > PAPER_BYTES_MAX:
        raise Misused("paper.size", path=name, limit=PAPER_BYTES_MAX)
    media_type = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    if media_type is None:
        raise Misused("paper.type", path=name)
    return Blob(content, media_type)


def request_correction(
    desk: Desk,
    report_id: UUID,
    changes: tuple[e.Change, ...],
    actor: str,
    reason_code: e.ReasonCode,
    reason: str,
    paper: e.Paper,
    paper_file: Blob,
    request_id: UUID | None = None,
    attached: Attached = (),
    personal: tuple[Personal, ...] = (),
) -> Requested:
    """
    Ask. ``personal`` are the new values of identity changes.

    Raises Rejected for a missing right, a stale value, a second request, a signed report; Misused for texts.
    """
    new_id = request_id or uuid4()

    def once() -> Requested:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        pupil = desk.pupil(report.started.pupil_id) if personal else None
        asked = made(
            c.RequestCorrection,
            request_id=new_id,
            changes=changes,
            reason_code=reason_code,
            reason=reason,
            paper=paper,
            attachments=tuple(attachment for attachment, _ in attached),
            identity=pupil.identity if pupil else {},
        )
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        right = acting(asked, year, context, report)
        order = command(actor, "correction request", asked.model_dump(mode="json"), asked.request_id, acting=right)
        guards = [desk.guard(year), *([Guard(pupil.pupil_id, pupil.version)] if pupil else [])]
        blobs = [paper_file, *(blob for _, blob in attached)]
        answer = desk.append([events], order, guards=guards, blobs=blobs, personal=personal)
        assert answer is not None, "a request is one event"
        return Requested(asked.request_id, report_id, answer.first_position)

    return attempt(desk.ledger, once)


def approve_correction(
    desk: Desk, request_id: UUID, actor: str, key: SigningKey, remark: str | None = None, body: Body | None = None
) -> Request:
    """Agree, with a detached CMS signature over the bytes of the request's entry; freezes an open edition anew."""
    report_id = find_request(desk, request_id)

    def once() -> Request:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        request = open_request(report, request_id, year)
        require_decider(report, request, year, context, body.decision if body else None)
        pupil = desk.pupil(report.started.pupil_id)
        signed = _signed(desk, request, key, context)
        asked = made(
            c.ApproveCorrection,
            request_id=request_id,
            **signed.digests,
            remark=remark,
            body=body.decision if body else None,
            identity=pupil.identity,
        )
        blobs = [signed.blob, *(body.files if body else ())]
        of_pupil = identity_corrected(request)
        if report.edition:
            frozen, region = _frozen_after(desk, year, report, asked, context, of_pupil)
            asked = asked.model_copy(update={"refrozen": frozen})
            blobs.append(region)
        new = [
            NewEvents(report_id, report.version, tuple(decide(report, asked, year, context))),
            NewEvents(pupil.pupil_id, pupil.version, tuple(of_pupil)),
        ]
        right = acting(asked, year, context, report)
        order = command(actor, "correction approve", asked.model_dump(mode="json"), acting=right)
        desk.append(new, order, guards=[desk.guard(year)], blobs=blobs)
        return desk.report(report_id).requests[request_id]

    return attempt(desk.ledger, once)


def refuse_correction(
    desk: Desk, request_id: UUID, actor: str, key: SigningKey, remark: str, body: Body | None = None
) -> Request:
    """Do not agree, signed as an approval is; the recorded value stands."""
    report_id = find_request(desk, request_id)

    def once() -> Request:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        request = open_request(report, request_id, year)
        require_decider(report, request, year, context, body.decision if body else None)
        signed = _signed(desk, request, key, context)
        asked = made(
            c.RefuseCorrection,
            request_id=request_id,
            **signed.digests,
            remark=remark,
            body=body.decision if body else None,
        )
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        right = acting(asked, year, context, report)
        order = command(actor, "correction refuse", asked.model_dump(mode="json"), acting=right)
        blobs = [signed.blob, *(body.files if body else ())]
        desk.append([events], order, guards=[desk.guard(year)], blobs=blobs)
        return desk.report(report_id).requests[request_id]

    return attempt(desk.ledger, once)


def withdraw_correction(desk: Desk, request_id: UUID, actor: str, remark: str | None = None) -> Request:
    """Take one's own request back."""
    report_id = find_request(desk, request_id)

    def once() -> Request:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        asked = made(c.WithdrawCorrection, request_id=request_id, remark=remark)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        right = acting(asked, year, context, report)
        order = command(actor, "correction withdraw", asked.model_dump(mode="json"), acting=right)
        desk.append([events], order, guards=[desk.guard(year)])
        return desk.report(report_id).requests[request_id]

    return attempt(desk.ledger, once)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A detached CMS signature over the entry of a request."""

    digests: dict[str, str]
    blob: Blob


def _signed(desk: Desk, request: Request, key: SigningKey, context: Context) -> _Signed:
    from anchors.signing import cms  # loads the signing libraries, 0.7 s, which asking need not

    entry = desk.ledger.entry(request.position)
    blob = Blob(cms.sign_detached(entry, key, context.at), CMS_TYPE)
    digests = {
        "request_sha256": sha256(entry).hexdigest(),
        "signature": blob.sha256,
        "certificate": sha256(key.certificate).hexdigest(),
    }
    return _Signed(digests, blob)


def _frozen_after(
    desk: Desk, year: SchoolYear, report: Report, asked: c.ApproveCorrection, context: Context, of_pupil: list[Event]
) -> tuple[c.Frozen, Blob]:
    """What will be signed, made of the report as it will be: also the order of its corrections must be that."""
    assert report.edition is not None, "only an open edition is frozen anew"
    opened = report.edition.opened
    plan = Plan(opened.lookup_id, opened.head, opened.planned_issue_date, opened.created_on)
    position = desk.ledger.size() + 1

    def supposed(data: Event) -> Happened:
        return Supposed(data, context.actor, context.at, position, asked.request_id)

    after = evolve(desk.report(report.report_id), supposed(approval(asked, None)))
    pupil_id = report.started.pupil_id
    sources = documents.Sources(desk, [after], {pupil_id: [supposed(event) for event in of_pupil]})
    return documents.frozen_document(sources, year, after, plan, freeze(after, year))


def find_request(desk: Desk, request_id: UUID) -> UUID:
    """The report that a request belongs to. Raises Rejected if there is none."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        row = report_rows.of_request(connection, desk.ledger.school_id, request_id)
    if row is None:
        raise Rejected("correction.unknown", request=request_id)
    return row.report_id


def current_value(report: Report, change: e.Change) -> object:
    """What the report has recorded now where the change points. Raises Rejected where nothing is."""
    standing = standing_value(report, change)
    if standing is None:
        raise Rejected("correction.nothing_recorded", what=target(change))
    return standing
