"""``/api/v1/paper-reports``: reports on paper, digitised, confirmed, sealed, withdrawn (docs/office.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Base64Bytes, Field

from api.flows import paper_reports as flow
from api.flows.desk import Desk
from api.flows.visits import Opened
from api.routes.deps import Reader, TheReader
from api.routes.paging import ThePage
from api.routes.writing import AfterToken, TheWriter, Written
from api.visiting import page_of
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.paper_report.commands import WithdrawPaper
from domain.paper_report.events import YEARS_MAX, PaperOrigin, PaperYear
from domain.paper_report.state import PaperReport, PaperStatus
from domain.school_year.events import Role
from domain.values import Text

router = APIRouter(prefix="/paper-reports", tags=["paper-reports"], route_class=AfterToken)

#: Who digitises, who confirms, and who supervises.
READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER, Role.SUPERVISOR)


class NewPaper(Value):
    """
    What a paper report says, and its scan: a PDF in base64, at most 6 MB and 60 pages.

    ``report`` is the pupil's report here; ``replaces`` a withdrawn one that had been typed wrongly.
    """

    report: Annotated[str, Field(max_length=36)]
    origin: PaperOrigin
    years: Annotated[tuple[PaperYear, ...], Field(min_length=1, max_length=YEARS_MAX)]
    scan: Base64Bytes
    replaces: UUID | None = None


class PaperTaken(Value):
    """Why it is taken back; once it was sealed, by which decision of which day."""

    reason: Text
    document: Text | None = None
    dated: date | None = None


class PaperShown(Value):
    """
    A paper report: its number in the school's list, who typed it when (UTC), how far it has come.

    ``lookup_id`` opens it on the portal once it is SEALED; ``document_ready``: its PDF is there.
    """

    paper_id: UUID
    number: int
    report_id: UUID
    lookup_id: UUID
    status: PaperStatus
    origin: PaperOrigin
    years: tuple[PaperYear, ...]
    scan_sha256: str
    scan_pages: int
    digitised_at: datetime
    digitised_by: str
    document_ready: bool
    reason: str | None
    replaces: UUID | None


def paper_shown(desk: Desk, paper: PaperReport) -> PaperShown:
    """As it stands; ``digitised_by`` is the code of the member of staff."""
    digitised, staff = paper.digitised, desk.year().staff.get(UUID(paper.digitised_by))
    return PaperShown(
        paper_id=paper.paper_id,
        number=digitised.number,
        report_id=digitised.report_id,
        lookup_id=digitised.lookup_id,
        status=paper.status,
        origin=digitised.origin,
        years=digitised.years,
        scan_sha256=digitised.scan.sha256,
        scan_pages=digitised.scan.pages,
        digitised_at=paper.digitised_at,
        digitised_by=staff.code if staff else "",
        document_ready=paper.document is not None,
        reason=paper.withdrawn.value.reason if paper.withdrawn else None,
        replaces=digitised.replaces,
    )


def reading(reader: Reader, year: str | None = None) -> Desk:
    """The desk of somebody who may read them. Raises Rejected ``right.role``."""
    desk = reader.desk(year)
    desk.year().require_role(str(reader.staff_id), *READERS)
    return desk


@router.get("")
def listed(reader: TheReader, page: ThePage) -> list[PaperShown]:
    """All of the school's, the newest first: for leadership, clerk, IT officer, supervisors."""
    with wrapped():
        desk = reading(reader)
        return page.of([paper_shown(desk, each) for each in flow.listed(desk)], lambda each: each.paper_id)


def looked_at(request: Request, desk: Desk, paper_id: UUID) -> PaperReport:
    """One of them, which somebody is shown: a look at his report, for the book (``flows.visits``)."""
    paper = flow.paper_of(desk, paper_id)
    request.state.opened = Opened(page_of(request.scope), paper.digitised.report_id)
    return paper


@router.get("/{paper_id}")
def one(paper_id: UUID, reader: TheReader, request: Request) -> PaperShown:
    """One of them."""
    with wrapped():
        desk = reading(reader)
        return paper_shown(desk, looked_at(request, desk, paper_id))


@router.get("/{paper_id}/scan")
def scan(paper_id: UUID, reader: TheReader, request: Request) -> Response:
    """The scanned pages, as they were handed in."""
    with wrapped():
        desk = reading(reader)
        content = desk.ledger.blob(looked_at(request, desk, paper_id).digitised.scan.sha256)
    return _pdf(content, "ban-giay.pdf")


@router.get("/{paper_id}/document")
def document(paper_id: UUID, reader: TheReader, request: Request) -> Response:
    """The sealed PDF; before the seal its pages without signatures."""
    with wrapped():
        desk = reading(reader)
        content = flow.preview(desk, looked_at(request, desk, paper_id), reader.program.settings.public_url)
    return _pdf(content, "ban-so-hoa.pdf")


def _pdf(content: bytes, name: str) -> Response:
    return Response(
        content, media_type=flow.PDF_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip


@router.post("")
def digitise(given: NewPaper, writer: TheWriter) -> Written:
    """The clerk types what the paper says; the second stream of the entries is the new ``paper_id``."""
    typed = flow.Typed(given.origin, given.years, given.scan, given.replaces)
    content = {**given.model_dump(mode="json", exclude={"scan"}), "scan": flow.digest_of(given.scan)}

    def act(desk: Desk) -> None:
        flow.digitise_paper(desk, desk.find_report(given.report), writer.actor, typed)

    return writer.once("paper digitise", content, act)


@router.post("/{paper_id}/confirmation")
def confirm(paper_id: UUID, writer: TheWriter) -> Written:
    """The head, or a deputy so delegated, signs that the copy is consistent with the paper."""
    from api.flows.paper_signing import confirm_paper  # loads the signing libraries, 0.7 s

    def act(desk: Desk) -> None:
        confirm_paper(desk, paper_id, writer.actor, writer.key)

    return writer.once("paper confirm", str(paper_id), act)


@router.post("/{paper_id}/seal")
def seal(paper_id: UUID, writer: TheWriter) -> Written:
    """
    The clerk seals it with the school's key; one checkpoint, then its PDF.

    The command is the seal. A PDF that a stopped request left unmade is finished by the next one, with another key.
    """
    from api.flows.classes import issue_keys
    from api.flows.paper_signing import seal_paper

    program = writer.reader.program

    def act(desk: Desk) -> None:
        keys = issue_keys(program, writer.reader.school_id)
        seal_paper(desk, paper_id, writer.actor, keys, program.settings.public_url)

    return writer.once("paper seal", str(paper_id), act)


@router.post("/{paper_id}/withdrawal")
def withdraw(paper_id: UUID, given: PaperTaken, writer: TheWriter) -> Written:
    """Take it back: the clerk before it is sealed, the principal by his decision after."""
    asked = WithdrawPaper(**dict(given))

    def act(desk: Desk) -> None:
        flow.withdraw_paper(desk, paper_id, writer.actor, asked)

    return writer.once("paper withdraw", [str(paper_id), given.model_dump(mode="json")], act)
