"""Corrections (điều chỉnh): request with its paper, approve with a signature over the request, refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from anchors.signing.port import SigningKey
from api.flows import documents, papers
from api.flows.desk import Desk, attempt, command, made
from api.flows.documents import Plan
from domain.context import Context
from domain.errors import Misused, Rejected
from domain.event import Event, Happened
from domain.ledger import Blob, Guard, NewEvents
from domain.messages import MESSAGES
from domain.pupil.state import Pupil
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
        "paper.total": (
            "Các tệp đính kèm cộng lại lớn hơn {limit} byte. Hãy bớt tệp hoặc quét với độ phân giải thấp hơn.",
            "The attachments are larger than {limit} bytes together. Attach fewer, or scan at a lower resolution.",
        ),
        "paper.none": (
            "Chưa có báo cáo: hãy nêu số, ngày và tệp của báo cáo đã có, hoặc để hệ thống lập và ký bằng khóa của "
            "người đề nghị.",
            "There is no written report: name number, date and file of one that exists, or let the system make it, "
            "signed with the key of who asks.",
        ),
    }
)

#: A scanned page has a few hundred kilobytes; more than this is not one report. Blobs are kept for ever.
PAPER_BYTES_MAX = 10 * 1024 * 1024

#: All attachments of one request together.
ATTACHED_BYTES_MAX = 20 * 1024 * 1024

CMS_TYPE = "application/pkcs7-signature"

#: What a file really is, by its first bytes; its name proves nothing.
_SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


#: Stands in for a paper while it is found out whether it may be asked for at all; nothing of it is kept.
NOT_MADE_YET = e.Paper(number="–", dated=date.min, sha256="0" * 64, media_type="application/pdf", made=True)

#: Files that belong to a request, as they are named in it and as they are kept.
Attached = tuple[tuple[e.Attachment, Blob], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A decision of the supervising body, with the file of its paper."""

    decision: e.BodyDecision
    file: Blob


@dataclass(frozen=True, slots=True)
class Requested:
    """A new request."""

    request_id: UUID
    report_id: UUID
    position: int


def read_paper(path: Path, number: str, dated: date) -> tuple[e.Paper, Blob]:
    """The written report as it goes into the ledger. Raises Misused for what is no PDF, PNG or JPEG, or too large."""
    blob = paper_file(_read(path), path.name)
    return made(e.Paper, number=number, dated=dated, sha256=blob.sha256, media_type=blob.media_type), blob


def _read(path: Path) -> bytes:
    """At most one byte more than may be, so that a larger file is refused as such."""
    try:
        with path.open("rb") as file:
            return file.read(PAPER_BYTES_MAX + 1)
    except OSError as error:
        raise Misused("paper.unreadable", path=path, reason=error.strerror) from error


def paper_file(content: bytes, name: str) -> Blob:
    """A file by its content; ``name`` is for messages only. Raises Misused ``paper.size``, ``paper.type``."""
    if len(content) > PAPER_BYTES_MAX:
        raise Misused("paper.size", path=name, limit=PAPER_BYTES_MAX)
    media_type = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    if media_type is None:
        raise Misused("paper.type", path=name)
    return Blob(content, media_type)


def read_attachments(paths: Iterable[Path]) -> Attached:
    """Files that prove what is asked for. Raises Misused as ``read_paper``, and ``paper.total``."""
    found = []
    for path in paths:
        content = _read(path)
        found.append(attachment(content, path.name))
    return attachments(found)


def attachment(content: bytes, name: str) -> tuple[e.Attachment, Blob]:
    """One such file. Raises Misused."""
    blob = paper_file(content, name)
    return made(e.Attachment, name=name, sha256=blob.sha256, media_type=blob.media_type), blob


def attachments(found: Iterable[tuple[e.Attachment, Blob]]) -> Attached:
    """All of one request. Raises Misused ``paper.total``."""
    attached = tuple(found)
    if sum(len(blob.content) for _, blob in attached) > ATTACHED_BYTES_MAX:
        raise Misused("paper.total", limit=ATTACHED_BYTES_MAX)
    return attached


def request_correction(
    desk: Desk,
    report_id: UUID,
    changes: tuple[e.Change, ...],
    actor: str,
    reason_code: e.ReasonCode,
    reason: str,
    paper: e.Paper | None = None,
    paper_file: Blob | None = None,
    request_id: UUID | None = None,
    *,
    key: SigningKey | None = None,
    attached: Attached = (),
    personal: tuple[Personal, ...] = (),
) -> Requested:
    """
    Ask; with the written report that was handed in, or, signed with ``key``, one that the system makes.

    ``personal`` are the new values of identity changes.

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
            paper=paper or NOT_MADE_YET,
            attachments=tuple(attachment for attachment, _ in attached),
            identity=pupil.identity if pupil else {},
        )
        events = decide(report, asked, year, context)
        new, files = [], [*(blob for _, blob in attached), *([paper_file] if paper_file else [])]
        if paper is None:
            if key is None:
                raise Misused("paper.none")
            written = papers.correction_report(desk, year, report, asked, key, context, personal)
            asked = asked.model_copy(update={"paper": written.paper})
            events = decide(report, asked, year, context)
            new, files = [written.entry], [*files, written.file]
        right = acting(asked, year, context, report)
        order = command(actor, "correction request", asked.model_dump(mode="json"), asked.request_id, acting=right)
        new = [NewEvents(report_id, report.version, tuple(events)), *new]
        guards = [desk.guard(year), *([Guard(pupil.pupil_id, pupil.version)] if pupil else [])]
        answer = desk.append(new, order, guards=guards, blobs=files, personal=personal)
        assert answer is not None, "a request is one event"
        return Requested(asked.request_id, report_id, answer.first_position)

    return attempt(desk.ledger, once)


def approve_correction(
    desk: Desk, request_id: UUID, actor: str, key: SigningKey, remark: str | None = None, body: Body | None = None
) -> Request:
    """Agree, with a detached CMS signature over the bytes of the request's entry; freezes an open edition anew."""

    def agree(sitting: _Sitting, digests: dict[str, str]) -> c.ApproveCorrection | c.RefuseCorrection:
        return made(c.ApproveCorrection, remark=remark, identity=sitting.pupil.identity, **digests, **sitting.asked)

    return _decide(desk, request_id, actor, key, body, agree)


