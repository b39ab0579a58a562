"""
Reports on paper: digitised by the clerk, withdrawn, listed and shown; ``paper_signing`` confirms and seals them.

Number, paper and scan are one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from anchors.errors import AnchorError
from api.flows.desk import Desk, attempt, command
from api.flows.documents import Sources
from api.flows.signing import principal
from domain.context import Context, local_day
from domain.errors import Rejected
from domain.formats.paper import PROMOTIONS, RESULTS, TITLES
from domain.ledger import Blob, Guard, NewEvents
from domain.messages import MESSAGES
from domain.paper_report import commands as c
from domain.paper_report import state as papers
from domain.paper_report.decide import decide, digitise
from domain.paper_report.document import PaperDocument
from domain.paper_report.events import (
    SCAN_PAGES_MAX,
    PaperOrigin,
    PaperReportEntered,
    PaperYear,
    Scan,
)
from domain.paper_report.state import PaperReport
from domain.pupil.state import Pupil
from domain.regulations.curriculum import subject, traits
from domain.report.editions import PRINCIPAL_CAPACITY
from domain.rights import acting
from domain.school_year.state import SchoolYear
from domain.values import Level, Mark
from projections.documents.paper_pages import paper_pdf
from projections.documents.paper_xml import data_region

MESSAGES.update(
    {
        "paper_report.scan": (
            "Không dùng được bản chụp: {reason}. Hãy quét lại học bạ giấy thành tệp PDF chỉ có ảnh các trang.",
            "The scan cannot be used: {reason}. Scan the paper again, as a PDF with nothing but pictures of its pages.",
        ),
        "paper_report.scan_size": (
            "Bản chụp {found} MB, tối đa {limit} MB. Hãy quét lại ở độ phân giải 150 dpi, thang xám.",
            "The scan has {found} MB, at most {limit}. Scan again with 150 dpi, in grey.",
        ),
        "paper_report.scan_pages": (
            "Bản chụp có {found} trang; cần từ 1 đến {limit} trang.",
            "The scan has {found} pages; it takes 1 to {limit}.",
        ),
        "paper_report.scan_none": (
            "Chưa chọn bản chụp. Hãy chọn tệp PDF quét từ học bạ giấy.",
            "No scan was chosen. Choose the PDF that was scanned from the paper.",
        ),
    }
)

#: With the scan in it, a copy must go through where files are verified (8 MB).
SCAN_BYTES_MAX = 6 * 1024 * 1024
_MB = 1024 * 1024
PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the clerk typed of one paper report, and the bytes of its scan, with ``scan_of`` them where it is known."""

    origin: PaperOrigin
    years: tuple[PaperYear, ...]
    scan: bytes
    replaces: UUID | None = None
    judged: Scan | None = None


def listed(desk: Desk) -> list[PaperReport]:
    """All paper reports of the school, the newest first."""
    entered = desk.ledger.stream(papers.list_id(desk.ledger.school_id))
    ids = [each.data.paper_id for each in reversed(entered) if isinstance(each.data, PaperReportEntered)]
    streams = desk.ledger.streams(ids)
    return [papers.fold(paper_id, streams[paper_id]) for paper_id in ids]


def of_pupil(desk: Desk, pupil_id: UUID) -> list[PaperReport]:
    """Those of one pupil, the newest first."""
    return [each for each in listed(desk) if each.digitised.pupil_id == pupil_id]


def paper_of(desk: Desk, paper_id: UUID) -> PaperReport:
    """One paper report. Raises Misused ``paper_report.unknown``."""
    return papers.fold(paper_id, desk.ledger.stream(paper_id))


