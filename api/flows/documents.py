"""From ledger states to the document that is signed and shown, and to its XML at any stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.flows.desk import Desk
from domain.errors import Rejected, Tampered
from domain.formats.thcs import Stage
from domain.ledger import Blob
from domain.messages import MESSAGES
from domain.regulations.curriculum import PART_NAMES, subject
from domain.report import events as e
from domain.report.commands import Frozen
from domain.report.document import ReportDocument, YearResult
from domain.report.editions import head_capacity
from domain.report.state import Edition, Report
from domain.school_year.state import SchoolYear
from projections.documents import xml

MESSAGES.update(
    {
        "document.vacant": (
            "Lớp {class_code} chưa có người được phân công: {vacant}. Hãy phân công trước khi khởi tạo học bạ.",
            "Class {class_code} has nobody assigned to {vacant}. Assign somebody before opening the reports.",
        ),
        "document.drift": (
            "Học bạ {lookup_id}: dữ liệu dựng lại không khớp với dữ liệu đã khởi tạo "
            "(mong đợi {expected}, thấy {found}). Dừng lại và báo người quản trị.",
            "Report {lookup_id}: what is rebuilt differs from what was opened (expected {expected}, found {found}). "
            "Stop and tell the administrator.",
        ),
    }
)

XML_TYPE = "application/xml"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition will be, before it is opened: everything that is not derived from the marks."""

    lookup_id: UUID
    head: UUID
    planned_issue_date: date
    created_on: date


def frozen_document(
    desk: Desk, year: SchoolYear, report: Report, plan: Plan, result: YearResult
) -> tuple[Frozen, Blob]:
    """An edition's values with the digest of the XML data region made from them, and that region as a blob."""
    document, pupil_version = build(desk, year, report, plan, result)
    blob = Blob(xml.data_region(document), XML_TYPE)
    frozen = Frozen(
        result=result, pupil_version=pupil_version, school_year_version=year.version, data_sha256=blob.sha256
    )
    return frozen, blob


def build(
    desk: Desk,
    year: SchoolYear,
    report: Report,
    plan: Plan,
    result: YearResult,
    *,
    pupil_version: int | None = None,
) -> tuple[ReportDocument, int]:
    """The document with every name resolved, and the version of the pupil it shows."""
    started = report.started
    pupil, pupil_state = desk.pupil(started.pupil_id, pupil_version)
    enrolment = next(found for found in pupil_state.enrolments if found.report_id == report.report_id)
    teachers = {row.subject: year.teacher(started.class_id, row.subject, plan.created_on) for row in result.subjects}
    head = year.staff[plan.head]
    homeroom = year.homeroom_teacher(started.class_id, plan.created_on)
    vacant = [code for code, staff in {**teachers, "GVCN": homeroom}.items() if staff is None]
    if vacant or homeroom is None:
        class_code = year.classes[started.class_id].code
        raise Rejected("document.vacant", class_code=class_code, vacant=", ".join(vacant))
    people = desk.signatories([staff for staff in (head, homeroom, *teachers.values()) if staff])
    corrections = [change for request in report.corrections for change in request.asked.changes]
    document = ReportDocument(
        lookup_id=plan.lookup_id,
        edition=1,
        school_year=year.name,
        grade=started.grade,
        class_code=year.classes[started.class_id].code,
        class_number=started.number,
        school=year.school,
        pupil=pupil,
        result=result,
        subject_teachers={code: people[staff.staff_id] for code, staff in teachers.items() if staff},
        homeroom_teacher=people[homeroom.staff_id],
        head=people[head.staff_id],
        head_capacity=head_capacity(year, plan.head, plan.planned_issue_date),
        place_of_issue=year.place_of_issue,
        created_on=plan.created_on,
        planned_issue_date=plan.planned_issue_date,
        enrolled_on=enrolment.since,
        corrections=tuple(_place(change, started.grade, year.name) for change in corrections),
        demo=desk.demo,
    )
    return document, pupil_state.version


def _place(change: e.Change, grade: int, school_year: str) -> str:
    """Where a correction stands, in a teacher's words: the line "Trong học bạ này có điều chỉnh … chỗ"."""
    match change:
        case e.MarkChange(cell=cell):
            part = f" ({PART_NAMES[cell.part]})" if cell.part else ""
            return subject(cell.subject, grade, school_year).name + part
        case e.CommentChange(subject=code):
            return subject(code, grade, school_year).name
        case e.ConductChange():
            return "Kết quả rèn luyện"
        case e.AbsencesChange():
            return "Số buổi nghỉ"
        case e.HomeroomCommentChange():
            return "Nhận xét của giáo viên chủ nhiệm"


def of_edition(desk: Desk, report: Report, edition: Edition) -> ReportDocument:
    """
    The document of an open edition, rebuilt from the versions it pinned; same versions, same bytes.

    Raises Tampered ``document.drift`` if the rebuilt data region is not the one that was, or will be, signed.
    """
    pinned = edition.frozen or edition.opened
    opened = edition.opened
    year = desk.year(pinned.school_year_version)
    plan = Plan(opened.lookup_id, opened.head, opened.planned_issue_date, opened.created_on)
    document, _ = build(desk, year, report, plan, pinned.result, pupil_version=pinned.pupil_version)
    found = Blob(xml.data_region(document), XML_TYPE).sha256
    if found != edition.data_sha256:
        raise Tampered("document.drift", lookup_id=opened.lookup_id, expected=edition.data_sha256, found=found)
    return document


def signers(desk: Desk, report: Report) -> dict[tuple[Stage, str | None], bytes]:
    """The signers' elements recorded so far, the seal's included."""
    wanted = {place: event.signer for place, event in report.signatures.items()}
    if report.sealed:
        wanted[Stage.SEAL, None] = report.sealed.signer
    contents = desk.ledger.blobs(wanted.values())
    return {place: contents[digest] for place, digest in wanted.items()}


def xml_so_far(desk: Desk, report: Report, more: Mapping[tuple[Stage, str | None], bytes] | None = None) -> bytes:
    """The XML with every signature recorded so far, and ``more``."""
    assert report.edition is not None, "only an open edition has a document"
    data = desk.ledger.blob(report.edition.data_sha256)
    return xml.assemble(report.edition.opened.lookup_id, data, {**signers(desk, report), **(more or {})})