def refuse_correction(
    desk: Desk, request_id: UUID, actor: str, key: SigningKey, remark: str, body: Body | None = None
) -> Request:
    """Do not agree, signed as an approval is; the recorded value stands."""

    def refuse(sitting: _Sitting, digests: dict[str, str]) -> c.ApproveCorrection | c.RefuseCorrection:
        return made(c.RefuseCorrection, remark=remark, **digests, **sitting.asked)

    return _decide(desk, request_id, actor, key, body, refuse)


@dataclass(frozen=True, slots=True)
class _Sitting:
    """What one decision rests on."""

    year: SchoolYear
    context: Context
    report: Report
    request: Request
    pupil: Pupil
    body: Body | None

    @property
    def asked(self) -> dict[str, object]:
        """What both commands name: the request, and whose decision it is."""
        return {"request_id": self.request.asked.request_id, "body": self.body.decision if self.body else None}


def _decide(
    desk: Desk,
    request_id: UUID,
    actor: str,
    key: SigningKey,
    body: Body | None,
    command_of: Callable[[_Sitting, dict[str, str]], c.ApproveCorrection | c.RefuseCorrection],
) -> Request:
    """Load, decide, append: the decision, and with an approval all that follows from it, in one transaction."""
    report_id = find_request(desk, request_id)

    def once() -> Request:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        request, pupil = open_request(report, request_id, year), desk.pupil(report.started.pupil_id)
        _, delegation = require_decider(report, request, year, context, body.decision if body else None)
        sitting = _Sitting(year, context, report, request, pupil, body)
        signature, digests = _signed(desk, request, key, context)
        asked = command_of(sitting, digests)
        new, blobs = [], [signature, *([body.file] if body else [])]
        if request.asked.paper.made and body is None:
            agreed = isinstance(asked, c.ApproveCorrection)
            answer = papers.correction_answer(
                desk, year, report, request, key, context, agreed=agreed, remark=asked.remark, delegation_id=delegation
            )
            asked = asked.model_copy(update={"answer": answer.paper})
            new, blobs = [answer.entry], [*blobs, answer.file]
        if isinstance(asked, c.ApproveCorrection):
            of_pupil = identity_corrected(request)
            new.append(NewEvents(pupil.pupil_id, pupil.version, tuple(of_pupil)))
            if report.edition:
                frozen, region = _frozen_after(desk, year, report, asked, context, of_pupil)
                asked = asked.model_copy(update={"refrozen": frozen})
                blobs.append(region)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        right = acting(asked, year, context, report)
        order = command(actor, type(asked).__name__, asked.model_dump(mode="json"), acting=right)
        desk.append([events, *new], order, guards=[desk.guard(year)], blobs=blobs)
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


def _signed(desk: Desk, request: Request, key: SigningKey, context: Context) -> tuple[Blob, dict[str, str]]:
    """A detached CMS signature over the entry of a request, and the digests that a decision names."""
    from anchors.signing import cms  # loads the signing libraries, 0.7 s, which asking need not

    entry = desk.ledger.entry(request.position)
    blob = Blob(cms.sign_detached(entry, key, context.at), CMS_TYPE)
    return blob, {
        "request_sha256": sha256(entry).hexdigest(),
        "signature": blob.sha256,
        "certificate": sha256(key.certificate).hexdigest(),
    }


def _frozen_after(
    desk: Desk, year: SchoolYear, report: Report, asked: c.ApproveCorrection, context: Context, of_pupil: list[Event]
) -> tuple[c.Frozen, Blob]:
    """What will be signed, made of the report as it will be: also the order of its corrections must be that."""
    assert report.edition is not None, "only an open edition is frozen anew"
    plan = Plan.of(report.edition.opened)
    position = desk.ledger.size() + 1

    def supposed(data: Event) -> Happened:
        return Supposed(data, context.actor, context.at, position, asked.request_id)

    after = evolve(desk.report(report.report_id), supposed(approval(asked, None)))
    pupil_id = report.started.pupil_id
    sources = documents.Sources(desk, [after], {pupil_id: [supposed(event) for event in of_pupil]})
    return documents.frozen_document(sources, year, after, plan, freeze(after, year))


def require_decision(desk: Desk, request_id: UUID, actor: str, body: Body | None = None) -> None:
    """
    Raises Rejected unless the request waits and this person may decide it: asked before his key is opened.

    The decision itself asks again, on what stands then.
    """
    year, report = desk.year(), desk.report(find_request(desk, request_id))
    request = open_request(report, request_id, year)
    require_decider(report, request, year, desk.context(actor), body.decision if body else None)


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