def scan_of(content: bytes) -> Scan:
    """What a scan is, judged as a file from anybody. Raises Rejected ``paper_report.scan…``."""
    if not content:
        raise Rejected("paper_report.scan_none")
    if len(content) > SCAN_BYTES_MAX:
        found = f"{len(content) / _MB:.1f}".replace(".", ",")
        raise Rejected("paper_report.scan_size", found=found, limit=SCAN_BYTES_MAX // _MB)
    from anchors.signing.pdf_scan import page_count  # loads the PDF libraries, 0.7 s

    try:
        pages = page_count(content)
    except AnchorError as error:
        raise Rejected("paper_report.scan", reason=error.text("vi")) from error
    if not 1 <= pages <= SCAN_PAGES_MAX:
        raise Rejected("paper_report.scan_pages", found=pages, limit=SCAN_PAGES_MAX)
    return Scan(sha256=digest_of(content), pages=pages)


def digest_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return sha256(content).hexdigest()


def digitise_paper(desk: Desk, report_id: UUID, actor: str, typed: Typed) -> PaperReport:
    """Enter a paper report under the next number of the list. Raises Rejected, Faults."""
    scan = typed.judged or scan_of(typed.scan)
    asked = c.DigitisePaper(
        lookup_id=uuid4(), origin=typed.origin, years=typed.years, scan=scan, replaces=typed.replaces
    )
    paper_id, list_id = uuid4(), papers.list_id(desk.ledger.school_id)

    def once() -> PaperReport:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        others, entered = of_pupil(desk, report.started.pupil_id), len(desk.ledger.stream(list_id))
        pupil = desk.pupil(report.started.pupil_id)
        first = digitise(asked, year, context, report, entered + 1, others, _own_years(desk, year, pupil))
        order = command(
            actor, "DigitisePaper", [str(report_id), asked.model_dump(mode="json")],
            acting=acting(asked, year, context, report),
        )  # fmt: skip
        entering = PaperReport(paper_id, first, actor, context.at)
        _require_set(desk, year, entering)
        line = PaperReportEntered(number=entered + 1, paper_id=paper_id, report_id=report_id)
        new = [NewEvents(list_id, entered, (line,)), NewEvents(paper_id, 0, (first,))]
        guards = [desk.guard(year), Guard(report_id, report.version), Guard(pupil.pupil_id, pupil.version)]
        desk.append(new, order, guards=guards, blobs=[Blob(typed.scan, PDF_TYPE)])
        return entering

    return attempt(desk.ledger, once)


def _own_years(desk: Desk, year: SchoolYear, pupil: Pupil) -> set[str]:
    """The years of which this school itself reports on the pupil: not the present one, if he came after it began."""
    ids = {each.school_year_id for each in pupil.enrolments}
    late = any(
        each.school_year_id == year.school_year_id and each.since > year.calendar.starts for each in pupil.enrolments
    )
    return {desk.year_of(each).name for each in ids - ({year.school_year_id} if late else set())}


def document_of(
    desk: Desk, year: SchoolYear, state: PaperReport, actor: str, capacity: str
) -> tuple[PaperDocument, list[Guard]]:
    """
    What would be signed by this head in this capacity, and of what it is made beside ``year``, the present one.

    Class and school year are those for which it was digitised, whenever that is. Raises Rejected ``pupil.erased``.
    """
    report = desk.report(state.digitised.report_id)
    began = desk.year_of(report.started.school_year_id)
    identity, pupil = Sources(desk, [report]).pupil(state.digitised.pupil_id)
    named = year.structure.name_on(desk.today)
    document = PaperDocument(
        lookup_id=state.digitised.lookup_id,
        school=named.school,
        school_year=began.name,
        grade=report.started.grade,
        class_code=began.classes[report.class_id].code,
        pupil=identity,
        digitised_on=local_day(state.digitised_at),
        origin=state.digitised.origin,
        years=state.digitised.years,
        scan=state.digitised.scan,
        head=desk.signatory(year.actor(actor)),
        head_capacity=capacity,
        place_of_issue=named.place_of_issue,
        demo=desk.demo,
    )
    versions = {report.report_id: report.version, pupil.pupil_id: pupil.version, began.school_year_id: began.version}
    versions.pop(year.school_year_id, None)  # Guarded where the decision is appended.
    return document, [Guard(stream, version) for stream, version in versions.items()]


def _require_set(desk: Desk, year: SchoolYear, entering: PaperReport) -> None:
    """Raises Rejected ``document.pages``, ``document.text`` for what could never be signed, while its typist looks."""
    document, _ = document_of(desk, year, entering, entering.digitised_by, PRINCIPAL_CAPACITY)
    data_region(document)
    paper_pdf(document, str(document.lookup_id), None, None)


def withdraw_paper(desk: Desk, paper_id: UUID, actor: str, asked: c.WithdrawPaper) -> None:
    """Take it back. Raises Rejected."""

    def once() -> None:
        year, context, state = desk.year(), desk.context(actor), paper_of(desk, paper_id)
        append(desk, state, asked, year, context)

    attempt(desk.ledger, once)


def preview(desk: Desk, state: PaperReport, public_url: str) -> bytes:
    """The pages as they would be signed by the principal; once sealed, the sealed ones or the finished PDF."""
    if state.sealed:
        return desk.ledger.blob(state.document.value.pdf_sha256 if state.document else state.sealed.value.page_sha256)
    year = desk.year()
    document, _ = document_of(desk, year, state, str(principal(year)), PRINCIPAL_CAPACITY)
    return paper_pdf(document, lookup_address(public_url, state), None, None)


def lookup_address(public_url: str, state: PaperReport) -> str:
    """Where its QR code leads."""
    return f"{public_url.rstrip('/')}/t/{state.digitised.lookup_id}"


def append(
    desk: Desk,
    state: PaperReport,
    asked: c.Command,
    year: SchoolYear,
    context: Context,
    blobs: Sequence[Blob] = (),
    guards: Sequence[Guard] = (),
) -> None:
    """Decide on one, and record what follows with these files, if ``guards`` are as read. Raises Rejected."""
    report = desk.report(state.digitised.report_id)
    events = decide(state, asked, year, context, report)
    right = acting(asked, year, context, report)
    content = [str(state.paper_id), asked.model_dump(mode="json")]
    order = command(context.actor, type(asked).__name__, content, acting=right)
    new = [NewEvents(state.paper_id, state.version, tuple(events))]
    desk.append(new, order, guards=[desk.guard(year), *guards], blobs=blobs)


def in_words(year: PaperYear) -> dict[str, object]:
    """A year as pages show it: every value a text or None, as the signed XML will have it."""
    names = {trait.code: trait.name for trait in traits(year.grade)}
    return {
        "school_year": year.school_year,
        "class_name": year.class_code,
        "school": year.school,
        "subjects": [
            {
                "name": subject(row.subject, year.grade, year.school_year).name,
                **{place: _word(getattr(row, place)) for place in ("term_1", "term_2", "year", "test")},
            }
            for row in year.rows
        ],
        "traits": [{"name": names[code], "rating": rating.said("vi")} for code, rating in year.traits],
        "academic": [_word(level) for level in year.academic],
        "conduct": [_word(level) for level in year.conduct],
        "result": RESULTS[year.result] if year.result else None,
        "absences": year.absences,
        "promotion": PROMOTIONS[year.promotion] if year.promotion else None,
        "title": TITLES[year.title] if year.title else None,
    }


def _word(value: Mark | Level | None) -> str | None:
    return None if value is None else str(value) if isinstance(value, Level) else value.said("vi")
