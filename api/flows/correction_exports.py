"""Papers of corrections as files: those of one request, and the month's book (sổ theo dõi điều chỉnh)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from api.flows.correction_views import RequestView, of_month
from api.flows.corrections import find_request
from api.flows.desk import Desk
from api.flows.workbooks.correction_log import write_correction_log
from api.whole_file import write_whole
from domain.context import VIETNAM
from domain.errors import Misused
from domain.event import Value
from domain.messages import MESSAGES
from domain.report import events as e
from domain.report.state import RequestStatus
from domain.words import said
from projections.documents.correction_log import LogBook, LogRow, log_pdf

MESSAGES.update(
    {
        "correction.log_type": (
            "Tệp {path} phải có đuôi .pdf hoặc .xlsx.",
            "The file {path} must end in .pdf or .xlsx.",
        ),
    }
)

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class MonthBook(Value):
    """The requests that were asked for in a month, as of entry ``position`` of the school's ledger."""

    month: date
    position: int
    requests: tuple[RequestView, ...]


def write_papers(desk: Desk, request_id: UUID, folder: Path) -> list[Path]:
    """
    The report, its attachments, the answer and the body's decision, each as it lies in the ledger, under plain names.

    Raises Rejected ``correction.unknown``.
    """
    request = desk.report(find_request(desk, request_id)).requests[request_id]
    body, answer = getattr(request.decision, "body", None), getattr(request.decision, "answer", None)
    named: list[tuple[str, e.Paper | e.Attachment]] = [("bao-cao", request.asked.paper)]
    named += [(f"minh-chung-{place}", one) for place, one in enumerate(request.asked.attachments, 1)]
    named += [("thong-bao", answer)] if answer else []
    named += [("quyet-dinh", body.paper)] if body else []
    contents = desk.ledger.blobs({one.sha256 for _, one in named})
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, one in named:
        path = folder / f"{name}.{ENDINGS[one.media_type]}"
        write_whole(path, contents[one.sha256])
        written.append(path)
    return written


def month(desk: Desk, first: date) -> MonthBook:
    """The book of the month that begins on this day."""
    return MonthBook(month=first, position=desk.ledger.size(), requests=tuple(of_month(desk, first)))


def write_month(desk: Desk, book: MonthBook, path: Path) -> None:
    """As PDF or workbook, by the file's ending. Raises Misused for another one."""
    if path.suffix.lower() not in (".pdf", ".xlsx"):
        raise Misused("correction.log_type", path=path.name)
    written = _written(desk, book)
    if path.suffix.lower() == ".pdf":
        write_whole(path, log_pdf(written))
    else:
        write_correction_log(written, path)


def _written(desk: Desk, book: MonthBook) -> LogBook:
    year = desk.year()
    return LogBook(
        school=year.school,
        place=year.place_of_issue,
        school_year=year.name,
        month=book.month,
        made_on=desk.today,
        position=book.position,
        demo=desk.demo,
        rows=tuple(_row(number, view) for number, view in enumerate(book.requests, 1)),
        decided={status: sum(one.status is status for one in book.requests) for status in RequestStatus},
    )


def _row(number: int, view: RequestView) -> LogRow:
    at = view.decided_at.astimezone(VIETNAM).date() if view.decided_at else None
    answer = f"TB số {view.answer.number}" if view.answer else None
    return LogRow(
        number=number,
        paper=view.paper.number,
        dated=view.paper.dated,
        class_code=view.class_code,
        pupil=f"{view.pupil} (STT {view.number})",
        changes=tuple((each.what, each.before, each.after) for each in view.changes),
        reason=f"{said(view.reason_code.value, 'vi', 'reason')}: {view.reason}",
        asked_by=view.asked_by.name,
        result=said(view.status.value, "vi", "request"),
        decided_by=view.decided_by.name if view.decided_by else "",
        decided_on=at,
        grounds="; ".join(each for each in (view.delegation, view.body, answer, view.remark) if each),
    )
