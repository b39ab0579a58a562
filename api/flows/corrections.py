"""Corrections (điều chỉnh): request with its paper, approve with a signature over the request, refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from anchors.signing.port import SigningKey
from api.flows import documents
from api.flows.desk import Desk, attempt, command, made
from api.flows.documents import Plan
from domain.errors import Misused, Rejected
from domain.ledger import Blob, NewEvents
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import require_approver, standing_value, target
from domain.report.decide import decide
from domain.report.editions import freeze
from domain.report.state import Report, Request, RequestStatus, evolve
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
) -> Requested:
    """Ask. Raises Rejected for a missing right, a stale value, a second request, a signed report; Misused for texts."""
    asked = made(
        c.RequestCorrection,
        request_id=request_id or uuid4(),
        changes=changes,
        reason_code=reason_code,
        reason=reason,
        paper=paper,
    )
    order = command(actor, "correction request", asked.model_dump(mode="json"), asked.request_id)

    def once() -> Requested:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        answer = desk.append([events], order, guards=[desk.guard(year)], blobs=[paper_file])
        assert answer is not None, "a request is one event"
        return Requested(asked.request_id, report_id, answer.first_position)

    return attempt(desk.ledger, once)


def approve_correction(desk: Desk, request_id: UUID, actor: str, key: SigningKey, remark: str | None = None) -> Request:
    """Agree, with a detached CMS signature over the bytes of the request's entry; freezes an open edition anew."""
    from anchors.signing import cms  # loads the signing libraries, 0.7 s, which asking and refusing need not

    report_id = find_request(desk, request_id)

    def once() -> Request:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        request = report.requests.get(request_id)
        if request is None or request.status is not RequestStatus.OPEN:
            status = request.status.value if request else "?"
            raise Rejected("correction.decided", request=request_id, status=status)
        _, delegation = require_approver(report, request, year, context)
        entry = desk.ledger.entry(request.position)
        signature = Blob(cms.sign_detached(entry, key, context.at), CMS_TYPE)
        approved = made(
            e.CorrectionApproved,
            request_id=request_id,
            request_sha256=sha256(entry).hexdigest(),
            signature=signature.sha256,
            certificate=sha256(key.certificate).hexdigest(),
            delegation_id=delegation,
            remark=remark,
        )
        frozen, blobs = None, [signature]
        if report.edition:
            opened = report.edition.opened
            plan = Plan(opened.lookup_id, opened.head, opened.planned_issue_date, opened.created_on)
            # What will be signed is made of the report as it will be: also the order of its corrections must be that.
            supposed = _Supposed(approved, actor, context.at, desk.ledger.size() + 1, request_id)
            after = evolve(desk.report(report_id), supposed)
            sources = documents.Sources(desk, [after])
            frozen, region = documents.frozen_document(sources, year, after, plan, freeze(after, year))
            blobs.append(region)
        asked = c.ApproveCorrection(**approved.model_dump(exclude={"delegation_id"}), refrozen=frozen)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        order = command(actor, "correction approve", asked.model_dump(mode="json"))
        desk.append([events], order, guards=[desk.guard(year)], blobs=blobs)
        return desk.report(report_id).requests[request_id]

    return attempt(desk.ledger, once)


def refuse_correction(desk: Desk, request_id: UUID, actor: str, remark: str) -> Request:
    """Do not agree; the recorded value stands."""
    report_id = find_request(desk, request_id)

    def once() -> Request:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        asked = made(c.RefuseCorrection, request_id=request_id, remark=remark)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        order = command(actor, "correction refuse", asked.model_dump(mode="json"))
        desk.append([events], order, guards=[desk.guard(year)])
        return desk.report(report_id).requests[request_id]

    return attempt(desk.ledger, once)


def find_request(desk: Desk, request_id: UUID) -> UUID:
    """The report that a request belongs to. Raises Rejected if there is none."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        row = report_rows.of_request(connection, desk.ledger.school_id, request_id)
    if row is None:
        raise Rejected("correction.unknown", request=request_id)
    return row.report_id


def current_value(report: Report, change: e.Change) -> object:
    """What is recorded now where the change points. Raises Rejected where nothing is."""
    standing = standing_value(report, change)
    if standing is None:
        raise Rejected("correction.nothing_recorded", what=target(change))
    return standing


@dataclass(frozen=True, slots=True)
class _Supposed:
    """An approval that has not been recorded, with its circumstances."""

    data: e.CorrectionApproved
    actor: str
    at: datetime
    position: int
    event_id: UUID
